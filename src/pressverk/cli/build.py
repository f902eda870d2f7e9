"""The command that builds editions."""

import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressverk.build import pipeline, system_libraries
from pressverk.build.editions import RECIPES
from pressverk.build.outcomes import Outcome, articles_by_file
from pressverk.build.status import bound_caches, left_over_names
from pressverk.build.system_libraries import SUBSETTER
from pressverk.cli.console import (
    JOBS,
    ArticleArgument,
    print_findings,
    require_libraries,
    root_of,
    say,
    with_progress,
)
from pressverk.errors import PressverkError, only_errors
from pressverk.formats import number_in_message
from pressverk.i18n import _, ngettext
from pressverk.model import Edition, Finding, Place, Severity
from pressverk.newsroom.paths import OUTPUT, find_articles, from_root, slug_of
from pressverk.newsroom.strays import find_strays

if TYPE_CHECKING:
    from pressverk.build.cluster import Cluster
    from pressverk.build.watching import Round

NAMED = 3  # articles with errors that are named
MANY = 20  # editions whose lines fill a screen
MOST_FAILED = 100  # whose errors are printed again


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
@click.option(
    "--watch",
    "watches",
    is_flag=True,
    help=_("Go on building what changes, until Ctrl-C."),
)
@click.option(
    "--scheduler",
    metavar=_("ADDRESS"),
    help=_("Typeset on the Dask cluster of this scheduler, such as tcp://10.0.0.5:8786."),
)
def build(
    articles: tuple[Path, ...],
    editions: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    *,
    watches: bool,
) -> None:
    """Build editions."""
    root = root_of(articles)
    sources = list(dict.fromkeys(articles)) or find_articles(root)
    if not sources:
        say(_("no articles in {folder}", folder="articles/"))
    require_libraries()
    _warn_of_slow_fonts()
    if watches and scheduler:
        raise click.UsageError(_("--watch builds on this machine; leave out --scheduler"))
    if watches:
        with suppress(KeyboardInterrupt):
            _watch(root, articles, editions, jobs)
        return
    built = Built()
    try:
        with _cluster(root, scheduler) as cluster:
            outcomes = pipeline.build(root, sources, editions=editions, jobs=jobs, cluster=cluster)
            _report(outcomes, len(sources) * max(1, len(editions)), root, built)
        if built.built:
            bound_caches(root)
    except PressverkError as error:
        print_findings(error.findings)
        built.is_stopped = True
    except KeyboardInterrupt:
        say(_("stopped; the next build goes on from here"), err=True)
        built.is_stopped = True
    _tell_built(built)
    if not articles and not built.is_stopped:
        print_findings(find_strays(root))
        _tell_of_left_over(root)
    sys.exit(1 if built.failed or built.is_stopped else 0)


@dataclass(slots=True, kw_only=True)
class Built:
    """How many editions were built or are unchanged, and the first error of each that failed."""

    built: int = 0
    unchanged: int = 0
    failed: list[Finding | None] = field(default_factory=list)
    is_stopped: bool = False


@contextmanager
def _cluster(root: Path, scheduler: str | None) -> Iterator["Cluster | None"]:
    """Yield the cluster of *scheduler*, if there is one."""
    if scheduler is None:
        yield None
        return
    from pressverk.build.cluster import cluster_at  # noqa: PLC0415 - Dask takes a second
    from pressverk.newsroom.config import read_newsroom  # noqa: PLC0415 - as in all builds

    with cluster_at(scheduler, read_newsroom(root).limits) as cluster:
        yield cluster


def _report(outcomes: Generator[Outcome], total: int, root: Path, built: Built) -> None:
    """Report each of *outcomes* as it comes, and count it in *built*."""
    with closing(outcomes):
        for outcome in with_progress(outcomes, total):
            print_findings(outcome.findings, articles_by_file([outcome]))
            if outcome.failed:
                built.failed.append(next(iter(only_errors(outcome.findings)), None))
            elif outcome.edition:
                built.built += 1
                say(_made(outcome.edition, root))
            else:
                built.unchanged += 1


def _tell_built(built: Built) -> None:
    """Report what came of all, and again the errors that many lines have moved out of sight."""
    total = built.built + built.unchanged + len(built.failed)
    if built.unchanged == total and not built.is_stopped:
        if total:
            say(_("everything is current ({count})", count=total))
        return
    if total < MANY:
        return
    say(
        _(
            "built: {built}, unchanged: {unchanged}, failed: {failed}",
            built=built.built,
            unchanged=built.unchanged,
            failed=len(built.failed),
        )
    )
    print_findings(finding for finding in built.failed[:MOST_FAILED] if finding)
    if (left := len(built.failed) - MOST_FAILED) > 0:
        say(ngettext("  and {count} more", "  and {count} more", left), err=True)


def _watch(root: Path, articles: Sequence[Path], editions: Sequence[str], jobs: int | None) -> None:
    """Build what changes, and report it, until an interruption."""
    from pressverk.build.changes import watched  # noqa: PLC0415 - one build needs no watcher
    from pressverk.build.watching import Round, rebuilt  # noqa: PLC0415 - nor this

    with watched(root) as changes:
        say(_("watching {folder}; Ctrl-C stops", folder=str(root)))
        for outcome in rebuilt(root, articles, changes, editions=editions, jobs=jobs):
            if isinstance(outcome, Round):
                _print_round(outcome, root)
                continue
            print_findings(outcome.findings, articles_by_file([outcome]))
            if outcome.edition:
                say(_made(outcome.edition, root))


def _print_round(ended: "Round", root: Path) -> None:
    """Report what a round has left: articles without errors again, and those with errors."""
    print_findings(ended.findings)
    for source in ended.fixed:
        say(_("{file}: no errors any more", file=from_root(source, root)))
    moment, seconds = time.strftime("%H:%M:%S"), number_in_message(ended.seconds)
    if not ended.failing:
        say(_("{moment}  all is built ({seconds} s)", moment=moment, seconds=seconds))
        return
    names = [slug_of(source, root) for source in ended.failing]
    shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    say(
        ngettext(
            "{moment}  {count} article with errors: {names} ({seconds} s)",
            "{moment}  {count} articles with errors: {names} ({seconds} s)",
            len(names),
            moment=moment,
            names=shown,
            seconds=seconds,
        )
    )


def _tell_of_left_over(root: Path) -> None:
    """Report withdrawn releases that are still in ``output``."""
    if names := left_over_names(root):
        message = ngettext(
            "{count} edition of an article that is gone; see: {command}",
            "{count} editions of articles that are gone; see: {command}",
            len(names),
            command="pressverk status",
        )
        place = Place(file=f"{OUTPUT}/")
        rule, severity = "left-over", Severity.ADVICE
        print_findings([Finding(place=place, message=message, rule=rule, severity=severity)])


def _warn_of_slow_fonts() -> None:
    if not system_libraries.is_loadable(SUBSETTER):
        message = _(
            "{library} is missing, which makes each edition ten times slower; run: {command}",
            library=SUBSETTER,
            command=system_libraries.command_for(SUBSETTER),
        )
        say(message, err=True)


def _made(edition: Edition, root: Path) -> str:
    """Return the message about a built edition."""
    made = edition.pdf or edition.web or root
    path, pages = from_root(made, root), edition.page_count
    size = max(1, round(made.stat().st_size / 1000))
    if not edition.pdf:
        return _("{path}  {size} kB", path=path, size=size)
    return ngettext(
        "{path}  {count} page, {size} kB",
        "{path}  {count} pages, {size} kB",
        pages,
        path=path,
        size=size,
    )
