import re
from typing import Any

import pikepdf
import pypdfium2
import pytest
import typst
import weasyprint
from handmade import element, pdf_of, read, simple_font
from pikepdf import Array, Dictionary, Name
from tagging import html_page

from pressverk.accessibility.reader import (
    Content,
    Tag,
    TaggedPdf,
    contents_of,
    read_tagged_pdf,
    text_of,
    walk,
)
from pressverk.accessibility.reader.fonts import parse_cmap
from pressverk.pdf.typesetting import typeset


def text_on_page(stream: bytes, font: Any = None) -> str:
    body = b"/P <</MCID 0>> BDC BT /F 10 Tf " + stream + b" ET EMC"
    data = pdf_of(
        [body],
        lambda pdf, pages: element(pdf, "P", 0, Pg=pages[0]),
        font=(lambda _pdf: font) if font is not None else None,
    )
    (content,) = contents_of(read(data).root)
    return content.text


@pytest.mark.parametrize(
    ("encoding", "shown", "read_as"),
    [
        (Name.WinAnsiEncoding, rb"(\345\344\366 \226)", "åäö –"),
        (Name.MacRomanEncoding, rb"(\214\212\232)", "åäö"),
        (None, rb"(fl\256 \247)", "flﬁ §"),
        (
            Dictionary(
                BaseEncoding=Name.WinAnsiEncoding,
                Differences=Array([65, Name.f_i, Name.uni00E5, Name("/aring.sc"), Name("/g17")]),
            ),
            b"(ABCDE)",
            "fiåå\ufffdE",
        ),
    ],
)
def test_simple_fonts_are_read_by_their_glyph_names(
    encoding: Any, shown: bytes, read_as: str
) -> None:
    font = simple_font(Encoding=encoding) if encoding is not None else simple_font()
    assert text_on_page(shown + b" Tj", font) == read_as


@pytest.mark.parametrize(
    ("name", "codec"),
    [("UniJIS-UTF16-H", "utf-16-be"), ("90ms-RKSJ-H", "cp932"), ("GBK-EUC-H", "gbk")],
)
def test_predefined_cmaps_are_read_by_their_character_sets(name: str, codec: str) -> None:
    descendant = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.X,
        Encoding=Name("/" + name),
        DescendantFonts=Array([descendant]),
    )
    shown = b"<" + "漢字A".encode(codec).hex().encode() + b"> Tj"
    assert text_on_page(shown, font) == "漢字A"


def test_cmaps_map_characters_and_ranges() -> None:
    cmap = parse_cmap(
        b"""1 begincodespacerange <00> <ffff> endcodespacerange % <01> a comment
        2 beginbfchar <0003> <0020> <04><d83dde42> endbfchar
        2 beginbfrange <10> <12> [<0061> <00660069>] <20> <21> <00410308> endbfrange
        1 begincidrange <30> <31> 7 endcidrange"""
    )
    assert cmap.texts == {3: " ", 4: "🙂", 0x10: "a", 0x11: "fi", 0x20: "A\u0308", 0x21: "A\u0309"}
    assert cmap.glyphs == {0x30: 7, 0x31: 8}
    assert cmap.lengths == {1, 2}


def test_a_range_of_billions_is_cut() -> None:
    assert len(parse_cmap(b"beginbfrange <00000000> <ffffffff> <0041> endbfrange").texts) < 200_000


@pytest.mark.parametrize(
    ("stream", "read_as"),
    [
        (b"[(ett) -300 (ord)] TJ", "ett ord"),
        (b"[(ker) 80 (n) -80 (ing)] TJ", "kerning"),
        (b"[(s) -400 (p) -400 (a) -400 (r)] TJ", "spar"),
        (b"(rad) Tj 0 -12 Td (slut) Tj", "rad slut"),
        (b"(rad ) Tj 0 -12 Td (slut) Tj", "rad slut"),
        (b"(av-) Tj 0 -12 Td (stava) Tj", "av-stava"),
        (b"14 TL (a) Tj (b) ' 1 2 (c) \"", "a b c"),
        (b"/Span <</ActualText (kommun)>> BDC (kom-) Tj 0 -12 Td (mun) Tj EMC ( x) Tj", "kommun x"),
    ],
)
def test_spaces_are_read_where_words_stand_apart(stream: bytes, read_as: str) -> None:
    assert text_on_page(stream) == read_as


def test_invisible_text_is_reported() -> None:
    data = pdf_of([b"BT /F 10 Tf (a) Tj 3 Tr (b) Tj 0 Tr 1 1 1 rg (c) Tj 0 0 0 1 k (d) Tj ET"])
    (content,) = read(data).untagged
    told = [(run.text, run.is_visible, run.colour) for run in content.runs]
    assert told == [
        ("a", True, (0, 0, 0)),
        ("b", False, (0, 0, 0)),
        ("c", True, (1, 1, 1)),
        ("d", True, (0, 0, 0)),
    ]


HTML = """<html lang="sv"><title>Prov</title>
<style>@page { size: A5; margin: 2cm; @bottom-center { content: "sida " counter(page) } }</style>
<h1>Rubrik för provet</h1>
<p>Kommunfullmäktigeledamöterna beslutade i går om en åtgärdsplan för hela kommunen och
<a href="https://exempel.se">länken</a>.</p>
<table><tr><th>År</th><th>Antal</th></tr><tr><td>2020</td><td>5</td></tr></table>
<ol><li>ett</li><li>två</li></ol>"""


def weasyprints() -> bytes:
    made: bytes = weasyprint.HTML(string=HTML).write_pdf(pdf_tags=True)
    return made


def typsts(folder: Any) -> bytes:
    source = folder / "prov.typ"
    source.write_text(
        """#set document(title: "Prov")
#set text(lang: "sv", font: "Libertinus Serif", hyphenate: true)
#set page(width: 8cm, numbering: "1")
= Rubrik
Kommunfullmäktigeledamöterna beslutade i går om en trygghetsskapande åtgärdsplan
#text(lang: "en")[An English phrase] #link("https://exempel.se")[Länk]#footnote[En not.]
#table(columns: 2, table.header[År][Antal], [2020], [5])
+ ett
+ två
""",
        encoding="utf-8",
    )
    return bytes(typst.compile(str(source), pdf_standards=["ua-1"]))


def types_and_texts(found: TaggedPdf, *types: str) -> list[tuple[str, str]]:
    return [(tag.type, text_of(tag)) for tag in walk(found.root) if tag.type in types]


def test_weasyprints_own_tags_are_read() -> None:
    found = read(weasyprints())
    assert types_and_texts(found, "H1", "Link", "TH", "TD", "LI") == [
        ("H1", "Rubrik för provet"),
        ("Link", "länken"),
        ("TH", "År"),
        ("TH", "Antal"),
        ("TD", "2020"),
        ("TD", "5"),
        ("LI", "1. ett"),
        ("LI", "2. två"),
    ]
    assert ("P", " ".join(HTML[HTML.index("Kommun") : HTML.index("<a ")].split()) + " länken.") in (
        types_and_texts(found, "P")
    )
    assert [content.text for content in found.untagged] == ["sida 1"]
    assert not found.findings


def test_typsts_tags_are_read(tmp_path: Any) -> None:
    found = read(typsts(tmp_path))
    assert types_and_texts(found, "H1", "Link", "TD", "LI")[:2] == [
        ("H1", "Rubrik"),
        ("Link", "Länk"),
    ]
    assert "trygghetsskapande åtgärdsplan" in text_of(found.root)
    english = [c.text for c in contents_of(found.root) if c.language == "en"]
    assert [text.strip() for text in english] == ["An English phrase"]
    assert not found.findings
    assert not found.untagged


def test_areas_are_where_pdfium_sees_the_text() -> None:
    data = weasyprints()
    found = read(data)
    page = pypdfium2.PdfDocument(data)[0]
    text_page = page.get_textpage()
    for tag in walk(found.root):
        for content in (kid for kid in tag.kids if isinstance(kid, Content) and kid.text.strip()):
            (area,) = content.areas[:1]
            inside = text_page.get_text_bounded(
                area.left - 1, area.bottom - 1, area.right + 1, area.top + 1
            )
            assert content.text.strip() in " ".join(inside.split())


def test_areas_begin_at_the_crop_box() -> None:
    def more(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.CropBox = Array([50, 60, 150, 260])

    stream = b"/P <</MCID 0>> BDC 60 70 10 20 re f EMC"
    data = pdf_of([stream], lambda pdf, pages: element(pdf, "Figure", 0, Pg=pages[0]), more=more)
    (figure,) = read(data).root.kids
    assert isinstance(figure, Tag)
    (content,) = contents_of(figure)
    (area,) = content.areas
    assert (area.left, area.bottom, area.right, area.top) == (10, 10, 20, 30)


@pytest.mark.parametrize("width", [18, 31, 44, 57, 90, 160])
def test_what_is_read_does_not_hang_on_where_lines_end(width: int) -> None:
    text = "Ett regeländringsförslagsgranskningsärende och <b>fet</b>stil om <i>det</i> här."
    html = html_page(
        f'<p style="width: {width}mm; overflow-wrap: anywhere; font-size: 20pt">{text}</p>'
        "<p>Ett stycke till.</p><p>Och ett.</p><p>Och ett till.</p>"
    )
    paragraph = next(
        tag for tag in walk(read_tagged_pdf(typeset(html).data, "x.pdf").root) if tag.type == "P"
    )
    assert text_of(paragraph) == re.sub("<.*?>", "", text)
