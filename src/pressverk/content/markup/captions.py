"""Captions of tables: the paragraphs that begin with "Tabell:" or "Table:"."""

import re
from typing import Any

LABEL = re.compile(r"\s*(?:Tabell|Table):\s*", re.IGNORECASE)


def caption_of(table: Any) -> Any:
    """Return the paragraph before *table* that is its caption, or after it as in other dialects."""
    before, after = table.getprevious(), table.getnext()
    if before is not None and _is_label(before):
        return before
    if after is not None and _is_label(after) and not (table.tail or "").strip():
        following = after.getnext()
        return after if following is None or following.tag != "table" else None
    return None


def is_caption(element: Any) -> bool:
    """Return whether *element* is a paragraph that becomes the caption of a table beside it."""
    beside = (element.getprevious(), element.getnext())
    return any(
        each is not None and each.tag == "table" and caption_of(each) is element for each in beside
    )


def _is_label(element: Any) -> bool:
    return (
        element.tag == "p"
        and LABEL.match(element.text or "") is not None
        and not (element.tail or "").strip()
    )
