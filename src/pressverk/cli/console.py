"""What all commands share: how articles are named, where we stand, how findings are told."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from pressverk.errors import PressverkError, sentence
from pressverk.i18n import _
from pressverk.model import Finding, Severity
from pressverk.newsroom.paths import (
    ARTICLES,
    INDEX,
    SUFFIX,
    find_articles,
    find_newsroom,
    from_root,
    slug_of,
)

Command = TypeVar("Command", bound=Callable[..., None])


class ArticleArgument(click.ParamType[Path]):
    """An article by its name or its path, with completion of names."""

    name = "article"
    suffixes: tuple[str, ...] = (SUFFIX,)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the article's file, or fail with the nearest name."""
        if isinstance(value, Path):
            return value
        name = value.rstrip("/")
        articles = articles_here()
        if name in articles:
            return articles[name]
        path = Path(value)
        for candidate in (path, path / INDEX):
            if candidate.is_file() and candidate.suffix.lower() in self.suffixes:
                return candidate.resolve()
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
        """Return the names of the newsroom's articles that begin like *incomplete*."""
        completed = [slug for slug in articles_here() if slug.startswith(incomplete)]
        return [CompletionItem(slug) for slug in completed]


class ArticleOrPdfArgument(ArticleArgument):
    """An article, or a PDF file."""

    name = "file"
    suffixes = (SUFFIX, ".pdf")


def explained(command: Command) -> Command:
    """Turn a PressverkError into its sentences and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except PressverkError as error:
            tell(error.findings)
            sys.exit(1)

    return run  # type: ignore[return-value] # wraps keeps the signature


JOBS = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many editions to make at once; as many as there are cores if left out."),
)


def root_here() -> Path:
    """Return the newsroom we stand in."""
    return find_newsroom(Path.cwd())


def articles_here() -> dict[str, Path]:
    """Return the articles of the newsroom we stand in, by name; none outside of one."""
    try:
        root = root_here()
        return {slug_of(article, root): article for article in find_articles(root)}
    except PressverkError:
        return {}


def root_of(articles: Sequence[Path]) -> Path:
    """Return the newsroom that all the named articles are in, or the one we stand in."""
    roots = {find_newsroom(article.parent) for article in articles} or {root_here()}
    if len(roots) > 1:
        message = _("the articles are of different newsrooms; build each newsroom by itself")
        raise click.UsageError(message)
    root = roots.pop()
    for article in articles:
        if not article.is_relative_to(root / ARTICLES):
            message = _("{file!r} is no article; articles lie in 'articles/'", file=str(article))
            raise click.UsageError(message)
    return root


def with_progress(
    outcomes: Iterable[Any], total: int, description: str | None = None
) -> Iterator[Any]:
    """Pass *outcomes* on, with a bar at the terminal while there are many; usually of a build."""
    if total < 3 or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(outcomes, total=total, description=description or _("building"))


def tell(findings: Iterable[Finding]) -> None:
    """Print errors, then advice, on the terminal's error stream."""
    for finding in sorted(findings, key=lambda finding: finding.severity is Severity.ADVICE):
        is_error = finding.severity is Severity.ERROR
        label = (
            click.style(_("error"), fg="red") if is_error else click.style(_("advice"), fg="yellow")
        )
        click.echo(f"{label} {sentence(finding)}", err=True)


YESES = frozenset({"y", "yes", "j", "ja"})
YES = click.option("--yes", "-y", is_flag=True, help=_("Answer each question with yes, unasked."))


def ask(question: str, *, yes: bool) -> None:
    """Go on only if somebody says so, where there is somebody to be asked."""
    if not yes and is_at_terminal() and not is_yes(question):
        raise click.Abort


def is_yes(question: str) -> bool:
    """Tell whether somebody answers yes, in English or Swedish; anything else is no."""
    choice = _("y/N")
    answer = click.prompt(f"{question} [{choice}]", default="", show_default=False)
    return str(answer).strip().lower() in YESES


def is_at_terminal() -> bool:
    """Tell whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def shown(path: Path) -> str:
    """Return *path* as seen from where we stand."""
    return from_root(path, Path.cwd())
