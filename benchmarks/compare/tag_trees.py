"""Any producer's tags, in the form that the tests' reading of facts takes.

``tag_reader`` of the tests reads Pressverk's PDFs alone, on purpose; foreign ones are read by the
product's own reader. Where a producer says the same in another way, it is understood: a list that
doesn't name its numbering, an item without LBody, a figure around a figure, a note whose call is a
label.
"""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeGuard

from tag_reader import Link, Tag, Text

from pressverk.accessibility import reader
from pressverk.accessibility.reader.marked_content import are_apart, space_between

LONGEST_SIGN = 4
INSIDE = "#"  # any place in the document: names of places are each producer's own


def read_document(file: Path) -> Any:
    """Return the PDF in *file* with what facts are read from: its tree, and its language."""
    read = reader.read_tagged_pdf(file.read_bytes(), file.name)
    root = _Reading().tag(read.root, None)
    catalog = {"/Lang": read.language} if read.language else {}
    return SimpleNamespace(root=_document(root), pdf=SimpleNamespace(Root=catalog))


def _document(root: Tag) -> Tag:
    """Return the one Document in *root*, or *root* as one."""
    (first, *others) = root.kids or [root]
    if not others and isinstance(first, Tag) and first.type == "Document":
        first.parent = None
        return first
    root.type = "Document"
    return root


class _Reading:
    """Copies a tree; remembers the last content, to hear a space where lines end without one."""

    def __init__(self) -> None:
        self.last: reader.Content | None = None

    def tag(self, source: reader.Tag, parent: Tag | None) -> Tag:
        tag = Tag(source.type, _entries(source), _attributes(source), parent)
        if source.actual_text is not None:
            tag.kids = [Text(0, source.actual_text, "")]
            return tag
        for kid in source.kids:
            if isinstance(kid, reader.Tag):
                tag.kids.append(self.tag(kid, tag))
            elif isinstance(kid, reader.Content):
                tag.kids.append(self.content(kid, tag))
            else:
                target = kid.uri or (INSIDE if kid.target else "nowhere")
                tag.kids.append(Link(kid.page, kid.contents or "", target, 0))
        _understand(tag)
        return tag

    def content(self, content: reader.Content, parent: Tag) -> Tag | Text:
        text, last = content.text, self.last
        if text:
            if last and last.runs and content.runs:
                is_apart = last.page != content.page or _is_on_next_line(last, content)
                text = (space_between(last.text, text) if is_apart else "") + text
            self.last = content
        if content.language is None:
            return Text(content.page, text, content.painted)
        span = Tag("Span", {"Lang": content.language}, {}, parent)
        span.kids = [Text(content.page, text, content.painted)]
        return span


def _is_on_next_line(last: reader.Content, content: reader.Content) -> bool:
    return are_apart(last.runs[-1], content.runs[0], spaced=False)


def _entries(source: reader.Tag) -> dict[str, str]:
    entries = {
        "Alt": source.alt,
        "E": source.expansion,
        "ID": source.id,
        "Lang": source.language,
    }
    return {key: value for key, value in entries.items() if value is not None}


def _attributes(source: reader.Tag) -> dict[str, Any]:
    """Return the attributes; an empty list of headers says nothing."""
    return {key: value for key, value in source.attributes.items() if value != ()}


def _is_label(tag: Any) -> TypeGuard[Tag]:
    return isinstance(tag, Tag) and tag.type == "Lbl"


def _understand(tag: Tag) -> None:
    """Take what is said in another way for what it means."""
    kids = [kid for kid in tag.kids if isinstance(kid, Tag)]
    if tag.type == "Figure" and "Alt" not in tag.entries and kids:
        tag.type = "Div"
    elif tag.type == "LI" and not any(kid.type == "LBody" for kid in kids):
        body = Tag("LBody", {}, {}, tag)
        labels = [kid for kid in kids if kid.type == "Lbl"]
        body.kids = [kid for kid in tag.kids if kid not in labels]
        tag.kids = [*labels, body]
    elif tag.type == "L" and "List.ListNumbering" not in tag.attributes:
        signs = [label.text for kid in kids for label in kid.kids if _is_label(label)]
        if signs and not any(len(sign) > LONGEST_SIGN for sign in signs):
            tag.attributes["List.ListNumbering"] = "Unordered"
    for call, note in pairwise(kids):
        if note.type == "Note" and call.type == "Lbl":
            call.type, call.kids = "Reference", [Text(0, call.text, "")]
