"""Pdf -> Proof: every profile holds, or nothing is written."""

from collections import Counter

import page

from pressverk.errors import ProofError, only_errors
from pressverk.model import Finding, Pdf, Place, Proof
from pressverk.translation import _

UNREADABLE = "unreadable-pdf"
PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}


def approve(pdf: Pdf, file: str) -> Proof:
    """Return the proof of *pdf*, which is to be written to *file*.

    Raises:
        ProofError: when typesetting found an error or a profile doesn't hold.
    """
    faults = only_errors(pdf.findings) or examine(pdf.data, file)
    if faults:
        raise ProofError(faults)
    return Proof(data=pdf.data, page_count=pdf.page_count, profiles=tuple(PROFILES))


def examine(data: bytes, file: str) -> list[Finding]:
    """Return where a PDF breaks PDF/UA-1 (ISO 14289-1) or PDF/A-2a (ISO 19005-2).

    A rule that is broken many times is one finding with a count.
    """
    findings: list[Finding] = []
    for profile, name in PROFILES.items():
        try:
            failures = page.validate_pdf_bytes(data, profile=profile).failures
        except page.PageError as error:
            message = _("is not a PDF that can be read ({reason})", reason=error)
            return [Finding(place=Place(file=file), message=message, rule=UNREADABLE)]
        counts = Counter(failure.rule_id for failure in failures)
        first = {failure.rule_id: failure.message for failure in reversed(failures)}
        findings += [
            Finding(
                place=Place(file=file),
                message=_(
                    "{profile} does not hold: {message} ({count} times)",
                    profile=name,
                    message=first[rule],
                    count=count,
                ),
                rule=rule,
            )
            for rule, count in counts.items()
        ]
    return findings
