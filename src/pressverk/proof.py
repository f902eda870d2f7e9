"""Pdf -> Proof: every profile holds, or nothing is written."""

from collections import Counter
from collections.abc import Sequence

import page

from pressverk.errors import ProofError, only_errors
from pressverk.model import Finding, Pdf, Place, Proof
from pressverk.translation import _

UNREADABLE = "unreadable-pdf"
PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a", "3a": "PDF/A-3a"}
USUAL = ("ua1", "2a")


def approve(pdf: Pdf, file: str, profiles: Sequence[str] = USUAL) -> Proof:
    """Return the proof that *pdf*, which is to be written to *file*, holds *profiles*.

    Raises:
        ProofError: when typesetting found an error or a profile doesn't hold.
    """
    faults = only_errors(pdf.findings) or examine(pdf.data, file, profiles)
    if faults:
        raise ProofError(faults)
    return Proof(data=pdf.data, page_count=pdf.page_count, profiles=tuple(profiles))


def examine(data: bytes, file: str, profiles: Sequence[str] = USUAL) -> list[Finding]:
    """Return where a PDF breaks *profiles* (ISO 14289-1, ISO 19005-2 and 19005-3).

    A rule that is broken many times is one finding with a count.
    """
    findings: list[Finding] = []
    for profile in profiles:
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
                    profile=PROFILES[profile],
                    message=first[rule],
                    count=count,
                ),
                rule=rule,
            )
            for rule, count in counts.items()
        ]
    return findings
