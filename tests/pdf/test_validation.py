"""Which profiles a PDF from anywhere is examined by."""

import io
import itertools
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from tagging import html_page

from pressverk.content.markup import headings
from pressverk.pdf.postprocess import enclose, for_printers
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.validation import claimed_profiles, violations


@pytest.fixture(scope="module")
def usual() -> bytes:
    return typeset(html_page("<h1>Rubrik</h1><p>Text.</p>")).data


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target, fix_metadata_version=False, **options)
    return target.getvalue()


def without_metadata(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.Metadata
        return saved(pdf)


def encrypted(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))


def claiming(data: bytes, part: str, conformance: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as packet:
            packet["pdfaid:part"], packet["pdfaid:conformance"] = part, conformance
        return saved(pdf)


def test_each_edition_is_examined_by_what_it_says_that_it_holds(usual: bytes) -> None:
    for data, profiles in (
        (usual, ("ua1", "2a")),
        (enclose(usual, []), ("ua1", "3a")),
        (for_printers(usual), ("ua1",)),
    ):
        assert claimed_profiles(data) == profiles
        assert violations(data, "a.pdf", profiles) == []


def test_a_claim_that_does_not_hold_is_reported_by_its_name(usual: bytes) -> None:
    data = claiming(usual, "1", "B")
    (first, *_others) = violations(data, "a.pdf", claimed_profiles(data))
    assert first.message.startswith("PDF/A-1b does not hold: ")


@pytest.mark.parametrize(("part", "conformance"), [("9", "Z"), ("4", ""), ("", "A"), ("2", "ä")])
def test_what_claims_nothing_known_is_examined_by_the_usual(
    usual: bytes, part: str, conformance: str
) -> None:
    assert claimed_profiles(claiming(usual, part, conformance)) == ("ua1", "2a")


def test_what_cannot_be_read_claims_nothing(usual: bytes) -> None:
    for data in (b"", b"no PDF", usual[:1000], without_metadata(usual), encrypted(usual)):
        assert claimed_profiles(data) == ("ua1", "2a")


@pytest.mark.parametrize("packet", [b"", b"<x", b"<x/>", b"\xff\xfe" * 9, b"<!DOCTYPE x []><x/>"])
def test_a_spoiled_packet_claims_nothing(
    usual: bytes, packet: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        pdf.Root.Metadata.write(packet)
        assert claimed_profiles(saved(pdf)) == ("ua1", "2a")
    assert capfd.readouterr().err == ""


def test_a_table_of_more_rows_than_the_validator_reads_by_itself_is_read() -> None:
    rows = "".join(f"<tr><th scope=row>{number}<td>a" for number in range(1100))
    head = "<thead><tr><th scope=col>a<th scope=col>b</thead>"
    data = typeset(html_page(f"<h1>Rubrik</h1><table>{head}{rows}</table>")).data
    assert violations(data, "a.pdf") == []


def test_an_encrypted_pdf_is_reported_as_one_thing(usual: bytes) -> None:
    (locked,) = violations(encrypted(usual), "a.pdf")
    assert locked.rule == "unreadable-pdf"
    assert "password" in locked.message
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        open_to_read = saved(pdf, encryption=pikepdf.Encryption(owner="a", user=""))
    (restricted,) = violations(open_to_read, "a.pdf")
    assert restricted.rule == "encrypted"


def test_a_chapter_of_more_sections_than_the_validator_follows_by_itself_is_read(
    usual: bytes,
) -> None:
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        outline = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=3000))
        target = Array([pdf.pages[0].obj, Name.Fit])
        items = [
            pdf.make_indirect(Dictionary(Title="Avsnitt", Parent=outline, Dest=target))
            for _each in range(3000)
        ]
        for before, after in itertools.pairwise(items):
            before.Next, after.Prev = after, before
        outline.First, outline.Last = items[0], items[-1]
        pdf.Root.Outlines = outline
        long = saved(pdf)
    assert violations(long, "a.pdf") == []


def test_as_many_headings_as_an_article_may_have_can_be_validated(usual: bytes) -> None:
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        with pdf.open_outline() as outline:
            outline.root[:] = [
                pikepdf.OutlineItem(f"Rubrik {number}", 0) for number in range(headings.MOST + 50)
            ]
        data = saved(pdf)
    assert violations(data, "a.pdf") == []
