"""What a page says about itself to machines: meta elements and JSON-LD."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from pressverk.intake.dates import day_of
from pressverk.intake.page_text import BLANKS, text_of

LONGEST_JSON = 1_000_000
LONGEST_TEXT = 2_000
SEPARATORS = re.compile(r"\s+(?:[-–—|»·:]+)\s+")
PUBLISHED = ("article:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
             "dcterms.created", "dc.date.created", "dc.date", "date", "pubdate",
             "publish-date")  # fmt: skip
UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dc.date.modified",
           "dcterms.modified", "last-modified", "revised")  # fmt: skip
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says; empty where it says nothing. *window_title* is that of ``title``."""

    title: str = ""
    window_title: str = ""
    description: str = ""
    published: dt.date | None = None
    updated: dt.date | None = None
    author: str = ""
    keywords: tuple[str, ...] = ()
    language: str | None = None
    address: str = ""


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what the page *tree* says about itself."""
    meta = _meta(tree)
    linked = _linked_data(tree)
    window = next((text_of(each) for each in tree.iter("title")), "")
    return Metadata(
        title=meta.get("og:title", ""),
        window_title=window[:LONGEST_TEXT],
        description=meta.get("description") or meta.get("og:description", ""),
        published=_day(
            linked.get("datePublished"),
            *(meta.get(name) for name in PUBLISHED),
            *_times(tree, "datepublished", "published"),
        ),
        updated=_day(
            linked.get("dateModified"),
            *(meta.get(name) for name in UPDATED),
            *_times(tree, "datemodified", "updated"),
        ),
        author=linked.get("author") or _name(meta.get("author", "")),
        keywords=_keywords(tree, meta),
        language=_language(tree.get("lang"), meta.get("dc.language"), linked.get("inLanguage")),
        address=_address(tree, meta),
    )


def shorten_title(title: str) -> str:
    """Return the title of a window without the name of the site that follows it.

    >>> shorten_title("Fler bänkar i parken - Exempelkommun")
    'Fler bänkar i parken'
    """
    parts = SEPARATORS.split(title)
    return title if len(parts) == 1 else title[: title.rindex(parts[-1])].rstrip(" -–—|»·:")


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return the meta elements by their names in lowercase; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        value = BLANKS.sub(" ", element.get("content") or "").strip()
        if name and value:
            found.setdefault(name.strip().lower(), value[:LONGEST_TEXT])
    return found


def _keywords(tree: HtmlElement, meta: dict[str, str]) -> tuple[str, ...]:
    tags = [
        each.get("content") or ""
        for each in tree.iter("meta")
        if each.get("property") == "article:tag"
    ]
    words = re.split(r"[,;]", ",".join((meta.get("keywords", ""), *tags)))
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))[:20]


def _language(*tags: str | None) -> str | None:
    return next((tag for tag in tags if tag and LANGUAGE.fullmatch(tag)), None)


def _address(tree: HtmlElement, meta: dict[str, str]) -> str:
    canonical = next(
        (each.get("href") for each in tree.iter("link") if each.get("rel") == "canonical"), ""
    )
    found = canonical or meta.get("og:url", "")
    return found if re.match(r"https?://\S+$", found) else ""


def _times(tree: HtmlElement, *names: str) -> Iterator[str]:
    """Yield the moments of the ``time`` elements that are marked as one of *names*."""
    for element in tree.iter("time"):
        marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower().split()
        if set(names) & set(marks) and element.get("datetime"):
            yield element.get("datetime")


def _day(*moments: str | None) -> dt.date | None:
    days = (day_of(moment) for moment in moments if moment)
    return next((day for day in days if day), None)


def _name(text: str) -> str:
    """Return *text* if it may be somebody's name: programs write addresses and accounts there."""
    return "" if re.search(r"https?://|@|^(?:admin|webmaster)$", text, re.IGNORECASE) else text


def _linked_data(tree: HtmlElement) -> dict[str, str]:
    """Return what JSON-LD says of the article; of several things that most like one."""
    best: dict[str, str] = {}
    for script in tree.iter("script"):
        kind, text = script.get("type", "").strip().lower(), script.text or ""
        if kind != "application/ld+json" or len(text) > LONGEST_JSON:
            continue
        try:
            things = list(_things(json.loads(text)))
        except (ValueError, RecursionError):
            continue
        for thing in things:
            said = _said(thing)
            is_article = "Article" in str(thing.get("@type"))
            best = {**best, **said} if is_article else {**said, **best}
    return best


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects at the top of *data* and in its graph."""
    if isinstance(data, list):
        for each in data:
            yield from _things(each)
    elif isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph"))


def _said(thing: dict[str, Any]) -> dict[str, str]:
    said = {
        name: value[:LONGEST_TEXT]
        for name in ("datePublished", "dateModified", "inLanguage")
        if isinstance(value := thing.get(name), str)
    }
    author = thing.get("author")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    if isinstance(name, str) and _name(name):
        said["author"] = name[:LONGEST_TEXT]
    return said
