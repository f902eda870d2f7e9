"""Article file -> Article, or every fault of the file at once.

Article -> Publication.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from pressverk.content.checks.article import check_article
from pressverk.content.files import check_characters, read_text
from pressverk.content.front_matter import FrontMatter, FrontMatterError, parse_front_matter, split
from pressverk.content.markup import Body, PictureUse, render_body
from pressverk.content.markup.attributes import slug as without_marks
from pressverk.content.pictures import find_picture
from pressverk.content.typography.refine import refine, refine_text
from pressverk.errors import ArticleError, only_errors
from pressverk.i18n import _
from pressverk.model import Article, Contact, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import from_root, slug_of
from pressverk.newsroom.schema import ContactEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article with its findings; None when its front matter can't be used at all."""

    article: Article | None
    pictures: tuple[PictureUse, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_article(path: Path, newsroom: Newsroom) -> tuple[Article, tuple[Finding, ...]]:
    """Return the article in the file *path*, and advice about it.

    Raises:
        ArticleError: with every fault of the front matter, the body and the pictures.
    """
    draft = parse_article(read_text(path, newsroom.root), path, newsroom)
    findings = [*draft.findings, *picture_findings(draft.pictures, path.parent, newsroom.root)]
    ordered = tuple(sorted(dict.fromkeys(findings), key=reading_order))
    if draft.article is None or only_errors(ordered):
        raise ArticleError(ordered)
    return draft.article, ordered


def parse_article(text: str, source: Path, newsroom: Newsroom) -> Draft:
    """Return what is written in *text*.

    *source* is not opened: it names the article and the place of every finding.
    """
    file = from_root(source, newsroom.root)
    strange = tuple(check_characters(text, file))
    try:
        parts = split(text, file)
    except FrontMatterError as error:
        return Draft(article=None, findings=(*strange, error.finding))
    matter, faults = parse_front_matter(parts.front, file, FrontMatter)
    language = (matter and matter.language) or newsroom.language
    body = render_body(parts.body, language=language, file=file, first_line=parts.body_line)
    findings = [*strange, *faults, *body.findings]
    article = None
    if matter is not None:
        line = line_of_key(parts.front, "contacts")
        contacts, unknown = contacts_of(matter.contacts, newsroom, Place(file=file, line=line))
        article = _article(matter, body, contacts, source, newsroom)
        findings += [*unknown, *check_article(article, text, file=file)]
    return Draft(article=article, pictures=body.pictures, findings=tuple(findings))


def _article(
    matter: FrontMatter, body: Body, contacts: list[Contact], source: Path, newsroom: Newsroom
) -> Article:
    language = matter.language or newsroom.language
    return Article(
        slug=slug_of(source),
        source=source,
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
    """Return *moment* in the newsroom's time, which it is in already when it names no zone."""
    if moment is None:
        return None
    zone = ZoneInfo(time_zone)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def contacts_of(
    entries: Iterable[ContactEntry | str], newsroom: Newsroom, place: Place
) -> tuple[list[Contact], list[Finding]]:
    """Return the contacts that *entries* at *place* give or name, and the unknown names."""
    found, faults = [], []
    for entry in entries:
        if isinstance(entry, ContactEntry):
            found.append(Contact(**entry.model_dump()))
        elif entry in newsroom.contacts:
            found.append(newsroom.contacts[entry])
        else:
            message = _unknown_contact(entry, list(newsroom.contacts))
            faults.append(Finding(place=place, message=message, rule="unknown-contact"))
    return found, faults


def _unknown_contact(key: str, known: list[str]) -> str:
    if near := get_close_matches(without_marks(key), known, n=1):
        return _("unknown contact {key!r}; did you mean {near!r}?", key=key, near=near[0])
    return _("unknown contact {key!r}; add it under [contacts] in newsroom.toml", key=key)


def picture_findings(uses: tuple[PictureUse, ...], folder: Path, root: Path) -> list[Finding]:
    """Return what is wrong with the files that a body's pictures name."""
    findings: list[Finding] = []
    for use in uses:
        try:
            find_picture(use.address, folder=folder, root=root, place=use.place)
        except ArticleError as error:
            findings += error.findings
    return findings


def line_of_key(front: str, key: str) -> int | None:
    """Return on which line of the file *key* stands in the front matter *front*."""
    for number, line in enumerate(front.split("\n"), 2):
        if line.startswith(f"{key}:"):
            return number
    return None


def reading_order(finding: Finding) -> tuple[int, int]:
    """Return what findings in one file are sorted by."""
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
