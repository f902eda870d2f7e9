"""Footnotes: a Reference where the call is, and the Note read right after it."""

from pressverk.structure.tree import StructureElement

# A note inside one of these would be read as part of a title or a link's text.
TITLES = ("H1", "H2", "H3", "H4", "H5", "H6", "Link", "Caption", "TOCI")


def note_for(call: StructureElement) -> StructureElement:
    """Return the Note that *call*, a Reference, calls: its next sibling.

    A call in a heading, caption or link gets its note after that.
    """
    assert call.parent is not None  # noqa: S101  # a Reference always stands in something
    holder = call.parent.nearest(*TITLES)
    home = holder.parent if holder is not None else None
    return (home or call.parent).append("Note", call.source, call.order)
