"""The languages of passages: their tags, and which way they are written."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import Manuscript, error
from pressverk.formats import direction
from pressverk.i18n import _
from pressverk.model import Finding

# BCP 47 (RFC 5646, 2.1), without its extensions and grandfathered tags.
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)
WRITTEN = r"(?<![\w-])(lang *[=|] *[\"']?{tag}(?![\w-]))"


def check_languages(root: Any, manuscript: Manuscript) -> Iterator[Finding]:
    """Yield the language tags that aren't well formed."""
    cursor = manuscript.cursor()
    for element in root.iter():
        tag = element.get("lang")
        if tag is None:
            continue
        place = manuscript.source.place(cursor.search(WRITTEN.format(tag=re.escape(tag))))
        if not LANGUAGE.fullmatch(tag):
            message = _(
                "language {tag} is not a language tag; write one such as {examples}",
                tag=repr(tag),
                examples="en, fi, ar, so",
            )
            yield error("language", place, message)


def set_directions(root: Any, manuscript: Manuscript) -> Iterator[Finding]:
    """Say which way a passage is written where that is another than around it."""
    _set_directions(root, direction(manuscript.language))
    yield from ()


def _set_directions(element: Any, around: str) -> None:
    for child in element:
        own = child.get("dir") or around
        if child.get("lang") and not child.get("dir"):
            own = direction(child.get("lang"))
            if own != around:
                child.set("dir", own)
        _set_directions(child, own)
