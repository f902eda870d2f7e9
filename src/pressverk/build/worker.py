"""Page -> Proof: the part of the press that a worker process runs.

The heavy rooms are entered when a page comes, so that who only sends pages doesn't pay for them.
"""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from pressverk.build.editions import RECIPES
from pressverk.model import Document, Extent, Finding, Pdf, Severity, ValidatedPdf
from pressverk.pdf.warm_up import warm_up


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesetResult:
    """A proof, and what typesetting advises about it."""

    proof: ValidatedPdf
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


def typeset_report(
    document: Document, file: str, executor: Executor, *, kept: Path | None, house: str
) -> TypesetResult:
    """Have the parts of *document* typeset by *executor*, bind and prove them.

    *file* is where the book will be written. *kept* is a folder for its parts, which are
    typeset anew only when they or *house* have changed.

    Raises:
        TypesettingError: when a part can't be laid out.
        ProofError: when the book breaks a profile, lacks something or has text no one can see.
    """
    from pressverk.build.page_numbers import typeset_parts
    from pressverk.pdf.merge import merge_parts

    pdfs = typeset_parts(
        document,
        lambda part: executor.submit(typeset_part, part),
        lambda part: executor.submit(measure_part, part),
        kept=kept,
        house=house,
    )
    book = Pdf(
        data=_finished(merge_parts([pdf.data for pdf in pdfs]), document),
        page_count=sum(pdf.page_count for pdf in pdfs),
        findings=_in_book(pdfs),
    )
    return executor.submit(validated, book, file, RECIPES[document.edition].profiles).result()


def _in_book(pdfs: Sequence[Pdf]) -> tuple[Finding, ...]:
    """Return the findings of all parts, their pages counted through the book."""
    first, findings = 0, []
    for pdf in pdfs:
        for finding in pdf.findings:
            page = finding.place.page
            place = replace(finding.place, page=page + first if page else None)
            findings.append(replace(finding, place=place))
        first += pdf.page_count
    return tuple(dict.fromkeys(findings))


def _finished(pdf: bytes, document: Document) -> bytes:
    """Return *pdf* as its edition has it; that for email is ready as it is."""
    if document.edition == "email":
        return pdf
    from pressverk.pdf.postprocess import postprocess

    return postprocess(pdf, document)


def typeset_document(document: Document, file: str) -> TypesetResult:
    """Typeset and prove *document*; *file* is where it will be written, for the place of findings.

    Raises:
        TypesettingError: when it can't be laid out.
        ProofError: when it breaks a profile, lacks something or has text that can't be seen.
    """
    pdf = typeset_part(document)
    pdf = replace(pdf, data=_finished(pdf.data, document))
    return validated(pdf, file, RECIPES[document.edition].profiles)


def typeset_part(document: Document) -> Pdf:
    """Typeset *document*; text that no one can see or read, and tables without room, stop it.

    Raises:
        TypesettingError: when it can't be laid out.
    """
    warm_up()
    from pressverk.pdf.typesetting import typeset

    return typeset(document, unseen=Severity.ERROR)


def measure_part(document: Document) -> Extent:
    """Lay *document* out, and return how many pages it takes.

    Raises:
        TypesettingError: when it can't be laid out.
    """
    warm_up()
    from pressverk.pdf.typesetting import measure

    return measure(document)


def validated(pdf: Pdf, file: str, profiles: Sequence[str]) -> TypesetResult:
    """Prove that *pdf*, which will be written to *file*, holds *profiles*.

    Raises:
        ProofError: when it breaks a profile, lacks something or has text that can't be seen.
    """
    from pressverk.pdf.validation import validate

    return TypesetResult(proof=validate(pdf, file, profiles), findings=pdf.findings)
