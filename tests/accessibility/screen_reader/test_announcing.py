import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_tags import content, heard, lines, link, pdf_of, tag

from pressverk.accessibility.reader import Annotation, Content, Tag, text_of
from pressverk.accessibility.screen_reader import Kind, Role, announce, as_text
from pressverk.accessibility.screen_reader.formats import spoken


def test_the_document_says_its_title_and_language_first() -> None:
    assert as_text(announce(pdf_of())).startswith("Document: Prov\nLanguage: Swedish\n")
    silent = as_text(announce(pdf_of(title=None, language=None)))
    assert silent.startswith("Document: [no title]\nLanguage: [not given]\n")


def test_headings_say_their_level() -> None:
    assert lines(tag("H1", "Ett"), tag("P", "text"), tag("H2", "Två"), tag("H", "Tre")) == [
        "Heading level 1: Ett",
        "text",
        "",
        "Heading level 2: Två",
        "",
        "Heading: Tre",
    ]


def test_lists_say_how_many_and_when_they_end() -> None:
    inner = tag("L", tag("LI", tag("Lbl", "◦"), tag("LBody", "inre")))
    found = lines(
        tag(
            "L",
            tag("LI", tag("Lbl", "1."), tag("LBody", tag("P", "ett"), inner)),
            tag("LI", tag("Lbl", "2."), tag("LBody", "två")),
        )
    )
    assert found == [
        "List with 2 items",
        "  1. ett",
        "    List with 1 item",
        "      ◦ inre",
        "    end of list",
        "  2. två",
        "end of list",
    ]


def test_terms_are_reported_from_numerals() -> None:
    def item(label: str) -> Tag:
        return tag("LI", tag("Lbl", label), tag("LBody", "text"))

    assert lines(tag("L", item("Primär prevention"), item("viii."), item("12)")))[1:4] == [
        "  [term: Primär prevention] text",
        "  viii. text",
        "  12) text",
    ]


def test_links_say_where_they_lead_unless_their_text_does() -> None:
    assert heard(
        tag(
            "P",
            "Läs ",
            tag("Link", "mer", link("https://exempel.se/mer")),
            ", ring ",
            tag("Link", "08-123 45", link("tel:0812345")),
            ", se ",
            tag("Link", "tabell 1", link(target=2)),
            " eller ",
            tag("Link", link("https://exempel.se")),
            ".",
        )
    ) == (
        "Läs [link: mer (https://exempel.se/mer)], ring [link: 08-123 45], "
        "se [link in the document: tabell 1] eller [link (https://exempel.se)].\n"
    )


def test_notes_are_heard_at_their_call() -> None:
    note = tag("Note", tag("Lbl", "1."), tag("P", "Källa."))
    call = tag("Reference", tag("Link", "1 "))
    assert lines(tag("P", "Våldet minskar.", call, note, "Det är bra.")) == [
        "Våldet minskar. [footnote 1: Källa.] Det är bra."
    ]


def test_the_space_behind_a_call_is_kept() -> None:
    note = tag("Note", tag("Lbl", "1"), "Källa.")
    assert lines(tag("P", "Ja", tag("Reference", "1"), note, ", men")) == [
        "Ja [footnote 1: Källa.], men"
    ]
    assert lines(tag("P", "Ja", tag("Reference", "1 "), note, "men")) == [
        "Ja [footnote 1: Källa.] men"
    ]


def test_spaces_stand_outside_of_what_is_announced() -> None:
    quote = tag("Quote", " b ")
    assert lines(tag("P", "a", tag("Link", quote, link(target=1)), "c")) == [
        "a [link in the document: [quotation: b]] c"
    ]
    (passage,) = announce(pdf_of(tag("P", "a", tag("Link", quote, link(target=1)), "c"))).passages
    assert [part.text for part in passage.parts if part.role is Role.TEXT] == ["a ", "b", " ", "c"]


def test_a_note_by_itself_is_a_passage() -> None:
    note = tag("Note", tag("Lbl", "1"), tag("P", "Källa."), tag("P", "Mer."))
    assert lines(tag("H1", "Rubrik"), note) == [
        "Heading level 1: Rubrik",
        "Footnote 1: Källa.",
        "  Mer.",
    ]


def test_a_reference_without_its_note_is_announced() -> None:
    assert lines(tag("P", "Se ", tag("Reference", "3"))) == ["Se [reference: 3]"]


def test_pictures_say_what_they_show() -> None:
    picture = tag("Figure", content(""), alt="En ring")
    assert lines(tag("P", picture)) == ["Picture: En ring"]
    assert lines(tag("P", "Se ", picture, " här")) == ["Se [picture: En ring] här"]
    assert lines(tag("Div", tag("Figure", "12 %"), tag("Caption", "Andel"))) == [
        "Picture without description",
        "  12 %",
        "Caption: Andel",
    ]


def test_pictures_that_follow_each_other_are_passages() -> None:
    one, two = tag("Figure", alt="Ett"), tag("NonStruct", tag("Figure", alt="Två"))
    assert lines(tag("Div", one, content(" "), two)) == ["Picture: Ett", "Picture: Två"]


def test_changes_of_language_are_reported_and_taken_back() -> None:
    assert heard(
        tag("P", "Det heter ", tag("Span", "upstander", language="en-GB"), " på engelska."),
        tag("H2", "About us", language="en"),
        tag("P", "samma", language="sv-SE"),
    ) == (
        "Det heter [English (United Kingdom): upstander] på engelska.\n\n"
        "Heading level 2: [English: About us]\nsamma\n"
    )


def test_language_of_content_items_in_a_row_is_reported_once() -> None:
    english = [content("two ", language="en"), content("words", language="en")]
    assert lines(tag("P", "ett, ", *english, " tre")) == ["ett, [English: two words] tre"]


def test_abbreviations_quotes_code_and_formulas_are_announced() -> None:
    assert lines(
        tag(
            "P",
            tag("Span", "MVP", expansion="Mentors"),
            " säger ",
            tag("Quote", "hej"),
            " och ",
            tag("Code", "x=1"),
            " eller ",
            tag("Formula", "E", alt="E är lika med mc"),
        )
    ) == ["Mentors säger [quotation: hej] och [code: x=1] eller [formula: E är lika med mc]"]


def test_quotations_in_blocks_say_where_they_end() -> None:
    assert lines(tag("BlockQuote", tag("P", "ett"), tag("P", "två"))) == [
        "Quotation",
        "  ett",
        "  två",
        "end of quotation",
    ]


def test_a_table_of_contents_says_its_length() -> None:
    entry = tag("TOCI", tag("Reference", tag("Link", "Inledning 3", link(target=3))))
    assert lines(tag("TOC", tag("Caption", "Innehåll"), entry, entry)) == [
        "Table of contents with 2 entries: Innehåll",
        "  [link in the document: Inledning 3]",
        "  [link in the document: Inledning 3]",
        "end of table of contents",
    ]


def test_what_stands_for_a_tag_is_read_instead_of_it() -> None:
    assert lines(tag("P", "kom-", actual_text="kommun")) == ["kommun"]
    assert lines(tag("H1", "kom-", actual_text="kommun")) == ["Heading level 1: kommun"]
    assert lines(tag("P", tag("Span", "a\xad", content("b\xadc")))) == ["abc"]


def test_form_fields_say_their_name_and_value() -> None:
    field = Annotation(page=1, subtype="Widget", contents="Namn", value="Exempel")
    assert lines(tag("P", tag("Form", field))) == ["[field: Namn Exempel]"]


def test_types_that_say_nothing_are_passed_through() -> None:
    wrapped = tag("NonStruct", tag("P", "ett"), tag("Okänd", tag("L")))
    assert lines(tag("Sect", wrapped, "två")) == ["ett", "List with 0 items", "end of list", "två"]


def test_pages_are_reported_when_asked_for() -> None:
    transcript = announce(
        pdf_of(tag("P", "ett"), tag("P", "två"), tag("P", content("tre", page=2)))
    )
    assert as_text(transcript, pages=True).endswith("[page 1]\nett\ntvå\n[page 2]\ntre\n")


def test_text_without_a_tag_is_told_apart() -> None:
    transcript = announce(pdf_of(untagged=(content("sida 1"),)))
    (passage,) = transcript.unheard
    assert [part.text for part in passage.parts] == ["sida 1"]
    assert passage.spots[0].page == 1


@pytest.mark.parametrize("kind", ["Lbl", "LBody", "LI", "TR", "TD", "TOCI", "Caption", "THead"])
def test_tags_out_of_their_place_are_heard_all_the_same(kind: str) -> None:
    assert "ord" in heard(tag("Sect", tag(kind, "ord")))


TYPES = """
    Sect P H1 H3 L LI Lbl LBody Table THead TBody TR TH TD Caption Figure Span Link Quote Code
    Note Reference BlockQuote TOC TOCI NonStruct Formula Document Okänd
"""
words = st.text("abc \xa0\xad", max_size=5).map(content)
trees: st.SearchStrategy[Any] = st.recursive(
    words,
    lambda kids: st.builds(
        lambda kind, found, language: tag(kind, *found, language=language),
        st.sampled_from(TYPES.split()),
        st.lists(kids, max_size=4),
        st.sampled_from(["sv", "en", None]),
    ),
    max_leaves=25,
)


@given(st.lists(trees, max_size=4))
def test_every_word_is_heard_once_and_in_order(kids: list[Any]) -> None:
    # Cells come as a grid, notes by their label and calls not at all: told by other tests.
    body = tag("Document", *(_plain(kid) for kid in kids))
    passages = announce(pdf_of(body)).passages
    said = "".join(p.text for passage in passages for p in passage.parts if p.role is Role.TEXT)
    assert _letters(said) == _letters(text_of(body))


@given(st.lists(trees, max_size=4))
def test_what_is_begun_is_ended_and_words_are_set_with_single_spaces(kids: list[Any]) -> None:
    for passage in announce(pdf_of(tag("Document", *kids))).passages:
        depth = 0
        for part in passage.parts:
            depth += {Role.START: 1, Role.END: -1}.get(part.role, 0)
            assert depth >= 0
        assert depth == 0
        line = spoken(passage.parts)
        assert "  " not in line
        assert line == line.strip(" ")
        assert "\xad" not in line


@given(st.lists(trees, max_size=4))
def test_what_is_announced_as_having_parts_says_where_it_ends(kids: list[Any]) -> None:
    passages = announce(pdf_of(tag("Document", *kids))).passages
    enclosing = {Kind.LIST, Kind.TABLE, Kind.CONTENTS, Kind.QUOTE}
    open_at: list[int] = []
    for passage in passages:
        if passage.kind is Kind.END:
            assert passage.depth == open_at.pop()
        assert passage.depth >= len(open_at)
        if passage.kind in enclosing:
            open_at.append(passage.depth)
    assert open_at == []


def _plain(kid: Tag | Content) -> Tag | Content:
    if isinstance(kid, Content):
        return kid
    odd = {"Note", "Table", "TR", "TH", "TD", "THead", "TBody"}
    kids = tuple(_plain(inner) for inner in kid.kids if not isinstance(inner, Annotation))
    if kid.type in {"L", "TOC"}:
        kids = tuple(k for k in kids if not (isinstance(k, Tag) and k.type == "Caption"))
    return replace(kid, type="Sect" if kid.type in odd else kid.type, kids=kids)


def _letters(text: str) -> str:
    return re.sub(r"[ \xa0\xad]", "", text)


def test_a_heading_in_a_link_is_named() -> None:
    found = lines(
        tag("Link", tag("H2", "Rubrik"), "kort text", Annotation(page=1, subtype="Link", uri="u:1"))
    )
    assert found[0] == "Heading level 2: [link: Rubrik (u:1)]"
    assert "kort text" in found[-1]


@pytest.mark.parametrize("kind", ["LI", "TD", "Caption"])
def test_a_heading_in_a_link_is_named_in_an_item_and_a_cell(kind: str) -> None:
    link = tag("Link", tag("H3", "Rubrik"), Annotation(page=1, subtype="Link", uri="u:1"))
    outer = {"LI": ("L",), "TD": ("Table", "TR"), "Caption": ()}[kind]
    whole = tag(kind, tag("LBody", link) if kind == "LI" else link)
    for name in reversed(outer):
        whole = tag(name, whole)
    assert "Heading level 3: [link: Rubrik (u:1)]" in [line.strip() for line in lines(whole)]
