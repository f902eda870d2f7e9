"""Ids: the authors' own, those made from headings, and those that layouts keep for themselves."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import Manuscript, error
from pressverk.html import is_note
from pressverk.i18n import _
from pressverk.model import Finding

# Layouts use the first, print and the twin the others for notes and their calls; in a
# publication of many these begin with the name of their part.
RESERVED = re.compile(r"pressverk-.*|(?:[\w-]+\.)?(?:note|call)-\d+", re.DOTALL)
# In an attribute list or an element.
WRITTEN = r"(?:\{{[^{{}}\n]*?|<[^<>]*?\s)((?:#|id=[\"']?){name})(?=[\s}}>\"'])"


def check_ids(root: Any, manuscript: Manuscript) -> Iterator[Finding]:
    """Yield the ids that occur twice, and those that aren't for authors."""
    cursor = manuscript.cursor()
    seen: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name is None or is_note(element):
            continue
        place = manuscript.source.place(cursor.search(WRITTEN.format(name=re.escape(name))))
        if name in seen:
            message = _("id {name} is used twice; give each its own", name=repr(name))
            yield error("duplicate-id", place, message)
        elif RESERVED.fullmatch(name):
            message = _("id {name} is one that layouts use; choose another", name=repr(name))
            yield error("reserved-id", place, message)
        seen.add(name)


def slug(text: str) -> str:
    """Return *text* as an id.

    >>> slug("Årets pris & nästa år")
    'arets-pris-nasta-ar'
    """
    letters = unicodedata.normalize("NFKD", text.lower())
    ascii_letters = letters.encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", ascii_letters)) or "section"


def unique(name: str, taken: set[str]) -> str:
    """Return *name* as an id that isn't *taken* nor kept for layouts, and take it."""
    if RESERVED.fullmatch(name):
        name = f"section-{name}"
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate
