"""A report's front matter, and the files that it is made of."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from pressverk.content.articles import ArticleFile, contacts_of, line_of_key, places_of_contacts
from pressverk.content.files import read_text
from pressverk.content.front_matter import ReportMatter, validate_values
from pressverk.errors import ArticleError
from pressverk.i18n import _
from pressverk.model import Contact, Finding, Newsroom, Place
from pressverk.newsroom.paths import SPOKEN, SUFFIX, find_articles, slug_of


def find_chapters(
    patterns: Iterable[str], report: Path, place: Place
) -> tuple[list[Path], list[Finding]]:
    """Return the files that *patterns* name beside the file *report*, in their order.

    What ``*`` stands for is in the order of the names. *place* is where they are named.
    """
    found: list[Path] = []
    faults: list[Finding] = []
    for pattern in patterns:
        matches, fault = _matches(pattern, report)
        for path in matches:
            if path in found:
                message = _(
                    "chapter {name!r} is taken in twice; name it once",
                    name=path.relative_to(report.parent).as_posix(),
                )
                faults.append(Finding(place=place, message=message, rule="chapter-twice"))
            else:
                found.append(path)
        if fault:
            faults.append(Finding(place=place, message=fault[1], rule=fault[0]))
    return found, faults


def _matches(pattern: str, report: Path) -> tuple[list[Path], tuple[str, str] | None]:
    """Return the files that *pattern* stands for, or the rule that it breaks and why."""
    folder = report.parent
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts or ":" in pattern:
        message = _("chapter {name!r} isn't below the report's folder; move it there", name=pattern)
        return [], ("chapter-outside", message)
    paths = sorted(folder.glob(pattern)) if "*" in pattern else [folder / pattern]
    paths = [path for path in paths if path.is_file()]
    if any(path.resolve() == report.resolve() for path in paths):
        message = _("the report takes in itself ({name!r}); name its chapters only", name=pattern)
        return [], ("report-in-itself", message)
    if any(not path.resolve().is_relative_to(folder.resolve()) for path in paths):
        message = _("chapter {name!r} isn't below the report's folder; move it there", name=pattern)
        return [], ("chapter-outside", message)
    if not paths:
        return [], ("chapter-missing", _missing(pattern, folder))
    return paths, None


def _missing(pattern: str, folder: Path) -> str:
    files = (path for path in sorted(folder.rglob(f"*{SUFFIX}")) if path.is_file())
    known = [path.relative_to(folder).as_posix() for path in files]
    near = get_close_matches(pattern, known, n=1)
    if near:
        return _("no chapter {name!r}; did you mean {near!r}?", name=pattern, near=near[0])
    return _("no chapter {name!r}; write it or take its name away", name=pattern)


def find_releases(
    patterns: Iterable[str], report: Path, root: Path, place: Place
) -> tuple[list[Path], list[Finding]]:
    """Return the newsroom's articles that *patterns* name, each once, but not *report* itself.

    *place* is where they are named.
    """
    own = slug_of(report, root)
    articles = {slug_of(path, root): path for path in find_articles(root)}
    found: dict[str, Path] = {}
    faults: list[Finding] = []
    for pattern in patterns:
        names = [name for name in articles if fnmatchcase(name, pattern)]
        found |= {name: articles[name] for name in names}
        if not names:
            message = _no_release(pattern, articles)
            faults.append(Finding(place=place, message=message, rule="release-missing"))
        elif pattern == own:
            message = _("the report takes in itself ({name!r}); name releases only", name=pattern)
            faults.append(Finding(place=place, message=message, rule="report-in-itself"))
    found.pop(own, None)
    return list(found.values()), faults


def _no_release(pattern: str, articles: Iterable[str]) -> str:
    near = get_close_matches(pattern, list(articles), n=1)
    if near:
        return _("no article {name!r}; did you mean {near!r}?", name=pattern, near=near[0])
    return _("no article {name!r}; write it or take its name away", name=pattern)


def files_of(report: Path) -> Iterator[Path]:
    """Yield the folder of *report* and all in it, hidden files apart; a build reads some of it."""
    yield report.parent
    for path in sorted(report.parent.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(report.parent).parts)
        if not hidden and not path.name.endswith(SPOKEN):
            yield path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """What a report is written in: its files, its front matter, and where its names stand."""

    slug: str
    path: Path
    file: str
    front: str
    body: str
    body_line: int
    matter: ReportMatter
    language: str
    contacts: tuple[Contact, ...]
    chapters: tuple[Path, ...]
    appendices: tuple[Path, ...]
    releases: tuple[Path, ...]


def read_report_files(opened: ArticleFile, newsroom: Newsroom) -> tuple[ReportFiles, list[Finding]]:
    """Return what the front matter of the file *opened* says, and what is wrong in it.

    Raises:
        ArticleError: when it can't be used at all.
    """
    path, file, parts = opened.path, opened.file, opened.parts
    matter, faults = validate_values(opened.values, file, ReportMatter)
    if matter is None:
        raise ArticleError([*opened.findings, *faults])

    def place(key: str) -> Place:
        return Place(file=file, line=line_of_key(parts.front, key))

    contacts, unknown = contacts_of(matter.contacts, newsroom, places_of_contacts(opened))
    chapters, missing = find_chapters(matter.chapters, path, place("chapters"))
    appendices, lacking = find_chapters(matter.appendices, path, place("appendices"))
    releases, strange = find_releases(matter.releases, path, newsroom.root, place("releases"))
    manuscripts = ReportFiles(
        slug=slug_of(path, newsroom.root),
        path=path,
        file=file,
        front=parts.front,
        body=parts.body,
        body_line=parts.body_line,
        matter=matter,
        language=matter.language or newsroom.language,
        contacts=tuple(contacts),
        chapters=tuple(chapters),
        appendices=tuple(appendices),
        releases=tuple(releases),
    )
    return manuscripts, [*opened.findings, *faults, *unknown, *missing, *lacking, *strange]


def parts_of(opened: ArticleFile) -> tuple[Path, ...]:
    """Return the chapters and appendices that the report in the file *opened* names."""
    matter, _faults = validate_values(opened.values, opened.file, ReportMatter)
    patterns = (*matter.chapters, *matter.appendices) if matter else ()
    return tuple(find_chapters(patterns, opened.path, Place(file=opened.file))[0])


def texts_of(manuscripts: ReportFiles, newsroom: Newsroom) -> Iterator[str]:
    """Yield all that the report is written in; what can't be read is told where it is needed."""
    yield manuscripts.body
    for path in (*manuscripts.chapters, *manuscripts.appendices):
        with suppress(ArticleError):
            yield read_text(path, newsroom.root)
