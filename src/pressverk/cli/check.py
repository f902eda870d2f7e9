"""The command that checks articles and PDFs."""

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pressverk.accessibility import screen_reader
from pressverk.accessibility.checks import examine_meaning
from pressverk.accessibility.reader import read_tagged_pdf
from pressverk.build import pipeline
from pressverk.cli.console import (
    JOBS,
    ArticleOrPdfArgument,
    read_pdf,
    require_libraries,
    root_of,
    safe_json,
    say,
    shown,
    tell,
    with_progress,
)
from pressverk.cli.reporters import as_json, as_sarif
from pressverk.errors import PressverkError
from pressverk.i18n import _
from pressverk.model import Finding, Severity
from pressverk.newsroom.paths import INDEX, SUFFIX, find_articles, from_root, slug_of
from pressverk.pdf import validation

LARGEST_TEXT = 10_000_000  # bytes of an article, to name the place of what its PDF lacks


@click.command(
    help=_(
        "Check articles and PDFs.\n\n"
        "FILES are articles or PDFs; all of the newsroom's articles if left out. "
        "Nothing is written. The exit status is 1 when there is an error."
    )
)
@click.argument("files", nargs=-1, type=ArticleOrPdfArgument())
@click.option("--json", "form", flag_value="json", help=_("Print the findings as JSON."))
@click.option("--sarif", "form", flag_value="sarif", help=_("Print the findings as SARIF 2.1.0."))
@click.option(
    "--transcript",
    "by_ear",
    is_flag=True,
    help=_("Compare what a listener hears of articles with what was approved."),
)
@JOBS
def check(files: tuple[Path, ...], form: str | None, jobs: int | None, *, by_ear: bool) -> None:
    """Check articles and PDFs."""
    if by_ear and any(path.suffix.lower() != SUFFIX for path in files):
        raise click.BadParameter(_("is for articles, not for PDFs"), param_hint="--transcript")
    findings = _checked(files, jobs, by_ear=by_ear)
    if form:
        say(safe_json(as_sarif(findings) if form == "sarif" else as_json(findings)))
    else:
        tell(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    undecided = sum(finding.rule == "undecided" for finding in findings)
    if not form and undecided:
        say(_("still to decide: {count}", count=undecided))
    if not form and not failed:
        say(_("no errors"))
    sys.exit(1 if failed else 0)


def _checked(files: Sequence[Path], jobs: int | None, *, by_ear: bool) -> list[Finding]:
    findings: list[Finding] = []
    for path in files:
        if path.suffix.lower() != SUFFIX:
            findings += _checked_pdf(path)
    articles = [path for path in files if path.suffix.lower() == SUFFIX]
    if articles or not files:
        root = root_of(articles)
        sources = list(dict.fromkeys(articles)) or find_articles(root)
        require_libraries()
        outcomes = pipeline.check(root, sources, jobs=jobs)
        for outcome in with_progress(outcomes, len(sources)):
            findings += outcome.findings
            if outcome.pdf is not None:
                name = from_root(outcome.source, root)
                findings += examine_meaning(outcome.pdf, name, _texts(outcome.source, root))
            if by_ear and outcome.pdf is not None:
                findings += _unlike_approved(outcome.source, outcome.pdf, root)
    return findings


def _texts(source: Path, root: Path) -> dict[str, str]:
    """Return what an article was written in by file name: itself, and a report's chapters."""
    chapters = sorted(source.parent.rglob(f"*{SUFFIX}")) if source.name == INDEX else []
    paths = dict.fromkeys([source, *chapters])
    texts = {}
    for path in paths:
        if path.is_file() and path.stat().st_size <= LARGEST_TEXT:
            with contextlib.suppress(OSError):  # told where it is read as an article
                texts[from_root(path, root)] = path.read_text("utf-8-sig", "replace")
    return texts


def _checked_pdf(path: Path) -> list[Finding]:
    try:
        data = read_pdf(path)
    except PressverkError as error:
        return list(error.findings)
    faults = validation.violations(data, shown(path), validation.claimed_profiles(data))
    if any(fault.rule == validation.UNREADABLE for fault in faults):
        return faults
    return [*faults, *examine_meaning(data, shown(path))]


def _unlike_approved(article: Path, pdf: bytes, root: Path) -> tuple[Finding, ...]:
    """Return how *pdf* sounds otherwise than what was approved for its *article*."""
    file = from_root(screen_reader.approved_path(article), root)
    heard = screen_reader.announce(read_tagged_pdf(pdf, from_root(article, root)))
    return screen_reader.compare(
        article, screen_reader.as_text(heard), slug=slug_of(article), file=file
    )
