"""What would be printed as it was typed: every case told once, at its line, with its cure."""

import time

import pytest

from pressverk.content.markup.body import render_body
from pressverk.model import Severity

ERRORS = [
    ("##Rubrik", "## Heading"),
    ("Läs [rapporten] (https://exempel.se/a).", "[text](https://…)"),
    ("Läs (https://exempel.se/a)[rapporten].", "[text](https://…)"),
    ("Läs [rapporten][saknas].", "[name]: https://…"),
    ("Läs [[rapporten]].", "[text](https://…)"),
    ("Skola\tFlickor\nNorra\t12", "a table pasted with tabs"),
    ("| Norra | 12 |\n| Södra | 14 |", "|---|---|"),
    ("+----+----+\n| a  | b  |\n+----+----+", "with | only"),
    ("::: box\nText\n:::", "/// fact"),
    ("// fakta | Rutan\nText", "/// fact"),
    ("!!! note\n    Text", "/// fact"),
    ("> [!NOTE]\n> Text", "/// fact"),
    ("- [ ] Kvar", "without brackets"),
    ("\\newpage", "/// page-break"),
    ("Text <!-- glömd", "-->"),
    ("Enligt Ek ^[not].", "[^1]:"),
    ("Enligt [@ek2018, s. 4].", "as a note"),
    ("Se @fig-karta.", "[](#id)"),
    ("En ~~struken~~ rad.", "<del>"),
    ("En ==gul== rad.", "<mark>"),
    ("H~2~O", "<sub>"),
    ("m^2^", "<sup>"),
    ("Formeln $x_1 = 2$ gäller.", "formula"),
    ("Text { #namn } och {.stor} text", "attributes"),
    ("Text /// fakta", "on a line of its own"),
    ("Text ``` kod", "three characters"),
    ("  ## Rubrik", "left margin"),
    ("    ### Rubrik", "left margin"),
    ("######## Rubrik", "## and the heading"),
    ("##", "## and the heading"),
    ("-- Juryn", "> -- Name"),
    ("Text **fet.", "isn't ended"),
    ("Text fet** text.", "isn't ended"),
    ("Det kostar 2*3*4 = 24.", "2 × 3"),
    ("Text -->", "<!--"),
    ("Text\\", "remove it"),
    ("Text &foo; text.", "no character"),
    ('Det är `= count("besok")` besök.', "in reports only"),
]
ADVICE = [
    ("• Första\n• Andra", "write '- '"),
    ("·\tFörsta", "write '- '"),
    ("1) Första\n2) Andra", "write '- '"),
    ("a) Första", "write '- '"),
    ("a. Första\nb. Andra", "write '- '"),
    ("- Vi är stolta, säger läraren.", "en dash"),
    ("–Vi är stolta, säger läraren.", "en dash"),
    ("— Vi är stolta, säger läraren.", "en dash"),
    ("– estetisk verksamhet,\n– idrott", "lines with a dash are speech"),
    ("Läs mer på https://exempel.se/a.", "<https://…>"),
    ("Läs mer på www.exempel.se.", "<https://…>"),
    ("Skriv till press@exempel.se.", "<name@example.se>"),
    ("-Första\n-Andra", "a space after its sign"),
    ("*Första\n*Andra", "a space after its sign"),
    ("1.Första\n2.Andra", "a space after its sign"),
    ("-Vi är stolta, säger läraren.", "write '– ' before speech"),
    ("Antalet¹ ökar.", "[^1]: with its text"),
    ("*Kursiv text.", "isn't ended"),
    ("Text `kod.", "begins and ends"),
    ("Text :smile: text", "emoji"),
]


@pytest.mark.parametrize(("text", "cure"), ERRORS)
def test_markup_that_is_not_read_is_an_error_with_its_line_and_its_cure(
    text: str, cure: str
) -> None:
    body = render_body(f"Först.\n\n{text}\n", language="sv", file="a.md")
    told = [finding for finding in body.findings if finding.severity is Severity.ERROR]
    assert told
    assert {finding.rule for finding in told} == {"unread-markup"}
    assert cure in told[0].message
    assert told[0].place.line == 3


@pytest.mark.parametrize(("text", "cure"), ADVICE)
def test_characters_that_may_be_meant_are_advice(text: str, cure: str) -> None:
    body = render_body(f"Först.\n\n{text}\n", language="sv", file="a.md")
    assert {finding.severity for finding in body.findings} == {Severity.ADVICE}
    assert cure in body.findings[0].message
    assert body.findings[0].place.line == 3


@pytest.mark.parametrize("written", ["–Vi är stolta.", "— Vi är stolta.", "-Vi, säger Exempel."])
def test_a_slip_in_the_first_line_is_reported_too(written: str) -> None:
    (finding,) = render_body(f"\n{written}\n", language="sv", file="a.md").findings
    assert finding.place.line == 2


def test_an_address_is_reported_where_it_stands_and_not_within_a_longer_one() -> None:
    text = "Se https://www.exempel.se/a, www.exempel.se och www.exempel.se."
    found = render_body(text, language="sv", file="a.md").findings
    assert [finding.place.column for finding in found] == [4, 30, 49]


def test_emphasis_in_a_caption_is_reported() -> None:
    text = '![Ett fält](a.svg "En *kursiv* text"){fotograf="Exempel"}'
    (finding,) = render_body(text, language="sv", file="a.md").findings
    assert "'*kursiv*' would be printed" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        r"Fem \* sex \* sju, \##Rubrik och \[a\]\[b\]",
        "`##Rubrik` och `[a][b]` och `==gul==`",
        "```\n##Rubrik\n~~a~~ {.b}\n```",
        "Det kostar $5 eller $6, 2 * 3 * 4 = 24, 2*3 och 5 ^ 6.",
        "Priset* gäller. Rad ett\\\nrad två, kl. 10:30:15, a:b:c, # och \\:smile:",
        "- Rubrik\n\n  ## Rubrik",
        "#skola är ett ämne. [sic] och [ett] (två) och {tre}.",
        "och/eller, s/v/x, 1/2/3",
        "Läs [här](https://exempel.se/a_b_c), <https://exempel.se/(a)> och <press@exempel.se>",
        "{{ name }} {% if %}",
        "A = B == C != D",
        "Ytan är 12 m², 3 km² och 4 km³ och E=mc².",
        "-5 grader och -Anna, eller 1.5",
        "*Anna*\n*Per*",
        "*Anna\noch Per*",
        "[www.exempel.se](https://www.exempel.se) och [a@exempel.se](mailto:a@exempel.se)",
        "@kommunen skriver, jfr. och så vidare www.",
    ],
)
def test_what_is_meant_as_it_stands_is_left(text: str) -> None:
    found = render_body(text, language="sv", file="a.md").findings
    assert "unread-markup" not in [finding.rule for finding in found]


def test_a_fault_on_the_same_line_is_reported_once() -> None:
    body = render_body("/// fakt | A\nText\n///", language="sv", file="a.md")
    assert [finding.rule for finding in body.findings] == ["block"]


@pytest.mark.parametrize(
    ("text", "told", "severity"),
    [
        ("[Obs]: viktigt", "'[Obs]: viktigt' would be left out", Severity.ERROR),
        ("[r]: https://exempel.se/a", "the address of [r] is used by no link", Severity.ADVICE),
        (
            '[a b][R]\n\n[r]: https://exempel.se/a "T"\n[r]: https://exempel.se/b',
            "the address of [r] is given twice",
            Severity.ERROR,
        ),
    ],
)
def test_what_is_left_out_as_the_address_of_a_link_is_reported(
    text: str, told: str, severity: Severity
) -> None:
    (finding,) = render_body(f"Text.\n\n{text}\n", language="sv", file="a.md").findings
    assert finding.message.startswith(told)
    assert finding.severity is severity
    assert finding.place.line == 3 + text.count("\n")


def test_markup_in_an_explanation_is_reported() -> None:
    text = "SKR.\n\n*[SKR]: Sveriges *kommuner* och regioner"
    (finding,) = render_body(text, language="sv", file="a.md").findings
    assert finding.place.line == 3
    assert "without markup; remove the characters of '*kommuner*'" in finding.message


def test_advice_on_a_line_hides_no_error_on_it() -> None:
    text = "| A | B | C |\n|---|---|---|\n| [a][b] | 2 |"
    told = render_body(text, language="sv", file="a.md").findings
    assert {(each.rule, each.severity) for each in told} == {
        ("table-shape", Severity.ADVICE),
        ("unread-markup", Severity.ERROR),
    }


def test_blocks_attributes_and_widths_may_be_swedish() -> None:
    english = (
        "/// fact | A\nText [x]{lang=en}\n///\n\n"
        '![Fält](a.svg "B"){photographer="C" width=wide}\n\n/// page-break\n///'
    )
    swedish = (
        "/// faktaruta | A\nText [x]{språk=en}\n///\n\n"
        '![Fält](a.svg "B"){fotograf="C" bredd=bred}\n\n/// sidbrytning\n///'
    )
    first, second = (render_body(text, language="sv", file="a.md") for text in (english, swedish))
    assert first.html == second.html
    assert first.findings == second.findings == ()


@pytest.mark.parametrize(
    "opening", ["/// fact | R", "/// pull-quote", "/// lang | en", "/// citat", "/// fakta | R"]
)
@pytest.mark.parametrize(
    "content",
    [
        "> Citat.",
        "> Citat.\n> -- Juryn",
        "- a\n- b",
        "1. a",
        "– Hej.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```\nkod\n```",
        "Ord\n: Mening",
        "> - a",
    ],
)
def test_a_box_ends_at_its_end_whatever_stands_above(opening: str, content: str) -> None:
    body = render_body(f"{opening}\n{content}\n///\nEfter.", language="sv", file="a.md")
    assert body.findings == ()
    assert body.html.endswith(("</aside>\n<p>Efter.</p>", "</div>\n<p>Efter.</p>"))
    assert "///" not in body.html


@pytest.mark.parametrize("blank", ["\xa0", "\u2009", "\u202f", "\xa0\xa0"])
def test_no_break_spaces_after_marks_are_spaces(blank: str) -> None:
    text = "## Rubrik\n\n- ett\n- två\n\n1. A\n\n> Citat\n\n/// fact | R\nText\n///"
    hard = "\n".join(line.replace(" ", blank, 1) for line in text.split("\n"))
    first, second = (render_body(each, language="sv", file="a.md") for each in (text, hard))
    assert second.findings == ()
    assert second.html == first.html


@pytest.mark.parametrize(
    "info", ["rust,ignore", "{.rust .x #id}", 'rust title="a b"', "rust hl_lines=1", " rust  "]
)
def test_fenced_code_may_say_more_than_its_language(info: str) -> None:
    body = render_body(f"```{info}\n## a\n```\n\nText\n\n```\nb\n```", language="sv", file="a.md")
    assert body.findings == ()
    assert '<code class="language-rust">## a</code>' in body.html
    assert "<p>Text</p>" in body.html


@pytest.mark.parametrize("sign", ["[a][b] ", "##a\n", "*", "~~a~~ ", "{#a ", "• a\n", "$_$ "])
def test_thousands_of_leftovers_take_no_time(sign: str) -> None:
    start = time.perf_counter()
    body = render_body(sign * 3000, language="sv", file="a.md")
    assert len(body.findings) <= 300
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "## Rubrik\n\n" * 5000,
        "".join(f"[a](#{'=' * 100}{n}) [b]{{#{'=' * 99}x{n}}}\n\n" for n in range(1000)),
        "".join(f'<span id="&#97;{n}">a</span>\n\n' for n in range(2000)),
        "*[AB]: lång mening\n\n" + "<b>lång mening</b> (AB) " * 2000,
    ],
)
def test_what_took_time_with_the_square_of_its_length_is_quick(text: str) -> None:
    start = time.process_time()
    render_body(text, language="sv", file="a.md")
    assert time.process_time() - start < 10


def test_what_would_be_opened_on_a_screen_is_reported_as_a_box() -> None:
    text = "<details><summary>Mer</summary>\n\nText\n\n</details>"
    findings = render_body(text, language="sv", file="a.md").findings
    assert [finding.rule for finding in findings] == ["forbidden-html"] * 2
    assert all("/// fact | Title" in finding.message for finding in findings)
