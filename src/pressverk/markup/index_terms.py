"""Marks for the index: ``[passage]{index="term"}``, and headings whose section is about a term."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.fragments import plain, without_notes
from pressverk.markup.manuscript import Manuscript, error
from pressverk.model import Finding
from pressverk.translation import _

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
