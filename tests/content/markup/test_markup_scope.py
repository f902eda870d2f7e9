"""A body that is part of a publication of many."""

import pytest

from pressverk.content.markup.body import render_body
from pressverk.content.markup.context import Embedding
from pressverk.model import Finding, Place

CHAPTER = Embedding(prefix="results.", numbering="4.", joined=True)
FIGURE = (
    '<figure class="chart figure figure-wide" id="fig"><img src="/charts/a.svg" alt="A chart">'
    "<figcaption>Fewer each year</figcaption></figure>"
)


def html(markdown: str, scope: Embedding = CHAPTER) -> str:
    body = render_body(markdown, language="en", file="a.md", scope=scope)
    assert body.findings == ()
    return body.html


def test_sections_figures_and_tables_are_numbered_within_the_chapter() -> None:
    table = "Table: Schools {#schools}\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    picture = '![A school](a.jpg "North"){photographer="Exempel" #north}\n'
    written = html(f"## First\n\n{picture}\n## Second\n\n{table}\nSee [](#schools), [](#north).")
    assert '<h2 id="results.first"><span class="number">4.1</span> First</h2>' in written
    assert '<span class="number">4.2</span> Second' in written
    assert '<span class="number">Table 4.1</span> Schools' in written
    assert '<span class="number">Figure 4.1</span> North' in written
    assert ">table 4.1</a>, " in written
    assert ">figure 4.1</a>." in written


def test_a_section_is_referred_to_by_its_number() -> None:
    assert ">section 4.1</a>" in html("## First {#first}\n\nSee [](#first).")


def test_boxes_have_no_section_numbers() -> None:
    assert "4.2" not in html("## First\n\n/// fact | Box\nText\n///\n\nMore.")


def test_what_is_made_here_cannot_clash_with_other_chapters() -> None:
    written = html("## First\n\nText[^1] and[^1] [word]{index}.\n\n[^1]: Note.")
    assert 'id="results.first"' in written
    assert 'id="results.note-1"' in written
    assert 'href="#results.note-1"' in written
    assert 'id="results.pressverk-index-1"' in written


def test_references_elsewhere_are_left_for_who_knows_the_others() -> None:
    assert '<a class="pending" href="#elsewhere" data-at="1:5"></a>' in html("See [](#elsewhere).")


def test_a_release_may_not_refer_elsewhere() -> None:
    body = render_body("See [](#elsewhere).", language="en", file="a.md")
    assert [finding.rule for finding in body.findings] == ["reference"]


def test_a_block_is_set_where_it_stands_and_numbered_with_the_pictures() -> None:
    seen = []

    def chart(text: str, place: Place) -> tuple[str, tuple[Finding, ...]]:
        seen.append((text, place.line))
        return FIGURE, ()

    scope = Embedding(numbering="4.", blocks={"chart": chart})
    picture = '![A school](a.jpg "North"){photographer="Exempel" #north}\n'
    written = html(f"{picture}\n```chart\nkind: bar\nx: <a>\n```\n\nSee [](#fig).", scope)
    assert seen == [("kind: bar\nx: <a>", 3)]
    assert '<figcaption><span class="number">Figure 4.2</span> Fewer each year' in written
    assert ">figure 4.2</a>" in written
    assert "<pre" not in written


def test_the_places_of_blocks_skip_other_code() -> None:
    lines = []

    def chart(_text: str, place: Place) -> tuple[str, tuple[Finding, ...]]:
        lines.append(place.line)
        return FIGURE.replace("fig", f"fig{len(lines)}"), ()

    scope = Embedding(blocks={"chart": chart})
    html("```\n```chart\n```\n\n```chart\nb\n```\n\nText\n\n~~~chart\nc\n~~~\n", scope)
    assert lines == [5, 11]


def test_faults_of_a_block_stop_the_build_at_its_place() -> None:
    def chart(_text: str, place: Place) -> tuple[str, tuple[Finding, ...]]:
        return "<p>–</p>", (Finding(place=place, message="no data", rule="chart"),)

    scope = Embedding(blocks={"chart": chart})
    body = render_body("Text\n\n```chart\na\n```\n", language="en", file="a.md", scope=scope)
    assert [(f.rule, f.place.line) for f in body.findings] == [("chart", 3)]


def test_a_number_in_the_text_comes_from_the_data() -> None:
    scope = Embedding(number=lambda text, _place: (f"{len(text)}&nbsp;000", ()))
    assert "<p>In all <span" in html("In all `= sum pupils`, `code` and `` ` ``.", scope)
    assert ">10&nbsp;000</span>, <code>code</code>" in html("In all `= sum pupils`, `code`.", scope)


def test_a_sum_is_code_in_a_release() -> None:
    body = render_body("The sum `= sum pupils` is", language="en", file="a.md")
    assert "<code>= sum pupils</code>" in body.html
    assert body.findings == ()


@pytest.mark.parametrize("name", ["chart", "table", "tabell", "diagram", "nyckeltal"])
def test_a_block_of_data_in_a_release_is_reported(name: str) -> None:
    body = render_body(f"Text\n\n```{name}\na\n```", language="en", file="a.md")
    (finding,) = body.findings
    assert (finding.rule, finding.place.line) == ("unread-markup", 3)
    assert "in reports only" in finding.message


@pytest.mark.parametrize("mark", ["[]{index}", '[word]{index=""}', "[]{index=word}"])
def test_an_index_mark_needs_a_term_and_a_passage(mark: str) -> None:
    body = render_body(f"Text {mark}.", language="en", file="a.md")
    assert [finding.rule for finding in body.findings] == ["index-term"]


def test_a_heading_can_be_marked_for_the_index() -> None:
    assert '<h2 id="first" data-index="method">' in html('## First {#first index="method"}')
