"""Files that go along, in PDF/A-3a."""

import datetime as dt
import io
from typing import Any

import page as validator
import pikepdf
from tag_reader import read
from tagging import BASE, html_page

from pressverk.model import Page, Pdf, Resource
from pressverk.structure import Attachment, Relationship
from pressverk.typesetting import typeset

TABLE = Attachment(
    name="tabell.csv",
    data=b"ar;antal\r\n2024;7\r\n",
    modified=dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC),
    description="Tabellens siffror",
    relationship=Relationship.DATA,
)
HTML = "<p>Se <a rel=attachment href=data.csv title=Siffror>siffrorna</a></p>"
HEAD = "<link rel=attachment href=data.csv>"


def with_file(body: str, head: str = "") -> Page:
    plain = html_page(body, head=head)
    data = Resource(media_type="text/csv", sha256="data", data=b"a;b\n")
    return Page(
        address=plain.address,
        html=plain.html,
        resources={**plain.resources, f"{BASE}data.csv": data},
    )


def valid(pdf: Pdf) -> pikepdf.Pdf:
    for profile in ("ua1", "3a"):
        assert validator.validate_pdf_bytes(pdf.data, profile=profile).failures == []
    assert pdf.findings == ()
    return pikepdf.open(io.BytesIO(pdf.data))


def files(opened: pikepdf.Pdf) -> list[Any]:
    specifications = list(opened.Root.Names.EmbeddedFiles.Names)[1::2]
    assert [spec.objgen for spec in opened.Root.AF] == [spec.objgen for spec in specifications]
    return specifications


def test_a_file_goes_along_with_its_date_description_and_relationship() -> None:
    opened = valid(typeset(html_page("<p>a</p>"), attachments=[TABLE]))
    (found,) = files(opened)
    assert (str(found.UF), str(found.Desc)) == ("tabell.csv", "Tabellens siffror")
    assert found.AFRelationship == "/Data"
    assert found.EF.F.read_bytes() == TABLE.data
    assert str(found.EF.F.Params.ModDate) == "D:20250301120000Z"


def test_files_that_the_page_attaches_go_along_once_and_are_no_link_in_the_text() -> None:
    opened = valid(typeset(with_file(HTML, HEAD), attachments=[]))
    (found,) = files(opened)
    assert str(found.UF) == "data.csv"
    assert found.EF.F.read_bytes() == b"a;b\n"
    assert "/Annots" not in opened.pages[0].obj


def test_the_text_of_an_attaching_link_is_read() -> None:
    pdf = typeset(with_file(HTML), attachments=[])
    assert read(pdf.data).root.shape == "Document(P('Se' Span('siffrorna')))"


def test_files_are_in_the_order_of_their_names() -> None:
    first = Attachment(name="a.txt", data=b"x", modified=TABLE.modified)
    opened = valid(typeset(with_file(HTML), attachments=[TABLE, first]))
    assert [str(found.UF) for found in files(opened)] == ["a.txt", "data.csv", "tabell.csv"]


def test_a_document_that_may_have_files_but_has_none_is_valid() -> None:
    opened = valid(typeset(html_page("<p>a</p>"), attachments=[]))
    assert "/AF" not in opened.Root


def test_the_same_files_give_the_same_bytes() -> None:
    page = with_file(HTML)
    assert typeset(page, attachments=[TABLE]).data == typeset(page, attachments=[TABLE]).data


def test_without_leave_files_stay_out_and_are_a_finding() -> None:
    pdf = typeset(with_file(HTML, HEAD))
    assert {finding.rule for finding in pdf.findings} == {"attachment"}
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
