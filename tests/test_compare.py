"""The comparison with other producers: it can tell good tags from bad, and keeps its place."""

from pathlib import Path

import producers
import pytest
from html_facts import facts_of_html
from repository import ROOT
from tag_facts import facts_of_tags
from tag_trees import read_document

import compare

DOC = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
SOURCE = compare.facts_of(facts_of_html(producers.HTML.read_text(encoding="utf-8")))


def told_by(produce: producers.Produce, folder: Path) -> compare.Scores:
    file = folder / "document.pdf"
    produce(file)
    return compare.scores(SOURCE, compare.facts_of(facts_of_tags(read_document(file))))


def test_pressverk_conveys_every_fact(tmp_path: Path) -> None:
    told = told_by(producers.by_pressverk, tmp_path)
    assert {kind: (count, of) for kind, (count, of) in told.items() if count < of} == {}


def test_there_is_a_fact_of_every_kind() -> None:
    assert all(of for _told, of in compare.scores(SOURCE, SOURCE).values())
    assert {kind for kind, _what in SOURCE} == set(compare.KINDS)


def test_tags_that_say_less_are_reported_from_those_that_say_all(tmp_path: Path) -> None:
    told = told_by(producers.by_weasyprint, tmp_path)
    assert told["heading"][0] == told["heading"][1]
    assert told["abbreviation"][0] == 0
    assert told["note"][0] == 0


@pytest.mark.parametrize(("share", "shown"), [(1, "100 %"), (0.9999, "99.9 %"), (0.5, "50.0 %")])
def test_no_share_is_rounded_up_to_all(share: float, shown: str) -> None:
    assert compare._percent(share) == shown


def test_the_table_is_put_between_its_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = tmp_path / "doc.md"
    doc.write_text(f"a\n{compare.BEGIN}old\n{compare.END}b\n", encoding="utf-8")
    monkeypatch.setattr(compare, "DOC", doc)
    compare.put("new\n")
    compare.put("new\n")
    assert doc.read_text() == f"a\n{compare.BEGIN}\nnew\n\n{compare.END}b\n"


def test_the_table_in_the_documentation_is_of_today() -> None:
    table = DOC.partition(compare.BEGIN)[2].partition(compare.END)[0]
    assert all(f"| {words} |" in table for words in compare.KINDS.values())
    for word in ("Pressverk", "WeasyPrint", "Typst", "Chromium"):
        assert word in table
