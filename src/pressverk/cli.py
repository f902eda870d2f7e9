"""The command line: the only place that prints and the only one that exits."""

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem, get_completion_class

import pressverk
from pressverk.errors import PressverkError, sentence
from pressverk.folders import (
    ARTICLES,
    INDEX,
    SUFFIX,
    find_articles,
    find_newsroom,
    from_root,
    slug_of,
)
from pressverk.model import Finding, Place, Severity
from pressverk.translation import _, speak

speak()

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
        articles = _articles_here()
        if name in articles:
            return articles[name]
        path = Path(value)
        for candidate in (path, path / INDEX):
            if candidate.is_file() and candidate.suffix.lower() in self.suffixes:
                return candidate.resolve()
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
        completed = [slug for slug in _articles_here() if slug.startswith(incomplete)]
        return [CompletionItem(slug) for slug in completed]


class ArticleOrPdfArgument(ArticleArgument):
    """An article, or a PDF file."""

    name = "file"
    suffixes = (SUFFIX, ".pdf")


def _explained(command: Command) -> Command:
    """Turn a PressverkError into its sentences and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except PressverkError as error:
            _tell(error.findings)
            sys.exit(1)

    return run  # type: ignore[return-value] # wraps keeps the signature


JOBS = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many editions to make at once; as many as there are cores if left out."),
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Make accessible press releases from Markdown articles."),
)
@click.version_option(pressverk.__version__, prog_name="pressverk", help=_("Show the version."))
@click.pass_context
def main(context: click.Context) -> None:
    """Set what all commands share."""
    if os.environ.get("NO_COLOR"):
        context.color = False


@main.command(
    help=_(
        "Build editions that aren't current.\n\n"
        "ARTICLES are names or files; all of the newsroom's if left out."
    )
)
@click.argument("articles", nargs=-1, type=ArticleArgument())
@JOBS
@_explained
def build(articles: tuple[Path, ...], jobs: int | None) -> None:
    """Build editions."""
    from pressverk import press

    root = _root_of(articles)
    sources = list(dict.fromkeys(articles)) or find_articles(root)
    if not sources:
        click.echo(_("no articles in {folder}", folder="articles/"))
    _warn_of_slow_fonts()
    built = failed = 0
    for outcome in _with_progress(press.build(root, sources, jobs=jobs), len(sources)):
        _tell(outcome.findings)
        failed += outcome.failed
        if outcome.edition:
            built += 1
            pages, size = outcome.edition.page_count, outcome.edition.pdf.stat().st_size
            path = from_root(outcome.edition.pdf, root)
            click.echo(_pages(path, pages, size))
    unchanged = len(sources) - built - failed
    if unchanged and not built and not failed:
        click.echo(_("everything is current ({count})", count=unchanged))
    sys.exit(1 if failed else 0)


@main.command(
    help=_(
        "Check articles and PDFs.\n\n"
        "FILES are articles or PDFs; all of the newsroom's articles if left out. "
        "Nothing is written. The exit status is 1 when there is an error."
    )
)
@click.argument("files", nargs=-1, type=ArticleOrPdfArgument())
@click.option("--json", "form", flag_value="json", help=_("Print the findings as JSON."))
@click.option("--sarif", "form", flag_value="sarif", help=_("Print the findings as SARIF 2.1.0."))
@JOBS
@_explained
def check(files: tuple[Path, ...], form: str | None, jobs: int | None) -> None:
    """Check articles and PDFs."""
    findings = _checked(files, jobs)
    if form:
        from pressverk.reports import as_json, as_sarif

        click.echo(as_sarif(findings) if form == "sarif" else as_json(findings))
    else:
        _tell(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    if not form and not failed:
        click.echo(_("no errors"))
    sys.exit(1 if failed else 0)


@main.command(
    help=_(
        "Begin a new article.\n\n"
        "LAYOUT is a layout's name, such as press-release, and TITLE the headline."
    )
)
@click.argument("layout")
@click.argument("title")
@click.option(
    "--language", default=None, help=_("The article's language; the newsroom's if left out.")
)
@click.option("--contact", default=None, help=_("A key of newsroom.toml's [contacts]."))
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("The day of publication; today if left out."),
)
@_explained
def new(
    layout: str, title: str, language: str | None, contact: str | None, day: dt.datetime | None
) -> None:
    """Begin a new article."""
    from pressverk.layout import find_layout
    from pressverk.newsroom import read_newsroom
    from pressverk.scaffolds import new_article, slugify
    from pressverk.schema import LANGUAGE_TAG

    newsroom = read_newsroom(_root())
    if not slugify(title):
        raise click.BadParameter(_("give a title with letters a–z or digits"), param_hint="TITLE")
    if language and not LANGUAGE_TAG.fullmatch(language):
        raise click.BadParameter(_("a language tag such as sv or en"), param_hint="--language")
    if contact and contact not in newsroom.contacts:
        known = ", ".join(newsroom.contacts)
        raise click.BadParameter(_("known are {known}", known=known), param_hint="--contact")
    find_layout(layout, newsroom.root, Place(file=layout))
    path = new_article(
        newsroom.root,
        layout,
        title,
        language=language or newsroom.language,
        contact=contact or next(iter(newsroom.contacts)),
        day=(day or dt.datetime.now().astimezone()).date(),
    )
    click.echo(from_root(path, newsroom.root))


@main.command(help=_("Make a newsroom of your own.\n\nDIR is the folder it is made in."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_explained
def init(folder: Path) -> None:
    """Make a newsroom."""
    from pressverk.scaffolds import new_newsroom

    for path in new_newsroom(folder):
        click.echo(str(path))


@main.command(
    help=_("Print a JSON Schema for editors.\n\nOf articles' front matter, or of newsroom.toml.")
)
@click.argument("name", type=click.Choice(["article", "newsroom"]), default="article")
def schema(name: str) -> None:
    """Print a JSON Schema."""
    from pressverk.schema import json_schema

    click.echo(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


@main.command(
    help=_("Tell what this machine lacks.\n\nEach thing comes with the command that mends it.")
)
@_explained
def doctor() -> None:
    """Tell what is missing."""
    from pressverk.diagnosis import diagnose

    ill = 0
    for symptom in diagnose():
        ill += symptom.remedy is not None
        mark = click.style("✗", fg="red") if symptom.remedy else click.style("✓", fg="green")
        remedy = _(": is missing or too old; run: {command}", command=symptom.remedy)
        click.echo(f"{mark} {symptom.subject}{remedy if symptom.remedy else ''}")
    sys.exit(1 if ill else 0)


@main.command(
    help=_(
        "Typeset any HTML file.\n\n"
        "SOURCE becomes the PDF file TARGET, tagged and proved. "
        "It can use files in its own folder only."
    )
)
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Write the PDF even when its proof fails."))
@_explained
def typeset(source: Path, target: Path, *, force: bool) -> None:
    """Typeset an HTML file."""
    from pressverk import press

    if target.exists() and target.samefile(source):
        raise click.BadParameter(_("is the source itself; name another file"), param_hint="TARGET")
    findings = press.typeset_file(source, target, force=force)
    _tell(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    sys.exit(1 if failed else 0)


@main.command(
    help=_("Print a completion script.\n\nIt completes commands and articles in bash, zsh or fish.")
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a completion script."""
    completer = get_completion_class(shell)
    if completer:
        click.echo(completer(main, {}, "pressverk", "_PRESSVERK_COMPLETE").source())


def _root() -> Path:
    return find_newsroom(Path.cwd())


def _articles_here() -> dict[str, Path]:
    try:
        return {slug_of(article): article for article in find_articles(_root())}
    except PressverkError:
        return {}


def _root_of(articles: Sequence[Path]) -> Path:
    """Return the newsroom that all the named articles are in, or the one we stand in."""
    roots = {find_newsroom(article.parent) for article in articles} or {_root()}
    if len(roots) > 1:
        message = _("the articles are of different newsrooms; build each newsroom by itself")
        raise click.UsageError(message)
    root = roots.pop()
    for article in articles:
        if not article.is_relative_to(root / ARTICLES):
            message = _("{file!r} is no article; articles lie in 'articles/'", file=str(article))
            raise click.UsageError(message)
    return root


def _checked(files: Sequence[Path], jobs: int | None) -> list[Finding]:
    from pressverk import press, proof

    findings: list[Finding] = []
    for path in files:
        if path.suffix.lower() != SUFFIX:
            findings += proof.examine(path.read_bytes(), _shown(path))
    articles = [path for path in files if path.suffix.lower() == SUFFIX]
    if articles or not files:
        root = _root_of(articles)
        sources = list(dict.fromkeys(articles)) or find_articles(root)
        outcomes = press.check(root, sources, jobs=jobs)
        for outcome in _with_progress(outcomes, len(sources)):
            findings += outcome.findings
    return findings


def _with_progress(outcomes: Iterable[Any], total: int) -> Iterator[Any]:
    """Pass *outcomes* on, with a bar at the terminal while there are many."""
    if total < 3 or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(outcomes, total=total, description=_("building"))


def _tell(findings: Iterable[Finding]) -> None:
    """Print errors, then advice, on the terminal's error stream."""
    for finding in sorted(findings, key=lambda finding: finding.severity is Severity.ADVICE):
        is_error = finding.severity is Severity.ERROR
        label = (
            click.style(_("error"), fg="red") if is_error else click.style(_("advice"), fg="yellow")
        )
        click.echo(f"{label} {sentence(finding)}", err=True)


def _warn_of_slow_fonts() -> None:
    from pressverk.diagnosis import LIBRARIES, SUBSETTER, is_loadable

    if not is_loadable(SUBSETTER):
        message = _(
            "{library} is missing, which makes each edition ten times slower; run: {command}",
            library=SUBSETTER,
            command=f"sudo apt-get install {LIBRARIES[SUBSETTER]}",
        )
        click.echo(message, err=True)


def _pages(path: str, pages: int, size: int) -> str:
    kilobytes = max(1, round(size / 1000))
    if pages == 1:
        return _("{path}  1 page, {size} kB", path=path, size=kilobytes)
    return _("{path}  {pages} pages, {size} kB", path=path, pages=pages, size=kilobytes)


def _shown(path: Path) -> str:
    return from_root(path, Path.cwd())
