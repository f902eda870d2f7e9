"""Page -> Proof: the part of the press that a worker process runs.

The heavy rooms are entered when a page comes, so that who only sends pages doesn't pay for them.
"""

from dataclasses import dataclass

from pressverk.model import Finding, Page, Proof

HEAVY = ("pressverk.typesetting", "pressverk.proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A proof, and what typesetting advises about it."""

    proof: Proof
    findings: tuple[Finding, ...]


def print_page(page: Page, file: str) -> Printed:
    """Typeset and prove *page*; *file* is where it will be written, for the place of findings.

    Raises:
        TypesettingError: when it can't be laid out.
        ProofError: when it breaks a profile or lacks something.
    """
    from pressverk.proof import approve
    from pressverk.typesetting import typeset

    pdf = typeset(page)
    return Printed(proof=approve(pdf, file), findings=pdf.findings)
