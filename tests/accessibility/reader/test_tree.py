from typing import Any

import pikepdf
import pytest
from handmade import element, marked, pdf_of, read, shown, unicode_font
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from pressverk.accessibility.reader import Content, Tag, normalised, pages_of, text_of, walk

ALPHABET = "abåäöÅ–”\xa0 \xadفعπ漢🙂"

leaves = st.text(ALPHABET, min_size=1, max_size=6)
trees: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda kids: st.tuples(st.sampled_from(["Sect", "P", "Span", "L"]), st.lists(kids, max_size=4)),
    max_leaves=20,
)


@given(st.lists(trees, max_size=4), st.integers(1, 3))
def test_a_tree_is_read_as_it_was_written(written: list[Any], page_count: int) -> None:
    texts: list[tuple[int, str]] = []

    def make(pdf: pikepdf.Pdf, pages: list[Any], node: Any) -> Any:
        if isinstance(node, str):
            page = len(texts) % page_count
            texts.append((page, node))
            identifier = sum(1 for where, _text in texts[:-1] if where == page)
            return Dictionary(Type=Name.MCR, Pg=pages[page], MCID=identifier)
        role, kids = node
        return element(pdf, role, [make(pdf, pages, kid) for kid in kids])

    def contents() -> list[bytes]:
        streams = [b""] * page_count
        counts = [0] * page_count
        for page, text in texts:
            streams[page] += b"/P <</MCID %d>> BDC BT /F 9 Tf %s ET EMC\n" % (
                counts[page],
                shown(text, ALPHABET),
            )
            counts[page] += 1
        return streams

    # Written twice: what the pages hold is known when the tree has been made.
    pdf_of([b""] * page_count, lambda pdf, pages: Array([make(pdf, pages, w) for w in written]))
    streams = contents()
    texts.clear()
    data = pdf_of(
        streams,
        lambda pdf, pages: Array([make(pdf, pages, node) for node in written]),
        font=lambda pdf: unicode_font(pdf, ALPHABET),
    )
    found = read(data)
    assert [_plain(kid) for kid in found.root.kids] == [_expected(node) for node in written]
    assert not found.findings
    assert not found.untagged


def _plain(kid: Any) -> Any:
    return (kid.type, [_plain(k) for k in kid.kids]) if isinstance(kid, Tag) else kid.text


def _expected(node: Any) -> Any:
    return node if isinstance(node, str) else (node[0], [_expected(kid) for kid in node[1]])


def test_languages_are_inherited() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        pdf.Root.Lang = String("sv")
        inner = element(pdf, "Span", 0, Pg=pages[0])
        return element(pdf, "Sect", [element(pdf, "P", inner, Lang=String("en"))])

    root = read(pdf_of([marked(0, "x")], tree)).root
    assert [tag.language for tag in walk(root)] == ["sv", "sv", "en", "en"]


def test_roles_are_followed_to_standard_types() -> None:
    def tree(pdf: pikepdf.Pdf, _pages: list[Any]) -> Any:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(
            Ingress=Name.Brod, Brod=Name.P, A=Name.B, B=Name.A, P=Name.H1
        )
        further = Dictionary(RoleMapNS=Dictionary(Mellan=Name.H2))
        namespace = Dictionary(
            RoleMapNS=Dictionary(Lead=Array([Name.P]), Rubrik=Array([Name.Mellan, further]))
        )
        roles = ["Ingress", "A", "Okänd", "P", "H7"]
        kids = [element(pdf, role) for role in roles] + [
            element(pdf, "Lead", NS=namespace),
            element(pdf, "Rubrik", NS=namespace),
        ]
        return Array(kids)

    root = read(pdf_of([b""], tree)).root
    types = [tag.type for tag in root.kids if isinstance(tag, Tag)]
    assert types[0] == "P"
    assert types[1] in {"A", "B"}
    assert types[2:] == ["Okänd", "P", "H7", "P", "H2"]


def test_attributes_of_a_class_yield_to_those_of_the_element() -> None:
    def tree(pdf: pikepdf.Pdf, _pages: list[Any]) -> Any:
        pdf.Root.StructTreeRoot.ClassMap = Dictionary(
            Head=Dictionary(O=Name.Table, Scope=Name.Row, ColSpan=2)
        )
        own = Dictionary(O=Name.Table, Scope=Name.Column, Headers=Array([String("a")]))
        return element(pdf, "TH", C=Name.Head, A=Array([own, 0]))

    (tag,) = read(pdf_of([b""], tree)).root.kids
    assert isinstance(tag, Tag)
    assert tag.attributes == {
        "Table.Scope": "Column",
        "Table.ColSpan": 2,
        "Table.Headers": ("a",),
    }


def test_one_element_may_be_on_several_pages() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        other = Dictionary(Type=Name.MCR, Pg=pages[1], MCID=0)
        return element(pdf, "P", [0, other], Pg=pages[0])

    (tag,) = read(pdf_of([marked(0, "ett"), marked(0, "två")], tree)).root.kids
    assert isinstance(tag, Tag)
    assert pages_of(tag) == [1, 2]
    assert text_of(tag) == "ett två"


def test_content_in_a_form_is_reported_from_the_pages_own() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        form = pages[0].Resources.XObject.X
        inner = Dictionary(Type=Name.MCR, Pg=pages[0], Stm=form, MCID=0)
        return element(pdf, "P", [0, inner], Pg=pages[0])

    data = pdf_of(
        [marked(0, "utanför ") + b"q 1 0 0 1 5 5 cm /X Do Q"], tree, resources=_form_resources
    )
    found = read(data)
    assert text_of(found.root) == "utanför inuti"
    assert not found.untagged


def _form_resources(pdf: pikepdf.Pdf) -> dict[str, Any]:
    stream = pdf.make_stream(marked(0, "inuti"))
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, 100, 100])
    return {"XObject": Dictionary(X=stream)}


def test_a_drawing_that_is_claimed_whole_is_content() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        drawing = pages[0].Resources.XObject.X
        drawing.StructParent = 0
        reference = Dictionary(Type=Name.OBJR, Obj=drawing)
        return element(pdf, "Figure", reference, Pg=pages[0], Alt=String("Ring"))

    def resources(pdf: pikepdf.Pdf) -> dict[str, Any]:
        image = pdf.make_stream(b"\0")
        image.Type, image.Subtype = Name.XObject, Name.Image
        return {"XObject": Dictionary(X=image)}

    found = read(pdf_of([b"q 50 0 0 20 10 10 cm /X Do Q"], tree, resources=resources))
    (figure,) = found.root.kids
    assert isinstance(figure, Tag)
    (content,) = figure.kids
    assert isinstance(content, Content)
    assert content.paints_graphics
    assert [(a.left, a.bottom, a.right, a.top) for a in content.areas] == [(10, 10, 60, 30)]
    assert not found.findings


def test_what_is_neither_tagged_nor_artifact_is_reported() -> None:
    stream = (
        marked(0, "läst ")
        + marked(1, "olagd ")
        + b"BT /F 10 Tf (utan) Tj ET /Artifact <</Type/Pagination/Subtype/Footer>> BDC "
        + b"BT /F 10 Tf (sida 1) Tj ET EMC"
    )
    found = read(pdf_of([stream], lambda pdf, pages: element(pdf, "P", 0, Pg=pages[0])))
    assert sorted(content.text for content in found.untagged) == ["olagd ", "utan"]
    (artifact,) = found.artifacts
    assert (artifact.kind, artifact.subtype, artifact.content.text) == (
        "Pagination",
        "Footer",
        "sida 1",
    )


@pytest.mark.parametrize("hidden", [False, True])
def test_links_lead_to_addresses_and_pages(*, hidden: bool) -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        pdf.Root.Names = Dictionary(
            Dests=Dictionary(Names=Array([String("mål"), Array([pages[1], Name.Fit])]))
        )
        links = [
            Dictionary(A=Dictionary(S=Name.URI, URI=String("https://exempel.se"))),
            Dictionary(Dest=String("mål")),
            Dictionary(A=Dictionary(S=Name.GoTo, D=Array([pages[0], Name.Fit]))),
            Dictionary(Dest=String("saknas"), F=2 if hidden else 4),
        ]
        for link in links:
            link.Subtype, link.Rect = Name.Link, Array([10, 20, 30, 40])
        made = [pdf.make_indirect(link) for link in links]
        pages[0].Annots = Array(made)
        references = [Dictionary(Type=Name.OBJR, Pg=pages[0], Obj=link) for link in made[:3]]
        return element(pdf, "Link", references)

    found = read(pdf_of([b"", b""], tree))
    (link,) = found.root.kids
    assert isinstance(link, Tag)
    targets = [(kid.uri, kid.target) for kid in link.kids if not isinstance(kid, Tag | Content)]
    assert targets == [("https://exempel.se", None), (None, 2), (None, 1)]
    assert len(found.untagged_annotations) == (0 if hidden else 1)


def test_the_outline_is_read_in_its_order() -> None:
    def more(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            first = pikepdf.OutlineItem("Ett", 0)
            first.children.append(pikepdf.OutlineItem("Ett ett", 1))
            outline.root.extend([first, pikepdf.OutlineItem("Två", 1)])

    found = read(pdf_of([b"", b""], more=more))
    told = [(mark.level, mark.title, mark.page) for mark in found.bookmarks]
    assert told == [(1, "Ett", 1), (2, "Ett ett", 2), (1, "Två", 2)]


def test_what_the_document_says_of_itself_is_read() -> None:
    def more(pdf: pikepdf.Pdf) -> None:
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.pages[0].obj.Rotate = 90
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Våren"

    found = read(pdf_of([b""], more=more))
    assert (found.title, found.shows_title, found.is_tagged) == ("Våren", True, False)
    (page,) = found.pages
    assert (page.width, page.height, page.rotation) == (200, 300, 90)


def test_white_space_and_soft_hyphens_are_no_words() -> None:
    assert normalised(" kom\xadmun \n i\t dag\xa0 ") == "kommun i dag\xa0"
