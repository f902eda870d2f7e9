import io
from typing import Any

import pikepdf
import pytest
import weasyprint
from handmade import element, marked, pdf_of, read
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from pressverk.accessibility.reader import Tag, UnreadablePdfError, text_of, walk


def rules(data: bytes) -> list[str]:
    return [finding.rule for finding in read(data).findings]


def test_a_file_that_is_no_pdf_is_reported() -> None:
    for data in (b"", b"Hej", b"%PDF-1.7\n%%EOF"):
        with pytest.raises(UnreadablePdfError, match="can't be read as PDF"):
            read(data)


def test_a_file_with_a_password_is_reported() -> None:
    pdf = pikepdf.open(io.BytesIO(pdf_of([marked(0, "x")])))
    file = io.BytesIO()
    pdf.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(UnreadablePdfError, match="password"):
        read(file.getvalue())


def test_a_file_that_anyone_may_open_is_read_though_encrypted() -> None:
    pdf = pikepdf.open(
        io.BytesIO(pdf_of([marked(0, "x")], lambda p, pages: element(p, "P", 0, Pg=pages[0])))
    )
    file = io.BytesIO()
    pdf.save(file, encryption=pikepdf.Encryption(owner="a", user=""))
    assert text_of(read(file.getvalue()).root) == "x"


def test_tags_that_stand_in_themselves_are_read_once() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        inner = element(pdf, "Span", 0, Pg=pages[0])
        outer = element(pdf, "P", [inner])
        inner.K = Array([0, outer, inner])
        return outer

    data = pdf_of([marked(0, "x")], tree)
    assert text_of(read(data).root) == "x"
    assert rules(data) == ["tags-element-twice"]


def test_ten_thousand_levels_are_no_trouble() -> None:
    def tree(pdf: pikepdf.Pdf, _pages: list[Any]) -> Any:
        tag = element(pdf, "Div")
        for _level in range(10_000):
            tag = element(pdf, "Div", tag)
        return tag

    data = pdf_of([b""], tree)
    assert rules(data) == ["tags-too-deep"]
    assert len(list(walk(read(data).root))) < 300


def test_references_to_nothing_are_counted() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        empty = Dictionary(Type=Name.OBJR, Obj=pdf.make_indirect(Dictionary()))
        return Array(
            [
                element(pdf, "P", [7, 8], Pg=pages[0]),
                element(pdf, "P", 0),
                element(pdf, "P", [0, 0], Pg=pages[0]),
                element(pdf, "Link", [empty]),
                Dictionary(Type=Name.Nonsense),
            ]
        )

    data = pdf_of([marked(0, "x")], tree)
    found = {finding.rule: finding.message for finding in read(data).findings}
    assert sorted(found) == [
        "tags-content-twice",
        "tags-no-content",
        "tags-no-object",
        "tags-no-page",
        "tags-unknown-kid",
    ]
    assert found["tags-no-content"].startswith("tags for content that doesn't exist (2)")


def test_entries_of_wrong_types_are_as_if_they_were_not() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        tag = element(pdf, "P", 0, Pg=pages[0], Lang=5, Alt=Name.X, A=String("x"), C=7, ID=Array())
        return Array([tag, element(pdf, "P", String("x")), element(pdf, "P", Array([True]))])

    def more(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Outlines, pdf.Root.Names, pdf.Root.Lang = Name.X, 7, Name.sv
        pdf.pages[0].obj.Annots = Array([1, Name.X, Dictionary()])
        pdf.Root.Metadata = pdf.make_stream(b"<not xml")

    found = read(pdf_of([marked(0, "x")], tree, more=more))
    assert text_of(found.root) == "x"
    assert [finding.rule for finding in found.findings] == ["tags-unknown-kid"]


def test_names_and_texts_in_no_encoding_are_read_as_far_as_can_be() -> None:
    def tree(pdf: pikepdf.Pdf, pages: list[Any]) -> Any:
        layout = Dictionary(O=Name.Layout, Wrong=1)
        return element(pdf, "Wrong", 0, Pg=pages[0], A=layout, Alt=String(b"\xef\xbb\xbf\xff"))

    data = pdf_of([marked(0, "x")], tree).replace(b"/Wrong", b"/Wro#ff")
    (tag,) = read(data).root.kids
    assert isinstance(tag, Tag)
    assert tag.type == "Wro\ufffd"
    assert tag.alt == "\ufeff\ufffd"


def test_an_outline_that_bites_its_tail_ends() -> None:
    def more(pdf: pikepdf.Pdf) -> None:
        item = pdf.make_indirect(Dictionary(Title=String("Ett")))
        item.Next = item.First = item
        pdf.Root.Outlines = Dictionary(First=item)

    assert len(read(pdf_of([b""], more=more)).bookmarks) == 1


def test_forms_that_paint_themselves_end() -> None:
    def resources(pdf: pikepdf.Pdf) -> dict[str, Any]:
        form = pdf.make_stream(b"/X Do BT /F 5 Tf (inne) Tj ET")
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.Resources = Dictionary(XObject=Dictionary(X=form), Font=Dictionary())
        return {"XObject": Dictionary(X=form)}

    assert not read(pdf_of([b"/X Do"], resources=resources)).findings


def test_forms_that_multiply_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pressverk.accessibility.reader.interpreter.MOST_OPERATIONS", 10_000)

    def resources(pdf: pikepdf.Pdf) -> dict[str, Any]:
        form = pdf.make_stream(b"BT ET")
        for _doubling in range(20):
            outer = pdf.make_stream(b"/X Do " * 10)
            outer.Resources = Dictionary(XObject=Dictionary(X=form))
            form.Type, form.Subtype = Name.XObject, Name.Form
            form = outer
        form.Subtype = Name.Form
        return {"XObject": Dictionary(X=form)}

    assert rules(pdf_of([b"/X Do"], resources=resources)) == ["damaged-page"]


def test_wrong_operands_are_passed_over() -> None:
    stream = b"(x) cm BT /F Tf 1 2 3 Td /F 10 Tf /Nope 10 Tf /F 10 Tf Q EMC EMC (kvar) Tj ET BDC"
    (content,) = read(pdf_of([stream])).untagged
    assert content.text == "kvar"


def _sample() -> bytes:
    html = "<html lang=sv><title>Prov</title><h1>Rubrik</h1><p>Text <a href='#x'>länk</a></p>"
    pdf = pikepdf.open(io.BytesIO(weasyprint.HTML(string=html).write_pdf(pdf_tags=True)))
    file = io.BytesIO()
    pdf.save(
        file,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return file.getvalue()


SAMPLE = _sample()


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=4)), max_size=30),
    st.booleans(),
)
def test_whatever_is_wrong_there_is_no_traceback(
    edits: list[tuple[int, bytes]], cut: object
) -> None:
    data = bytearray(SAMPLE)
    for position, new in edits:
        data[position : position + len(new)] = new
    if cut and edits:
        del data[edits[0][0] :]
    try:
        found = read(bytes(data))
    except UnreadablePdfError:
        return
    assert found.pages is not None


def test_a_broken_form_leaves_the_rest_of_its_page_in_order() -> None:
    def resources(pdf: pikepdf.Pdf) -> dict[str, Any]:
        form = pdf.make_stream(b"/Span <</MCID 0>> BDC BT /F 9 Tf (in) Tj ET (never closed")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        broken = pdf.make_stream(b"\x00\x01 not deflated")
        broken.Type, broken.Subtype, broken.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        broken.Filter = Name.FlateDecode
        return {"XObject": Dictionary(A=form, B=broken)}

    content = b"q 2 0 0 2 0 0 cm /B Do Q /A Do " + marked(0, "after")
    data = pdf_of(
        [content], lambda pdf, pages: element(pdf, "P", 0, Pg=pages[0]), resources=resources
    )
    assert text_of(read(data).root) == "after"
    assert "damaged-page" in rules(data)


def test_a_stream_that_unpacks_to_a_hundred_megabytes_is_reported() -> None:
    data = pdf_of([b"q Q " * 25_000_000, marked(0, "x")])
    file = io.BytesIO()
    pikepdf.open(io.BytesIO(data)).save(file, compress_streams=True)
    assert len(file.getvalue()) < 1_000_000
    findings = read(file.getvalue()).findings
    assert [(finding.rule, finding.place.page) for finding in findings] == [("damaged-page", 1)]


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 20, "9" * 400])
def test_an_offset_that_no_file_has_is_reported(digits: str) -> None:
    data = pdf_of([marked(0, "x")])
    end = data.rindex(b"startxref")
    with pytest.raises(UnreadablePdfError, match="can't be read as PDF"):
        read(data[:end] + f"startxref\n{digits}\n%%EOF".encode())
