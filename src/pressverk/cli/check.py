"""The command that checks articles and PDFs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pressverk.build import pipeline
from pressverk.build.outcomes import articles_by_file
from pressverk.cli.console import (
    JOBS,
    ArticleOrPdfArgument,
    print_findings,
    read_pdf,
    require_libraries,
    root_of,
    safe_json,
    say,
    shown,
    with_progress,
)
from pressverk.cli.reporters import as_json, as_sarif
from pressverk.errors import PressverkError
from pressverk.i18n import _
from pressverk.model import Finding, Severity
from pressverk.newsroom.paths import SUFFIX, find_articles
from pressverk.newsroom.strays import find_strays

LARGEST_TEXT = 10_000_000  # bytes of an article that are read to place findings about its PDF


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
    help=_("Compare the transcripts of articles with the approved ones."),
)
@JOBS
def check(files: tuple[Path, ...], form: str | None, jobs: int | None, *, by_ear: bool) -> None:
    """Check articles and PDFs."""
    if by_ear and any(path.suffix.lower() != SUFFIX for path in files):
        raise click.BadParameter(_("is for articles, not for PDFs"), param_hint="--transcript")
    findings, of_articles = _checked(files, jobs, by_ear=by_ear)
    if form:
        say(safe_json(as_sarif(findings) if form == "sarif" else as_json(findings)))
    else:
        print_findings(findings, of_articles)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    undecided = sum(finding.rule == "undecided" for finding in findings)
    if not form and undecided:
        say(_("still to decide: {count}", count=undecided))
    if not form and not failed:
        say(_("no errors"))
    sys.exit(1 if failed else 0)


def _checked(
    paths: Sequence[Path], jobs: int | None, *, by_ear: bool
) -> tuple[list[Finding], dict[str, object]]:
    """Return what is found in *paths*, and of which article each file is that has a finding."""
    findings: list[Finding] = []
    files: dict[str, object] = {}
    articles = [path for path in paths if path.suffix.lower() == SUFFIX]
    pdfs: dict[str, Path] = {}
    for path in (path for path in paths if path not in articles):
        try:
            read_pdf(path)
        except PressverkError as error:
            findings += error.findings
        else:
            pdfs[shown(path)] = path
    for outcome in pipeline.check_pdfs(pdfs, jobs=jobs) if pdfs else ():
        findings += outcome.findings
    if articles or not paths:
        root = root_of(articles)
        sources = list(dict.fromkeys(articles)) or find_articles(root)
        require_libraries()
        outcomes = pipeline.check(root, sources, by_ear=by_ear, jobs=jobs)
        for outcome in with_progress(outcomes, len(sources)):
            findings += outcome.findings
            files |= articles_by_file([outcome])
        findings += () if paths else find_strays(root)
    # What is said of newsroom.toml is found again with each article.
    return list(dict.fromkeys(findings)), files
