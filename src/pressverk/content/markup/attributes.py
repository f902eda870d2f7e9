"""Attributes that authors may set: ids, classes, languages.

Classes that the dialect sets are marked until the author's have been checked: a text can't take a
layout's ``footnote`` or ``embargo`` for itself.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from pressverk.content.markup.context import Context, error
from pressverk.formats import direction
from pressverk.html import is_note
from pressverk.i18n import _
from pressverk.model import Finding, Place

# Layouts use the first, print and the HTML version the others for notes and their calls; in a
# publication of many these begin with the name of their part.
RESERVED = re.compile(r"pressverk-.*|(?:[\w-]+\.)?(?:note|call)-\d+", re.DOTALL)
# In an attribute list or an element.
WRITTEN_ID = re.compile(
    r"(?:\{[^{}\n]*?|<[^<>]{0,1000}?\s)((?:#|\bid=[\"']?)([^\s{}<>\"']+))(?=[\s}>\"'])"
)


def check_ids(root: Any, context: Context) -> Iterator[Finding]:
    """Yield the ids that occur twice, and those that aren't for authors."""
    written = _written_ids(context.source.visible)
    seen: Counter[str] = Counter()

    def place_of(name: str) -> Place:
        offsets = written.get(name, [])
        nearest = min(seen[name], len(offsets) - 1)
        return context.source.place(offsets[nearest] if offsets else None)

    for element in root.iter():
        name = element.get("id")
        if name is None or is_note(element):
            continue
        if name in seen:
            place = place_of(name)
            message = _("id {name} is used twice; give each its own", name=repr(name))
            yield error("duplicate-id", place, message)
        elif RESERVED.fullmatch(name):
            place = place_of(name)
            message = _("id {name} is one that layouts use; choose another", name=repr(name))
            yield error("reserved-id", place, message)
        seen[name] += 1


def _written_ids(text: str) -> Mapping[str, list[int]]:
    """Return the offsets of each id in *text*."""
    found: dict[str, list[int]] = {}
    for match in WRITTEN_ID.finditer(text):
        found.setdefault(match[2], []).append(match.start(1))
    return found


def slug(text: str) -> str:
    """Return *text* as an id.

    >>> slug("Årets pris & nästa år")
    'arets-pris-nasta-ar'
    """
    letters = unicodedata.normalize("NFKD", text.lower())
    ascii_letters = letters.encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", ascii_letters)) or "section"


def unique(name: str, taken: dict[str, int]) -> str:
    """Return *name* as an id that isn't *taken* nor kept for layouts, and take it.

    The values of *taken* are the numbers that were last put after its names.
    """
    if RESERVED.fullmatch(name):
        name = f"section-{name}"
    candidate, number = name, taken.get(name, 1)
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(candidate, 1)
    return candidate


# A noncharacter, which authors can't write.
MARK = "\ufdd3"
# The attribute with an author's classes until the dialect's own are marked.
AUTHORED = "authored-class"
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "img": ("decorative",),
    "p": ("no-row-headers",),
    "table": ("no-row-headers",),
}
# In an attribute list or an element, of bounded length: there may be many beginnings of one.
WRITTEN_CLASS = (
    r"(?:\{{[^{{}}\n]*?|<[^<>]{{0,1000}}?(?i:\bclass)=[^<>]{{0,1000}}?)"
    r"(?<![\w-])(\.?{name})(?![\w-])"
)


class ClassMarker(Treeprocessor):
    """Marks the classes in the tree, before attribute lists are read and HTML is put back."""

    def run(self, root: Element) -> None:
        """Mark the dialect's classes, and restore the author's."""
        for element in root.iter():
            marked = [f"{MARK}{name}" for name in element.get("class", "").split()]
            classes = [*marked, *element.attrib.pop(AUTHORED, "").split()]
            if classes:
                element.set("class", " ".join(classes))


def settle_classes(root: Any) -> None:
    """Remove the marks, and the classes that authors may not set."""
    for element in root.iter():
        kept = [
            name.removeprefix(MARK)
            for name in element.attrib.pop("class", "").split()
            if name.startswith(MARK) or name in ALLOWED.get(element.tag, ())
        ]
        if kept:
            element.set("class", " ".join(kept))


def refused(names: str, tag: str) -> list[str]:
    """Return those of the class *names* that an author may not set on *tag*."""
    allowed = ALLOWED.get(tag, ())
    return [name for name in names.split() if not name.startswith(MARK) and name not in allowed]


def refusal(name: str, tag: str) -> str:
    """Return the message about the class *name*, which an author has set on *tag*."""
    if near := get_close_matches(name, ALLOWED.get(tag, ()), n=1):
        return _(
            "class {name} has no meaning here; did you mean {near}?",
            name=repr(name),
            near=repr(near[0]),
        )
    return _("class {name} has no meaning here; remove it", name=repr(name))


# BCP 47 (RFC 5646, 2.1), without its extensions and grandfathered tags.
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)
WRITTEN_LANG = r"(?<![\w-])(lang *[=|] *[\"']?{tag}(?![\w-]))"


def check_languages(root: Any, context: Context) -> Iterator[Finding]:
    """Yield the language tags that aren't well formed."""
    cursor = context.cursor()
    for element in root.iter():
        tag = element.get("lang")
        if tag is None:
            continue
        place = context.source.place(cursor.search(WRITTEN_LANG.format(tag=re.escape(tag))))
        if not LANGUAGE.fullmatch(tag):
            message = _(
                "language {tag} is not a language tag; write one such as {examples}",
                tag=repr(tag),
                examples="en, fi, ar, so",
            )
            yield error("language", place, message)


def set_directions(root: Any, context: Context) -> Iterator[Finding]:
    """Set ``dir`` on passages whose direction differs from their surroundings."""
    _set_directions(root, direction(context.language))
    yield from ()


def _set_directions(element: Any, around: str) -> None:
    for child in element:
        own = child.get("dir") or around
        if child.get("lang") and not child.get("dir"):
            own = direction(child.get("lang"))
            if own != around:
                child.set("dir", own)
        _set_directions(child, own)
