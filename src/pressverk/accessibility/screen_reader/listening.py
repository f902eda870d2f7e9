"""A PDF as it is heard: as text, beside its pages, and what a listener misses."""

from dataclasses import dataclass

from pressverk.accessibility.reader import read_tagged_pdf
from pressverk.accessibility.screen_reader.announcing import announce
from pressverk.accessibility.screen_reader.formats import as_text, missed
from pressverk.accessibility.screen_reader.web_page import Heard, page_parts
from pressverk.model import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPdf:
    """What is heard of a PDF, as text and as it is shown, and what a listener misses."""

    text: str
    heard: Heard
    findings: tuple[Finding, ...]


def hear(data: bytes, file: str) -> HeardPdf:
    """Return what is heard of the PDF *data*.

    Raises:
        UnreadablePdfError: when it can't be read.
    """
    pdf = read_tagged_pdf(data, file)
    transcript = announce(pdf)
    return HeardPdf(
        text=as_text(transcript),
        heard=page_parts(transcript, pdf.pages),
        findings=(*pdf.findings, *missed(pdf, transcript, file)),
    )
