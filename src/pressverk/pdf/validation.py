"""Pdf -> ValidatedPdf: every profile holds, or nothing is written."""

import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import page
import pikepdf
from lxml import etree

from pressverk.errors import InputError, InvalidPdfError, only_errors
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Pdf, Place, ValidatedPdf

UNREADABLE = "unreadable-pdf"
LEVELS = ("1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u")
PROFILES = {"ua1": "PDF/UA-1", **{level: f"PDF/A-{level}" for level in LEVELS}}
USUAL = ("ua1", "2a")
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFX = "{http://www.npes.org/pdfx/ns/id/}"


# What reports may hold; the validator's own limits end at tables of 1,024 rows.
LIMITS = page.SafetyLimits(
    max_table_grid_rows=100_000,
    max_table_span=100_000,
    max_table_grid_cells=4_000_000,
    max_object_count=4_000_000,
    # Bookmarks of one level are a chain; it is followed by recursion, so no longer than a stack.
    max_reference_depth=4_000,
    max_total_decoded_content_size=1 << 30,
)


def validate(pdf: Pdf, file: str, profiles: Sequence[str] = USUAL) -> ValidatedPdf:
    """Return *pdf*, which is to be written to *file*, as a PDF that conforms to *profiles*.

    Raises:
        InvalidPdfError: when typesetting found an error or a profile doesn't hold.
    """
    faults = only_errors(pdf.findings) or violations(pdf.data, file, profiles)
    if faults:
        raise InvalidPdfError(faults)
    return ValidatedPdf(data=pdf.data, page_count=pdf.page_count, profiles=tuple(profiles))


def claimed_profiles(data: bytes) -> tuple[str, ...]:
    """Return what a PDF should hold: PDF/UA-1, and the level of PDF/A that it says it does.

    One that says nothing should hold the usual; one for printers (PDF/X) no level of PDF/A.
    """
    said = _said_of_itself(data)
    level = f"{said.get(f'{PDFA}part', '')}{said.get(f'{PDFA}conformance', '')}".strip().lower()
    if level in LEVELS:
        return ("ua1", level)
    return ("ua1",) if any(name.startswith(PDFX) for name in said) else USUAL


def is_for_printers(data: bytes) -> bool:
    """Return whether a PDF says that it is for printers (PDF/X)."""
    return any(name.startswith(PDFX) for name in _said_of_itself(data))


def _said_of_itself(data: bytes) -> Mapping[str, str]:
    """Return the properties of a PDF's XMP packet, written as attributes or as elements."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            packet = pdf.Root.Metadata.read_bytes()
        root = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True))
    except (pikepdf.PdfError, pikepdf.PasswordError, etree.XMLSyntaxError, ValueError):
        return {}
    except (AttributeError, TypeError):  # there is none, or something else is in its place
        return {}
    said: dict[str, str] = {}
    for element in root.iter("{*}*"):
        said |= {element.tag: element.text or ""} | dict(element.attrib)
    return said


def violations(
    data: bytes, file: str, profiles: Sequence[str] = USUAL, reported: Collection[str] = ()
) -> list[Finding]:
    """Return where a PDF breaks *profiles* (ISO 14289-1, ISO 19005-2 and 19005-3).

    A rule that is broken many times is one finding with a count; rules in *reported* are left out.
    """
    findings: list[Finding] = []
    if locked := _locked(data, file):
        return [locked]
    for profile in profiles:
        try:
            failures = failures_of(data, profile)
        except InputError as error:
            return [replace(finding, place=Place(file=file)) for finding in error.findings]
        counts = Counter(failure.rule_id for failure in failures)
        first = {failure.rule_id: failure.message for failure in reversed(failures)}
        findings += [
            Finding(
                place=Place(file=file),
                message=ngettext(
                    "{profile} does not hold: {message} ({count} time)",
                    "{profile} does not hold: {message} ({count} times)",
                    count,
                    profile=PROFILES[profile],
                    message=first[rule],
                ),
                rule=rule,
            )
            for rule, count in counts.items()
            if rule not in reported
        ]
    return findings


def _locked(data: bytes, file: str) -> Finding | None:
    """Return what is to be said of an encrypted PDF, all else in which is garbled."""
    if b"/Encrypt" not in data:
        return None
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not pdf.is_encrypted:
                return None
    except pikepdf.PasswordError:
        message = _("is protected by a password; save it without one")
        return Finding(place=Place(file=file), message=message, rule=UNREADABLE)
    except pikepdf.PdfError:  # reported when it is validated
        return None
    message = _(
        "is encrypted, so that archives and assistive technology may be refused; save it without "
        "a password and without restrictions, and check it again"
    )
    return Finding(place=Place(file=file), message=message, rule="encrypted")


def failures_of(data: bytes, profile: str) -> Sequence[page.ValidationFailure]:
    """Return each place where the PDF in *data* breaks *profile*.

    Raises:
        InputError: when it can't be read, is locked, or holds more than can be validated.
    """
    try:
        return page.validate_pdf_bytes(data, profile=profile, limits=LIMITS).failures
    except page.SafetyLimitError:
        message = _("holds more than can be validated; divide it")
    except page.PageError:
        message = _("can't be read as PDF; check that the file is whole")
    raise InputError([Finding(place=Place(file=""), message=message, rule=UNREADABLE)])
