"""What is wrong with a body, and where."""

import pytest

from pressverk.content.markup.body import render_body
from pressverk.errors import sentence
from pressverk.model import Severity

CREDITED = '"B"){photographer="Exempel"}'


def faults(text: str) -> list[str]:
    body = render_body(text, language="sv", file="a.md", first_line=5)
    assert all(finding.severity is Severity.ERROR for finding in body.findings)
    return [f"{finding.rule}: {sentence(finding)}" for finding in body.findings]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "\n# A",
            (
                "heading-level: a.md:6:1: heading 'A' is of level 1, which is the title's; begin"
                " it with ##"
            ),
        ),
        (
            "## A\n\n#### B",
            (
                "heading-level: a.md:7:1: heading 'B' begins with ####, which skips a"
                " level; begin it with ###"
            ),
        ),
        (
            f"![](a.svg {CREDITED}",
            (
                "alternative-text: a.md:5:1: picture 'a.svg' has no alternative"
                " text; describe it in ![…] or mark it {.decorative}"
            ),
        ),
        (
            '![A](a.svg){photographer="Exempel"}',
            ("caption: a.md:5:1: picture 'a.svg' has no caption; write it as (a.svg \"…\")"),
        ),
        (
            '![A](a.svg "B")',
            (
                "credit: a.md:5:1: picture 'a.svg' has no credit; write"
                ' {photographer="…"} or {illustrator="…"} after it'
            ),
        ),
        (
            '![A](a.svg "B"){photographer="Exempel" width=enormt}',
            (
                "picture-width: a.md:5:1: picture"
                " 'a.svg' has width 'enormt'; known are 'column', 'half', 'margin', 'page', 'wide'"
            ),
        ),
        (
            "![A](a.svg){.decorative}",
            (
                "alternative-text: a.md:5:1: picture 'a.svg' is decorative but"
                " has an alternative text; remove one of them"
            ),
        ),
        (
            f"Text ![A](a.svg {CREDITED}",
            (
                "picture-in-text: a.md:5:6: picture 'a.svg' stands in"
                " running text; put blank lines around it"
            ),
        ),
        (
            "| | |\n|---|---|\n| a | b |",
            (
                "table-headers: a.md:7:1: table has no header row; say in"
                " its first row what the columns hold"
            ),
        ),
        (
            "<table><tr><td>a</td></tr></table>",
            (
                "table-headers: a.md:5:1: table has no header row;"
                " say in its first row what the columns hold"
            ),
        ),
        (
            "| A | B |\n|---|---|\n| a | b | c |",
            (
                "table-shape: a.md:5:1: row 2 of the table has 3"
                " cells and the first row 2; give all rows as many"
            ),
        ),
        (
            "Tabell: Svar {#t}\n\nText",
            (
                "table-caption: a.md:5:1: caption 'Tabell: Svar {#t}' has no"
                " table after it; put it right before the table"
            ),
        ),
        (
            "Text[^a]",
            ("note: a.md:5:5: note 'a' has no text; write a line [^a]: … below; there are none"),
        ),
        (
            "A\n\n[^b]: Text",
            ("note: a.md:7:1: note 'b' is never called; put [^b] where it belongs or remove it"),
        ),
        (
            "A[^b]\n\n[^b]: B\n\n    - c",
            (
                "note: a.md:7:1: note 'b' holds more than paragraphs; move"
                " lists, tables and pictures to the text"
            ),
        ),
        (
            "Text[^a]\n\nTabell: Svar[^a] {#t}\n\n| A | B |\n|---|---|\n| a | b |\n\n[^a]: Svar",
            "note: a.md:7:13: a note in a caption; put it in a cell or in the text",
        ),
        (
            "Tabell: [^a] Svar\n\n| A | B |\n|---|---|\n| a | b |\n\n[^a]: Not",
            "note: a.md:5:9: a note in a caption; put it in a cell or in the text",
        ),
        (
            'Text[^a]\n\n![A](a.svg "B[^a]"){photographer="Exempel"}\n\n[^a]: Not',
            "note: a.md:7:1: a note in a caption; put it in a cell or in the text",
        ),
        (
            'Text[^a]\n\n![A[^a]](a.svg "B"){photographer="Exempel"}\n\n[^a]: Not',
            "note: a.md:7:1: a note in an alternative text; put it in the text",
        ),
        (
            "A[^a]\n\n[^a]: B[^b]\n\n[^b]: C",
            "note: a.md:7:8: note 'a' calls another note; write one note",
        ),
        (
            "A[^a]\n\n[^a]: B[^a]",
            "note: a.md:7:8: note 'a' calls another note; write one note",
        ),
        (
            "## Bakgrund\n\nSe [](#bakgrunt)",
            (
                "reference: a.md:7:4: reference to '#bakgrunt', which is"
                " nowhere in the text; did you mean 'bakgrund'?"
            ),
        ),
        (
            "Se\n[text](#b)",
            (
                "reference: a.md:6:1: reference to '#b', which is nowhere in the text;"
                " there are none"
            ),
        ),
        (
            "*a*{#a} [](#a)",
            (
                "reference: a.md:5:9: reference to '#a', which has neither number nor"
                " heading; write the text of the link between the brackets"
            ),
        ),
        ("*a*{#a}\n*b*{#a}", "duplicate-id: a.md:6:5: id 'a' is used twice; give each its own"),
        (
            "Se [](https://a.se)",
            (
                "link-text: a.md:5:4: link to 'https://a.se' has no text; say"
                " between the brackets where it leads"
            ),
        ),
        (
            "[Klicka här](https://a.se)",
            (
                "link-text: a.md:5:1: link text 'Klicka här' doesn't say"
                " where the link leads; name the page it leads to"
            ),
        ),
        (
            "[read more…](https://a.se)",
            (
                "link-text: a.md:5:1: link text 'read more…' doesn't say"
                " where the link leads; name the page it leads to"
            ),
        ),
        (
            "[a](b.html)",
            (
                "link-address: a.md:5:1: link address 'b.html' can't be followed from a"
                " printed page; give one that begins with https://, mailto:, tel: or #"
            ),
        ),
        (
            "[a]{lang=svenska_x}",
            (
                "language: a.md:5:5: language 'svenska_x' is not a language tag;"
                " write one such as en, fi, ar, so"
            ),
        ),
        ("/// fakt | A\nText\n///", "block: a.md:5:1: unknown block 'fakt'; did you mean 'fakta'?"),
        (
            "/// fact\nText\n///",
            ("block: a.md:5:1: block 'fact' needs a text after it; write /// fact | …"),
        ),
        (
            "/// page-break | A\n///",
            ("block: a.md:5:1: block 'page-break' takes no text after it; remove 'A'"),
        ),
        (
            "A\n\n/// fact | A\nText",
            ("block: a.md:7:1: block 'fact' has no end; put a line with only /// after it"),
        ),
        ("A\n\n///", "block: a.md:7:1: /// ends a block that was never begun; remove it"),
    ],
)
def test_a_fault_is_reported_with_its_place_and_what_to_do(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("Text <SCRIPT>alert(1)</SCRIPT>", "<script>"),
        ('<iframe src="https://a.se"></iframe>', "<iframe>"),
        ("<object></object>", "<object>"),
        ("<style>p {}</style>", "<style>"),
        ("<form>Text</form>", "<form>"),
        ("<details>Text</details>", "<details>"),
        ("<svg></svg>", "<svg>"),
        ('<p onclick="x()">Text</p>', "'onclick'"),
        ('<p style="color: red">Text</p>', "'style'"),
        ("*a*{onclick=x}", "'onclick'"),
        ("## A {style=x}", "'style'"),
        ("[a](javascript:alert(1))", "'javascript:alert(1)'"),
        ('<a href=" java\tscript:x">a</a>', "script:x'"),
        ("[a](data:text/html,x)", "'data:text/html,x'"),
        ("[a](//a.se)", "'//a.se'"),
        ("Kära <Anna>", "<anna>"),
    ],
)
def test_nothing_is_left_out_in_silence(text: str, name: str) -> None:
    found = faults(f"Först.\n\n{text}")
    assert len(found) == 1
    assert ": a.md:7:" in found[0]
    assert name in found[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Text\n{.embargo}", "'embargo'"),
        ("[x]{.footnote}", "'footnote'"),
        ("*x*{lang=en .lead}", "'lead'"),
        ("## A {.fact-title}", "'fact-title'"),
        ("[a](https://a.se){.reference}", "'reference'"),
        ("[a](https://a.se){.footnote-ref}", "'footnote-ref'"),
        ('<p class="speech">Text</p>', "'speech'"),
        ("<p class='\n speech'>Text</p>", "'speech'"),
        ("Text <b class=number>a</b>", "'number'"),
        ('<div class="footnote">Text</div>', "'footnote'"),
        ('<div class="\ufdd3footnote">Text</div>', "'footnote'"),
        ('<aside class="fact">Text</aside>', "'fact'"),
        ("Text\n{.decorative}", "'decorative'"),
        ("Tabell: A {.wide}\n\n| A |\n|---|\n| a |", "'wide'"),
    ],
)
def test_the_classes_of_layouts_are_not_for_authors(text: str, name: str) -> None:
    found = faults(f"Först.\n\n{text}")
    assert len(found) == 1
    assert found[0].startswith("class: a.md:")
    assert f"class {name} has no meaning here; " in found[0]
    assert found[0].startswith(("class: a.md:7:", "class: a.md:8:"))


def test_a_class_that_is_nearly_right_is_suggested() -> None:
    fault = "class: a.md:5:12: class 'decoratve' has no meaning here; did you mean"
    assert f"{fault} 'decorative'?" in faults("![](a.svg){.decoratve}")
    table = "Tabell: A {.no-row-header}\n\n| A |\n|---|\n| a |"
    assert faults(table)[0].endswith("did you mean 'no-row-headers'?")


def test_a_class_that_is_refused_moves_nothing() -> None:
    text = '<div class="footnote"><li id="fn:a">Text</li></div>'
    assert "Text" in render_body(text, language="sv", file="a.md").html


@pytest.mark.parametrize("name", ["pressverk-contacts", "note-1", "call-12"])
@pytest.mark.parametrize(
    "text", ["## A {{#{}}}", "<b id={}>a</b>", "Tabell: A {{#{}}}\n\n| A |\n|--|\n| a |"]
)
def test_the_ids_of_layouts_are_not_for_authors(text: str, name: str) -> None:
    (fault,) = faults(f"Text[^1].\n\n{text.format(name)}\n\n[^1]: En not.")
    assert fault.startswith("reserved-id: a.md:7:")
    assert fault.endswith(f"id {name!r} is one that layouts use; choose another")


@pytest.mark.parametrize("sign", ["script", "onclick", "javascript", "iframe", "style="])
def test_what_is_left_out_is_not_in_the_html(sign: str) -> None:
    text = (
        '<script>a</script><p onclick="b" style="c"><iframe src="d"></iframe>'
        '<a href="javascript:e">f</a></p>\n\n*g*{onclick=h}'
    )
    assert sign not in render_body(text, language="sv", file="a.md").html


@pytest.mark.parametrize("code", ["`{}`", "```\n{}\n```", "~~~ html\n{}\n~~~", "``a ` {}``"])
def test_code_has_no_faults(code: str) -> None:
    for text in ("<script>", "[^a]", "# A", "![](a.svg)", "[](#b)", "/// fakt"):
        assert faults(code.format(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ett exempel\n\n<img src=x>", "a.md:7:1"),
        ("Ett exempel\n\n<img alt='x' src='x'>", "a.md:7:1"),
        ("![A](xy.svg)\n\n![A](x)", "a.md:7:1"),
        ("Ett exempel\n\n![A][b]\n\n[b]: x", "a.md:7:1"),
        ("Text\n\n![A](x)\n\n<img src=x>\n\n![A](x)", "a.md:11:1"),
    ],
)
def test_a_picture_is_found_at_its_beginning(text: str, place: str) -> None:
    assert place in faults(text)[-1]


def test_a_link_is_found_at_its_beginning() -> None:
    text = "Ett x.html i texten\n\n<a href=x.html>Exempel</a>"
    assert [fault.split(": ")[1] for fault in faults(text)] == ["a.md:7:1"]


def test_an_element_is_not_taken_for_one_whose_name_begins_alike() -> None:
    assert faults("Ett <formulär\n\n<form></form>")[-1].startswith("forbidden-html: a.md:7:1:")


def test_an_attribute_is_found_where_it_is_written() -> None:
    found = faults("Dess style är ny.\n\n[x]{style=y} <b hidden>a</b>")
    assert [fault.split(": ")[1] for fault in found] == ["a.md:7:5", "a.md:7:17"]


def test_a_language_is_found_where_it_is_written() -> None:
    found = faults("Ett e_n i texten.\n\n///   lang |e_n\nText\n///")
    assert [fault.split(": ")[1] for fault in found] == ["a.md:7:7"]


def test_an_id_is_found_where_it_is_given() -> None:
    found = faults("Se [texten](#a) om #a.\n\n*a*{#a}\n\n<b id=a>b</b>")
    assert [fault.split(": ")[1] for fault in found] == ["a.md:9:4"]


def test_places_are_found_past_code_and_comments() -> None:
    text = "```\n<script>\n```\n\n<!-- <script> -->\n\n`<script>` <script></script>"
    assert faults(text)[0].startswith("forbidden-html: a.md:11:12:")


def test_each_of_two_equal_faults_has_its_own_place() -> None:
    found = faults("[](https://a.se)\n\ntext [](https://a.se)")
    assert [each.split(": ")[1] for each in found] == ["a.md:5:1", "a.md:7:6"]


def test_places_are_right_with_the_line_ends_of_windows_and_tabs() -> None:
    assert faults("A\r\n\r\n\t[](https://a.se)")[0].startswith("link-text: a.md:7:2:")


def test_faults_come_in_the_order_of_the_text() -> None:
    found = faults("Text[^a]\n\n# A\n\n[](https://a.se)\n\n/// fakt\n///")
    assert [each.split(":")[2] for each in found] == ["5", "7", "9", "11"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "<!-- A -->",
        "&nbsp;",
        "&shy;",
        "\u200b",
        "---",
        "/// page-break\n///",
        "<p></p>",
    ],
)
def test_a_body_without_text_is_empty(text: str) -> None:
    assert faults(text) == [
        "empty-body: a.md:5: the article has no text; write it after the front matter"
    ]


@pytest.mark.parametrize("name", ["fact", "pull-quote", "lang"])
@pytest.mark.parametrize("text", ["", "\n", "&nbsp;\n", "<!-- A -->\n"])
def test_an_empty_block_is_reported(name: str, text: str) -> None:
    opening = "/// " + {"fact": "fact | A", "lang": "lang | en"}.get(name, name)
    assert faults(f"A\n\n{opening}\nA\n///\n\n{opening}\n{text}///") == [
        f"block: a.md:11:1: block {name!r} is empty; write something in it or remove it"
    ]


def test_a_body_that_has_other_faults_is_not_called_empty() -> None:
    assert len(faults("<script>a</script>")) == 1


def test_a_tangled_paragraph_is_refused_and_the_rest_rendered() -> None:
    body = render_body("A\n\n" + "[" * 50_000 + "\n\nB", language="sv", file="a.md")
    assert [finding.rule for finding in body.findings] == ["tangled-paragraph"]
    assert body.findings[0].place.line == 3
    assert body.html == "<p>A</p>\n<p>B</p>"


@pytest.mark.parametrize("text", ["> " * 2_000 + "a", "<div>\n" * 2_000, "1. " * 2_000 + "a"])
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    assert [fault.split(":")[0] for fault in faults(text)] == ["nesting"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A.\n\n*[A]: b\n*[A]: c", "abbreviation: a.md:8:3: abbreviation 'A' is explained twice"),
        ("A.\n\n*[A]: ", "abbreviation: a.md:7:3: abbreviation 'A' has no explanation"),
        (
            "| A |\n|---|\n| a |\n\nTabell: Om A\n\n| B |\n|---|\n| b |",
            "table-caption: a.md:11:1: the caption above this table may belong",
        ),
        ("Tabell: Om ingenting\n\nText", "table-caption: a.md:5:9: caption "),
        ('Text [ord]{index=": b"} här.', "index-term: a.md:5:12: an index mark without a term"),
        ('Text [ord]{index="b:"} här.', "index-term: a.md:5:12: an index mark without a term"),
    ],
)
def test_what_would_go_wrong_in_silence_is_reported(text: str, fault: str) -> None:
    (told,) = faults(text)
    assert told.startswith(fault)


def test_an_abbreviation_that_is_not_used_is_advice() -> None:
    body = render_body("Text.\n\n*[A]: b", language="sv", file="a.md")
    assert [finding.severity for finding in body.findings] == [Severity.ADVICE]


@pytest.mark.parametrize(
    "text",
    [
        "*l**>*<h>",
        "x &#27; y",
        "– a&#8;",
        '<td><img src="a.jpg" alt="b"></td>',
        "<dt><![>",
        "a &#xFFFF; b",
        '<div class="&#xfdd3;footnote">Text</div>',
    ],
)
def test_what_the_parsers_choke_on_is_reported_and_no_crash(text: str) -> None:
    for before, line in (("Text.\n\n", 3), ("", 1)):
        body = render_body(f"{before}{text}\n", language="sv", file="a.md")
        assert body.findings
        assert all(finding.place.line == line for finding in body.findings)


def test_a_link_address_is_reported_as_it_is_written() -> None:
    (finding, *_more) = render_body("[a]: <b\n\nSe [a].\n", language="sv", file="a.md").findings
    assert "'<b'" in finding.message


@pytest.mark.parametrize("part", ["1", "a\u00ad", "a\u0301", "ord-"])
def test_a_word_of_many_pages_is_reported_where_it_begins(part: str) -> None:
    word = part * 30_000
    (finding,) = render_body(f"Ett {word} ord.\n", language="sv", file="a.md").findings
    assert finding.place.column == 5
    assert f"a word of {len(word)} characters" in finding.message


def test_a_row_with_too_few_cells_is_remarked_on_at_its_line() -> None:
    table = "| Skola | Antal | År |\n|---|---|---|\n| Norra | 12 | 2018 |\n| Södra |\n\nText."
    (finding,) = render_body(table, language="sv", file="a.md", first_line=1).findings
    assert (finding.rule, finding.severity) == ("table-shape", Severity.ADVICE)
    assert (finding.place.line, finding.place.column) == (4, 1)


@pytest.mark.parametrize(
    "table",
    [
        "| A | B | C |\n|---|---|---|\n| a | b ||\n| a | | |",
        "A | B\n---|---\na | b",
        "```\n| A | B |\n|---|---|\n| a |\n```",
        "| A | B |\n|---|---|\n| a \\| b | c |",
    ],
)
def test_a_row_with_cells_that_are_wide_or_empty_has_enough(table: str) -> None:
    found = render_body(table, language="sv", file="a.md", first_line=1).findings
    assert [each.rule for each in found if each.rule == "table-shape"] == []


def test_what_is_left_of_an_unknown_block_is_not_reported_beside_it() -> None:
    text = "/// fact | Om\nÖppet.\n///\n\n/// faktum | Om\nX\n///"
    (fault,) = faults(text)
    assert "unknown block 'faktum'" in fault


def test_what_a_tangled_paragraph_defines_is_not_missed_elsewhere() -> None:
    notes = "\n".join(f"[^{number}]: not {number}" for number in range(4000))
    text = f"Text {' '.join(f'ord[^{number}]' for number in range(4000))}\n\n{notes}"
    (finding,) = render_body(text, language="sv", file="a.md").findings
    assert (finding.rule, finding.place.line) == ("tangled-paragraph", 3)


def test_more_headings_than_can_be_set_are_told_as_such() -> None:
    text = "\n\n".join(f"## Rubrik {number}" for number in range(3901))
    (finding,) = render_body(text, language="sv", file="a.md").findings
    assert finding.message == "has 3901 headings; divide it, at most 3900 are set"


def test_a_caption_in_typographic_quotation_marks_is_reported_with_its_cure() -> None:
    text = '![Ett fält](a b.svg ”Fältet nu”){fotograf="Exempel"}'
    body = render_body(text, language="sv", file="a.md")
    (finding,) = body.findings
    assert (
        finding.message
        == 'the quotation marks of ”Fältet nu” don\'t make a caption; write "Fältet nu"'
    )
    assert [(edit.written, edit.replacement) for edit in finding.edits] == [
        ("”Fältet nu”", '"Fältet nu"')
    ]
    assert not body.pictures


@pytest.mark.parametrize("address", ["norrsjo.se/rapport", "www.norrsjo.se"])
def test_a_link_without_its_beginning_is_reported_with_the_whole_address(address: str) -> None:
    (fault,) = faults(f"Läs [rapporten]({address}).")
    assert f"write https://{address}" in fault


def test_a_heading_without_text_is_reported() -> None:
    assert faults("## \n\nText.") == [
        "empty-heading: a.md:5:1: a heading without text; write it, or remove its line"
    ]


def test_a_block_is_called_as_its_author_calls_it() -> None:
    (fault,) = faults("/// fakta\nText\n///")
    assert "block 'fakta' needs a text after it; write /// fakta | …" in fault


def test_a_block_that_is_like_none_has_no_suggestion() -> None:
    (fault,) = faults("/// banan | Gul\nText\n///")
    assert "did you mean" not in fault
