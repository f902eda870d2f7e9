"""Paragraphs, parts, languages, words and hyphens."""

import pytest
from tagging import shape, tagged

SMALL_PAGE = "@page { size: 60mm 40mm; margin: 5mm }"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", "P('a')"),
        ("<div>a</div><div>b</div>", "P('a') P('b')"),
        ("<div>a<p>b</p>c</div>", "P('a') P('b') P('c')"),
        ("<div><div>a</div>b</div>", "P('a') P('b')"),
        ("<h1>a</h1><h2>b</h2>", "H1('a') H2('b')"),
        ("<main><p>a</p></main>", "Part(P('a'))"),
        ("<article>a</article>", "Art(P('a'))"),
        ("<section>a</section>", "Sect(P('a'))"),
        ("<aside>a</aside>", "Sect(P('a'))"),
        ("<nav><p>a</p></nav>", "Sect(P('a'))"),
        ("<header>a</header><footer>b</footer>", "P('a') P('b')"),
        ("<blockquote>a</blockquote>", "BlockQuote(P('a'))"),
        (
            "<blockquote><p>a</p><footer>b</footer></blockquote>",
            "BlockQuote(P('a') P('b'))",
        ),
        ("<address>a<br>b</address>", "P('a b')"),
        ("<address><p>a</p><p>b</p></address>", "P('a') P('b')"),
        ("<pre>a\nb</pre>", "P('a b')"),
        ("<p>a <em>b</em> <strong>c</strong></p>", "P('a' Span('b') Span('c'))"),
        ("<p>a <code>b</code> <kbd>c</kbd></p>", "P('a' Code('b') Code('c'))"),
        ("<p><q>a</q></p>", "P(Quote('”a”'))"),
        ("<p>a <b>b</b> <i>c</i></p>", "P('a b c')"),
        ("<p role='heading' aria-level='1'>a</p>", "H1('a')"),
        ("<div role='region' aria-label='x'>a</div>", "Sect(P('a'))"),
        ("<div role='math' aria-label='a plus b'>a+b</div>", "Formula('a+b')"),
    ],
)
def test_html_says_its_structure_type(html: str, expected: str) -> None:
    assert shape(html) == expected


def test_a_paragraph_over_a_page_break_is_one_element() -> None:
    document = tagged(f"<p>{'ord ' * 100}</p>", SMALL_PAGE)
    paragraph = document.root.one("P")
    assert paragraph.pages == [*range(len(document.pdf.pages))]
    assert len(paragraph.pages) > 1
    assert paragraph.text == ("ord " * 100).strip()


def test_an_element_over_columns_is_one_element() -> None:
    document = tagged(f"<div style='columns: 2'><p>{'ord ' * 100}</p></div>")
    assert document.root.one("P").text == ("ord " * 100).strip()


def test_language_below_html_is_reported() -> None:
    root = tagged(
        "<p>hej <span lang=en>hello</span></p><p lang=fi>moi</p><div lang=de>ja</div>"
    ).root
    assert root.one("Span").entries["Lang"] == "en"
    assert [p.entries.get("Lang") for p in root.all("P")] == [None, "fi", None]
    assert root.one("Div").entries["Lang"] == "de"


def test_xml_lang_counts_as_language() -> None:
    (paragraph,) = tagged("<svg width=9 height=9 lang=en><title>x</title></svg>").root.all("Figure")
    assert paragraph.entries["Lang"] == "en"


def test_abbreviations_are_expanded() -> None:
    root = tagged("<p><abbr title='Världshälsoorganisationen'>WHO</abbr></p>").root
    assert root.one("Span").entries["E"] == "Världshälsoorganisationen"


def test_parts_have_titles() -> None:
    root = tagged(
        "<section><h1>Läget <em>nu</em></h1></section><aside aria-label=Fakta>x</aside>"
    ).root
    assert [part.entries["T"] for part in root.all("Sect")] == ["Läget nu", "Fakta"]


def test_a_hyphenated_word_is_heard_whole() -> None:
    document = tagged("<p>kommunfullmäktigeordförande</p>", "p { hyphens: auto; width: 25mm }")
    pieces = document.root.texts
    assert len(pieces) > 1
    assert all(piece.text.endswith("\xad") for piece in pieces[:-1])
    assert document.root.text == "kommunfullmäktigeordförande"


def test_a_soft_hyphen_at_a_line_end_is_heard_whole() -> None:
    document = tagged("<p>kommun&shy;fullmäktige&shy;ordförande</p>", "p { width: 25mm }")
    assert len(document.root.texts) > 1
    assert document.root.text == "kommunfullmäktigeordförande"


def test_a_typed_hyphen_at_a_line_end_stays_and_gets_no_space() -> None:
    document = tagged("<p>Skåne-Blekinge-Småland</p>", "p { width: 20mm }")
    assert len(document.root.texts) > 1
    assert document.root.text == "Skåne-Blekinge-Småland"


def test_a_word_broken_anywhere_is_heard_whole() -> None:
    document = tagged(
        "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</p>", "p{width:15mm;overflow-wrap:anywhere}"
    )
    assert len(document.root.texts) > 1
    assert document.root.text == "a" * 30


@pytest.mark.parametrize(
    "html",
    [
        "<p>ett två tre fyra fem sex sju åtta</p>",
        "<p>ett <b>två</b> <i>tre</i> <b>fyra</b> fem <i>sex sju</i> åtta</p>",
        "<p><b>ett </b><i>två </i><b>tre</b><i> fyra</i> fem<i> sex</i> sju <i> åtta</i></p>",
        "<p>ett<br>två <br> tre<br>fyra fem sex sju åtta</p>",
        "<p><span>ett</span>\n<span>två</span>\n<span>tre</span> fyra fem sex sju åtta</p>",
        "<pre>ett två\ntre fyra fem\n  sex\tsju åtta</pre>",
        "<p>ett två <span style='display: inline-block'>tre</span> fyra fem sex sju åtta</p>",
    ],
)
def test_words_stay_apart_at_line_ends_and_between_elements(html: str) -> None:
    document = tagged(html, "p { width: 30mm }")
    assert " ".join(document.root.text.split()) == "ett två tre fyra fem sex sju åtta"


def test_line_ends_are_real_spaces_that_any_reader_finds() -> None:
    document = tagged("<p>ett två tre fyra fem sex sju åtta</p>", "p { width: 30mm }")
    pieces = document.root.texts
    assert len(pieces) > 1
    assert all(piece.painted.endswith(" ") for piece in pieces)


def test_blocks_in_one_element_stay_apart() -> None:
    document = tagged("<ul><li><div>ett</div><div>två</div></li></ul>")
    assert document.root.one("LBody").text == "ett två"


def test_words_without_space_stay_together_over_elements() -> None:
    assert tagged("<p>för<b>enings</b>liv</p>").root.text == "föreningsliv"


def test_no_break_spaces_are_not_plain_spaces_nor_the_other_way() -> None:
    text = "10\u00a0000 kr och 5\u00a0% av"
    pieces = [piece.text for piece in tagged(f"<p>{text}</p>").root.texts]
    assert "".join(pieces).rstrip(" ") == text


def test_small_capitals_are_heard_as_written() -> None:
    html = "<p style='font-variant: all-small-caps'>Aa Bb</p><p>aA</p>"
    assert [p.text for p in tagged(html).root.all("P")] == ["Aa Bb", "aA"]


def test_right_to_left_text_is_in_logical_order() -> None:
    arabic = "مرحبا بالعالم في البلدية"
    root = tagged(f"<p lang=ar dir=rtl style='width: 30mm'>{arabic}</p>").root
    assert root.text == arabic
    assert root.one("P").entries["Lang"] == "ar"


def test_a_right_to_left_word_in_a_line_is_in_logical_order() -> None:
    assert tagged("<p>Ordet <span lang=he>שלום</span> betyder fred</p>").root.text == (
        "Ordet שלום betyder fred"
    )


def test_what_floats_behind_its_line_is_read_where_it_is_written() -> None:
    html = "<p>ett <span style='float: right'>två</span> tre " + "fyra " * 60 + "</p>"
    assert tagged(html).root.text.startswith("ett två tre fyra")


def test_reordered_flex_items_are_read_as_written() -> None:
    html = "<div style='display: flex'><p style='order: 2'>ett</p><p style='order: 1'>två</p></div>"
    assert shape(html) == "P('ett') P('två')"


def test_absolutely_placed_text_is_read_as_written() -> None:
    html = "<p>ett</p><p style='position: absolute; top: 0'>två</p><p>tre</p>"
    assert shape(html) == "P('ett') P('två') P('tre')"


def test_a_first_letter_belongs_to_its_word() -> None:
    assert tagged("<p>Kommunen</p>", "p::first-letter { font-size: 2em }").root.text == "Kommunen"


@pytest.mark.parametrize("style", ["", "float: left"])
@pytest.mark.parametrize("text", ["Kommunen", "I kommunen", "”Kommunen", "I", "§ 1"])
def test_a_first_letter_set_apart_belongs_to_its_word(text: str, style: str) -> None:
    css = f"p::first-letter {{ font-size: 3em; {style} }}"
    assert tagged(f"<p>{text}</p>", css).root.one("P").text == text


def test_text_shown_in_capitals_is_heard_as_written() -> None:
    css = "p { text-transform: uppercase; hyphens: auto; width: 30mm }"
    text = "Kommunens fullmäktige i Skåne"
    document = tagged(f"<p>{text}</p><p style='hyphens: none'>{text}</p>", css)
    assert [p.text for p in document.root.all("P")] == [text, text]
    assert "FULLMÄKTIGE" in "".join(piece.painted for piece in document.root.texts)


def test_text_that_grows_in_capitals_is_heard_in_capitals() -> None:
    assert tagged("<p style='text-transform: uppercase'>groß</p>").root.text == "GROSS"


def test_ruby_has_its_base_and_annotation() -> None:
    html = "<p>a <ruby>b<rp>(</rp><rt>c</rt><rp>)</rp></ruby> <ruby><rb>d</rb><rt>e</rt></ruby></p>"
    assert shape(html) == "P('a' Ruby(RB('b') RT('c')) Ruby(RB('d') RT('e')))"


def test_each_pair_of_base_and_annotation_is_a_ruby() -> None:
    document = tagged("<p>a <ruby lang=en>b<rt>c</rt>d<rt>e</rt></ruby> f</p>")
    assert document.root.shape == (
        "Document(P('a' Ruby(RB('b') RT('c')) Ruby(RB('d') RT('e')) 'f'))"
    )
    assert [ruby.entries["Lang"] for ruby in document.root.all("Ruby")] == ["en", "en"]


def test_hidden_text_is_not_read() -> None:
    html = (
        "<p>ett <span style='visibility: hidden'>två</span> <span aria-hidden=true>tre</span></p>"
    )
    assert tagged(html).root.text == "ett"


def test_text_in_a_transparency_group_is_read_and_has_its_parents() -> None:
    document = tagged("<p style='opacity: .5'>ett <b>två</b></p><p>tre</p>")
    assert document.root.text == "ett två tre"
    assert document.root.texts[0].in_form


def test_mathematics_is_a_formula_with_its_alternative() -> None:
    root = tagged("<p><math alttext='x i kvadrat'><mi>x</mi><mn>2</mn></math></p>").root
    assert root.one("Formula").entries["Alt"] == "x i kvadrat"
