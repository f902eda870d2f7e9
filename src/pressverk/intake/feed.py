"""A feed, RSS 2.0 (and 1.0) or Atom (RFC 4287) -> a document for each entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

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
from pressverk.intake.dates import day_of
from pressverk.intake.files import fault
from pressverk.intake.model import SourceDocument
from pressverk.intake.notes import Notes
from pressverk.intake.page_text import text_of
from pressverk.intake.release_parts import new
from pressverk.intake.saved_page import embedded_picture
from pressverk.intake.xml_stream import read_elements

ATOM = "{http://www.w3.org/2005/Atom}"
RSS1 = "{http://purl.org/rss/1.0/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ENTRIES = frozenset({"item", f"{RSS1}item", f"{ATOM}entry"})
TRUNCATED = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|\[&hellip;\])\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed or an export: *html* is its text, *summary* plain text."""

    title: str
    html: str
    summary: str = ""
    link: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    keywords: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    language: str | None = None
    name: str = ""


def read_feed(path: Path) -> Iterator[SourceDocument]:
    """Yield the entries of the feed *path*, one at a time.

    Raises:
        IntakeError: when it isn't well-formed, declares a DTD, or has no entries.
    """
    is_empty = True
    for element in read_elements(path, ENTRIES):
        is_empty = False
        entry = _atom(element) if element.tag == f"{ATOM}entry" else _rss(element)
        yield document_of(path, entry, Notes())
    if is_empty:
        message = _("is not a feed: it has no entries; save the address of the feed itself")
        raise IntakeError([fault(path, "no-feed", message)])


def document_of(path: Path, entry: Entry, notes: Notes) -> SourceDocument:
    """Return *entry* of *path* as a document."""
    article = _article(path, entry)
    prepare(article, notes)
    for address in entry.pictures:
        article.append(new("img", src=address, alt=""))
    summary = plain_text(entry.summary)
    read = read_article_html(
        article, description=summary, address=entry.link, find=embedded_picture, notes=notes
    )
    if summary and not is_said(TRUNCATED.sub("", summary), read.lead, text_of(read.body)):
        notes.left_out("description", summary)
    return _document(path, entry, read, notes)


def _document(path: Path, entry: Entry, read: ArticleHtml, notes: Notes) -> SourceDocument:
    updated = read.updated or day_of(entry.updated)
    return SourceDocument(
        name=entry.name or _name(entry) or path.stem,
        title=plain_text(entry.title),
        lead=read.lead,
        date=read.published or day_of(entry.published) or updated,
        updated=updated,
        language=entry.language,
        author=read.author or entry.author,
        keywords=entry.keywords,
        address=entry.link,
        body=read.body,
        contacts=read.contacts,
        pictures=read.pictures.found,
        notes=tuple(notes.found),
        source=path,
    )


def plain_text(html: str) -> str:
    """Return the text of *html*, a title or a summary that may hold marks of HTML.

    >>> plain_text("Hus &amp; <b>hem</b>"), plain_text("1 < 2")
    ('Hus & hem', '1 < 2')
    """
    if not re.search(r"<[a-zA-Z/!]|&#?\w+;", html):
        return " ".join(html.split())
    try:
        tree = parse_html(f"<div>{html}</div>", _too_deep(Path()))
    except (etree.ParserError, IntakeError):
        return " ".join(html.split())
    return text_of(tree)


def _article(path: Path, entry: Entry) -> HtmlElement:
    """Return the text of *entry* as HTML."""
    html = entry.html or entry.summary
    try:
        tree = parse_html(f"<div>{html}</div>", _too_deep(path))
    except (etree.ParserError, ValueError):
        return new("div", html)
    article = new("div")
    body = tree.find("body")
    if body is not None:
        article.text = body.text
        article.extend(body)
    return article


def _too_deep(path: Path) -> Any:
    return fault(
        path, "too-deep", _("nests its elements too deeply; copy the text into a file instead")
    )


def _name(entry: Entry) -> str:
    """Return the last part of the entry's address, which most systems make from the title."""
    try:
        parts = [part for part in unquote(urlsplit(entry.link).path).split("/") if part]
    except ValueError:
        return ""
    last = re.sub(r"\.\w{2,5}$", "", parts[-1]) if parts else ""
    return last if re.search(r"[^\W\d_]{3}", last) else plain_text(entry.title)


def _rss(item: Any) -> Entry:
    def text(*names: str) -> str:
        return next((found for name in names if (found := (item.findtext(name) or "").strip())), "")

    pictures = [
        each.get("url", "")
        for each in item.iter("enclosure", f"{MEDIA}content")
        if each.get("type", "").startswith("image/") or each.get("medium") == "image"
    ]
    return Entry(
        title=text("title", f"{RSS1}title"),
        html=text(CONTENT),
        summary=text("description", f"{RSS1}description"),
        link=_followed(text("link", f"{RSS1}link") or text("guid")),
        published=text("pubDate", f"{DUBLIN}date", f"{TERMS}issued"),
        updated=text(f"{ATOM}updated", f"{TERMS}modified"),
        author=_person(text(f"{DUBLIN}creator") or text("author")),
        keywords=_unique(each.text for each in item.iter("category", f"{DUBLIN}subject")),
        pictures=_unique(pictures),
    )


def _atom(entry: Any) -> Entry:
    def text(name: str) -> str:
        return (entry.findtext(f"{ATOM}{name}") or "").strip()

    links = {
        each.get("rel", "alternate"): each.get("href", "") for each in entry.iter(f"{ATOM}link")
    }
    pictures = [
        each.get("href", "")
        for each in entry.iter(f"{ATOM}link")
        if each.get("rel") == "enclosure" and each.get("type", "").startswith("image/")
    ]
    return Entry(
        title=_construct(entry.find(f"{ATOM}title")),
        html=_construct(entry.find(f"{ATOM}content")),
        summary=_construct(entry.find(f"{ATOM}summary")),
        link=_followed(links.get("alternate", "")),
        published=text("published"),
        updated=text("updated"),
        author=_person(entry.findtext(f"{ATOM}author/{ATOM}name") or ""),
        keywords=_unique(
            each.get("label") or each.get("term") for each in entry.iter(f"{ATOM}category")
        ),
        pictures=_unique(pictures),
        language=entry.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _construct(element: Any) -> str:
    """Return a text construct as HTML (RFC 4287, 3.1)."""
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        for each in element.iter(f"{XHTML}*"):
            each.tag = each.tag.removeprefix(XHTML)
        etree.cleanup_namespaces(element)
        return "".join(etree.tostring(each, encoding="unicode") for each in element)
    text = (element.text or "").strip()
    if element.get("type", "text") == "text":
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _person(text: str) -> str:
    """Return the name in *text*, which may be an address with a name in brackets.

    >>> _person("exempel@exempel.se (Exempel Ek)"), _person("Exempel Ek")
    ('Exempel Ek', 'Exempel Ek')
    """
    match = re.search(r"@\S+\s*\((.+)\)\s*$", text)
    return match[1].strip() if match else " ".join(text.split())


def _followed(address: str) -> str:
    return address if re.match(r"https?://\S+$", address) else ""


def _unique(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))
