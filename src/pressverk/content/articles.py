"""Article file -> Article -> Publication, or all faults of the file at once."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from pressverk.content.checks.article import check_article
from pressverk.content.files import check_characters, read_file
from pressverk.content.front_matter import (
    FrontMatter,
    FrontMatterError,
    FrontMatterValues,
    Split,
    read_values,
    split,
    validate_values,
)
from pressverk.content.markup.attributes import slug as without_marks
from pressverk.content.markup.body import Body, PictureUse, render_body
from pressverk.content.markup.context import NOTHING, SourceMap
from pressverk.content.pictures.lookup import find_picture, likely_address
from pressverk.content.typography.refine import refine, refine_text
from pressverk.errors import ArticleError, only_errors
from pressverk.i18n import _
from pressverk.model import Article, Contact, Edit, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import from_root, slug_of
from pressverk.newsroom.schema import ContactEntry
from pressverk.readers.yaml import position_of
from pressverk.readers.yaml_lines import without_comments


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """The file of an article or report, opened, with its front matter parsed.

    *data* are its bytes, *text* its text. *file* is its name in findings. *values* are the front
    matter before validation, None if it isn't YAML; *findings* then say so, and also which
    characters can't be printed.
    """

    path: Path
    file: str
    data: bytes
    text: str
    parts: Split
    values: FrontMatterValues | None
    findings: tuple[Finding, ...] = ()

    @property
    def layout(self) -> str:
        """The layout that it asks for, empty if that isn't text."""
        layout = self.values.table.get("layout") if self.values else None
        return layout if isinstance(layout, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article with its findings; *article* is None if its front matter can't be used."""

    article: Article | None
    pictures: tuple[PictureUse, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_article(path: Path, newsroom: Newsroom) -> tuple[Article, tuple[Finding, ...]]:
    """Return the article in the file *path*, and advice about it.

    Raises:
        ArticleError: with all faults of the front matter, the body and the pictures.
    """
    return article_of(open_article(path, newsroom.root), newsroom)


def open_article(path: Path, root: Path) -> ArticleFile:
    """Return the file *path* with its front matter parsed, but not validated.

    Raises:
        ArticleError: if it can't be read, isn't UTF-8 or has no front matter.
    """
    data, text = read_file(path, root)
    return _opened(text, data, path, from_root(path, root))


def article_of(opened: ArticleFile, newsroom: Newsroom) -> tuple[Article, tuple[Finding, ...]]:
    """Return the article in the file *opened*, and advice about it.

    Raises:
        ArticleError: with all faults of the front matter, the body and the pictures.
    """
    draft = draft_of(opened, newsroom)
    files, faults = find_pictures(draft.pictures, opened.path.parent, newsroom.root)
    ordered = tuple(sorted(dict.fromkeys((*draft.findings, *faults)), key=reading_order))
    if draft.article is None or only_errors(ordered):
        raise ArticleError(ordered)
    return replace(draft.article, picture_files=files), ordered


def parse_article(text: str, source: Path, newsroom: Newsroom) -> Draft:
    """Return the article in *text*.

    *source* is not opened: it names the article and the place of every finding.
    """
    try:
        opened = open_text(text, source, newsroom)
    except ArticleError as error:
        return Draft(article=None, findings=error.findings)
    return draft_of(opened, newsroom)


def open_text(text: str, source: Path, newsroom: Newsroom) -> ArticleFile:
    """Return the file *source* as if it held *text*.

    Raises:
        ArticleError: when its front matter can't be found.
    """
    data = text.encode(errors="surrogatepass")
    return _opened(text, data, source, from_root(source, newsroom.root))


def _opened(text: str, data: bytes, path: Path, file: str) -> ArticleFile:
    characters = tuple(check_characters(text, file))
    try:
        parts = split(text, file)
    except FrontMatterError as error:
        raise ArticleError([*characters, error.finding]) from error
    values, faults = read_values(parts.front, file)
    return ArticleFile(
        path=path,
        file=file,
        data=data,
        text=text,
        parts=parts,
        values=values,
        findings=(*characters, *faults),
    )


def draft_of(opened: ArticleFile, newsroom: Newsroom) -> Draft:
    """Return what the file *opened* says, whatever is wrong in it, without its pictures."""
    parts, file = opened.parts, opened.file
    matter, faults = validate_values(opened.values, file, FrontMatter)
    language = (matter and matter.language) or newsroom.language
    body = render_body(parts.body, language=language, file=file, first_line=parts.body_line)
    findings = [*opened.findings, *faults, *body.findings]
    article = None
    if matter is not None:
        place = places_of_contacts(opened)
        contacts, unknown = contacts_of(matter.contacts, newsroom, place)
        article = _article(matter, body, contacts, opened, newsroom)
        findings += [*unknown, *check_article(article, opened.text, file=file)]
    return Draft(article=article, pictures=body.pictures, findings=tuple(findings))


def published_source(text: str) -> str:
    """Return *text*, an article or a chapter, without comments."""
    try:
        parts = split(text, "")
    except FrontMatterError:
        return _without_html_comments(text)
    front = without_comments(parts.front)
    return f"---\n{front}\n---\n{_without_html_comments(parts.body)}"


def _without_html_comments(text: str) -> str:
    uncommented = SourceMap(text, file="", first_line=1).uncommented
    alone = re.compile(rf"^[ \t]*{NOTHING}[{NOTHING} \t]*\n", re.MULTILINE)
    return alone.sub("", uncommented).replace(NOTHING, "")


def _article(
    matter: FrontMatter,
    body: Body,
    contacts: list[Contact],
    opened: ArticleFile,
    newsroom: Newsroom,
) -> Article:
    language = matter.language or newsroom.language
    return Article(
        slug=slug_of(opened.path, newsroom.root),
        source=opened.path,
        data=opened.data,
        layout=matter.layout,
        language=language,
        title=refine_text(matter.title, language=language),
        date=matter.date,
        lead=refine_text(" ".join(matter.lead.split()), language=language),
        body=refine(body.html, language=language),
        contacts=tuple(contacts),
        pictures={use.address: use.place for use in reversed(body.pictures)},
        embargo=_aware(matter.embargo, newsroom.time_zone),
        updated=matter.updated,
        diary_number=matter.diary_number,
        keywords=tuple(matter.keywords),
    )


def _aware(moment: dt.datetime | None, time_zone: str) -> dt.datetime | None:
    """Return *moment* in the newsroom's time zone, which it is in if it names none."""
    if moment is None:
        return None
    zone = ZoneInfo(time_zone)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def places_of_contacts(opened: ArticleFile) -> Callable[[int], Place]:
    """Return the places of the contacts, by number from 0, in the front matter of *opened*."""

    def place(number: int) -> Place:
        table = opened.values.table if opened.values else None
        line, column = position_of(table, ("contacts", number))
        return Place(file=opened.file, line=line + 2, column=column + 1)

    return place


def contacts_of(
    entries: Iterable[ContactEntry | str], newsroom: Newsroom, place: Callable[[int], Place]
) -> tuple[list[Contact], list[Finding]]:
    """Return the contacts that *entries* give or name, and the unknown names, at their *place*."""
    found, faults = [], []
    for number, entry in enumerate(entries):
        if isinstance(entry, ContactEntry):
            found.append(Contact(**entry.model_dump()))
        elif entry in newsroom.contacts:
            found.append(newsroom.contacts[entry])
        else:
            faults.append(_unknown_contact(entry, list(newsroom.contacts), place(number)))
    return found, faults


def _unknown_contact(key: str, known: list[str], place: Place) -> Finding:
    edits: tuple[Edit, ...] = ()
    if near := get_close_matches(without_marks(key), known, n=1):
        message = _("unknown contact {key!r}; did you mean {near!r}?", key=key, near=near[0])
        line, column = place.line or 1, place.column or 1
        edits = (Edit(line=line, column=column, written=key, replacement=near[0]),)
    else:
        message = _("unknown contact {key!r}; add it under [contacts] in newsroom.toml", key=key)
    return Finding(place=place, message=message, rule="unknown-contact", edits=edits)


def find_pictures(
    uses: tuple[PictureUse, ...], folder: Path, root: Path
) -> tuple[dict[str, Path], list[Finding]]:
    """Return the files of a body's pictures by address, and faults."""
    files: dict[str, Path] = {}
    findings: list[Finding] = []
    for use in uses:
        try:
            if use.address not in files:
                path = find_picture(use.address, folder=folder, root=root, place=use.place)
                files[use.address] = path
        except ArticleError as error:
            edits = tuple(_renamed_picture(use, folder))
            findings += [
                replace(each, edits=edits) if each.rule == "picture-missing" else each
                for each in error.findings
            ]
    return files, findings


def _renamed_picture(use: PictureUse, folder: Path) -> Iterator[Edit]:
    """Yield the edit that names the picture that was meant, where it needs no escape."""
    near, place = likely_address(use.address, folder), use.address_place
    if place and re.fullmatch(r"[\w./-]+", near):
        line, column = place.line or 1, place.column or 1
        yield Edit(line=line, column=column, written=use.address, replacement=near)


def line_of_key(front: str, key: str) -> int | None:
    """Return the line of the file that *key* is on in the front matter *front*, None without it."""
    for number, line in enumerate(front.split("\n"), 2):
        if line.startswith(f"{key}:"):
            return number
    return None


def reading_order(finding: Finding) -> tuple[int, int]:
    """Return the sort key of findings in one file."""
    return finding.place.line or 0, finding.place.column or 0


def compose(article: Article) -> Publication:
    """Return the publication of one article: a release."""
    return Publication(
        slug=article.slug,
        layout=article.layout,
        language=article.language,
        title=article.title,
        articles=(article,),
    )
