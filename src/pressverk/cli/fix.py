"""The command that fixes what has one answer."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path

import click

from pressverk.build.prepare import is_report
from pressverk.cli.console import (
    YES,
    ArticleArgument,
    ask,
    print_findings,
    root_of,
    say,
    say_difference,
    shown,
)
from pressverk.content.articles import open_text
from pressverk.content.files import encode_like, read_file
from pressverk.content.fixes import Find, faults_of_article, faults_of_chapter, fixed
from pressverk.content.reports.report_files import parts_of
from pressverk.errors import ArticleError, OutputError
from pressverk.files import only_writer, write_whole
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Newsroom, Place, Severity
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import STATE, from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedFile:
    """A file, what it held *before* and holds *after*, and the findings that are *left*."""

    path: Path
    data: bytes
    before: str
    after: str
    left: tuple[Finding, ...]


@click.command(
    help=_(
        "Fix what has only one answer in articles.\n\n"
        "ARTICLES are names or files; a report's chapters are corrected with it. The difference "
        "is shown before anything is written. The exit status is 1 when errors are left."
    )
)
@click.argument("articles", nargs=-1, required=True, type=ArticleArgument())
@click.option("--dry-run", is_flag=True, help=_("Show the difference; write nothing."))
@YES
def fix(articles: tuple[Path, ...], *, dry_run: bool, yes: bool) -> None:
    """Fix articles."""
    root = root_of(articles)
    newsroom = read_newsroom(root)
    files: list[FixedFile] = []
    unread: list[Finding] = []
    for article in dict.fromkeys(articles):
        try:
            files.extend(_fixed_files(article, newsroom))
        except ArticleError as error:
            unread += error.findings
    changed = [each for each in files if each.after != each.before]
    for each in changed:
        say_difference(_difference(each, root))
    if changed and not dry_run:
        count = len(changed)
        ask(ngettext("Write {count} file?", "Write {count} files?", count), yes=yes)
        _write(changed, root)
    left = [*unread, *(finding for each in files for finding in each.left)]
    print_findings(left)
    if not changed:
        say(_("nothing that has only one answer"))
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in left) else 0)


def _fixed_files(article: Path, newsroom: Newsroom) -> Iterator[FixedFile]:
    """Yield the file of *article*, fixed, and those of its chapters.

    Raises:
        ArticleError: when one of them can't be read.
    """
    root = newsroom.root
    find = partial(
        faults_of_article,
        source=article,
        newsroom=newsroom,
        is_report=partial(is_report, root=root),
    )
    own = _fixed(article, find, root)
    yield own
    opened = open_text(own.after, article, newsroom)
    if is_report(opened, root):
        for part in parts_of(opened):
            yield _fixed(part, partial(faults_of_chapter, source=part, newsroom=newsroom), root)


def _fixed(path: Path, find: Find, root: Path) -> FixedFile:
    data, text = read_file(path, root)
    after = fixed(text, find)
    left = tuple(find(after))
    return FixedFile(path=path, data=data, before=text, after=after, left=left)


def _difference(file: FixedFile, root: Path) -> Iterable[str]:
    name = from_root(file.path, root)
    before, after = (text.splitlines(keepends=True) for text in (file.before, file.after))
    return unified_diff(before, after, name, name, n=1)


def _write(files: Sequence[FixedFile], root: Path) -> None:
    """Write *files*, unless somebody has written one since it was read.

    Raises:
        OutputError: when one can't be written, or holds something else by now.
    """
    with only_writer(root / STATE):
        for file in files:
            if file.path.read_bytes() != file.data:
                place = Place(file=from_root(file.path, root))
                message = _("was changed in the meantime; run the command again")
                raise OutputError([Finding(place=place, message=message, rule="changed")])
            write_whole(file.path, encode_like(file.after, file.data))
            say(_("{path}: corrected", path=shown(file.path)))
