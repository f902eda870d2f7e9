"""Generated documents, several pages long: read in order, whole, once, and linked."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from hypothesis import given, reject
from hypothesis import strategies as st
from tag_reader import Link, Tag, Text, read
from tagging import faults, html_page
from whole_documents import tried

from pressverk.errors import TypesettingError
from pressverk.model import Pdf
from pressverk.pdf.typesetting import typeset

WORDS = [
    "kommunen",
    "våldsförebyggande",
    "samverkan",
    "trygghet",
    "i",
    "på",
    "och",
    "en",
    "kommunfullmäktige-ledamot",
    "10\xa0000",
    "50\xa0%",
    "”citat”",
    "Mentors",
    "in",
    "Violence",
    "Prevention",
    "e-post",
    "skåne\xaddalen",
    "år",
]
CSS = """
@page { size: 74mm 105mm; margin: 8mm; @bottom-center { content: 'sida ' counter(page) } }
body { font: 9pt/1.3 'Source Serif 4'; hyphens: auto }
.note { float: footnote }
.float { float: right }
.right { text-align: right } .justify { text-align: justify }
.columns { columns: 2 } .flex { display: flex } .grid { display: grid }
.caps { font-variant: small-caps }
.block { display: inline-block }
ol ul { list-style-type: '– ' }
"""
INLINE = ["em", "strong", "b", "code", "q", "abbr", "a", "span"]
INLINE_TAGS = {*INLINE, "body"}


def add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


@st.composite
def documents(draw: st.DrawFn) -> Element:
    body = Element("body")
    h1 = SubElement(body, "h1")
    h1.text = "Rubrik"
    for _ in range(draw(st.integers(1, 6))):
        add_block(draw, body, 0)
    return body


def add_block(draw: st.DrawFn, parent: Element, depth: int) -> None:
    choices = SIMPLE if depth > 1 else SIMPLE + list(NESTED)
    tag, _dot, style = draw(st.sampled_from(choices)).partition(".")
    block = SubElement(parent, tag, {"class": style} if style else {})
    fill = NESTED.get(f"{tag}.{style}" if style else tag)
    if fill is None:
        add_inline(draw, block, notes=tag == "p")
    else:
        fill(draw, block, depth)


def fill_list(draw: st.DrawFn, block: Element, depth: int) -> None:
    for _ in range(draw(st.integers(1, 3))):
        item = SubElement(block, "li")
        if draw(st.booleans()):
            add_inline(draw, item, notes=True)
        if draw(st.booleans()):
            add_block(draw, item, depth + 1)


def fill_definitions(draw: st.DrawFn, block: Element, _depth: int) -> None:
    for _ in range(draw(st.integers(1, 2))):
        add_inline(draw, SubElement(block, "dt"), notes=False)
        add_inline(draw, SubElement(block, "dd"), notes=True)


def fill_table(draw: st.DrawFn, block: Element, _depth: int) -> None:
    add_inline(draw, SubElement(block, "caption"), notes=False)
    columns = draw(st.integers(1, 3))
    rows = [SubElement(SubElement(block, "thead"), "tr")]
    body = SubElement(block, "tbody")
    rows += [SubElement(body, "tr") for _ in range(draw(st.integers(1, 4)))]
    for row in rows:
        for _ in range(columns):
            cell = SubElement(row, "th" if row is rows[0] else "td")
            add_inline(draw, cell, notes=False)


def fill_items(draw: st.DrawFn, block: Element, depth: int) -> None:
    for _ in range(draw(st.integers(1, 3))):
        add_block(draw, block, depth + 1)


def fill_part(draw: st.DrawFn, block: Element, depth: int) -> None:
    if draw(st.booleans()):
        add_inline(draw, block, notes=True)
    fill_items(draw, block, depth)


SIMPLE = ["p", "p", "p", "h2", "p.justify", "p.right"]
NESTED = {
    "ul": fill_list,
    "ol": fill_list,
    "dl": fill_definitions,
    "table": fill_table,
    "div": fill_part,
    "div.columns": fill_part,
    "blockquote": fill_part,
    "aside": fill_part,
    "section": fill_part,
    "div.flex": fill_items,
    "div.grid": fill_items,
}


def add_inline(draw: st.DrawFn, parent: Element, *, notes: bool, depth: int = 0) -> None:
    for _ in range(draw(st.integers(1, 4))):
        text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9)))
        before, after = draw(st.sampled_from(["", " ", "\n "])), draw(st.sampled_from(["", " "]))
        add_text(parent, before + text + after)
        kind = draw(st.integers(0, 9))
        if kind < 5 and depth < 2:
            tag = draw(st.sampled_from(INLINE))
            if tag == "a" and parent.tag == "a":
                tag = "b"
            attributes = {
                "a": {"href": "https://example.org/"},
                "abbr": {"title": "utskrivet"},
                "span": {"lang": "en", "class": draw(st.sampled_from(["", "caps", "block"]))},
            }.get(tag, {})
            inner = SubElement(parent, tag, attributes)
            add_inline(draw, inner, notes=notes and tag != "a", depth=depth + 1)
        elif kind == 5:
            SubElement(parent, "br")
        elif kind == 6 and notes:
            note = SubElement(parent, "span", {"class": "note"})
            add_text(note, " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))))
    add_text(parent, draw(st.sampled_from(WORDS)))


# What is written, and what is read. A note is set between ⟦ and ⟧ where it is called.


def written(element: Element) -> Iterator[str]:
    is_note = element.get("class") == "note"
    yield "⟦" if is_note else "" if element.tag in INLINE_TAGS else " "
    yield element.text or ""
    for child in element:
        yield from written(child)
        yield child.tail or ""
    yield "⟧" if is_note else "" if element.tag in INLINE_TAGS else " "


def read_out(tag: Tag) -> Iterator[str]:
    """Yield all text below *tag* as it stands, without what layout generated."""
    for kid in tag.kids:
        if isinstance(kid, Text):
            yield kid.text
        elif isinstance(kid, Tag) and kid.type == "Reference":
            yield " " if kid.texts[-1].text.endswith(" ") else ""
        elif isinstance(kid, Tag) and not is_generated(kid):
            is_note = kid.type == "Note"
            yield "⟦" if is_note else ""
            yield from read_out(kid)
            yield "⟧" if is_note else ""


def is_generated(tag: Tag) -> bool:
    """Return whether *tag* is the number or sign of an item or note."""
    if tag.type != "Lbl":
        return False
    assert tag.parent is not None
    return (
        tag.parent.type == "Note" or tag.text in {"•", "◦", "▪", "–"} or tag.text[:-1].isdecimal()
    )


def normal(pieces: Iterator[str]) -> str:
    text = re.sub("[\xad”’“]", "", "".join(pieces))
    # The space behind a call may be heard before or after the note.
    text = re.sub(
        r"( ?)⟦ *(.*?) *⟧( ?)", r" ⟦\2⟧\1\3", " ".join(text.replace("\u00a0", "~").split())
    )
    return " ".join(text.split())


@given(documents())
@tried(12)
def test_documents_are_read_as_written(body: Element) -> None:
    pdf = typeset_or_reject(body)
    document = read(pdf.data)
    assert normal(read_out(document.root)) == normal(written(body))
    assert document.unmarked == []
    assert document.unread == []
    links = document.root.all("Link")
    assert len(links) == len([*body.iter("a")])
    assert all(link.links for link in links)
    annotations = sum(len(page.obj.get("/Annots", [])) for page in document.pdf.pages)
    assert annotations == sum(isinstance(kid, Link) for tag in document.root for kid in tag.kids)
    assert faults(pdf) == []


def typeset_or_reject(body: Element) -> Pdf:
    """Typeset *body*, unless WeasyPrint can't: it loses text where flex boxes and grids break."""
    try:
        pdf = typeset(html_page(tostring(body, "unicode", method="html"), CSS))
    except TypesettingError:
        reject()
    rules = {finding.rule for finding in pdf.findings}
    if rules & {"lost-text", "text-off-page"}:
        reject()
    assert rules == set()
    return pdf
