"""Files that a document attaches go along in it, in PDF/A-3a, and are no links in its text."""

import io
from pathlib import Path

import page as validator
import pikepdf
import pytest
from tag_reader import read
from tagging import html_page

from pressverk.build.pipeline import typeset_file
from pressverk.errors import TypesettingError
from pressverk.pdf.typesetting import typeset

HTML = (
    "<!doctype html><html lang=sv><title>Exempel</title>"
    "<link rel=attachment href='k%C3%A4lla.txt' title=Källan>"
    "<p>Se <a rel=attachment href=data/siffror.csv>alla siffror</a></p>"
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "siffror.csv").write_bytes(b"a;b\n")
    (tmp_path / "källa.txt").write_text("Exempel", encoding="utf-8")
    path = tmp_path / "rapport.html"
    path.write_text(HTML, encoding="utf-8")
    return path


def typeset_to(target: Path, source: Path) -> bytes:
    assert typeset_file(source, target, force=False) == ()
    return target.read_bytes()


def test_what_html_attaches_goes_along_with_its_name_and_description(document: Path) -> None:
    data = typeset_to(document.with_suffix(".pdf"), document)
    for profile in ("ua1", "3a"):
        assert validator.validate_pdf_bytes(data, profile=profile).failures == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        files = [
            (str(file.UF), str(file.Desc), file.EF.F.read_bytes().decode()) for file in pdf.Root.AF
        ]
        assert "/Annots" not in pdf.pages[0].obj
    assert sorted(files) == [
        ("data-siffror.csv", "alla siffror", "a;b\n"),
        ("källa.txt", "Källan", "Exempel"),
    ]
    assert read(data).root.text == "Se alla siffror"


def test_the_same_files_give_the_same_bytes(document: Path) -> None:
    first = typeset_to(document.with_name("a.pdf"), document)
    assert typeset_to(document.with_name("b.pdf"), document) == first


@pytest.mark.parametrize(
    "target", ["borta.csv", "../hemlig.txt", "https://exempel.se/a.csv", "data:,a"]
)
def test_files_outside_the_folder_are_a_fault_that_names_them(document: Path, target: str) -> None:
    (document.parent.parent / "hemlig.txt").write_text("x")
    document.write_text(HTML.replace("data/siffror.csv", f"'{target}'"), encoding="utf-8")
    with pytest.raises(TypesettingError, match="to be attached") as caught:
        typeset_file(document, document.with_suffix(".pdf"), force=False)
    assert [finding.rule for finding in caught.value.findings] == ["attachment"]


def test_a_page_without_enclosures_that_attaches_is_a_fault() -> None:
    pdf = typeset(html_page("<p>Se <a rel=attachment href=data.csv>siffror</a></p>"))
    assert [finding.rule for finding in pdf.findings] == ["attachment"]
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
