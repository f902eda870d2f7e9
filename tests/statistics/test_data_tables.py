from dataclasses import replace

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_data import CSV, SCHEMA, dataset

from pressverk.errors import sentence
from pressverk.model import Place
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.disclosure.protection import protect
from pressverk.statistics.tables import parse_table, table_html

HERE = Place(file="index.md", line=10, column=1)
OPEN = SCHEMA.replace("people = true", "")
BLOCK = """\
data: d
caption: Elever
rows: skola
columns: elever
split: lasar
"""


def html_of(block: str, data: Dataset | None = None, language: str = "sv") -> str:
    parsed, faults = parse_table(block, HERE)
    assert parsed, [sentence(fault) for fault in faults]
    html, found = table_html(parsed, {"d": data or dataset(schema=OPEN)}, language)
    assert found == ()
    return html


def test_a_table_of_perturbed_data_says_that_its_totals_may_differ() -> None:
    plain = dataset(schema=OPEN)
    (note, *_rest) = texts(html_of(BLOCK, plain, "en"), "//p[@class='table-note']")
    assert note == "Exempeldata"
    notes = texts(html_of(BLOCK, replace(plain, perturbed=True), "en"), "//p[@class='table-note']")
    assert any("may differ from the sum" in each for each in notes)


def faults_of(block: str) -> list[str]:
    parsed, faults = parse_table(block, HERE)
    if parsed:
        _html, faults = table_html(parsed, {"d": dataset(schema=OPEN)}, "sv")
    return [sentence(fault) for fault in faults]


def texts(html: str, path: str) -> list[str]:
    return [element.text_content() for element in lxml.html.fromstring(html).xpath(path)]


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (BLOCK.replace("rows: skola\n", ""), "index.md:11:1: 'rows' is missing; add it"),
        (BLOCK.replace("data: d", "data: x"), "index.md:11:7: unknown data: 'x'; there are d"),
        (
            BLOCK.replace("rows: skola", "rows: [lasar, skla]"),
            "index.md:13:15: unknown column: 'skla'; did you mean 'skola'?",
        ),
        (
            BLOCK + "where: {skola: Åskolan}\n",
            "index.md:16:16: unknown value of 'skola': 'Åskolan'; did you mean 'Åsskolan'?",
        ),
        (
            BLOCK + "order: nedåt\n",
            "index.md:16:8: order is 'nedåt'; give given, ascending, descending or alphabetical",
        ),
        (BLOCK + "total: true\n", "index.md:16:8: total is true; give rows, columns or both: what"),
        (BLOCK + "decimals: 7\n", "index.md:16:11: decimals is 7; give a number from 0 to 6"),
        (BLOCK + "rows: skola\n", "index.md:16:1: the key 'rows' occurs twice"),
        ("caption: Elever: alla\n", "index.md:11:16: text with a colon needs quotation marks"),
        ("bara text\n", "index.md:10:1: no list of keys"),
        ("", "index.md:10:1: no list of keys"),
        ("a: &a [x]\nb: [*a, *a]\n", "index.md:11:4: '&' at the beginning of a text"),
        ("a: " + "[" * 5000, "index.md:11:23: nested too deeply"),
        ("a: " + "[" * 19, "index.md:11:23: the line can't be read"),
    ],
)
def test_a_fault_is_reported_where_it_stands_in_the_article(block: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults_of(block)), faults_of(block)


def test_a_cross_table_has_heads_for_all_its_cells() -> None:
    block = BLOCK.replace("columns: elever", "columns: [elever, traffar]") + "total: columns\n"
    html = html_of(block)
    assert texts(html, "//thead/tr[1]/th")[:3] == ["Skola", "2016/2017", "2017/2018"]
    root = lxml.html.fromstring(html)
    assert root.xpath("//thead/tr[1]/th/@colspan") == ["2", "2", "2"]
    assert root.xpath("//thead/tr[1]/th/@scope") == ["col", "colgroup", "colgroup", "colgroup"]
    assert root.xpath("//thead/tr[1]/th[1]/@rowspan") == ["2"]
    assert texts(html, "//thead/tr[2]/th") == ["Elever", "Träffar"] * 3


def test_two_columns_can_be_spread_above_each_other() -> None:
    csv = CSV.replace("slutlig", "final")
    html = html_of(
        "data: d\ncaption: C\nrows: status\ncolumns: traffar\nsplit: [lasar, skola]\n"
        "where: {skola: [Åsskolan, Bergskolan]}\ntotal: both\n",
        dataset(csv, OPEN),
    )
    root = lxml.html.fromstring(html)
    widths = [sum(int(cell.get("colspan", 1)) for cell in row) for row in root.xpath("//tbody/tr")]
    assert set(widths) == {6}
    assert root.xpath("//thead/tr[1]/th/@colspan") == ["2", "2"]
    assert root.xpath("//thead/tr[1]/th/@rowspan") == ["2", "2"]
    assert texts(html, "//thead/tr[2]/th") == ["Åsskolan", "Bergskolan"] * 2


def test_numbers_are_written_as_the_language_of_the_document_has_them() -> None:
    assert "1\xa0200" in html_of(BLOCK.replace("elever", "traffar"))
    assert "1,200" in html_of(BLOCK.replace("elever", "traffar"), language="en")
    assert "50,50" in html_of(BLOCK.replace("elever", "andel") + "decimals: 2\n")


def test_labels_follow_the_language_and_units_the_author() -> None:
    html = html_of(BLOCK + "unit: personer\n", language="en")
    assert texts(html, "//thead/tr[1]/th[1]") == ["School"]
    assert texts(html, "//caption") == ["Elever Elever personer"]


def test_hidden_missing_and_no_numbers_are_told_apart_in_words() -> None:
    data = dataset()
    block = BLOCK.replace("columns: elever", "columns: [elever, traffar]")
    parsed, _faults = parse_table(block, HERE)
    assert parsed
    html = html_of(block, protect(data, [parsed.query]), "en")
    assert '<abbr title="not shown">..</abbr>' in html
    assert '<abbr title="not available">..</abbr>' in html
    assert ">–</td>" in html
    notes = texts(html, "//p[@class='table-note']")
    assert notes[0] == "Exempeldata"
    assert notes[-1].startswith("..: not shown. Counts under 5 are hidden")


def test_the_note_says_nothing_of_what_was_not_done() -> None:
    html = html_of("data: d\ncaption: C\nrows: lasar\ncolumns: elever\nwhere: {lasar: 2016/2017}\n")
    assert texts(html, "//p[@class='table-note']") == ["Exempeldata"]


def test_a_source_of_the_author_goes_before_that_of_the_data() -> None:
    assert texts(html_of(BLOCK + "source: Egen\n", language="en"), "//p[last()]") == [
        "Source: Egen"
    ]


@given(st.sampled_from(["<script>", '"><img src=x onerror=y>', "&amp;", "a & b", "]]>", "{{ x }}"]))
def test_what_data_and_authors_write_is_never_markup(text: str) -> None:
    quoted = text.replace('"', '""')
    data = dataset(CSV.replace("Åsskolan", f'"{quoted}"'), OPEN)
    html = html_of(
        f"data: d\ncaption: '{text}'\nnote: '{text}'\nrows: skola\ncolumns: elever\n", data
    )
    assert texts(html, "//caption") == [text]
    assert texts(html, "//tbody/tr[1]/th") == [text]
    assert texts(html, "//p[1]") == [text]
    assert not lxml.html.fromstring(html).xpath("//img | //script")


def test_texts_and_dates_stand_in_cells_as_they_are() -> None:
    schema = 'title = "P"\nsource = "en text"\nkey = ["id"]\n' + "".join(
        f'[columns.{name}]\ntype = "{kind}"\n'
        for name, kind in (("id", "text"), ("vad", "text"), ("slut", "date"), ("ar", "year"))
    )
    data = dataset("id;vad;slut;ar\n1;Träffa alla;2018-12-24;2018\n", schema)
    html = html_of("data: d\ncaption: Plan\nrows: id\ncolumns: [vad, slut, ar]\n", data)
    assert texts(html, "//td") == ["Träffa alla", "24\xa0dec.\xa02018", "2018"]
    assert 'class="number"' not in html


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(st.sampled_from("data:cptionrwslum[]{}'\"-&*!|>%@\n \t#?,"), max_size=80),
    )
)
@example("[}")
def test_any_block_is_a_table_or_has_a_fault_with_a_place(text: str) -> None:
    for block in (text, BLOCK + text):
        parsed, faults = parse_table(block, HERE)
        assert (parsed is None) == bool(faults)
        if parsed:
            html, faults = table_html(parsed, {"d": dataset(schema=OPEN)}, "sv")
            assert bool(html) != bool(faults)
        assert all((fault.place.line or 0) >= 10 for fault in faults)


MANY = "skola;lasar;elever;traffar;andel;status\n" + "".join(
    f"{school};{year}/{year + 1};{number * 7 + year - 1990};12;50;slutlig\n"
    for number, school in enumerate(("Norr", "Söder"), start=1)
    for year in range(2012, 2018)
)
GROUPED = BLOCK.replace("rows: skola", "rows: [skola, lasar]").replace("split: lasar\n", "")


def test_rows_in_long_groups_have_one_head_for_each_group() -> None:
    html = html_of(GROUPED, dataset(MANY, OPEN))
    assert texts(html, "//tbody/tr[1]/th[@scope='rowgroup']") == ["Norr", "Söder"]
    assert texts(html, "//thead//th") == ["Läsår", "Elever"]
    assert [len(body) for body in lxml.html.fromstring(html).xpath("//tbody")] == [7, 7]
    widths = lxml.html.fromstring(html).xpath("//th[@scope='rowgroup']/@colspan")
    assert widths == ["2", "2"]


def test_rows_in_short_groups_say_all_that_heads_them() -> None:
    few = "".join(
        line for line in MANY.splitlines(keepends=True) if "2015" in line or "lasar" in line
    )
    html = html_of(GROUPED, dataset(few, OPEN))
    assert texts(html, "//tbody/tr/th[1]") == ["Norr", "Norr", "Söder", "Söder"]


def test_a_total_stands_below_all_groups() -> None:
    html = html_of(GROUPED + "total: rows\n", dataset(MANY, OPEN))
    bodies = lxml.html.fromstring(html).xpath("//tbody")
    assert [body.get("class") for body in bodies] == ["group", "group", None]
    assert bodies[-1].text_content().strip().startswith("Totalt")


def test_decimals_are_as_measured_and_as_many_in_a_whole_column() -> None:
    block = GROUPED.replace("columns: elever", "columns: andel")
    assert set(texts(html_of(block, dataset(MANY, OPEN)), "//td")) == {"50"}
    one = MANY.replace("50;", "50,5;", 1)
    assert set(texts(html_of(block, dataset(one, OPEN)), "//td")) == {"50,5", "50,0"}
    finer = MANY.replace("50;", "50,25;", 1)
    assert "50,3" in texts(html_of(block, dataset(finer, OPEN)), "//td")


def test_columns_of_like_figures_are_equally_wide() -> None:
    html = html_of(GROUPED.replace("columns: elever", "columns: [elever, traffar]"))
    (style,) = lxml.html.fromstring(html).xpath("//table/@style")
    assert 5 < float(style.removeprefix("--column: ").removesuffix("%")) < 30
    with_words = GROUPED.replace("columns: elever", "columns: [elever, traffar, status]")
    assert lxml.html.fromstring(html_of(with_words)).xpath("//table/@style") == []
