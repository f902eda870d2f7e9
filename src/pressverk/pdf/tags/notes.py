"""Footnotes: a Reference where the call is, and the Note read right after it."""

from pressverk.pdf.tags.tree import StructureElement

# A note inside one of these would be read as part of a title or a link's text.
TITLES = ("H1", "H2", "H3", "H4", "H5", "H6", "Link", "Caption", "TOCI")


def put_at_call(note: StructureElement, call: StructureElement) -> None:
    """Make *note* the next sibling of *call*, a Reference.

    A call in a heading, caption or link gets its note after that; not so in the caption of a
    table, which holds nothing beside its caption and rows.
    """
    assert call.parent is not None  # noqa: S101  # a Reference always stands in something
    holder = call.parent.nearest(*TITLES)
    home = holder.parent if holder is not None else None
    if home is None or home.type in {"Table", "TOC"}:
        home = call.parent
    note.parent, note.order = home, call.order
    note.parent.kids.append(note)
