"""Marks for the index: ``[passage]{index="term"}``, and headings whose section is about a term."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import Manuscript, error
from pressverk.content.markup.headings import TAGS
from pressverk.html import plain, without_notes
from pressverk.i18n import _
from pressverk.model import Finding

TEXTS = ("p", "li", "dt", "dd", "th", "td", "caption", "figcaption")
MARKED = re.compile(r"\bindex(?:=|[\s}])")


def mark_index_terms(root: Any, manuscript: Manuscript) -> Iterator[Finding]:
    """Give marked passages an id and their term in ``data-index``."""
    cursor = manuscript.cursor()
    for number, element in enumerate(root.xpath(".//*[@index]"), 1):
        written = element.attrib.pop("index").strip()
        # An attribute without a value gets its own name.
        term = without_notes(element) if written == "index" else written
        place = manuscript.source.place(cursor.search(MARKED.pattern))
        if not term or not plain(element):
            message = _(
                "an index mark without a term; write {example}", example='[våld]{index="våld"}'
            )
            yield error("index-term", place, message)
            continue
        element.set("data-index", " ".join(term.split()))
        if not element.get("id"):
            element.set("id", f"{manuscript.scope.prefix}pressverk-index-{number}")
        if element.tag in TAGS and (last := _last_text(element)) is not None:
            name = f"{manuscript.scope.prefix}pressverk-index-end-{number}"
            last.append(last.makeelement("span", {"id": name}))
            element.set("data-index-end", name)


def _last_text(heading: Any) -> Any:
    """Return the last element with text in the section of *heading*, or None."""
    last = None
    for element in heading.itersiblings():
        if element.tag in TAGS[: TAGS.index(heading.tag) + 1]:
            break
        last = next(reversed(list(element.iter(*TEXTS))), last)
    return last
