import io
from pathlib import Path
from typing import Any

import pytest
from lxml.html import tostring
from PIL import Image
from word_documents import (
    W,
    item,
    notes_part,
    p,
    picture,
    png,
    r,
    relationship,
    style,
    tbl,
    tc,
    tr,
    word,
)

from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.word.reading import read_word

TEXT = p("Detta är en text som handlar om det som kommunen har gjort för barn och unga i år.")
PICTURE = relationship("rId9", "image", "media/image1.png")
CHANGED = 'w:id="1" w:author="Exempel" w:date="2026-01-01T00:00:00Z"'


def read(tmp_path: Path, *blocks: str, **more: Any) -> SourceDocument:
    [document] = read_word(word(tmp_path / "brev.docx", *blocks, **more))
    return document


def html(document: SourceDocument) -> str:
    """Return the body without the anchors of notes."""
    for element in document.body.iter():
        element.attrib.pop("data-note", None)
    return "".join(tostring(each, encoding="unicode") for each in document.body)


def rules(document: SourceDocument, kind: NoteKind | None = None) -> list[str]:
    return [note.rule for note in document.notes if kind in {None, note.kind}]


@pytest.mark.parametrize("name", ["heading 2", "Rubrik 2", "Otsikko 2", "Heading 2"])
def test_headings_are_known_by_their_styles_in_three_languages(tmp_path: Path, name: str) -> None:
    styles = style(name, style_id="H")
    assert html(read(tmp_path, p("Mål", style="H"), TEXT, styles=styles)).startswith("<h2>Mål</h2>")


def test_headings_are_known_by_their_outline_level(tmp_path: Path) -> None:
    styles = style("Egen", inner='<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    own = p("Plan", inner='<w:outlineLvl w:val="2"/>')
    body = html(read(tmp_path, p("Mål", style="Egen"), own, TEXT, styles=styles))
    assert body.startswith("<h1>Mål</h1><h3>Plan</h3>")


def test_a_style_based_on_that_of_headings_is_one_too(tmp_path: Path) -> None:
    styles = style("heading 1", style_id="R1") + style("Vår", inner='<w:basedOn w:val="R1"/>')
    assert "<h1>Mål</h1>" in html(read(tmp_path, p("Mål", style="Vår"), TEXT, styles=styles))


def test_body_text_in_the_style_of_headings_is_no_heading(tmp_path: Path) -> None:
    styles = style("heading 1", style_id="R1")
    own = p("Brödtext", style="R1", inner='<w:outlineLvl w:val="9"/>')
    assert html(read(tmp_path, own, TEXT, styles=styles)).startswith("<p>Brödtext</p>")


def test_text_made_bold_by_hand_is_offered_as_a_heading(tmp_path: Path) -> None:
    document = read(tmp_path, TEXT, p(r("Bakgrund", "<w:b/>")), TEXT)
    assert "<h2>Bakgrund</h2>" in html(document)
    [note] = [each for each in document.notes if each.rule == "guessed-heading"]
    assert (note.kind, note.text) == (NoteKind.DECIDE, "Bakgrund")


def test_larger_text_is_a_heading_above_bold_text(tmp_path: Path) -> None:
    large, bold = p(r("Stor", '<w:sz w:val="32"/>')), p(r("Fet", "<w:b/>"))
    assert "<h2>Stor</h2><h3>Fet</h3>" in html(read(tmp_path, TEXT, large, bold, TEXT))


@pytest.mark.parametrize("text", ["En mening i fetstil.", "– Så är det", "Frågor och svar: ja,"])
def test_bold_sentences_and_speech_are_no_headings(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, TEXT, p(r(text, "<w:b/>")), TEXT)
    assert f"<p><strong>{text}</strong></p>" in html(document)


def test_the_title_and_the_lead_are_taken_by_their_styles(tmp_path: Path) -> None:
    styles = style("Title") + style("Ingress")
    document = read(
        tmp_path, p("Ett pris", style="Title"), p("Vi vann.", style="Ingress"), TEXT, styles=styles
    )
    assert (document.title, document.lead) == ("Ett pris", "Vi vann.")
    assert html(document).startswith("<p>Detta")


def test_a_day_below_the_headline_is_the_date(tmp_path: Path) -> None:
    document = read(
        tmp_path, p("Ett pris", style="Title"), p("2026-12-01"), TEXT, styles=style("Title")
    )
    assert (document.title, document.lead, str(document.date)) == ("Ett pris", "", "2026-12-01")
    assert html(document).startswith("<p>Detta")


def test_what_stands_above_the_headline_is_taken_from_there(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        p("PRESSMEDDELANDE 2026-11-20"),
        p("Dnr KS 2026/123"),
        p("Ett pris", style="Title"),
        TEXT,
        styles=style("Title"),
    )
    assert (document.title, str(document.date)) == ("Ett pris", "2026-11-20")
    assert document.diary_number == "KS 2026/123"
    assert [note.text for note in document.notes] == [
        "PRESSMEDDELANDE 2026-11-20",
        "Dnr KS 2026/123",
    ]
    assert html(read(tmp_path, p("2026 blir året då vi satsar"), TEXT)).startswith("<p>2026 blir")


def test_properties_are_taken_where_the_text_has_none(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Ett pris</dc:title>'
        "<dc:creator>Exempel Ek</dc:creator><cp:keywords>pris, skola</cp:keywords>"
        "<dcterms:modified>2026-03-01T10:00:00Z</dcterms:modified></cp:coreProperties>"
    )
    document = read(tmp_path, TEXT, parts={"docProps/core.xml": core})
    assert (document.title, document.author) == ("Ett pris", "Exempel Ek")
    assert document.keywords == ("pris", "skola")
    assert str(document.updated) == "2026-03-01"
    styles = style("Title")
    titled = read(
        tmp_path, p("Ur texten", style="Title"), styles=styles, parts={"docProps/core.xml": core}
    )
    assert titled.title == "Ur texten"


def test_lists_nest_as_their_levels_say(tmp_path: Path) -> None:
    body = html(read(tmp_path, item("ett"), item("två", level=1), item("tre")))
    assert body == ("<ul><li><p>ett</p><ul><li><p>två</p></li></ul></li><li><p>tre</p></li></ul>")


def test_numbers_are_those_that_word_counts(tmp_path: Path) -> None:
    body = html(read(tmp_path, item("a", 1), item("b", 1, 1), TEXT, item("c", 1), item("d", 3)))
    assert body.startswith('<ol><li><p>a</p><ol type="a"><li><p>b</p></li></ol></li></ol>')
    assert '<ol start="2"><li><p>c</p></li></ol><ol><li><p>d</p></li></ol>' in body


def test_a_list_may_be_one_by_its_style(tmp_path: Path) -> None:
    styles = style("List Bullet", inner='<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>')
    body = html(read(tmp_path, p("ett", style="ListBullet"), styles=styles))
    assert body == "<ul><li><p>ett</p></li></ul>"


def test_marked_header_rows_are_headers(tmp_path: Path) -> None:
    table = tbl(tr("År", "Antal", properties="<w:tblHeader/>"), tr("2018", "12"))
    assert html(read(tmp_path, table)) == (
        '<table><thead><tr><th scope="col"><p>År</p></th><th scope="col"><p>Antal</p></th></tr>'
        "</thead><tbody><tr><td><p>2018</p></td><td><p>12</p></td></tr></tbody></table>"
    )


def test_the_look_of_a_table_shows_its_headers_when_its_style_does(tmp_path: Path) -> None:
    look = '<w:tblStyle w:val="L"/><w:tblLook w:val="00A0"/>'
    styles = style("List Table 3", style_id="L") + style("Table Grid", style_id="G")
    rows = (tr("År", "Antal"), tr("2018", "12"))
    shown = html(read(tmp_path, tbl(*rows, properties=look), styles=styles))
    assert shown.count("<th") == 1 + 2 + 1  # thead and three cells
    assert '<th scope="row"><p>2018</p></th>' in shown
    plain = html(read(tmp_path, tbl(*rows, properties=look.replace('"L"', '"G"')), styles=styles))
    assert "<th" not in plain


def test_merged_cells_span_columns_and_rows(tmp_path: Path) -> None:
    merge = "<w:vMerge{}/>"
    table = tbl(
        tr(tc("A", properties=merge.format(' w:val="restart"')), tc("B")),
        tr(tc(properties=merge.format("")), tc("C")),
        tr(tc("D", properties='<w:gridSpan w:val="2"/>')),
    )
    body = html(read(tmp_path, table))
    assert '<td rowspan="2"><p>A</p></td>' in body
    assert '<td colspan="2"><p>D</p></td>' in body
    assert body.count("<td") == 4


def test_a_table_of_one_cell_is_a_box(tmp_path: Path) -> None:
    document = read(tmp_path, tbl(tr(tc(p(r("Fakta", "<w:b/>")), p("Ett pris.")))))
    assert html(document) == ('<aside class="fact"><h3>Fakta</h3><p>Ett pris.</p></aside>')
    assert "single-cell" in rules(document)


def test_notes_at_the_foot_and_at_the_end_are_kept(tmp_path: Path) -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    document = read(
        tmp_path,
        p("Text", call, "."),
        parts={
            "word/footnotes.xml": notes_part("footnote", {0: p("skiljetecken"), 2: p("Fot.")}),
            "word/endnotes.xml": notes_part("endnote", {2: p("Slut.")}),
        },
        relationships=relationship("e", "endnotes", "endnotes.xml"),
    )
    assert html(document) == (
        '<p>Text<sup><a href="#fn2">1</a></sup><sup><a href="#fne2">2</a></sup>.</p>'
        '<section class="footnotes"><ol><li id="fn2"><p>Fot.</p></li>'
        '<li id="fne2"><p>Slut.</p></li></ol></section>'
    )


def test_links_are_kept_whether_written_as_elements_or_as_fields(tmp_path: Path) -> None:
    link = f'<w:hyperlink r:id="l1" w:anchor="x">{r("länk")}</w:hyperlink>'
    fields = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{rest}'
        for kind, rest in (
            ("begin", '<w:r><w:instrText> HYPERLINK "https://exempel.se/b" </w:instrText></w:r>'),
            ("separate", r("fält")),
            ("end", ""),
        )
    )
    body = html(
        read(
            tmp_path,
            p(link, " och ", fields),
            relationships=relationship("l1", "hyperlink", "https://exempel.se/a", external=True),
        )
    )
    assert '<a href="https://exempel.se/a#x">länk</a>' in body
    assert '<a href="https://exempel.se/b">fält</a>' in body
    assert "HYPERLINK" not in body


def test_pictures_come_with_their_alternative_texts(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        p(picture(described="En scen")),
        relationships=PICTURE,
        parts={"word/media/image1.png": png()},
    )
    assert html(document) == ('<figure><img src="word/media/image1.png" alt="En scen"></figure>')
    assert document.pictures["word/media/image1.png"].data == png()


def test_a_picture_that_is_marked_as_decorative_stays_so(tmp_path: Path) -> None:
    inner = '<a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst>'
    document = read(
        tmp_path,
        p(picture(inner=inner)),
        relationships=PICTURE,
        parts={"word/media/image1.png": png()},
    )
    assert 'class="decorative"' in html(document)


@pytest.mark.parametrize("name", ["caption", "Bildtext", "Kuvateksti"])
def test_a_caption_and_its_credit_belong_to_the_picture(tmp_path: Path, name: str) -> None:
    document = read(
        tmp_path,
        p(picture(described="x")),
        p("Priset delades ut. Foto: Exempel Ek", style="C"),
        styles=style(name, style_id="C"),
        relationships=PICTURE,
        parts={"word/media/image1.png": png()},
    )
    assert 'data-photographer="Exempel Ek"' in html(document)
    assert "<figcaption>Priset delades ut.</figcaption></figure>" in html(document)


def test_a_caption_of_a_table_stands_before_or_after_it(tmp_path: Path) -> None:
    styles = style("caption")
    table = tbl(tr("A", "B"), tr("1", "2"))
    for blocks in (
        (p("Tabell 1 Elever", style="caption"), table),
        (table, p("Tabell 1 Elever", style="caption")),
    ):
        assert html(read(tmp_path, *blocks, styles=styles)).startswith(
            "<table><caption>Tabell 1 Elever</caption>"
        )


def test_what_was_cropped_away_is_not_kept(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        p(picture(crop='<a:srcRect l="25000" r="25000" t="50000"/>')),
        relationships=PICTURE,
        parts={"word/media/image1.png": png(8, 4)},
    )
    [kept] = document.pictures.values()
    with Image.open(io.BytesIO(kept.data)) as image:
        assert image.size == (4, 2)
    assert "cropping" in rules(document, NoteKind.CHANGED)


def test_quotations_are_one_by_their_style(tmp_path: Path) -> None:
    body = html(
        read(
            tmp_path,
            p("Ett.", style="Q"),
            p("Två.", style="Q"),
            styles=style("Citat", style_id="Q"),
        )
    )
    assert body == "<blockquote><p>Ett.</p><p>Två.</p></blockquote>"


def test_formatting_is_kept(tmp_path: Path) -> None:
    runs = (
        r("fet", "<w:b/>"), r("kursiv", "<w:i/>"), r("2", '<w:vertAlign w:val="subscript"/>'),
        r("inte", '<w:b w:val="0"/>'), r("struken", "<w:strike/>"),
    )  # fmt: skip
    assert html(read(tmp_path, p(*runs))) == (
        "<p><strong>fet</strong><em>kursiv</em><sub>2</sub>inte<del>struken</del></p>"
    )


def test_passages_in_other_languages_are_marked(tmp_path: Path) -> None:
    english = r("Mentors in Violence Prevention", '<w:lang w:val="en-US"/>')
    document = read(tmp_path, TEXT, p("Vi arbetar med ", english, " i alla skolor i kommunen."))
    assert '<span lang="en">Mentors in Violence Prevention</span>' in html(document)
    assert document.language == "sv"


def test_swedish_that_is_typed_with_an_english_keyboard_is_swedish(tmp_path: Path) -> None:
    english = '<w:lang w:val="en-US"/>'
    text = "Det är en text som handlar om det som vi har gjort för att alla ska må bra i år."
    document = read(tmp_path, p(r(text, english)), p(r(text, english)))
    assert document.language == "sv"
    assert "lang=" not in html(document)
    among = read(tmp_path, TEXT, TEXT, p(r(text, english)))
    assert "lang=" not in html(among)


def test_english_is_marked_also_where_the_keyboard_was_english(tmp_path: Path) -> None:
    english = '<w:lang w:val="en-US"/>'
    swedish = r("Det är en text som handlar om det som vi har gjort för alla. ", english)
    quoted = r("this is the best of all the schools that we have seen", english)
    document = read(tmp_path, p(swedish, quoted), p(swedish))
    assert document.language == "sv"
    assert html(document).count('<span lang="en">') == 1


def test_a_whole_paragraph_in_another_language_is_marked_as_one(tmp_path: Path) -> None:
    text = "This is what the municipality has done for all of the children that have been there."
    document = read(tmp_path, TEXT, TEXT, p(r(text, '<w:lang w:val="en-GB"/>')))
    assert f'<p lang="en">{text}</p>' in html(document)


def test_changes_that_are_tracked_are_accepted_and_reported(tmp_path: Path) -> None:
    runs = (
        f"<w:ins {CHANGED}>{r('nytt')}</w:ins>",
        f"<w:del {CHANGED}><w:r><w:delText>gammalt</w:delText></w:r></w:del>",
    )
    document = read(tmp_path, p("Ett ", *runs, " ord."))
    assert html(document) == "<p>Ett nytt ord.</p>"
    assert rules(document).count("tracked-changes") == 1


def test_paragraphs_are_one_when_the_end_of_the_first_is_deleted(tmp_path: Path) -> None:
    ended = p("Ett", inner=f"<w:rPr><w:del {CHANGED}/></w:rPr>")
    assert html(read(tmp_path, ended, p(" och två."))) == "<p>Ett och två.</p>"


def test_comments_are_kept_as_comments(tmp_path: Path) -> None:
    part = notes_part("comment", {7: p("Stämmer -- det?")}).replace(
        "<w:comment ", '<w:comment w:author="Exempel Ek" '
    )
    call = '<w:r><w:commentReference w:id="7"/></w:r>'
    body = html(read(tmp_path, p("Tolv", call, " skolor."), parts={"word/comments.xml": part}))
    assert body == "<p>Tolv<!--Comment by Exempel Ek: Stämmer – det?--> skolor.</p>"


def test_a_text_box_is_read_once_and_reported(tmp_path: Path) -> None:
    inner = f"<w:txbxContent>{p(r('Fakta', '<w:b/>'))}{p('Ett pris.')}</w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData>"
        "</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(tmp_path, p("Text.", box))
    assert html(document).count("Ett pris.") == 1
    assert html(document).startswith('<p>Text.</p><aside class="fact">')
    assert "text-box" in rules(document, NoteKind.DECIDE)


def test_headers_and_footers_are_reported_and_not_taken_in(tmp_path: Path) -> None:
    header = f'<w:hdr xmlns:w="{W}">{p("Exempelstads kommun")}</w:hdr>'
    document = read(
        tmp_path,
        TEXT,
        parts={"word/header1.xml": header},
        relationships=relationship("h", "header", "header1.xml"),
    )
    assert "Exempelstads" not in html(document)
    [note] = [each for each in document.notes if each.rule == "header"]
    assert (note.kind, note.text) == (NoteKind.LEFT_OUT, "Exempelstads kommun")


def test_hyphens_and_spaces_are_what_they_are(tmp_path: Path) -> None:
    runs = (
        "<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>post</w:t><w:softHyphen/><w:t>en</w:t><w:tab/>"
        "<w:t>x</w:t><w:br/><w:t>y</w:t></w:r>"
    )
    assert html(read(tmp_path, p(runs))) == "<p>e\u2011post\xaden x<br>y</p>"


def test_symbols_are_characters_and_unknown_ones_are_asked_about(tmp_path: Path) -> None:
    known = '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    unknown = '<w:r><w:sym w:font="Egen" w:char="F021"/></w:r>'
    document = read(tmp_path, p("a", known, "b", unknown))
    assert html(document) == "<p>a→b□</p>"
    assert "symbol" in rules(document, NoteKind.DECIDE)


def test_equations_are_written_as_text(tmp_path: Path) -> None:
    def m(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{m('a+b')}</m:num><m:den>{m('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>"
    document = read(tmp_path, p("Då är ", f"<m:oMath>{power}{m('=')}{fraction}</m:oMath>", "."))
    assert html(document) == "<p>Då är x<sup>2</sup>=(a+b)/2.</p>"
    assert "equation" in rules(document, NoteKind.DECIDE)


def test_the_data_of_a_chart_are_kept_as_csv(tmp_path: Path) -> None:
    def points(*values: str) -> str:
        return "".join(
            f'<c:pt idx="{index}"><c:v>{value}</c:v></c:pt>' for index, value in enumerate(values)
        )

    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart>'
        f"<c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache>{points('Elever')}</c:strCache>"
        f"</c:strRef></c:tx><c:cat><c:strRef><c:strCache>{points('2017', '2018')}</c:strCache>"
        f"</c:strRef></c:cat><c:val><c:numRef><c:numCache>{points('12', '31')}</c:numCache>"
        "</c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    drawn = '<w:r><w:drawing><wp:inline><c:chart r:id="c1"/></wp:inline></w:drawing></w:r>'
    document = read(
        tmp_path,
        p(drawn),
        TEXT,
        parts={"word/charts/chart1.xml": chart},
        relationships=relationship("c1", "chart", "charts/chart1.xml"),
    )
    assert document.attachments == {"diagram-1.csv": b";Elever\n2017;12\n2018;31\n"}
    assert "chart" in rules(document, NoteKind.DECIDE)


def test_a_table_of_contents_is_left_out_and_reported(tmp_path: Path) -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = "<w:r><w:instrText>TOC \\o</w:instrText></w:r>"
    document = read(
        tmp_path,
        p(char("begin"), instruction, char("separate"), "Mål 1", style="T"),
        p("Plan 2", style="T"),
        p(char("end")),
        TEXT,
        styles=style("toc 1", style_id="T"),
    )
    assert html(document).startswith("<p>Detta")
    assert [each.text for each in document.notes] == ["Mål 1", "Plan 2"]


def test_hidden_text_is_left_out_and_reported(tmp_path: Path) -> None:
    document = read(tmp_path, p("Synligt", r(" dolt", "<w:vanish/>")))
    assert html(document) == "<p>Synligt</p>"
    assert [(note.rule, note.text) for note in document.notes] == [("hidden-text", "dolt")]


def test_content_controls_and_tags_are_seen_through(tmp_path: Path) -> None:
    inner = f"<w:sdt><w:sdtContent>{r('ett')}</w:sdtContent></w:sdt>"
    tag = f"<w:smartTag>{r(' två')}</w:smartTag>"
    block = f"<w:sdt><w:sdtContent>{p(inner, tag)}</w:sdtContent></w:sdt>"
    assert html(read(tmp_path, block)) == "<p>ett två</p>"
