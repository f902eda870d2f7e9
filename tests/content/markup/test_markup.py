"""The HTML of constructs beyond their examples in docs/writing.md."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.content.markup.body import Body, render_body
from pressverk.content.markup.context import Embedding
from pressverk.html import parse, plain
from pressverk.i18n import catalogue
from pressverk.model import Severity


def render(text: str, *, language: str = "sv") -> Body:
    return render_body(text, language=language, file="a.md")


def html(text: str, *, language: str = "sv") -> str:
    body = render(text, language=language)
    assert body.findings == ()
    return body.html


def test_words_of_the_document_follow_its_language() -> None:
    text = '![En scen](a.svg "Priset"){photographer="Exempel" #a}\n\nSe [](#a).'
    word = catalogue("sv").gettext("Figure")
    assert f'<span class="number">{word} 1</span>' in html(text)
    assert f">{word.lower()} 1</a>" in html(text)
    assert ">figure 1</a>" in html(text, language="en")


def test_a_reference_to_a_heading_quotes_it() -> None:
    assert ">”Mer”</a>" in html("## Mer {#m}\n\n[](#m)")
    assert ">“Mer”</a>" in html("## Mer {#m}\n\n[](#m)", language="en")


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_lists_nest_by_two_spaces_four_or_a_tab(indent: str) -> None:
    nested = html(f"- a\n{indent}- b\n{indent * 2}- c\n- d")
    assert nested == html("- a\n    - b\n        - c\n- d")
    assert nested.count("<ul>") == 3


def test_an_ordered_list_holds_a_list_indented_by_three() -> None:
    assert html("1. a\n   - b\n2. c") == html("1. a\n    - b\n2. c")


def test_a_list_may_go_back_several_levels_to_one_of_another_kind() -> None:
    nested = html("- a\n  - b\n    - c\n      - d\n    1. e\n    2. f\n- g")
    inner = "<ul>\n<li>c<ul>\n<li>d</li>\n</ul>\n</li>\n</ul>"
    numbered = "<ol>\n<li>e</li>\n<li>f</li>\n</ol>"
    assert f"<li>b{inner}\n{numbered}\n</li>" in nested
    assert nested.endswith("<li>g</li>\n</ul>")


@pytest.mark.parametrize("text", ["- a\n1. b\n2. c\n- d", "1. a\n- b\n- c\n1. d"])
def test_another_kind_of_marker_begins_another_list(text: str) -> None:
    assert [element.tag for element in parse(html(text))] == (
        ["ul", "ol", "ul"] if text.startswith("-") else ["ol", "ul", "ol"]
    )


def test_a_number_that_begins_a_line_of_an_item_is_text() -> None:
    assert html("- Det var\n2018. Sedan") == "<ul>\n<li>Det var\n2018. Sedan</li>\n</ul>"


def test_a_list_in_a_quotation_nests() -> None:
    assert html("> - a\n>   - b").count("<ul>") == 2


def test_code_in_a_list_keeps_its_own_indentation() -> None:
    assert "def f():\n    pass" in html("- a\n\n  ```\n  def f():\n      pass\n  ```")


def test_a_heading_ends_a_list_without_a_blank_line() -> None:
    assert html("- a\n## B") == '<ul>\n<li>a</li>\n</ul>\n<h2 id="b">B</h2>'


def test_a_hash_without_a_space_is_no_heading() -> None:
    assert html("#metoo") == "<p>#metoo</p>"


@pytest.mark.parametrize("text", ["a \\\\\nb", "a\\\\ \nb", "`a\\\nb`"])
def test_a_backslash_that_breaks_no_line(text: str) -> None:
    assert "<br>" not in html(text)


def test_indentation_makes_no_code() -> None:
    assert html("    Indraget") == "<p>Indraget</p>"


def test_equal_headings_get_ids_of_their_own() -> None:
    assert html("## Å\n\n## A") == '<h2 id="a">Å</h2>\n<h2 id="a-2">A</h2>'


@pytest.mark.parametrize(
    "given",
    [
        "Tabell: B {#a}\n\n| A |\n|---|\n| a |",
        '![A](a.svg "B"){photographer="Exempel" #a}',
        "B\n{#a}",
        "<b id=a>b</b>",
    ],
)
def test_a_heading_and_a_fact_box_take_no_id_that_was_given(given: str) -> None:
    out = html(f"## A\n\n/// fact | A\nText\n///\n\n{given}")
    assert '<h2 id="a-2">A</h2>' in out
    assert 'id="a-3">A</h3>' in out


@pytest.mark.parametrize("text", ["Note 1", "Call 2", "Pressverk contacts"])
def test_a_heading_takes_no_id_of_layouts(text: str) -> None:
    out = html(f"## {text}\n\nText[^1].\n\n[^1]: En not.")
    assert f'<h2 id="section-{text.lower().replace(" ", "-")}">' in out


def test_an_id_that_was_given_is_never_taken() -> None:
    assert 'id="a-2">A</h2>' in html("## A\n\n## B {#a}")


def test_a_dash_within_a_paragraph_begins_no_speech() -> None:
    assert html("Hon kom\n– som alltid – sent.") == "<p>Hon kom\n– som alltid – sent.</p>"


def test_speech_may_begin_with_emphasis() -> None:
    assert html("– *Ja*, sa hon.") == '<p class="speech">–&nbsp;<em>Ja</em>, sa hon.</p>'


@pytest.mark.parametrize(
    "text", ["/// fact | A\n– Ja.\n///", "> – Ja.", "/// lang | sv\n– Ja.\n///"]
)
def test_speech_may_stand_within_something_else(text: str) -> None:
    assert '<p class="speech">–&nbsp;Ja.</p>' in html(text)


def test_a_second_speaker_may_follow_emphasis() -> None:
    assert html("– Ja, sa *hon*.\n– Nej.").count('class="speech"') == 2


def test_any_number_of_speakers_may_follow_each_other() -> None:
    assert html("– Ja\n" * 2_000).count('class="speech"') == 2_000


def test_a_quotation_may_name_its_source_in_a_paragraph_of_its_own() -> None:
    assert html("> Ord\n>\n> — *Boken*") == (
        "<blockquote>\n<p>Ord</p>\n<footer>– <em>Boken</em></footer>\n</blockquote>"
    )


def test_an_english_quotation_names_its_source_after_an_em_dash() -> None:
    assert "<footer>— The jury</footer>" in html("> Words\n> — The jury", language="en")


@pytest.mark.parametrize(
    ("level", "text"),
    [(2, "{box}"), (3, "## A\n\n{box}"), (4, "## A\n\n### B\n\n{box}"), (6, "{deep}\n\n{box}")],
)
def test_the_title_of_a_fact_box_is_one_level_below_its_section(level: int, text: str) -> None:
    deep = "\n\n".join(f"{'#' * n} N{n}" for n in range(2, 7))
    out = html(text.format(box="/// fact | Ruta\nText\n///", deep=deep))
    assert f'<h{level} class="fact-title" id="ruta">Ruta</h{level}>' in out


def test_a_fact_box_leaves_the_levels_after_it_alone() -> None:
    html("## A\n\n/// fact | Ruta\nText\n///\n\n### B")


def test_a_box_within_a_block_has_more_slashes_around_it() -> None:
    out = html("//// lang | en\n/// fact | Box\nText\n///\n////")
    assert out.startswith('<div lang="en">\n<aside class="fact"')


def test_a_pull_quote_with_words_of_its_own_is_heard_as_a_quotation() -> None:
    out = html("Text.\n\n/// pull-quote\nAnnat\n///")
    assert '<aside class="pull-quote" role="doc-pullquote">' in out


MEANING = "*[MVP]: Mentors in Violence Prevention"
EXPLAINED = '<abbr title="Mentors in Violence Prevention">MVP</abbr>'


@pytest.mark.parametrize(
    "words",
    [
        "Vi har Mentors in Violence Prevention (MVP).",
        "*Mentors* in Violence\nprevention (MVP).",
        "Mentors in **Violence**\\ Prevention (MVP) är",
    ],
)
def test_an_abbreviation_right_after_its_words_is_not_explained(words: str) -> None:
    assert EXPLAINED.replace("title", "data-meaning") in html(f"{words}\n\n{MEANING}")


@pytest.mark.parametrize(
    "words",
    [
        "Våldsprevention (MVP).",
        "Mentors in Violence Prevention: MVP.",
        "Mentors in Violence Prevention (MVP i skolan).",
        "Mentors in Violence Prevention och annat (MVP)",
        "(MVP)",
    ],
)
def test_an_abbreviation_elsewhere_is_explained(words: str) -> None:
    assert EXPLAINED in html(f"{words}\n\n{MEANING}")


def test_an_explanation_has_the_language_that_its_words_are_marked_with() -> None:
    passage = "[Mentors in Violence Prevention]{lang=en} (MVP)"
    out = html(f"MVP, eller {passage}. MVP, och VP.\n\n{MEANING}\n*[VP]: Violence")
    assert out.count(EXPLAINED.replace("<abbr", '<abbr lang="en"')) == 2
    assert f"({EXPLAINED.replace('title', 'data-meaning')})" in out
    assert '<abbr title="Violence">' in out


def test_pictures_side_by_side_become_a_figure_each() -> None:
    one = '![A](a.svg "B"){illustrator="Exempel"}'
    assert html(f"{one}\n{one}").count("<figure") == 2


def test_an_illustrator_is_credited() -> None:
    out = html('![A](a.svg "B"){illustrator="Exempel"}', language="en")
    assert '<figcaption>B <span class="credit">Illustration: Exempel</span></figcaption>' in out


def test_pictures_are_reported_with_their_addresses_as_written() -> None:
    body = render('Text.\n\n![A](min bild.svg "B"){illustrator="Exempel"}\n\n![](file:///x.png)')
    assert [use.address for use in body.pictures] == ["min bild.svg", "file:///x.png"]
    assert [(use.place.line, use.place.column) for use in body.pictures] == [(3, 1), (5, 1)]
    assert '<img src="min bild.svg" alt="A">' in body.html


def test_a_caption_keeps_its_emphasis_beside_its_number() -> None:
    out = html("Tabell: *Alla* svar {#t}\n\n| A | B |\n|---|---|\n| a | b |", language="en")
    assert '<caption><span class="number">Table 1</span> <em>Alla</em> svar</caption>' in out


def test_a_table_without_id_has_no_number() -> None:
    assert "<caption>Svar</caption>" in html("Tabell: Svar\n| A | B |\n|--|--|\n| a | b |")


@pytest.mark.parametrize("cell", ["12", "1 000", "−3,5", "12 %", "0.5"])
def test_cells_of_numbers_are_marked(cell: str) -> None:
    assert f'<td class="number">{cell}</td>' in html(f"| A | B |\n|---|---|\n| a | {cell} |")


@pytest.mark.parametrize("cell", ["12 st", "a", "–"])
def test_other_cells_are_not(cell: str) -> None:
    assert f"<td>{cell}</td>" in html(f"| A | B |\n|---|---|\n| a | {cell} |")


def test_a_space_between_pipes_makes_an_empty_cell_and_no_span() -> None:
    out = html("| A | B | C |\n|---|---|---|\n| a | | c |\n| a | b ||")
    assert "<td></td>" in out
    assert '<td colspan="2">b</td>' in out


def test_pipes_in_code_part_no_cells() -> None:
    assert "<td><code>a||b</code></td>" in html("| A | B |\n|---|---|\n| x | `a||b` |")


def test_a_table_in_html_keeps_its_structure() -> None:
    table = (
        '<table><thead><tr><th id="a" scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><td headers="a" rowspan="2">1</td><td>x</td></tr></tbody></table>'
    )
    out = parse(html(table))
    assert out.find(".//td").get("rowspan") == "2"
    assert out.find(".//td").get("headers") == "a"


def test_notes_are_numbered_as_they_are_called() -> None:
    out = html("A[^b] B[^a]\n\n[^a]: Ett\n[^b]: Två")
    assert 'id="note-1" role="doc-footnote">Två<' in out
    assert 'id="note-2" role="doc-footnote">Ett<' in out


def test_a_note_in_a_heading_is_in_neither_its_id_nor_its_references() -> None:
    out = html("## Pris[^1] *nu*[^1]\n\nSe [](#pris-nu).\n\n[^1]: En not.")
    assert out.startswith('<h2 id="pris-nu">Pris<span class="footnote"')
    assert ">”Pris nu”</a>" in out


def test_a_note_in_the_title_of_a_fact_box_is_not_in_its_id() -> None:
    assert 'aria-labelledby="ruta"' in html("/// fact | Ruta[^1]\nText\n///\n\n[^1]: En not.")


def test_a_note_may_follow_an_exclamation_mark() -> None:
    assert html("Hej![^1](nu)\n\n[^1]: En not.") == (
        '<p>Hej!<span class="footnote" id="note-1" role="doc-footnote">En not.</span>(nu)</p>'
    )


def test_a_note_may_be_all_emphasis() -> None:
    assert "<em>En bok</em></span>" in html("A[^1]\n\n[^1]: *En bok*")


def test_an_item_whose_id_looks_like_a_note_stays() -> None:
    assert html('<ol><li id="fn:a">Text</li></ol>') == '<ol><li id="fn:a">Text</li></ol>'


def test_a_note_may_have_any_label() -> None:
    assert "Källan" in html("A[^källa 1].\n\n[^källa 1]: Källan")


def test_a_passage_may_hold_emphasis_and_links() -> None:
    out = html("[See *all* of [it](https://exempel.se)]{lang=en}")
    assert out == (
        '<p><span lang="en">See <em>all</em> of <a href="https://exempel.se">it</a></span></p>'
    )


def test_passages_and_blocks_from_right_to_left_say_so() -> None:
    out = html("Hej [\u0645\u0631\u062d\u0628\u0627]{lang=ar}\n\n/// lang | he\n- \u05e9\n///")
    assert '<span lang="ar" dir="rtl">' in out
    assert '<div lang="he" dir="rtl">' in out
    assert out.count("dir=") == 2


def test_a_paragraph_an_item_and_a_link_may_have_a_direction() -> None:
    assert html("\u0634\n{lang=ar}") == '<p lang="ar" dir="rtl">\u0634</p>'
    assert '<li lang="ar" dir="rtl">' in html("- \u0634\n  {lang=ar}")
    assert 'lang="ar" dir="rtl">' in html("[\u0634](https://exempel.se){lang=ar}")


def test_a_passage_within_one_of_another_direction_says_its_own() -> None:
    text = "/// lang | ar\n\u0634 [Exempel]{lang=sv} [\u0634]{lang=fa}\n///"
    assert '<span lang="sv" dir="ltr">' in html(text)
    assert '<span lang="fa">' in html(text)


def test_the_direction_of_the_article_needs_no_saying() -> None:
    assert html("[\u0634]{lang=fa}", language="ar") == '<p><span lang="fa">\u0634</span></p>'
    assert 'lang="sv" dir="ltr"' in html("[Exempel]{lang=sv}", language="ar")


def test_a_direction_that_was_given_stays() -> None:
    assert 'lang="ar" dir="ltr"' in html("[Marhaban]{lang=ar dir=ltr}")


def test_addresses_in_plain_text_stay_text() -> None:
    body = render("Se www.exempel.se och press@exempel.se.", language="sv")
    assert "<a" not in body.html
    assert [finding.severity for finding in body.findings] == [Severity.ADVICE] * 2


@pytest.mark.parametrize("text", ["{{ a }}", "{% b %}", "{{ a|safe }}", "{# c #}", "{{a}} {{b}}"])
def test_templates_are_text(text: str) -> None:
    assert plain(parse(html(f"## Rubrik {text}\n\nText {text}"))) == f"Rubrik {text} Text {text}"


def test_a_lesser_than_sign_is_text() -> None:
    assert html("a < b, x <y och 1<2") == "<p>a &lt; b, x &lt;y och 1&lt;2</p>"


def test_comments_vanish() -> None:
    assert html("A <!-- B\n\n<script> --> C") == "<p>A  C</p>"


def test_line_ends_of_windows_change_nothing() -> None:
    text = "## A\n\n- a\n  - b\n\n– Ja\n– Nej\n"
    assert html(text.replace("\n", "\r\n")) == html(text)


def test_a_division_with_a_language_needs_no_paragraphs() -> None:
    assert html('<div lang="en">Text</div>') == '<div lang="en">Text</div>'


def test_a_text_of_pictures_is_not_empty() -> None:
    assert "<img" in html("![](a.svg){.decorative}")
    assert "<img" in html('/// fact | A\n![A](a.svg "B"){photographer="Exempel"}\n///')


def test_a_megabyte_in_one_line_is_rendered_in_seconds() -> None:
    text = "Ord och *fler* ord, " + 'som är "många" och kostar 10 000 kr (minst). ' * 23_000
    start = time.perf_counter()
    body = render(text)
    assert body.findings == ()
    assert len(plain(parse(body.html))) > 1_000_000
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "sign", ["[", "![", "[a](", "*a ", "_", "`", "<a ", "> ", "- ", "((", "{", "|", "\t", "~~~\n"]
)
def test_no_repeated_character_takes_the_parser_long(sign: str) -> None:
    start = time.perf_counter()
    render(sign * (100_000 // len(sign)))
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("sign", ["{class=", "<b class=", "{#a ", "<b id=a ", "](", "lang="])
def test_no_place_takes_long_to_find(sign: str) -> None:
    fault = "<b class=q id=note-1 hidden lang=e_n>a</b> [](q)"
    start = time.perf_counter()
    assert render(f"{f'{sign} ' * 10_000}\n\n{fault}").findings
    assert time.perf_counter() - start < 5


@given(st.text(alphabet=" \n\t#-*_`[](){}<>!|:/&\"'\\^~=.+1aå–—$%\r", max_size=60))
def test_any_text_is_rendered(text: str) -> None:
    body = render(text)
    for finding in body.findings:
        assert finding.place.file == "a.md"
        assert (finding.place.line or 1) <= text.count("\n") + text.count("\r") + 1


def test_the_head_of_a_column_of_numbers_is_set_as_the_numbers_are() -> None:
    table = "| Skola | Elever | Not |\n|---|---|---|\n| Alby | 12 | ny |\n| Tumba | 1 386 |  |\n"
    html = render_body(table, language="sv", file="a.md").html
    assert '<th class="number" scope="col">Elever</th>' in html
    assert '<th scope="col">Skola</th>' in html
    assert '<th scope="col">Not</th>' in html


def test_abbreviations_may_hold_punctuation() -> None:
    text = (
        "Bl.a. bl.a. skolor, C++ och SKR:s.\n\n"
        "*[bl.a.]: bland annat\n*[C++]: ett språk\n*[SKR]: Ett förbund"
    )
    assert html(text) == (
        '<p>Bl.a. <abbr title="bland annat">bl.a.</abbr> skolor, <abbr title="ett språk">C++</abbr>'
        ' och <abbr title="Ett förbund">SKR</abbr>:s.</p>'
    )


TABLE = "| A |\n|---|\n| a |"


def test_a_caption_below_its_table_is_its_caption() -> None:
    written = html(f"{TABLE}\n\nTabell: Om A\n\nText")
    assert written == html(f"Tabell: Om A\n\n{TABLE}\n\nText")


@pytest.mark.parametrize("code", ["`=`", "`==`", "``=SUMMA(A1)``", "<code>=SUMMA(A1)</code>"])
def test_code_with_an_equals_sign_can_be_written_in_a_report(code: str) -> None:
    scope = Embedding(number=lambda _text, _place: ("wrong", ()))
    body = render_body(f"Skriv {code}.", language="sv", file="a.md", scope=scope)
    assert body.html.startswith("<p>Skriv <code>=")


@pytest.mark.parametrize(
    "notes",
    [
        "[^1]: Ett\n    och mer.\n[^2]:\n    Två.",
        "[^1]: Ett\nmer.\n[^2]:\nTvå.",
        "[^1]:\n\n    Ett.\n\n[^2]:\n    Två.",
        "- punkt\n[^1]:\n    Ett.\n[^2]:\n    Två.",
    ],
)
def test_a_note_may_begin_on_the_line_below_its_label(notes: str) -> None:
    body = render_body(f"Ord[^1] och ord[^2].\n\n{notes}\n", language="sv", file="a.md")
    assert body.findings == ()
    assert body.html.count('role="doc-footnote"') == 2


@pytest.mark.parametrize("name", ["r%C3%A5tt", "rått", "r%c3%a5tt"])
def test_a_reference_may_be_percent_encoded(name: str) -> None:
    body = render_body(f"Se [](#{name}).\n\n## Rått {{#rått}}\n", language="sv", file="a.md")
    assert body.findings == ()
    assert 'href="#rått"' in body.html


@pytest.mark.parametrize("written", ["#top", "#Top", "#%74op"])
def test_a_link_may_lead_to_the_top_of_the_document(written: str) -> None:
    body = render_body(f"Tillbaka [till början]({written}).\n", language="sv", file="a.md")
    assert body.findings == ()
    assert '<a href="#top">till början</a>' in body.html


def test_a_link_to_the_top_needs_a_text() -> None:
    body = render_body("Se [](#top).\n", language="sv", file="a.md")
    assert [finding.rule for finding in body.findings] == ["reference"]


def test_an_element_called_top_is_what_its_links_lead_to() -> None:
    body = render_body("Se [](#top).\n\n## Toppen {#top}\n", language="sv", file="a.md")
    assert body.findings == ()
    assert "”Toppen”</a>" in body.html


def test_an_ampersand_before_a_number_sign_moves_no_html_after_it() -> None:
    text = "- R&#\n\n<ol><li>&#42;</li></ol>\n\nen adress (<https://exempel.se>)\n"
    html = render_body(text, language="sv", file="a.md").html
    assert "<li>R&amp;#</li>" in html
    assert "<ol><li>*</li></ol>" in html


def test_labels_and_references_are_in_the_language_of_their_passage() -> None:
    picture = '![Ett fält](a.svg "Fält"){#falt fotograf="Exempel"}\n\nSe [](#falt) och [](#field).'
    english = (
        '/// lang | en\n![A field](a.svg "Field"){#field fotograf="Exempel"}\n\n'
        "Table: Numbers {#numbers}\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "See [](#falt), [](#field) and [](#numbers).\n///"
    )
    text = html(f"{picture}\n\n{english}")
    assert '<span class="number">Figur 1</span>' in text
    assert '<span class="number">Figure 2</span>' in text
    assert '<span class="number">Table 1</span>' in text
    assert re.findall(r">(\w+ \d)</a>", text) == [
        "figur 1", "figur 2", "figure 1", "figure 2", "table 1",
    ]  # fmt: skip


def test_english_labels_for_want_of_others_are_marked_as_english() -> None:
    picture = '![Kuva](a.svg "Kuva"){#kuva fotograf="Exempel"}'
    text = f"{picture}\n\nTable: Luvut {{#luvut}}\n\n|A|B|\n|-|-|\n|1|2|"
    body = html(text, language="fi")
    assert '<span class="number" lang="en">Figure 1</span>' in body
    assert '<span class="number" lang="en">Table 1</span>' in body
