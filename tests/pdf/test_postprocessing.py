"""Editions for the archive and for printers, looked at as such."""

import datetime as dt
import io
import re

import page as validator
import pikepdf
import pytest
from tag_reader import read
from tagging import html_page

from pressverk.model import Enclosure
from pressverk.pdf.postprocess import enclose, for_printers
from pressverk.pdf.typesetting import typeset

BODY = (
    '<h1>Rubrik</h1><p>Text med en <a href="https://example.com/">länk</a>.</p>'
    '<p style="opacity: .5">Svag <img src="bild.png" alt="En bild"></p>'
)
SOURCE = Enclosure(
    name="källa.md",
    media_type="text/markdown",
    data=b"# Rubrik\n",
    relationship="Source",
    description="Texten",
    modified=dt.date(2018, 11, 23),
)
DATA = Enclosure(
    name="antal.csv",
    media_type="text/csv",
    data=b"ar,antal\n2018,12\n",
    relationship="Data",
    description="Antalen",
    modified=dt.date(2018, 11, 23),
)


@pytest.fixture(scope="module")
def usual() -> bytes:
    return typeset(html_page(BODY)).data


def failures(data: bytes, profile: str) -> list[str]:
    return [each.message for each in validator.validate_pdf_bytes(data, profile=profile).failures]


def words(data: bytes) -> list[str]:
    return re.findall(r"'[^']*'|Figure", read(data).root.shape)


@pytest.mark.parametrize("enclosures", [[], [SOURCE], [SOURCE, DATA]])
def test_the_archive_gets_pdfa_3_with_what_the_document_came_from(
    usual: bytes, enclosures: list[Enclosure]
) -> None:
    data = enclose(usual, enclosures)
    assert failures(data, "3a") == []
    assert failures(data, "ua1") == []
    pdf = pikepdf.open(io.BytesIO(data))
    assert {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()} == {
        each.name: each.data for each in enclosures
    }


def test_an_enclosure_says_how_it_relates_to_the_document(usual: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(enclose(usual, [SOURCE, DATA])))
    told = {str(file.UF): str(file.AFRelationship) for file in pdf.Root.AF}
    assert told == {"källa.md": "/Source", "antal.csv": "/Data"}


def test_a_pdfa_2_file_is_no_pdfa_3_file_by_itself(usual: bytes) -> None:
    assert failures(usual, "3a") != []


def test_the_edition_for_printers_says_how_it_is_printed(usual: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(for_printers(usual)))
    (intent,) = pdf.Root.OutputIntents
    assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes()[16:20] == b"CMYK"
    assert pdf.docinfo["/Trapped"] == "/False"
    packet = pdf.open_metadata()
    assert (packet.pdfx_status, packet.pdfa_status) == ("PDF/X-4", "")
    assert packet["pdf:Trapped"] == "False"
    assert for_printers(usual) == for_printers(usual)


def test_nothing_in_the_edition_for_printers_can_be_clicked(usual: bytes) -> None:
    data = for_printers(usual)
    pdf = pikepdf.open(io.BytesIO(data))
    assert all("/Annots" not in page.obj for page in pdf.pages)
    assert failures(data, "ua1") == []


def test_the_printers_pages_have_their_boxes_within_each_other(usual: bytes) -> None:
    for page in pikepdf.open(io.BytesIO(for_printers(usual))).pages:
        trim, bleed, media = (
            [float(n) for n in box] for box in (page.trimbox, page.obj.BleedBox, page.mediabox)
        )
        assert media[0] <= bleed[0] <= trim[0] < trim[2] <= bleed[2] <= media[2]
        assert media[1] <= bleed[1] <= trim[1] < trim[3] <= bleed[3] <= media[3]


def test_all_editions_say_the_same(usual: bytes) -> None:
    assert words(enclose(usual, [SOURCE])) == words(usual) == words(for_printers(usual))


def test_the_same_file_gives_the_same_edition(usual: bytes) -> None:
    assert enclose(usual, [SOURCE, DATA]) == enclose(usual, [SOURCE, DATA])
    assert for_printers(usual) == for_printers(usual)
