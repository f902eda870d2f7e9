"""What a report is written in: its front matter, and the files that it names."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pressverk.content.articles import contacts_of, line_of_key, read_text
from pressverk.content.front_matter import FrontMatterError, parse_front_matter, split
from pressverk.content.report_schema import ReportMatter
from pressverk.content.reports.files import find_chapters, find_releases
from pressverk.errors import ArticleError
from pressverk.model import Contact, Finding, Newsroom, Place
from pressverk.newsroom.paths import from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscripts:
    """What a report is written in: its files, its front matter, and where its names stand."""

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


def read_manuscripts(path: Path, newsroom: Newsroom) -> tuple[Manuscripts, list[Finding]]:
    """Return what the front matter in *path* says, and what is wrong in it.

    Raises:
        ArticleError: when it can't be used at all.
    """
    file = from_root(path, newsroom.root)
    try:
        parts = split(read_text(path, file), file)
    except FrontMatterError as error:
        raise ArticleError([error.finding]) from error
    matter, faults = parse_front_matter(parts.front, file, ReportMatter)
    if matter is None:
        raise ArticleError(faults)

    def place(key: str) -> Place:
        return Place(file=file, line=line_of_key(parts.front, key))

    contacts, unknown = contacts_of(matter.contacts, newsroom, place("contacts"))
    chapters, missing = find_chapters(matter.chapters, path, place("chapters"))
    appendices, lacking = find_chapters(matter.appendices, path, place("appendices"))
    releases, strange = find_releases(matter.releases, path, newsroom.root, place("releases"))
    manuscripts = Manuscripts(
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
    return manuscripts, [*faults, *unknown, *missing, *lacking, *strange]


def texts_of(manuscripts: Manuscripts, newsroom: Newsroom) -> Iterator[str]:
    """Yield all that the report is written in; what can't be read is told where it is needed."""
    yield manuscripts.body
    for path in (*manuscripts.chapters, *manuscripts.appendices):
        with suppress(ArticleError):
            yield read_text(path, from_root(path, newsroom.root))
