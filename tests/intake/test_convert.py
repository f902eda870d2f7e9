import re
import unicodedata
from typing import Any

import pytest
from generated_html import BODIES, body_of, words
from hypothesis import example, given, settings

from pressverk.content.markup.body import render_body
from pressverk.html import parse
from pressverk.intake.convert import to_markdown
from pressverk.intake.model import Note, NoteKind
from pressverk.model import Severity

BLOCKS = [
    "p",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "caption",
    "figcaption",
    "div",
    "pre",
    "br",
    "dt",
    "dd",
    "footer",
    "blockquote",
]


SPELT_OUT = ' (<a href="https://exempel.se/mer">https://exempel.se/mer</a>)'


def read_again(html: str) -> str:
    """Return the HTML that the dialect makes of *html* when it is written in it."""
    markdown = to_markdown(body_of(html), language="sv").text
    return render_body(markdown, language="sv", file="a.md").html


def words_shown(html: str) -> list[str]:
    """Return the words that a reader of *html* sees, blocks parted, notes after all else."""
    root = parse(html)
    for credit in root.xpath(".//span[@class='credit']"):
        credit.drop_tree()
    for element in root.iter(*BLOCKS):
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    return words(unicodedata.normalize("NFC", "".join(root.itertext())))


@given(BODIES)
@example("<p>&amp;#1 och &amp;#x41</p>")
@example('<p>1<code>1<a href="https://exempel.se/mer">Läs mer</a></code></p>')
@settings(max_examples=300)
def test_every_word_of_any_html_is_there_again_in_its_order(html: str) -> None:
    text = to_markdown(body_of(html), language="sv").text
    body = render_body(text, language="sv", file="a.md")
    spelt = body.html.replace(SPELT_OUT, "")
    assert words_shown(spelt) == words_shown(html)
    # Quotations in a row are one to Markdown, and an escaped mark may be like one that isn't.
    assert {each.rule for each in body.findings} <= {"empty-body", "unread-markup"}


@pytest.mark.parametrize(
    "html",
    [
        "<p>a) Ett</p><p>b) Två</p>",
        "<p>-Vi är</p><p>–Vi är</p><p>— Ek</p>",
        "<p>1.Första<br>2.Andra</p>",
        "<p>Se www.exempel.se/a. Skriv till press@exempel.se.</p>",
        "<table><tr><th>A</th><th>B</th></tr><tr><td>www.a.se, x@a.se<td>###</tr></table>",
        "<p>x --&gt; y &amp;amp; z ##</p>",
        "<p><code>kod</code><br></p><p>Mer</p>",
    ],
)
def test_imported_text_has_nothing_that_would_be_printed_as_markup(html: str) -> None:
    body = render_body(markdown(html), language="sv", file="a.md")
    assert not body.findings
    assert words_shown(body.html) == words_shown(html)


def markdown(html: str, **more: Any) -> str:
    return to_markdown(body_of(html), language="sv", **more).text


def faults(text: str) -> list[str]:
    findings = render_body(text, language="sv", file="a.md").findings
    return [each.rule for each in findings if each.severity is Severity.ERROR]


@given(BODIES)
@settings(max_examples=60)
def test_what_is_written_in_the_dialect_stays_as_it_is_when_converted_again(html: str) -> None:
    once = markdown(html)
    again = render_body(once, language="sv", file="a.md").html
    again = re.sub(r'<span class="credit">.*?</span>', "", again)
    assert words_shown(read_again(again)) == words_shown(again)


def test_characters_of_the_dialect_are_escaped_only_where_they_mean_something() -> None:
    html = "<p>2 * 3 &lt; 7 &amp; 8, snake_case, 5-6, §5: #1 (a) – b!</p>"
    assert markdown(html) == "2 \\* 3 &lt; 7 & 8, snake_case, 5-6, §5: #1 (a) – b!\n"


def test_headings_begin_at_the_second_level_and_skip_none() -> None:
    html = "<h1>A</h1><h4>B</h4><h4>C</h4><h2>D</h2><h3>E</h3>"
    assert markdown(html) == "## A\n\n### B\n\n### C\n\n### D\n\n#### E\n"


def test_headings_in_a_box_fit_under_its_title() -> None:
    html = '<h2>A</h2><aside class="fact"><h2>F</h2><p>x</p><h2>G</h2><p>y</p></aside>'
    text = markdown(html)
    assert "/// fact | F\nx\n\n#### G\n\ny\n///" in text
    assert faults(text) == []


def test_a_dash_before_a_sentence_is_speech_and_before_items_a_list() -> None:
    speech = "<p>- Vi är glada, säger hon.<br>- Mycket, säger han.</p>"
    assert markdown(speech) == "– Vi är glada, säger hon.\n\n– Mycket, säger han.\n"
    assert markdown("<p>- ett</p><p>- två</p>") == "- ett\n- två\n"
    assert markdown("<p>• ett</p>") == "- ett\n"
    assert markdown("<p>- fem</p>") == "\\- fem\n"


def test_lists_keep_their_numbers_letters_and_what_stands_in_them() -> None:
    assert markdown('<ol start="4"><li>a</li><li><p>b</p><p>c</p></li></ol>') == (
        "4. a\n\n5. b\n\n   c\n"
    )
    assert markdown('<ol type="a"><li>x &amp; y</li></ol>') == (
        '<ol type="a">\n<li>x &amp; y</li>\n</ol>\n'
    )
    inner = '<ol type="a"><li>b</li></ol>'
    assert markdown(f"<ol><li>a{inner}</li></ol>") == f"<ol>\n<li>a{inner}</li>\n</ol>\n"
    assert markdown(
        "<ul><li>a<table><tr><td>1</td><td>2</td></tr></table></li><li>b</li></ul>"
    ) == (
        "- a\n\n<!-- decide (table-headers): see whether the first row names the columns -->\n"
        "<table>\n<thead>\n"
        '<tr><th scope="col">1</th><th scope="col">2</th></tr>\n</thead>\n</table>\n\n- b\n'
    )


def test_two_lists_in_a_row_stay_two() -> None:
    text = markdown("<ol><li>a</li></ol><ol><li>b</li></ol>")
    assert render_body(text, language="sv", file="a.md").html.count("<ol>") == 2


def test_tables_have_pipes_where_that_says_everything() -> None:
    html = (
        "<table><caption>Elever</caption><tr><th>År</th><th>A|B</th></tr>"
        '<tr><th scope="row">2018</th><td>1<br>2</td></tr>'
        '<tr><th scope="row">2019</th><td></td></tr></table>'
    )
    assert markdown(html) == (
        "Table: Elever\n\n| År | A\\|B |\n|---|---|\n| 2018 | 1<br>2 |\n| 2019 |  |\n"
    )


def test_letters_of_a_list_that_become_figures_are_reported() -> None:
    body = body_of('<blockquote><ol type="a"><li>b</li></ol></blockquote>')
    converted = to_markdown(body, language="sv")
    assert converted.text == "> 1. b\n"
    assert [note.rule for note in converted.notes] == ["numbering"]


def test_tables_are_html_where_cells_span_rows() -> None:
    html = (
        '<table><thead><tr><th rowspan="2">A</th><th colspan="2">B</th></tr><tr><th>C</th>'
        "<th>D</th></tr></thead><tbody><tr><td>1</td><td><p>x</p><p>y</p></td><td>3</td></tr></tbody></table>"
    )
    text = markdown(html)
    assert (
        '<tr><th scope="col" rowspan="2">A</th><th scope="colgroup" colspan="2">B</th></tr>' in text
    )
    assert "<td><p>x</p><p>y</p></td>" in text
    assert faults(text) == []


def test_a_header_that_spans_two_rows_has_both_in_the_head() -> None:
    """A head of fewer rows would clip the cell, and the row below it would move a column."""
    top = "<tr><{0} rowspan=2>Skola</{0}><{0} colspan=2>Elever</{0}></tr>"
    rest = "<tr><td>Flickor</td><td>Pojkar</td></tr><tr><td>Ek</td><td>9</td><td>8</td></tr>"
    for first in (top.format("td"), f"<thead>{top.format('th')}</thead>"):
        text = markdown(f"<table>{first}{rest}</table>")
        assert '<tr><th scope="col">Flickor</th><th scope="col">Pojkar</th></tr>\n</thead>' in text
        assert "<tbody>\n<tr><td>Ek</td><td>9</td><td>8</td></tr>\n</tbody>" in text
        assert faults(text) == []


def test_notes_are_called_and_reported_and_where_they_cant_be_they_stand_in_parentheses() -> None:
    call = '<sup><a href="#fn1">7</a></sup>'
    notes = '<section class="footnotes"><ol><li id="fn1"><p>Ett.</p><p>Två.</p></li></ol></section>'
    assert markdown(f"<p>Text{call}.</p>{notes}") == "Text[^1].\n\n[^1]: Ett.\n\n    Två.\n"
    figure = f'<figure><img src="a.png" alt="x"><figcaption>Bild{call}</figcaption></figure>'
    text = markdown(figure + notes)
    assert '"Bild (Ett. Två.)"' in text
    assert faults(text) == []


def test_quotations_name_their_source() -> None:
    for source in ("<footer>— Juryn</footer>", "<p>– Juryn</p>", "<cite>Juryn</cite>"):
        assert (
            markdown(f"<blockquote><p>Bra.</p>{source}</blockquote>") == "> Bra.\n>\n> -- Juryn\n"
        )


def test_passages_and_paragraphs_in_other_languages_are_marked() -> None:
    assert markdown('<p>Vi <span lang="en">go [on]</span>.</p>') == "Vi [go \\[on\\]]{lang=en}.\n"
    assert markdown('<p lang="en">One.</p><p lang="en">Two.</p><p>Tre.</p>') == (
        "/// lang | en\nOne.\n\nTwo.\n///\n\nTre.\n"
    )
    assert markdown('<p lang="sv">Ett <span lang="sv">två</span>.</p>') == "Ett två.\n"


def test_links_that_cant_be_followed_from_paper_keep_their_text_and_are_noted() -> None:
    converted = to_markdown(body_of('<p><a href="/nyheter">Nyheter</a></p>'), language="sv")
    assert converted.text == "Nyheter\n"
    assert [(note.rule, "/nyheter" in note.message) for note in converted.notes] == [
        ("link-address", True)
    ]


def test_abbreviations_are_explained_once() -> None:
    html = '<p><abbr title="Mentors in Violence Prevention">MVP</abbr> och <abbr>x</abbr></p>'
    assert markdown(html) == "MVP och x\n\n*[MVP]: Mentors in Violence Prevention\n"


def test_comments_stay_comments_and_never_end_early() -> None:
    text = markdown("<p>Text<!-- fråga -> Per `nu` --> mer.</p>")
    assert text == "Text<!-- fråga -> Per 'nu' --> mer.\n"
    assert "fråga" not in render_body(text, language="sv", file="a.md").html


def test_what_an_anchor_asks_stands_before_its_block() -> None:
    note = Note(kind=NoteKind.DECIDE, rule="language", message="see", anchor="a")
    html = '<ul><li>x</li><li><span data-note="a">y</span></li></ul>'
    assert markdown(html, notes=[note]) == "<!-- decide (language): see -->\n- x\n- y\n"


def test_a_page_that_is_nested_without_end_keeps_its_words() -> None:
    html = "<div>" * 200 + "ord" + "</div>" * 200
    assert markdown(html) == "ord\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p><b>a</b><i>b</i></p>", "<strong>a</strong><em>b</em>\n"),
        ("<p>x<b> a </b>y</p>", "x **a** y\n"),
        ("<p><b>a</b><b>b</b></p>", "**ab**\n"),
        ("<p><b>a<i>b</i></b></p>", "<strong>a*b*</strong>\n"),
        ("<p>Hej!<a href='https://e.se'>x</a></p>", "Hej\\![x](https://e.se)\n"),
        ("<p><code>a`b</code></p>", "``a`b``\n"),
        ("<p>a<br><br>b</p>", "a\n\nb\n"),
        ("<pre>a\n  ``` b</pre>", "````\na\n  ``` b\n````\n"),
        ("<pre>int<br>add<br><br>b</pre>", "```\nint\nadd\n\nb\n```\n"),
        ("<dl><dt>LIX</dt><dd>Ett mått.</dd></dl>", "LIX\n: Ett mått.\n"),
        ("<p>10\xa0000 e\u2011post för\xadkorta</p>", "10\\ 000 e\u2011post för&shy;korta\n"),
    ],
)
def test_lines_are_written_as_people_would(html: str, text: str) -> None:
    written = markdown(html)
    assert words_shown(render_body(written, language="sv", file="a.md").html) == words_shown(html)
    assert written == text


def test_a_link_that_says_nothing_has_its_address_after_it_until_somebody_decides() -> None:
    text = markdown('<p>Vi vann. <a href="https://exempel.se/pris">Läs mer</a></p>')
    assert text == (
        "<!-- decide (link-text): say in the text of the link 'Läs mer' where it leads, and remove"
        " the address -->\nVi vann. Läs mer (<https://exempel.se/pris>)\n"
    )
    assert faults(text) == []


def test_rows_that_end_too_early_are_filled() -> None:
    text = markdown("<table><tr><th>A</th></tr><tr><td>1</td><td>2</td></tr></table>")
    assert text == "| A |  |\n|---|---|\n| 1 | 2 |\n"
    assert faults(text) == []


def test_an_address_in_the_text_becomes_a_link() -> None:
    body = parse("<div><p>Läs på https://exempel.se/a_b?c=1&amp;d=2. Eller (http://x.se)</p></div>")
    text = to_markdown(body, language="sv").text
    assert "<https://exempel.se/a_b?c=1&d=2>. Eller (<http://x.se>)" in text
    assert render_body(text, language="sv", file="a.md").findings == ()


@pytest.mark.parametrize(
    "text",
    ["~~~", "~~a~~", "== a ==", "[a](b", "[a][b]", "[[a]]", "*a*", "H~2~O", "m^2^", "$x_1=2$",
     "a /// b", "@fig-a", "https://exempel.se", "1) a", "• a", "(a) b", "– a", "## a"],
)  # fmt: skip
def test_what_looks_like_markup_in_a_caption_is_printed_as_it_stands(text: str) -> None:
    written = markdown(f'<figure><img src="a.png" alt="b"><figcaption>{text}</figcaption></figure>')
    body = render_body(written, language="sv", file="a.md")
    assert body.findings == ()
    assert parse(body.html).find(".//figcaption").text.strip() == text


def test_a_table_that_begins_with_an_empty_row_under_a_span_has_a_header() -> None:
    text = markdown("<table><tr><td></td><td rowspan=2></td></tr><tr><td>1</td></tr></table>")
    assert faults(text) == []
