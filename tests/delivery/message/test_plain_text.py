import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.content.markup.body import render_body
from pressverk.delivery.message.plain_text import plain_text, wrap
from pressverk.html import parse

TABLE = """
<table><caption>Tabell 1 Elever</caption>
<thead><tr><th>Grupp</th><th class="number">Antal</th><th>Not</th></tr></thead>
<tbody><tr><th>Flickor</th><td class="number">1&nbsp;204</td><td>–</td></tr>
<tr><th>Pojkar</th><td colspan="2">redovisas senare</td></tr></tbody></table>
"""


def text_of(html: str) -> str:
    return plain_text(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A</h1><h2>Bb</h2><h3>Ccc</h3>", "A\n=\n\nBb\n--\n\nCcc\n~~~"),
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>1&nbsp;000&shy;000</p>", "1 000000"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
        ('<ol start="9"><li>a</li><li>b</li></ol>', " 9. a\n10. b"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
        ("<dl><dt>Term</dt><dd>What it means</dd></dl>", "Term\n    What it means"),
        ("<blockquote><p>a</p><footer>— b</footer></blockquote>", "    a\n\n    — b"),
        ('<aside class="fact"><h3>F</h3><p>a</p></aside>', "| F\n| ~\n|\n| a"),
        ("<figure><p>[A ring]</p><figcaption>Us</figcaption></figure>", "[A ring]\n\nUs"),
        ("<pre>a\n  b</pre>", "    a\n      b"),
        ("<p>a</p><hr><p>b</p>", "a\n\n* * *\n\nb"),
        ("<p>a &lt; b &amp; <q>c</q></p>", "a < b & ”c”"),
        ('<p><a href="https://example.com/x">Read</a></p>', "Read <https://example.com/x>"),
        ('<p><a href="https://example.com/">example.com</a></p>', "example.com"),
        ('<p><a href="mailto:a@example.com">a@example.com</a></p>', "a@example.com"),
        ('<p><a href="mailto:a@example.com">Write</a></p>', "Write <a@example.com>"),
        ('<p><a href="tel:0800">08-00</a></p>', "08-00"),
        ('<p><a href="#x">table 1</a></p>', "table 1"),
        ("<p>a<sup>[1]</sup></p>", "a[1]"),
        ("<div><p>a</p>b</div>", "a\n\nb"),
    ],
)  # fmt: skip
def test_everything_has_a_form_in_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_table_that_fits_is_set_in_columns() -> None:
    assert text_of(TABLE).splitlines() == [
        "Tabell 1 Elever",
        "",
        "Grupp               Antal  Not",
        "-------  ----------------  ---",
        "Flickor             1 204  –",
        "Pojkar   redovisas senare",
    ]


def test_a_wide_table_is_a_list_for_each_row() -> None:
    assert plain_text(TABLE, width=20).splitlines() == [
        "Tabell 1 Elever",
        "",
        "Grupp: Flickor",
        "- Antal: 1 204",
        "- Not: –",
        "",
        "Grupp: Pojkar",
        "- Antal, Not:",
        "  redovisas senare",
    ]


def test_a_cell_may_hold_lines_links_and_paragraphs() -> None:
    cells = (
        "<td>a<br>b</td>",
        "<td><p>c</p><p>d</p></td>",
        "<td><ul><li>e</li><li>f</li></ul></td>",
        '<td><a href="https://example.com">g</a></td>',
    )
    html = f"<table><caption>h<br>i</caption><tr>{''.join(cells)}</tr></table>"
    assert text_of(html).splitlines() == ["h", "i", "", "a b  c d  e f  g <https://example.com>"]


def test_what_spans_rows_is_said_in_each() -> None:
    html = (
        "<table><thead><tr><th>Year</th><th>Group</th><th>Count</th></tr></thead>"
        "<tr><th rowspan=2>2025</th><td>Girls</td><td>5</td></tr>"
        "<tr><td>Boys</td><td>6</td></tr></table>"
    )
    assert plain_text(html, width=12).split("\n\n") == [
        "Year: 2025\n- Group:\n  Girls\n- Count: 5",
        "Year: 2025\n- Group:\n  Boys\n- Count: 6",
    ]


def test_no_line_is_longer_than_a_reader_is_wide() -> None:
    words = "Kommunen har fått ett pris för sitt arbete med att förebygga våld. " * 9
    html = f"<p>{words}</p><ul><li>{words}</li></ul><blockquote><p>{words}</p></blockquote>"
    assert 60 < max(map(len, text_of(html).splitlines())) <= 72


def test_an_address_is_never_broken() -> None:
    address = "https://example.com/" + "a-b/" * 30
    assert address in text_of(f'<p>Read more <a href="{address}">in this report</a>.</p>')


@given(st.text(st.sampled_from("ab \n\xa0"), max_size=200))
def test_wrapping_keeps_every_word(text: str) -> None:
    assert " ".join(wrap(text, 20)).split() == text.split()


MARKDOWN = st.lists(
    st.sampled_from([
        "Ett stycke med **vikt** och [länk](https://example.com/sida).",
        "## Rubrik",
        "- punkt ett\n- punkt två",
        "1. först\n2. sedan",
        "> Citat\n>\n> -- Källa",
        "| Grupp | Antal |\n|---|---:|\n| Flickor | 204 |",
        "Term\n:   Betydelse",
        "/// fact | Ruta\nInnehåll i rutan.\n///",
        "– Det sa hon.",
    ]),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(MARKDOWN)
def test_no_word_of_an_article_is_lost(parts: list[str]) -> None:
    html = render_body("\n\n".join(parts), language="sv", file="a.md").html
    written = re.findall(r"\w+", " ".join(parse(html).itertext()))
    text = re.findall(r"\w+", text_of(html))
    for word in set(written):
        assert text.count(word) >= written.count(word), word
