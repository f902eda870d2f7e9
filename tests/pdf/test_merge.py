"""Parts are bound to one book; the tags are read back from it."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import page as validator
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tag_reader import read
from whole_documents import tried

from pressverk.build.page_numbers import Numbering, extent_of, fill_page_numbers, number_pages
from pressverk.model import ELSEWHERE, Document
from pressverk.pdf.merge import merge_parts
from pressverk.pdf.typesetting import typeset

BASE = "https://newsroom.invalid/book"
STYLE = "@page { size: A6; @bottom-left { content: counter(page) } }"
ROMAN = "@page { @bottom-left { content: counter(page, lower-roman) } }"
TABLE = (
    "<table><thead><tr><th rowspan=2>A</th><th colspan=2>B</th></tr>"
    "<tr><th>C</th><th>D</th></tr></thead><tr><td>1</td><td>2</td><td>3</td></tr></table>"
)


def part(body: str, name: str = "part", *, numerals: str = "decimal") -> Document:
    style = STYLE + (ROMAN if numerals == "lower-roman" else "")
    html = (
        f'<!doctype html><html lang="sv"><head><title>Bok</title><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )
    return Document(address=f"{BASE}/{name}", html=html, numerals=numerals)


def typeset_all(parts: list[Document], numbering: Numbering) -> list[bytes]:
    settled = [fill_page_numbers(each, numbering) for each in parts]
    return [typeset(each).data for each in settled]


def book_of(*parts: Document) -> bytes:
    """Return *parts* bound, their numbers settled as a build does it."""
    numbering = Numbering()
    for _round in range(5):
        pdfs = typeset_all(list(parts), numbering)
        found = number_pages(parts, [extent_of(pdf) for pdf in pdfs])
        if found == numbering:
            return merge_parts(pdfs)
        numbering = found
    raise AssertionError("the numbers never settle")


def faults(data: bytes) -> list[str]:
    return [
        f"{profile}: {failure.message}"
        for profile in ("ua1", "2a")
        for failure in validator.validate_pdf_bytes(data, profile=profile).failures
    ]


def shown(data: bytes, number: int) -> str:
    """Return what the *number*-th page, from 0, has in its margins."""
    return "".join(text for page, _kind, text in read(data).artifacts if page == number)


def test_one_document_holds_the_tags_of_all_parts_in_their_order() -> None:
    book = book_of(part("<h1>Ett</h1><p>a"), part("<h1>Två</h1><p>b", "two"))
    root = read(book).root
    assert root.shape == "Document(H1('Ett') P('a') H1('Två') P('b'))"
    assert faults(book) == []


def test_everything_painted_is_in_the_tree_or_an_artifact() -> None:
    document = read(book_of(part("<p>a<p>b"), part(f"{TABLE}<p style='opacity:.5'>c", "two")))
    assert document.unmarked == []
    assert document.unread == []


def test_every_key_of_the_parent_tree_leads_to_its_owner() -> None:
    link = '<p><a href="https://example.com/">länk</a></p>'
    faded = '<p style="opacity:.5">text</p>'
    book = book_of(*(part(f"{link}{faded}<h1>{n}</h1>", f"p{n}") for n in range(3)))
    pdf = pikepdf.open(io.BytesIO(book))
    parents = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree))
    owners = list(_keys(pdf))
    assert (
        len(owners) == len(set(owners)) == len(parents) == pdf.Root.StructTreeRoot.ParentTreeNextKey
    )
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            assert parents[int(annotation.StructParent)].S == "/Link"


def test_cells_of_different_parts_keep_their_own_headers() -> None:
    book = book_of(part(TABLE), part(TABLE.replace("C", "E"), "two"))
    pdf = pikepdf.open(io.BytesIO(book))
    names = dict(_pairs(pdf.Root.StructTreeRoot.IDTree.Names))
    assert len(names) == 8
    tables = [tag for tag in _below(read(book).root) if tag.type == "Table"]
    for table, expected in zip(tables, ("C", "E"), strict=True):
        cells = [tag for tag in _below(table) if tag.type == "TD"]
        heads = {tag.entries["ID"]: tag.shape for tag in _below(table) if tag.type == "TH"}
        assert expected in " ".join(heads[name] for name in cells[1].attributes["Table.Headers"])


def test_links_to_other_parts_lead_within_the_book() -> None:
    book = book_of(
        part('<p><a href="#b" data-page=" s. ">dit</a></p>'), part('<h1 id="b">Två</h1>', "two")
    )
    (link,) = [each for tag in _below(read(book).root) for each in tag.links]
    assert (link.target, link.contents) == ("#b", "dit s. 2")
    assert ELSEWHERE.encode() not in book


def test_a_link_to_the_top_leads_to_the_first_page_of_the_book() -> None:
    book = book_of(part("<h1>Ett</h1>"), part('<p><a href="#top">till början</a></p>', "two"))
    with pikepdf.open(io.BytesIO(book)) as pdf:
        (link,) = pdf.pages[1].Annots
        assert link.Dest[0].objgen == pdf.pages[0].objgen
    assert faults(book) == []


def test_parts_in_roman_numerals_count_for_themselves() -> None:
    front = part('<p><span class="page" data-of="c"></span></p>', "front", numerals="lower-roman")
    brk = '<p style="break-after: page">x</p>'
    book = book_of(front, part(f"{brk}<p>y", "one"), part('<h1 id="c">C</h1>', "two"))
    assert [shown(book, number) for number in range(4)] == ["i", "1", "2", "3"]
    assert read(book).root.shape.startswith("Document(P('3')")
    pdf = pikepdf.open(io.BytesIO(book))
    assert [str(page.label) for page in pdf.pages] == ["i", "1", "2", "3"]


def test_the_outline_is_that_of_all_parts() -> None:
    book = book_of(
        part("<h1>Ett</h1><h2>a</h2>"), part("<p>utan", "two"), part("<h1>Tre</h1>", "3")
    )
    with pikepdf.open(io.BytesIO(book)).open_outline() as outline:
        assert [item.title for item in outline.root] == ["Ett", "Tre"]
        assert [item.title for item in outline.root[0].children] == ["a"]


def test_the_same_parts_give_the_same_bytes() -> None:
    parts = [part("<h1>Ett</h1>"), part(TABLE, "two")]
    assert book_of(*parts) == book_of(*parts)


def test_a_font_file_that_two_parts_share_is_kept_once() -> None:
    one, two = (
        replace(part("<p>abc", name), html=part("<p>abc").html.replace(STYLE, "")) for name in "ab"
    )
    pdf = pikepdf.open(io.BytesIO(book_of(one, two)))
    files = {
        descriptor.FontFile3.objgen
        for descriptor in pdf.objects
        if isinstance(descriptor, pikepdf.Dictionary) and "/FontFile3" in descriptor
    }
    assert len(files) == 1


@pytest.mark.parametrize(
    ("marks", "pages", "written"),
    [
        ("a", {"a": 3}, "3"),
        ("a b", {"a": 3, "b": 7}, "3, 7"),
        ("a b c", {"a": 3, "b": 4, "c": 5}, "3–5"),
        ("a b", {"a": 3, "b": 3}, "3"),
        ("a..b", {"a": 3, "b": 6}, "3–6"),
        ("a..b c", {"a": 3, "b": 6, "c": 5}, "3–6"),
        ("b a", {"a": 3, "b": 9}, "3, 9"),
    ],
)
def test_an_index_joins_pages_that_follow_each_other(
    marks: str, pages: Mapping[str, int], written: str
) -> None:
    index = part(f'<p>ord <span class="locators" data-of="{marks}"></span></p>')
    settled = fill_page_numbers(index, Numbering(pages=pages))
    text = settled.html.partition("ord ")[2].partition("</p>")[0]
    assert re.sub(r"<[^>]*>", "", text) == written


@tried(10)
@given(
    st.lists(
        st.lists(st.sampled_from(["p", "t", "l", "n"]), min_size=1, max_size=5),
        min_size=2,
        max_size=3,
    )
)
def test_a_book_reads_as_its_parts_do(recipes: list[list[str]]) -> None:
    pieces = {
        "p": "<p>Ett stycke med <abbr title='ord'>o</abbr>.</p>",
        "t": TABLE,
        "l": "<ul><li>a<li><a href='https://example.com'>b</a></ul>",
        "n": "<p>Text<span style='float: footnote' role='doc-footnote'>Not</span>.</p>",
    }
    parts = [
        part("".join(pieces[each] for each in recipe), f"p{number}")
        for number, recipe in enumerate(recipes)
    ]
    alone = [read(typeset(each).data).root.shape for each in parts]
    inner = [shape.removeprefix("Document(").removesuffix(")") for shape in alone]
    book = book_of(*parts)
    assert read(book).root.shape == f"Document({' '.join(inner)})"
    assert faults(book) == []


def _pairs(values: Any) -> Iterator[tuple[Any, Any]]:
    flat = list(values)
    keys = [int(key) if isinstance(key, int) else bytes(key) for key in flat[::2]]
    return zip(keys, flat[1::2], strict=True)


def _keys(pdf: pikepdf.Pdf) -> Iterator[int]:
    for page in pdf.pages:
        yield int(page.obj.StructParents)
        for annotation in page.obj.get("/Annots", ()):
            yield int(annotation.StructParent)
        for form in page.obj.Resources.get("/XObject", {}).values():
            if "/StructParents" in form:
                yield int(form.StructParents)


def _below(tag: Any) -> Iterator[Any]:
    yield tag
    for kid in tag.kids:
        if hasattr(kid, "kids"):
            yield from _below(kid)
