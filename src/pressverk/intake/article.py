"""SourceDocument -> the files of an article: its text, its pictures, and a report beside them."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from lxml.html import HtmlElement

from pressverk.content.markup.body import render_body
from pressverk.i18n import _, catalogue
from pressverk.intake.accounting import line_of, lost_words, words, words_of
from pressverk.intake.convert import Converted, to_markdown
from pressverk.intake.deciding import undecided, undecided_key
from pressverk.intake.front_matter import Heading, write_front_matter
from pressverk.intake.markdown.escaping import unknown_symbols, visible
from pressverk.intake.model import Note, NoteKind, SourceDocument
from pressverk.intake.picture_files import printable
from pressverk.intake.release_parts import is_sentence
from pressverk.intake.report import write_report
from pressverk.model import Newsroom
from pressverk.newsroom.paths import IMPORT_REPORT, INDEX
from pressverk.newsroom.scaffold import slugify

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BEFORE_LEAD = frozenset({"figure", "img"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An article made of a document: its files by name, and its notes."""

    title: str
    slug: str
    digest: str
    files: Mapping[str, bytes]
    notes: tuple[Note, ...]

    @property
    def text(self) -> str:
        """The article's text."""
        return self.files[INDEX].decode()


def make_article(document: SourceDocument, newsroom: Newsroom, *, layout: str) -> Imported:
    """Return *document* as an article of *newsroom*; nothing is written."""
    language = _language(document, newsroom)
    titled, guessed = _with_title(document)
    titled, heading = _with_lead(titled, layout, language, guessed)
    pictures = printable(titled.pictures)
    body = _with_pictures_replaced(titled.body, pictures.refused)
    notes = (*_about_keys(heading), *titled.notes, *pictures.notes)
    converted = to_markdown(body, language=language, notes=notes, pictures=pictures.names)
    converted = _never_empty(converted, language)
    notes = (
        *converted.notes,
        *_about_symbols(document),
        *_about_words(body, converted.text, language),
    )
    front = write_front_matter(heading, titled, newsroom)
    questions = _without_place(notes, front, converted.text)
    text = f"{front}\n{questions}{converted.text}"
    attached = {f"data/{_file_name(n)}": data for n, data in document.attachments.items()}
    files = {INDEX: text.encode(), **pictures.files, **attached}
    files[IMPORT_REPORT] = write_report(document, notes, tuple(attached)).encode()
    return Imported(
        title=heading.title,
        slug=slugify(heading.title) or slugify(document.name) or "import",
        digest=_digest(titled, heading),
        files=files,
        notes=notes,
    )


def _without_place(notes: tuple[Note, ...], front: str, body: str) -> str:
    """Return comments for those of *notes* to decide about that stand nowhere in the article."""
    asked = {
        undecided(each.rule, each.message): each for each in notes if each.kind is NoteKind.DECIDE
    }
    return "".join(
        f"{words}\n\n"
        for words, each in asked.items()
        if words not in body and undecided_key(each.rule, each.message) not in front
    )


def _about_symbols(document: SourceDocument) -> tuple[Note, ...]:
    """Return a note about the icons of web pages and what else only some font shows."""
    texts = (document.title, document.lead, *document.body.itertext())
    found = unknown_symbols("".join(texts))
    if not found:
        return ()
    message = _("characters that only one font has, such as icons, are left out")
    text = ", ".join(f"{name} ({count})" for name, count in found.items())
    return (Note(kind=NoteKind.LEFT_OUT, rule="symbol", message=message, text=text),)


def _language(document: SourceDocument, newsroom: Newsroom) -> str:
    """Return the language of *document*; the newsroom's where only the region is another."""
    own = document.language or newsroom.language
    same = own.partition("-")[0].lower() == newsroom.language.partition("-")[0].lower()
    return newsroom.language if same else own


def _with_title(document: SourceDocument) -> tuple[SourceDocument, str]:
    """Return *document* with a title, its own or its first heading; and why that is a guess."""
    if title := visible(document.title).strip():
        return replace(document, title=title), ""
    body = deepcopy(document.body)
    first = next((each for each in body if isinstance(each.tag, str)), None)
    if first is not None and first.tag in {"h1", "h2", "h3"} and not (body.text or "").strip():
        title = line_of(first)
        anchor = first.get("data-note")
        asked = [note.message for note in document.notes if anchor and note.anchor == anchor]
        notes = tuple(note for note in document.notes if not anchor or note.anchor != anchor)
        first.drop_tree()
        return replace(document, title=title, body=body, notes=notes), " ".join(asked)
    title = visible(document.name).strip() or document.source.stem
    return replace(document, title=title), _("the source has no title; this is its name")


def _with_lead(
    document: SourceDocument, layout: str, language: str, guessed_title: str
) -> tuple[SourceDocument, Heading]:
    """Return *document* without its lead, and what stands before its text."""
    guesses: dict[str, str] = {"title": guessed_title} if guessed_title else {}
    title = document.title
    date = document.date
    if date is None:
        date = document.updated or _day_of(document.source)
        guesses["date"] = _("the source says no date; this is when it was last changed")
    lead = visible(document.lead).strip()
    if not lead:
        document, lead = _first_paragraph(document)
    if not lead:
        lead, guesses["lead"] = _guessed_lead(document, title)
    if not document.contacts:
        guesses["contacts"] = _("the source names nobody to call; this is the newsroom's first")
    heading = Heading(
        layout=layout, title=title, lead=lead, date=date, language=language, guesses=guesses
    )
    return document, heading


def _day_of(source: Path) -> dt.date:
    return dt.datetime.fromtimestamp(source.stat().st_mtime).astimezone().date()


def _first_paragraph(document: SourceDocument) -> tuple[SourceDocument, str]:
    """Return *document* without the paragraph that it begins with, and its text.

    A paragraph with notes or pictures stays, and so does one after a heading.
    """
    body = deepcopy(document.body)
    blocks = [each for each in body if isinstance(each.tag, str)]
    index = next((n for n, each in enumerate(blocks) if each.tag not in BEFORE_LEAD), None)
    if index is None or (body.text or "").strip() or len(blocks) < 2:
        return document, ""
    paragraph: Any = blocks[index]
    text = line_of(paragraph)
    is_lead = is_sentence(text) and not text.startswith(("–", "-", "—"))
    if paragraph.tag != "p" or paragraph.xpath(".//sup | .//img | .//comment()") or not is_lead:
        return document, ""
    notes = tuple(
        Note(
            kind=NoteKind.CHANGED,
            rule="link-in-lead",
            message=_("a link in the lead is left out; it led to {address}", address=each),
            text=text,
        )
        for each in paragraph.xpath(".//a/@href")
    )
    paragraph.drop_tree()
    return replace(document, body=body, notes=(*document.notes, *notes)), text


def _guessed_lead(document: SourceDocument, title: str) -> tuple[str, str]:
    """Return the first sentence of *document*, which stays in the text too, as its lead."""
    texts = [line_of(paragraph) for paragraph in document.body.iter("p")]
    text = next(filter(is_sentence, texts), texts[0] if texts else "")
    first = text.partition(". ")[0].strip(" –-—")
    if not first:
        return title, _("the source has no lead; write one")
    sentence = first if first.endswith((".", "!", "?")) else f"{first}."
    return sentence, _("the source has no lead; this is the text's first sentence, write one")


def _about_keys(heading: Heading) -> tuple[Note, ...]:
    return tuple(
        Note(kind=NoteKind.DECIDE, rule=key, message=message)
        for key, message in heading.guesses.items()
    )


def _with_pictures_replaced(body: HtmlElement, refused: frozenset[str]) -> HtmlElement:
    """Return *body* with the captions of pictures that can't be printed as paragraphs."""
    if not refused:
        return body
    body = deepcopy(body)
    for picture in [each for each in body.iter("img") if each.get("src") in refused]:
        figure = picture.getparent()
        if figure is not None and figure.tag == "figure":
            figure.set("data-note", f"picture-{picture.get('src')}")
        picture.drop_tree()
    return body


def _never_empty(converted: Converted, language: str) -> Converted:
    """Return *converted* with something to read: an article without text doesn't build."""
    if COMMENT.sub("", converted.text).strip():
        return converted
    message = _("the source has no text but its lead; write it or remove the article")
    words = catalogue(language).gettext("Text is missing.")
    note = Note(kind=NoteKind.DECIDE, rule="text", message=message)
    text = f"{undecided('text', message)}\n\n{words}\n"
    return Converted(text=text, notes=(*converted.notes, note))


def _about_words(body: HtmlElement, text: str, language: str) -> tuple[Note, ...]:
    """Return a note for each piece of *body* that the article lacks."""
    html = render_body(text, language=language, file=INDEX).html
    message = _("these words didn't come into the article; put them in by hand")
    return tuple(
        Note(kind=NoteKind.LEFT_OUT, rule="lost-words", message=message, text=piece)
        for piece in lost_words(body, html)
    )


def _file_name(name: str) -> str:
    """Return *name* as the name of a file: lowercase ASCII letters, without a path."""
    path = PurePosixPath(name.replace("\\", "/"))
    return f"{slugify(path.stem) or 'data'}{path.suffix.lower()}"


def _digest(document: SourceDocument, heading: Heading) -> str:
    """Return what documents with the same words have in common."""
    content = [*words(heading.title), *words(heading.lead), *words_of(document.body)]
    return hashlib.sha256(" ".join(content).encode()).hexdigest()
