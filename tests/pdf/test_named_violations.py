"""What breaks a rule of PDF/UA is told by its element, with its line."""

from pathlib import Path

import pytest

from pressverk.build import worker
from pressverk.build.worker import typeset_html
from pressverk.errors import TypesettingError
from pressverk.model import Finding

HEAD = '<!doctype html>\n<html lang="sv"><head><title>a <b></title><!-- <table> --></head><body>\n'


def findings_of(tmp_path: Path, body: str, head: str = HEAD) -> tuple[Finding, ...]:
    source = tmp_path / "a.html"
    source.write_text(f"{head}<h1>Rubrik</h1>\n{body}</body></html>", "utf-8")
    return typeset_html(source, "a.pdf")[1]


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        ("<h4>Djup</h4>", "heading-skips-level", "'Djup' (<h4>)"),
        ("<svg width=9><path d='M0 0h9v9z'/></svg>", "no-alternative", "<svg> has no"),
        ("<math><mi>x</mi></math>", "no-alternative", "<math> 'x'"),
        (
            "<table><caption>Ett</caption><caption>Två</caption><tr><td>b</table>",
            "PDFUA1-TABLE-CAPTION-COUNT-001",
            "<table> 'Ett' has a caption where none can be",
        ),
        (
            "<table><caption>Öar</caption><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>",
            "PDFUA1-TABLE-CELL-INTERSECTION-001",
            "cells of <table> 'Öar' overlap",
        ),
        (
            "<table><thead><tr><th>A</thead><thead><tr><th>B</thead><tr><td>1</table>",
            "table-headers",
            "a second <thead>, 'B', stands where it is written",
        ),
        ('<p lang="på svenska">Hej</p>', "language-unknown", "<p> 'Hej' says lang='på svenska'"),
        ('<p lang="svenska">Hej</p>', "language-unknown", "<p> 'Hej' says lang='svenska'"),
        ("<form><input name=a></form>", "field-unnamed", "<input> has no name"),
        ("<p>Runan ᚠ</p>", "missing-sign", "no font has 'ᚠ'"),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_line(
    tmp_path: Path, body: str, rule: str, words: str
) -> None:
    found = findings_of(tmp_path, f"<p>\n</p>\n{body}")
    (named,) = [finding for finding in found if finding.rule == rule]
    assert words in named.message
    assert (named.place.file, named.place.line) == (str(tmp_path / "a.html"), 6)
    assert not [finding for finding in found if finding.message.startswith("PDF/UA-1 does not")]


def test_an_element_that_the_parser_added_to_has_no_line(tmp_path: Path) -> None:
    (found,) = findings_of(tmp_path, "<h4>a</h4><script>'<h4>'</script><table><h4>b</h4></table>")
    assert found.place.line == 4
    for body in ("<svg><h4>a</h4>", "<p><h4>a</h4><!--<h4>"):
        (found, *_others) = findings_of(tmp_path, body)
        assert found.place.line in {None, 4}


@pytest.mark.parametrize("part", ["thead", "tfoot"])
def test_a_table_that_has_a_head_alone_has_rows(tmp_path: Path, part: str) -> None:
    assert findings_of(tmp_path, f"<table><{part}><tr><th>a<th>b</{part}></table>") == ()


def test_a_document_without_title_or_language_is_reported_once(tmp_path: Path) -> None:
    head = "<!doctype html>\n<html><head></head><body>\n"
    rules = [finding.rule for finding in findings_of(tmp_path, "", head.replace("<h1>", ""))]
    assert rules == ["no-lang"]


def test_where_weasyprint_fails_is_reported_with_the_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = '<p style="float:footnote"><span style="columns:2">Fotnoten</span></p>'
    body = f'<div style="columns:2">Text{note}</div>'
    monkeypatch.setattr(worker, "warm_up", lambda: None)
    source = tmp_path / "a.html"
    source.write_text(f"{HEAD}{body}", "utf-8")
    monkeypatch.setattr("weasyprint.layout.block.iter_line_boxes", _failing)
    with pytest.raises(TypesettingError) as caught:
        typeset_html(source, "a.pdf")
    (finding,) = caught.value.findings
    assert finding.rule == "layout-failed"
    assert "WeasyPrint fails at laying out <div> 'Text Fotnoten'" in finding.message
    assert "AssertionError" in finding.message


def _failing(*_arguments: object, **_options: object) -> None:
    raise AssertionError


@pytest.mark.parametrize("display", ["flex", "grid"])
def test_a_running_element_in_a_flex_box_or_grid_is_reported_by_its_name(
    tmp_path: Path, display: str
) -> None:
    body = f'<div style="display:{display}"><b style="position:running(x)">Huvud</b></div>'
    source = tmp_path / "a.html"
    source.write_text(f"{HEAD}<h1>Rubrik</h1>\n{body}", "utf-8")
    with pytest.raises(TypesettingError) as caught:
        typeset_html(source, "a.pdf")
    (finding,) = caught.value.findings
    assert "WeasyPrint fails at laying out <b> 'Huvud'" in finding.message
    assert finding.place.line == 4
