"""A saved web page -> its article, its pictures, and notes of all that was left out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.article_html import (
    ArticleHtml,
    is_said,
    parse_html,
    prepare,
    read_article_html,
)
from pressverk.intake.files import fault
from pressverk.intake.main_content import main_content
from pressverk.intake.model import SourceDocument
from pressverk.intake.notes import Notes
from pressverk.intake.page_metadata import Metadata, read_metadata, shorten_title
from pressverk.intake.page_parts import part_page
from pressverk.intake.page_text import BLANKS, text_of
from pressverk.intake.release_parts import new
from pressverk.intake.saved_page import SavedPage, load_page

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml"})
# The folders that browsers save a page's files in, in the languages people here use.
FILES = re.compile(r".+[_ -](?:files|filer|tiedostot|fichiers|dateien)", re.IGNORECASE)


def read_web_page(path: Path) -> Iterator[SourceDocument]:
    """Yield the article of the saved page *path*.

    Raises:
        IntakeError: when it is no page, too large, nested too deeply, or has no text.
    """
    yield _read(path, load_page(path))


def pages_in(folder: Path) -> Iterator[Path]:
    """Yield the saved pages in *folder* and below, without the files that belong to them."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir() and not FILES.fullmatch(path.name):
            yield from pages_in(path)
        elif path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _read(path: Path, page: SavedPage) -> SourceDocument:
    notes = Notes()
    tree = _parse(path, page.html)
    metadata = read_metadata(tree)
    body = tree.find("body")
    if body is None or not text_of(body):
        message = _("has no text; save the page when it has loaded, or copy its text")
        raise IntakeError([fault(path, "no-text", message)])
    prepare(body, notes)
    headline = _headline(body, metadata)
    title = text_of(headline) if headline is not None else ""
    title = title or metadata.title or shorten_title(metadata.window_title)
    article = new("div")
    article.extend(part_page(body, main_content(body, page.html), headline, notes))
    if headline is not None and headline.getparent() is not None:  # it may be left out already
        headline.drop_tree()
    metadata = replace(metadata, title=title, address=metadata.address or page.address)
    read = read_article_html(
        article,
        description=metadata.description,
        address=metadata.address,
        find=page.picture,
        notes=notes,
    )
    if not len(read.body) and not read.lead:
        message = _("has no text that could be the article; copy its text into a file instead")
        raise IntakeError([fault(path, "no-text", message)])
    _note_metadata(metadata, (title, read.lead, text_of(read.body)), notes)
    return _document(path, metadata, read, notes)


def _document(path: Path, metadata: Metadata, read: ArticleHtml, notes: Notes) -> SourceDocument:
    """Return what was read; what the text itself says counts more than the metadata."""
    updated = read.updated or metadata.updated
    return SourceDocument(
        name=path.stem,
        title=metadata.title,
        lead=read.lead,
        date=read.published or metadata.published or updated,
        updated=updated,
        language=metadata.language,
        author=read.author or metadata.author,
        keywords=metadata.keywords,
        address=metadata.address,
        body=read.body,
        contacts=read.contacts,
        pictures=read.pictures.found,
        notes=tuple(notes.found),
        source=path,
    )


def _parse(path: Path, html: str) -> HtmlElement:
    message = _("nests its elements too deeply; copy the text into a file instead")
    try:
        return parse_html(html, fault(path, "too-deep", message))
    except (etree.ParserError, ValueError) as error:
        message = _("is not a web page; save the page again from the browser")
        raise IntakeError([fault(path, "no-web-page", message)]) from error


def _headline(body: HtmlElement, metadata: Metadata) -> HtmlElement | None:
    """Return the heading that is the page's title: the one that the window is called after."""
    named = BLANKS.sub(" ", f"{metadata.title} {metadata.window_title}").casefold()
    for tag in ("h1", "h2"):
        headings = [each for each in body.iter(tag) if text_of(each)]
        called = [each for each in headings if text_of(each).casefold() in named]
        if called:
            return max(called, key=lambda each: len(text_of(each)))
        if headings and tag == "h1":
            return headings[0]
    return None


def _note_metadata(metadata: Metadata, article: tuple[str, str, str], notes: Notes) -> None:
    """Note what the page says about itself and *article*, its title, lead and text, doesn't."""
    title, lead, text = article
    if metadata.window_title and not metadata.window_title.casefold().startswith(title.casefold()):
        notes.left_out("page-title", metadata.window_title)
    if metadata.description and not is_said(metadata.description, lead, text):
        notes.left_out("description", metadata.description)
