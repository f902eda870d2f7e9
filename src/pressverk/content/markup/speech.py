"""Speech with a dash, and block quotations with their source."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import Manuscript
from pressverk.html import plain
from pressverk.model import Finding

DASH = re.compile(r"\s*–[ \xa0\u202f]+")
NEXT_SPEAKER = re.compile(r"\n *(?=–[ \xa0\u202f])")
SOURCE = re.compile(r"(?:\A|\n)\s*(?:--|—)[ \xa0]+(?=\S|\Z)")


def mark_speech(root: Any, manuscript: Manuscript) -> Iterator[Finding]:  # noqa: ARG001 - a step
    """Make each line that begins with a dash in a speech a paragraph of its own."""
    for paragraph in list(root.iter("p")):
        if not DASH.match(paragraph.text or ""):
            continue
        for speech in _speakers(paragraph):
            speech.set("class", "speech")
            speech.text = DASH.sub("–\xa0", speech.text, count=1)
    yield from ()


def _speakers(paragraph: Any) -> Iterator[Any]:
    """Split *paragraph* where a new speaker takes over."""
    while True:
        yield paragraph
        matches = ((slot, NEXT_SPEAKER.search(_text(slot))) for slot in _slots(paragraph))
        slot, match = next(((slot, match) for slot, match in matches if match), (None, None))
        if slot is None or match is None:
            return
        paragraph = split_after(paragraph, slot, match.start(), match.end())


def attribute_quotations(
    root: Any,
    manuscript: Manuscript,  # noqa: ARG001 - a step
) -> Iterator[Finding]:
    """Make the last line of a quotation its source when it begins with a dash."""
    for quotation in list(root.iter("blockquote")):
        last = quotation[-1] if len(quotation) else None
        if last is None or last.tag != "p":
            continue
        found = [(slot, m) for slot in _slots(last) for m in [_last(SOURCE, _text(slot))] if m]
        if not found:
            continue
        slot, match = found[-1]
        footer = split_after(last, slot, match.start(), match.end())
        footer.tag, footer.text = "footer", "— " + (footer.text or "").lstrip()
        if not plain(last) and not len(last):
            quotation.remove(last)
    yield from ()


def split_after(element: Any, slot: tuple[Any, bool], end: int, start: int) -> Any:
    """Cut *element* in its text *slot* at *end*; return the sibling that begins at *start*."""
    holder, is_tail = slot
    text = _text(slot)
    rest = element.makeelement(element.tag)
    rest.text = text[start:]
    following = list(element)[element.index(holder) + 1 if is_tail else 0 :]
    for child in following:
        rest.append(child)
    if is_tail:
        holder.tail = text[:end]
    else:
        holder.text = text[:end]
    rest.tail, element.tail = element.tail, "\n"
    element.addnext(rest)
    return rest


def _slots(element: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the places of *element*'s own text: before its children and after each."""
    yield element, False
    for child in element:
        yield child, True


def _text(slot: tuple[Any, bool]) -> str:
    holder, is_tail = slot
    return (holder.tail if is_tail else holder.text) or ""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)
