"""The work of worker processes: editions of a source, or the PDF of a part of a report.

Modules that are slow to import are imported by the first job.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pressverk.build.editions import RECIPES, USUAL, file_name
from pressverk.build.locating import located_in
from pressverk.build.manifest import Record, fingerprint, load
from pressverk.build.pool import Executor
from pressverk.errors import PressverkError, TypesettingError, unreadable
from pressverk.model import Article, Document, Finding, Newsroom, Pdf, Place, Severity, ValidatedPdf
from pressverk.newsroom.paths import INDEX, OUTPUT, STATE, SUFFIX, from_root, slug_of
from pressverk.pdf.warm_up import warm_up

if TYPE_CHECKING:
    from pressverk.build.prepare import PreparedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A job: editions to be made of one article or report.

    *kinds* are the editions, those that it asks for when there are none. *known* are the keys of
    the editions that are on disk, for what has the same isn't typeset. *environment* is part of
    all keys. One that *checks* makes the edition for email, keeps nothing, and reports what its
    tags mean; *by_ear* also how it differs from what was approved.
    """

    source: Path
    now: dt.datetime
    kinds: tuple[str, ...] = ()
    known: Mapping[str, str]
    environment: str = ""
    typesets: bool = True
    checks: bool = False
    by_ear: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesetResult:
    """A validated PDF, and advice from typesetting."""

    validated: ValidatedPdf
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The result of one edition in a worker.

    There is a *validated* PDF, unless the edition has none, is the one on disk (*is_known*), has
    *failed*, or is still to be typeset: its *document* as it is, its *report* in parts.
    """

    kind: str
    findings: tuple[Finding, ...] = ()
    record: Record | None = None
    web: str = ""
    validated: ValidatedPdf | None = None
    report: Document | None = None
    document: Document | None = None
    is_known: bool = False
    failed: bool = False


def make_editions(task: Task, newsroom: Newsroom) -> tuple[Made, ...]:
    """Read the source of *task* once, and make its editions.

    Raises:
        ArticleError: if it is faulty. LayoutError: for faults in the layout.
    """
    return tuple(_each_made(task, newsroom))


def warm_with(source: Path, newsroom: Newsroom) -> None:
    """Make the edition of the article *source* for nobody, so that the next takes less time.

    Of a report nothing is made.
    """
    from pressverk.build.prepare import is_report
    from pressverk.content import embargo
    from pressverk.content.articles import open_article

    if not is_report(open_article(source, newsroom.root), newsroom.root):
        task = Task(source=source, now=embargo.building_time(), kinds=USUAL, known={})
        make_editions(task, newsroom)


def _each_made(task: Task, newsroom: Newsroom) -> Iterator[Made]:
    from pressverk.build.prepare import lay_out_edition, read_source

    prepared = read_source(task.source, newsroom)
    if task.checks:
        prepared = _with_doubts(task, prepared, newsroom)
    cache = None if task.checks else newsroom.root / STATE / "pictures"
    for kind in task.kinds or prepared.asked:
        try:
            document = lay_out_edition(prepared, newsroom, kind, cache=cache, now=task.now)
        except PressverkError as error:
            yield Made(kind=kind, findings=error.findings, failed=True)
            continue
        record = _record(task, prepared, document, newsroom.root)
        made = Made(
            kind=kind,
            findings=prepared.findings + document.findings,
            record=record,
            web=document.web,
        )
        yield _typeset(task, made, document, newsroom.root)


def _with_doubts(task: Task, prepared: "PreparedSource", newsroom: Newsroom) -> "PreparedSource":
    """Return *prepared* with what looks like a slip today, and in texts outside its files."""
    from pressverk.content.checks import embargo, unfinished

    article = prepared.publication.articles[0]
    findings = [*_embargo_doubts(task, article, newsroom.root)]
    if told := embargo.date_far_ahead(article, task.now):
        line = embargo.line_of(article, "date", "datum")
        place = Place(file=from_root(article.source, newsroom.root), line=line)
        severity = Severity.ADVICE
        doubt = Finding(place=place, message=told, rule="date-far-ahead", severity=severity)
        findings.append(doubt)
    languages = {prepared.publication.language}
    findings += unfinished.unfinished_boilerplate(newsroom, languages)
    rules = {each.rule for each in findings} & {"past-embargo"}
    others = (each for each in prepared.findings if each.rule not in rules)
    return replace(prepared, findings=(*findings, *others))


def _embargo_doubts(task: Task, article: Article, root: Path) -> Iterator[Finding]:
    """Yield what looks like a slip in the embargo of *article*, an error if it ends too early.

    One that has passed is reported on the article's day only, when that wasn't built under it: the
    embargo of each article passes.
    """
    from pressverk.content.checks import embargo

    if article.embargo is None:
        return
    today = task.now.astimezone(article.embargo.tzinfo).date()
    record = load(root, slug_of(task.source, root))
    was_stated = article.date < today or (record is not None and record.since is None)
    told = embargo.doubt_about(article, task.now, was_planned=False, was_stated=was_stated)
    if told is not None:
        place = Place(
            file=from_root(article.source, root), line=embargo.line_of(article, "embargo")
        )
        severity = Severity.ERROR if embargo.early_embargo(article) else Severity.ADVICE
        yield Finding(place=place, message=told, rule="past-embargo", severity=severity)


def _record(task: Task, prepared: "PreparedSource", document: Document, root: Path) -> Record:
    from pressverk.content import embargo

    since, until = embargo.term(prepared.publication, task.now)
    return Record(
        key=fingerprint(document, task.environment),
        environment=task.environment,
        read_at=prepared.read_at,
        inputs=prepared.inputs,
        outputs={},
        since=since,
        until=until,
        source=from_root(task.source, root),
        asked=prepared.asked,
    )


# Advice for writers; a build reports only faults.
ONLY_CHECKED = frozenset({"over-one-page"})


def _typeset(task: Task, made: Made, document: Document, root: Path) -> Made:
    """Return *made* with its PDF if it isn't on disk; a report is typeset later."""
    kind, record = made.kind, made.record
    if record and task.known.get(kind) == record.key:
        return replace(made, is_known=True)
    if not RECIPES[kind].has_pdf:
        return made
    document = replace(document, web="")
    if document.parts or not task.typesets:
        report, single = (document, None) if document.parts else (None, document)
        return replace(made, report=report, document=single)
    try:
        result = typeset_document(document, target_of(task.source, root, kind))
    except PressverkError as error:
        return replace(made, findings=made.findings + error.findings, failed=True)
    if not task.checks:
        return with_pdf(made, result)
    heard = listening_findings(result.validated.data, task.source, root, by_ear=task.by_ear)
    return replace(
        made, findings=made.findings + result.findings + heard, validated=result.validated
    )


def with_pdf(made: Made, result: TypesetResult) -> Made:
    """Return *made* with its PDF, and what a build reports of its typesetting."""
    reported = tuple(finding for finding in result.findings if finding.rule not in ONLY_CHECKED)
    return replace(made, findings=made.findings + reported, validated=result.validated)


def target_of(source: Path, root: Path, kind: str) -> str:
    """Return the path of an edition's PDF, as findings name it."""
    return from_root(root / OUTPUT / file_name(slug_of(source, root), kind), root)


def listening_findings(
    pdf: bytes, source: Path, root: Path, *, by_ear: bool
) -> tuple[Finding, ...]:
    """Return findings about the tags of *pdf* and differences from the approved transcript."""
    from pressverk.accessibility import screen_reader
    from pressverk.accessibility.checks import examine_meaning
    from pressverk.accessibility.reader import read_tagged_pdf

    name = from_root(source, root)
    findings = tuple(examine_meaning(pdf, name, _texts(source, root)))
    if not by_ear:
        return findings
    file = from_root(screen_reader.approved_path(source), root)
    heard = screen_reader.as_text(screen_reader.announce(read_tagged_pdf(pdf, name)))
    return findings + screen_reader.compare(source, heard, slug=slug_of(source, root), file=file)


def _texts(source: Path, root: Path) -> dict[str, str]:
    """Return the source texts of an article by file name: its own, and a report's chapters."""
    chapters = sorted(source.parent.rglob(f"*{SUFFIX}")) if source.name == INDEX else []
    paths = [path for path in dict.fromkeys([source, *chapters]) if path.is_file()]
    return {from_root(path, root): path.read_text("utf-8-sig", "replace") for path in paths}


def check_pdf(path: Path, name: str) -> tuple[Finding, ...]:
    """Return where a PDF violates the profiles it claims, and findings about its tags."""
    from pressverk.accessibility.checks import examine_meaning
    from pressverk.pdf import validation

    try:
        data = path.read_bytes()
    except OSError as error:
        return (unreadable(error, name),)
    faults = tuple(validation.violations(data, name, validation.claimed_profiles(data)))
    if any(fault.rule == validation.UNREADABLE for fault in faults):
        return faults
    if validation.is_for_printers(data):
        from pressverk.pdf.preflight import preflight

        faults += preflight(data, name)
    return faults + tuple(examine_meaning(data, name))


def typeset_html(source: Path, target: str) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the HTML file *source* as the PDF that is to be written to *target*, and findings.

    Raises:
        TypesettingError: when it can't be read or laid out.
    """
    warm_up()
    from pressverk.build.html_file import page_of
    from pressverk.pdf.named_violations import named_violations
    from pressverk.pdf.typesetting import typeset_written
    from pressverk.pdf.validation import violations

    document = page_of(source)
    try:
        pdf, written = typeset_written(document)
    except TypesettingError as error:
        raise TypesettingError(
            located_in(tuple(error.findings), str(source), document.html)
        ) from error
    named, reported = named_violations(pdf, written, str(source))
    data = _finished(pdf.data, document)
    left = violations(data, target, RECIPES[document.edition].profiles, reported)
    findings = (*pdf.findings, *named, *left)
    return data, located_in(findings, str(source), document.html)


def typeset_report(
    document: Document,
    file: str,
    executor: Executor,
    *,
    validators: Executor,
    kept: Path | None,
    environment: str,
) -> TypesetResult:
    """Have the parts of *document* typeset by *executor*, merged, and validated by *validators*.

    *file* is where the book will be written. *kept* is a folder for its parts, which are
    typeset again only when they or *environment* have changed.

    Raises:
        TypesettingError: when a part can't be laid out.
        InvalidPdfError: when the book breaks a profile, lacks something or has text no one can see.
    """
    from pressverk.build.report_parts import typeset_parts
    from pressverk.pdf.merge import merge_parts

    is_book = document.edition == "print"
    parts = typeset_parts(
        document,
        lambda part: executor.submit(typeset_leaves if is_book else typeset_part, part),
        at_once=executor.size,
        kept=kept,
        environment=environment,
    )
    pdfs = parts.pdfs
    if is_book:
        from pressverk.pdf.print_pages import whole_sheets

        pdfs = whole_sheets(pdfs, has_back=_is_back(document.parts[-1]))
    data = merge_parts([pdf.data for pdf in pdfs], starts=parts.starts, label=parts.numbering.label)
    book = Pdf(
        data=_finished(data, document),
        page_count=sum(pdf.page_count for pdf in pdfs),
        findings=_in_book(pdfs),
    )
    return validators.submit(validate_pdf, book, file, RECIPES[document.edition].profiles).result()


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
    """Typeset and validate *document*; *file* names it in findings.

    Raises:
        TypesettingError: when it can't be laid out.
        InvalidPdfError: when it breaks a profile, lacks something or has text that can't be seen.
    """
    pdf = typeset_part(document)
    pdf = replace(pdf, data=_finished(pdf.data, document))
    return validate_pdf(pdf, file, RECIPES[document.edition].profiles)


def typeset_part(document: Document) -> Pdf:
    """Typeset *document*; text that no one can see or read, and tables without room, stop it.

    Raises:
        TypesettingError: when it can't be laid out.
    """
    warm_up()
    from pressverk.pdf.typesetting import typeset

    return typeset(document, unseen=Severity.ERROR)


def typeset_leaves(document: Document) -> Pdf:
    """Typeset the part *document* of a printed book: it ends with the back of a leaf.

    Raises:
        TypesettingError: when it can't be laid out.
    """
    from pressverk.pdf.print_pages import with_even_pages

    pdf = typeset_part(document)
    return pdf if _is_back(document) else with_even_pages(pdf)


def _is_back(part: Document) -> bool:
    """Return whether *part* is the back cover of a report."""
    return part.address.endswith("/back")


def validate_pdf(pdf: Pdf, file: str, profiles: Sequence[str]) -> TypesetResult:
    """Validate that *pdf*, which will be written to *file*, conforms to *profiles*.

    Raises:
        InvalidPdfError: when it breaks a profile, lacks something or has text that can't be seen.
    """
    from pressverk.pdf.validation import validate

    return TypesetResult(validated=validate(pdf, file, profiles), findings=pdf.findings)
