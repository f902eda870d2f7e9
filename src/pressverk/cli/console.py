"""What all commands share: parameters for articles, the current newsroom, and output.

Only this module prints: text from files, file names, mail and mail servers is printed with control
characters escaped, so that it can't control the terminal.
"""

import datetime as dt
import getpass
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import normalize

import click
from click.shell_completion import CompletionItem

from pressverk.build.system_libraries import missing_libraries
from pressverk.errors import (
    DeliveryError,
    InputError,
    PressverkError,
    TypesettingError,
    sentence,
    unreadable,
)
from pressverk.formats import escape_unsafe, printable
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Place, Severity
from pressverk.newsroom.handbook import help_command
from pressverk.newsroom.paths import (
    ARTICLES,
    INDEX,
    SUFFIX,
    find_articles,
    find_newsroom,
    from_root,
    slug_of,
)
from pressverk.newsroom.strays import why_no_article

Item = TypeVar("Item")

LARGEST_PDF = 500_000_000  # bytes
LONGEST = 2000  # characters of a message that are printed
PLACES_SHOWN = 5  # findings of one rule and article that are printed
NO_ARTICLES: Mapping[str, object] = {}


class Number(click.IntRange):
    """A whole number, named in the language of messages."""

    name = _("whole number")


class ArticleArgument(click.ParamType[Path]):
    """An article by name or path, with completion of names."""

    name = "article"
    suffixes: tuple[str, ...] = (SUFFIX,)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the article's file, or fail with the most similar name."""
        if isinstance(value, Path):
            return value
        name = value.rstrip("/")
        articles = articles_here()
        # Some systems name files with letters and accents apart; people type them as one.
        found = articles.get(name) or _composed(articles).get(normalize("NFC", name))
        if found is not None:
            return found
        path = Path(value)
        for candidate in (path, path / INDEX):
            if candidate.is_file() and candidate.suffix.lower() in self.suffixes:
                return candidate.resolve()
        if path.is_file() and (why := why_no_article(path, value)):
            self.fail(_("{file!r} {why}", file=value, why=why))
        alike = [slug for slug in articles if slug.endswith(f"/{name}")]
        if len(alike) == 1:
            return articles[alike[0]]
        if alike:
            names = ", ".join(alike)
            self.fail(_("several articles are called {name!r}: {names}", name=name, names=names))
        near = get_close_matches(name, articles, n=1)
        if near:
            self.fail(_("no article {name!r}; did you mean {near!r}?", name=name, near=near[0]))
        return self.fail(_("no article {name!r} and no such file", name=name))

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the names of the newsroom's articles that begin with *incomplete*."""
        completed = [slug for slug in articles_here() if slug.startswith(incomplete)]
        return [CompletionItem(printable(slug)) for slug in completed]

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return the argument's name in the usage line."""
        return _("ARTICLE") if param.nargs == 1 else _("ARTICLES")


def _composed(articles: Mapping[str, Path]) -> dict[str, Path]:
    return {normalize("NFC", slug): path for slug, path in articles.items()}


class ArticleOrPdfArgument(ArticleArgument):
    """An article, or a PDF file."""

    name = "file"
    suffixes = (SUFFIX, ".pdf")

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return the argument's name in the usage line."""
        return _("FILE") if param.nargs == 1 else _("FILES")


JOBS = click.option(
    "--jobs",
    "-j",
    type=Number(min=1),
    metavar=_("N"),
    help=_("How many editions to make at once; as many as there are cores if left out."),
)


def root_here() -> Path:
    """Return the newsroom of the current folder."""
    return find_newsroom(Path.cwd())


def articles_here() -> dict[str, Path]:
    """Return the articles of the current newsroom by name, none outside of a newsroom."""
    try:
        root = root_here()
        return {slug_of(article, root): article for article in find_articles(root)}
    except PressverkError:
        return {}


def root_of(articles: Sequence[Path]) -> Path:
    """Return the newsroom of the given articles, or the current one."""
    roots = {find_newsroom(article.parent) for article in articles} or {root_here()}
    if len(roots) > 1:
        message = _("the articles are of different newsrooms; build each newsroom by itself")
        raise click.UsageError(message)
    root = roots.pop()
    for article in articles:
        if not article.is_relative_to(root / ARTICLES):
            message = _(
                "{file!r} is not an article; articles lie in 'articles/'", file=str(article)
            )
            raise click.UsageError(message)
    return root


def require_libraries() -> None:
    """Check that the system libraries for typesetting are installed.

    Raises:
        TypesettingError: with each missing library, and the command that installs it.
    """
    if faults := missing_libraries():
        raise TypesettingError(faults)


def read_pdf(path: Path) -> bytes:
    """Return the content of the file *path*.

    Raises:
        InputError: if it can't be read, or is larger than any publication.
    """
    place = Place(file=shown(path))
    try:
        if path.stat().st_size <= LARGEST_PDF:
            return path.read_bytes()
    except OSError as error:
        raise InputError([unreadable(error, place.file)]) from error
    message = _("is larger than {size} MB; give its parts", size=LARGEST_PDF // 1_000_000)
    raise InputError([Finding(place=place, message=message, rule="too-large")])


def with_progress(
    outcomes: Iterable[Item], total: int, description: str | None = None
) -> Iterator[Item]:
    """Yield *outcomes*, with a progress bar on a terminal if there are many."""
    if total < 3 or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console  # noqa: PLC0415 - takes 70 ms, and most runs show no bar
    from rich.progress import Progress  # noqa: PLC0415 - with it

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(outcomes, total=total, description=description or _("building"))


def say(text: str, *, mark: str = "", err: bool = False, newline: bool = True) -> None:
    """Print *text*, which is untrusted, after *mark*, which may be styled."""
    click.echo(mark + printable(text), err=err, nl=newline)


def say_json(value: object, *, default: Callable[[Any], Any] | None = None) -> None:
    """Print *value* as JSON, with control characters as JSON escapes."""
    click.echo(safe_json(json.dumps(value, ensure_ascii=False, indent=2, default=default)))


def ask_secret(question: str) -> str:
    """Return what is typed, without echoing it."""
    return str(click.prompt(printable(question), hide_input=True))


def print_findings(
    findings: Iterable[Finding], articles: Mapping[str, object] = NO_ARTICLES
) -> None:
    """Print errors, then advice, on standard error.

    Of many findings of one rule in one file, only the first are printed. *articles* says of which
    article a file is: its files count as one. After the last of a rule it is said where to read
    more, once in each run.
    """
    ordered = sorted(findings, key=lambda each: each.severity is Severity.ADVICE)
    keys = [(e.severity, articles.get(e.place.file, e.place.file), e.rule) for e in ordered]
    totals, seen = Counter(keys), Counter[tuple[Severity, object, str]]()
    last = {finding.rule: at for at, finding in enumerate(ordered)}
    for at, (finding, key) in enumerate(zip(ordered, keys, strict=True)):
        seen[key] += 1
        # One more line would only say that there is one more.
        most = totals[key] if totals[key] == PLACES_SHOWN + 1 else PLACES_SHOWN
        if seen[key] <= most:
            say(shortened(sentence(finding)), mark=f"{_mark(finding)} ", err=True)
        if seen[key] == most and (left := totals[key] - most):
            say(ngettext("  and {count} more", "  and {count} more", left), err=True)
        if last[finding.rule] == at:
            _say_where_to_read(finding.rule)


def _say_where_to_read(rule: str) -> None:
    context = click.get_current_context(silent=True)
    explained = context.meta.setdefault(f"{__name__}.read_on", set()) if context else set()
    if rule not in explained and (command := help_command(rule)):
        say(_("  more: {command}", command=command), err=True)
    explained.add(rule)


def _mark(finding: Finding) -> str:
    if finding.severity is Severity.ADVICE:
        return click.style(_("advice"), fg="yellow")
    return click.style(_("error"), fg="red")


def say_difference(lines: Iterable[str]) -> None:
    """Print the *lines* of a unified difference, coloured at a terminal."""
    for line in lines:
        colour = next((c for sign, c in DIFFERENCE_COLOURS.items() if line.startswith(sign)), None)
        click.echo(click.style(printable(line.rstrip("\n")), fg=colour))


def safe_json(text: str) -> str:
    r"""Return *text*, which is JSON, with the same characters as JSON escapes.

    >>> print(safe_json('{"a": "\u009b"}'))
    {"a": "\u009b"}
    """
    return escape_unsafe(text, r"\u{:04x}")


def shortened(text: str) -> str:
    """Return *text*, with its middle left out if it is too long to read."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    count = len(text) - 2 * half
    left_out = ngettext("{count} character left out", "{count} characters left out", count)
    return f"{text[:half]} […{left_out}…] {text[-half:]}"


DIFFERENCE_COLOURS = {"+++": None, "---": None, "+": "green", "-": "red", "@@": "cyan"}
YESES = frozenset({"y", "yes", "j", "ja"})
YES = click.option(
    "--yes", "-y", is_flag=True, help=_("Answer each question with yes, without asking.")
)


def ask(question: str, *, yes: bool) -> None:
    """Ask for confirmation at a terminal; exit if it is refused."""
    if not yes and is_at_terminal() and not is_yes(question):
        raise click.Abort


def is_yes(question: str) -> bool:
    """Return whether the answer is yes, in English or Swedish; anything else is no."""
    choice = _("y/N")
    answer = click.prompt(
        f"{printable(question)} [{choice}]", default="", show_default=False, err=True
    )
    return str(answer).strip().lower() in YESES


def is_at_terminal() -> bool:
    """Return whether questions can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def shown(path: Path) -> str:
    """Return *path* relative to the current folder."""
    return from_root(path, Path.cwd())


def now_in_utc() -> dt.datetime:
    """Return the current time."""
    return dt.datetime.now(dt.UTC)


def current_user() -> str:
    """Return the current user: ``PRESSVERK_USER``, or the system's user name.

    Raises:
        DeliveryError: if it has none, as in a container.
    """
    try:
        return os.environ.get("PRESSVERK_USER") or getpass.getuser()
    except (ImportError, KeyError, OSError) as error:  # Windows; before and since Python 3.13
        message = _(
            "nobody knows you by name here (user {number}); say who you are in PRESSVERK_USER",
            number=getattr(os, "getuid", lambda: "?")(),
        )
        place = Place(file="PRESSVERK_USER")
        raise DeliveryError([Finding(place=place, message=message, rule="no-user")]) from error


def has_screen() -> bool:
    """Return whether a browser can be opened; trying without a screen prints long errors."""
    if sys.platform != "linux":
        return True
    has_opener = shutil.which("xdg-open") is not None
    return has_opener and any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
