"""Commands that make and check editions."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pressverk.build.editions import RECIPES
from pressverk.cli.console import (
    JOBS,
    ArticleArgument,
    ArticleOrPdfArgument,
    explained,
    root_of,
    shown,
    tell,
    with_progress,
)
from pressverk.i18n import _
from pressverk.model import Edition, Finding, Severity
from pressverk.newsroom.paths import SUFFIX, find_articles, from_root


@click.command(
    help=_(
        "Build editions that aren't current.\n\n"
        "ARTICLES are names or files; all of the newsroom's if left out."
    )
)
@click.argument("articles", nargs=-1, type=ArticleArgument())
@click.option(
    "--edition",
    "editions",
    multiple=True,
    type=click.Choice(list(RECIPES)),
    help=_("Which edition to build, may be given several times; those that the article names."),
)
@JOBS
@explained
def build(articles: tuple[Path, ...], editions: tuple[str, ...], jobs: int | None) -> None:
    """Build editions."""
    from pressverk.build import pipeline

    root = root_of(articles)
    sources = list(dict.fromkeys(articles)) or find_articles(root)
    if not sources:
        click.echo(_("no articles in {folder}", folder="articles/"))
    _warn_of_slow_fonts()
    built = failed = 0
    unchanged = 0
    outcomes = pipeline.build(root, sources, editions=editions, jobs=jobs)
    for outcome in with_progress(outcomes, len(sources) * max(1, len(editions))):
        tell(outcome.findings)
        failed += outcome.failed
        unchanged += not outcome.failed and not outcome.edition
        if outcome.edition:
            built += 1
            click.echo(_made(outcome.edition, root))
    if unchanged and not built and not failed:
        click.echo(_("everything is current ({count})", count=unchanged))
    sys.exit(1 if failed else 0)


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
@explained
def check(files: tuple[Path, ...], form: str | None, jobs: int | None, *, by_ear: bool) -> None:
    """Check articles and PDFs."""
    if by_ear and any(path.suffix.lower() != SUFFIX for path in files):
        raise click.BadParameter(_("is for articles, not for PDFs"), param_hint="--transcript")
    findings = _checked(files, jobs, by_ear=by_ear)
    if form:
        from pressverk.cli.reporters import as_json, as_sarif

        click.echo(as_sarif(findings) if form == "sarif" else as_json(findings))
    else:
        tell(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    undecided = sum(finding.rule == "undecided" for finding in findings)
    if not form and undecided:
        click.echo(_("still to decide: {count}", count=undecided))
    if not form and not failed:
        click.echo(_("no errors"))
    sys.exit(1 if failed else 0)


@click.command(
    help=_(
        "Typeset any HTML file.\n\n"
        "SOURCE becomes the PDF file TARGET, tagged and proved. "
        "It can use files in its own folder only."
    )
)
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Write the PDF even when its proof fails."))
@explained
def typeset(source: Path, target: Path, *, force: bool) -> None:
    """Typeset an HTML file."""
    from pressverk.build import pipeline

    if target.exists() and target.samefile(source):
        raise click.BadParameter(_("is the source itself; name another file"), param_hint="TARGET")
    findings = pipeline.typeset_file(source, target, force=force)
    tell(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    sys.exit(1 if failed else 0)


def _checked(files: Sequence[Path], jobs: int | None, *, by_ear: bool) -> list[Finding]:
    from pressverk.build import pipeline

    findings: list[Finding] = []
    articles = [path for path in files if path.suffix.lower() == SUFFIX]
    pdfs = {shown(path): path for path in files if path not in articles}
    for outcome in pipeline.check_pdfs(pdfs, jobs=jobs) if pdfs else ():
        findings += outcome.findings
    if articles or not files:
        root = root_of(articles)
        sources = list(dict.fromkeys(articles)) or find_articles(root)
        outcomes = pipeline.check(root, sources, by_ear=by_ear, jobs=jobs)
        for outcome in with_progress(outcomes, len(sources)):
            findings += outcome.findings
    return findings


def _warn_of_slow_fonts() -> None:
    from pressverk.build.doctor import LIBRARIES, SUBSETTER, is_loadable

    if not is_loadable(SUBSETTER):
        message = _(
            "{library} is missing, which makes each edition ten times slower; run: {command}",
            library=SUBSETTER,
            command=f"sudo apt-get install {LIBRARIES[SUBSETTER]}",
        )
        click.echo(message, err=True)


def _made(edition: Edition, root: Path) -> str:
    """Return what is told about an edition that is built."""
    made = edition.pdf or edition.web or root
    path, pages = from_root(made, root), edition.page_count
    size = max(1, round(made.stat().st_size / 1000))
    if not edition.pdf:
        return _("{path}  {size} kB", path=path, size=size)
    if pages == 1:
        return _("{path}  1 page, {size} kB", path=path, size=size)
    return _("{path}  {pages} pages, {size} kB", path=path, pages=pages, size=size)
