"""An outline that says something else than the headings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from pressverk.accessibility.checks.headings import HEADINGS
from pressverk.accessibility.checks.observation import Observation, all_of, page_of, shown
from pressverk.accessibility.reader import Tag, TaggedPdf, text_of
from pressverk.i18n import _

NOTES = ("Note", "FENote", "Reference", "Lbl")


def outline(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield headings that aren't in the outline, and bookmarks that are no headings."""
    tags = [(_without_notes(tag), page_of(tag)) for tag in all_of(pdf, *HEADINGS)]
    headings = [(text_of(tag), page) for tag, page in tags if text_of(tag)]
    bookmarks = [(bookmark.title, bookmark.page) for bookmark in pdf.bookmarks]
    if not bookmarks:
        if len(headings) > 1:
            message = _("has headings and no outline; let its program write bookmarks")
            yield Observation(rule="no-outline", message=message)
        return
    one, other = ([_key(text) for text, _page in texts] for texts in (headings, bookmarks))
    for kind, low, high, first, last in SequenceMatcher(None, one, other).get_opcodes():
        if kind == "equal":
            continue
        for text, page in headings[low:high]:
            message = _(
                "heading {text!r} is not in the outline; make the bookmarks from the headings",
                text=shown(text),
            )
            yield Observation(rule="outline-differs", message=message, page=page, passage=text)
        for text, page in bookmarks[first:last]:
            message = _(
                "bookmark {text!r} is no heading; make the bookmarks from the headings",
                text=shown(text),
            )
            yield Observation(rule="outline-differs", message=message, page=page, passage=text)


def _without_notes(tag: Tag) -> Tag:
    """Return *tag* without notes and what calls them."""
    kids = (
        _without_notes(kid) if isinstance(kid, Tag) else kid
        for kid in tag.kids
        if not (isinstance(kid, Tag) and kid.type in NOTES)
    )
    return replace(tag, kids=tuple(kids))


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
