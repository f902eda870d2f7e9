"""Page -> Proof: the part of the press that a worker process runs.

The heavy rooms are entered when a page comes, so that who only sends pages doesn't pay for them.
"""

import multiprocessing
import os
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from threading import Thread

from pressverk.model import Finding, Page, Proof, Severity

HEAVY = ("pressverk.typesetting", "pressverk.proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A proof, and what typesetting advises about it."""

    proof: Proof
    findings: tuple[Finding, ...]


def end_with_parent() -> None:
    """Make this worker process end when the build that started it is killed.

    It would wait for pages for ever otherwise.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def print_page(page: Page, file: str) -> Printed:
    """Typeset and prove *page*; *file* is where it will be written, for the place of findings.

    Raises:
        TypesettingError: when it can't be laid out.
        ProofError: when it breaks a profile, lacks something or has text that can't be seen.
    """
    from pressverk.complaints import TEXT_OFF_PAGE
    from pressverk.proof import approve
    from pressverk.remarks import LOW_CONTRAST
    from pressverk.typesetting import typeset

    pdf = typeset(page)
    stops = {TEXT_OFF_PAGE, LOW_CONTRAST}
    stopping = (
        replace(finding, severity=Severity.ERROR) if finding.rule in stops else finding
        for finding in pdf.findings
    )
    pdf = replace(pdf, findings=tuple(stopping))
    return Printed(proof=approve(pdf, file), findings=pdf.findings)
