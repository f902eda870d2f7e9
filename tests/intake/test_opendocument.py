from pathlib import Path

import pytest
from lxml.html import tostring
from opendocument_files import DECLARED, odt, p
from word_documents import png

from pressverk.errors import IntakeError
from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.opendocument.reading import read_opendocument

TEXT = p("Detta är en text som handlar om det som kommunen har gjort för barn och unga i år.")


def read(tmp_path: Path, body: str, **parts: bytes | str) -> SourceDocument:
    named = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    [document] = read_opendocument(odt(tmp_path / "brev.odt", body, parts=named))
    return document


def html(document: SourceDocument) -> str:
    for element in document.body.iter():
        element.attrib.pop("data-note", None)
    return "".join(tostring(each, encoding="unicode") for each in document.body)


def rules(document: SourceDocument, kind: NoteKind) -> list[str]:
    return [note.rule for note in document.notes if note.kind is kind]


def test_headings_title_and_quotations_are_known_by_level_and_style(tmp_path: Path) -> None:
    heading = '<text:h text:outline-level="2">Mål</text:h>'
    document = read(tmp_path, p("Ett pris", "Title") + heading + p("Citat.", "Quotations") + TEXT)
    assert document.title == "Ett pris"
    assert html(document).startswith("<h2>Mål</h2><blockquote><p>Citat.</p></blockquote><p>Detta")


def test_lists_nest_and_count(tmp_path: Path) -> None:
    inner = f"<text:list><text:list-item>{p('b')}</text:list-item></text:list>"
    items = "".join(
        f"<text:list-item>{each}</text:list-item>" for each in (p("a") + p("mer") + inner, p("c"))
    )
    body = f'<text:list text:style-name="L">{items}</text:list>'
    assert html(read(tmp_path, body)) == (
        '<ol><li><p>a</p><p>mer</p><ol type="a"><li><p>b</p></li></ol></li><li><p>c</p></li></ol>'
    )


def test_a_list_may_go_on_after_a_paragraph(tmp_path: Path) -> None:
    def listing(text: str, more: str = "") -> str:
        item = f"<text:list-item>{p(text)}</text:list-item>"
        return f'<text:list text:style-name="L"{more}>{item}</text:list>'

    body = listing("a") + TEXT + listing("b", ' text:continue-numbering="true"')
    assert '<ol start="2"><li><p>b</p></li></ol>' in html(read(tmp_path, body))


def test_formatting_languages_links_and_spaces_are_kept(tmp_path: Path) -> None:
    line = (
        'Vi <text:span text:style-name="B">ska</text:span><text:s/>nå'
        '<text:tab/><text:a xlink:href="https://exempel.se/">dit</text:a><text:line-break/>'
        'med <text:span text:style-name="E">Mentors in Violence Prevention</text:span>.'
    )
    assert html(read(tmp_path, TEXT + p(line))).endswith(
        '<p>Vi <strong>ska</strong> nå <a href="https://exempel.se/">dit</a><br>med '
        '<span lang="en">Mentors in Violence Prevention</span>.</p>'
    )


def test_notes_and_comments_stand_where_they_are_called(tmp_path: Path) -> None:
    note = (
        '<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1'
        f"</text:note-citation><text:note-body>{p('Fot.')}</text:note-body></text:note>"
    )
    comment = (
        f"<office:annotation><dc:creator>Ek</dc:creator>{p('Stämmer det?')}</office:annotation>"
    )
    assert html(read(tmp_path, p(f"Text{note}.{comment}"))) == (
        '<p>Text<sup><a href="#fnftn1">1</a></sup>.<!--Comment by Ek: Stämmer det?--></p>'
        '<section class="footnotes"><ol><li id="fnftn1"><p>Fot.</p></li></ol></section>'
    )


def test_tables_have_headers_and_merged_cells(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}>{p(text)}</table:table-cell>"

    spanned = ' table:number-columns-spanned="2"'
    body = (
        "<table:table><table:table-column/><table:table-header-rows><table:table-row>"
        f"{cell('A')}{cell('B')}</table:table-row></table:table-header-rows><table:table-row>"
        f"{cell('C', spanned)}<table:covered-table-cell/>"
        "</table:table-row></table:table>"
    )
    assert html(read(tmp_path, body)) == (
        '<table><thead><tr><th scope="col"><p>A</p></th><th scope="col"><p>B</p></th></tr></thead>'
        '<tbody><tr><td colspan="2"><p>C</p></td></tr></tbody></table>'
    )


def test_pictures_come_with_their_descriptions_and_are_never_fetched(tmp_path: Path) -> None:
    def frame(address: str) -> str:
        image = f'<draw:image xlink:href="{address}"/>'
        return p(f"<draw:frame>{image}<svg:desc>En scen</svg:desc></draw:frame>")

    document = read(tmp_path, frame("Pictures/a.png"), Pictures__a_png=png())
    assert html(document) == '<figure><img src="Pictures/a.png" alt="En scen"></figure>'
    for address in ("file:///etc/passwd", "../../etc/passwd", "http://127.0.0.1:9/a.png"):
        linked = read(tmp_path, TEXT + frame(address))
        assert linked.pictures == {}
        assert "linked-picture" in rules(linked, NoteKind.DECIDE)


def test_what_is_not_taken_in_is_reported(tmp_path: Path) -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('borta')}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    index = f"<text:index-body>{p('Mål 1')}</text:index-body>"
    contents = f"<text:table-of-content>{index}</text:table-of-content>"
    hidden = p('Syns<text:span text:style-name="D"> inte</text:span>')
    document = read(tmp_path, changes + contents + hidden, Basic__x_xml="<x/>")
    assert html(document) == "<p>Syns</p>"
    left_out = [(note.rule, note.text) for note in document.notes if note.kind is NoteKind.LEFT_OUT]
    assert left_out == [
        ("table-of-contents", "Mål 1"),
        ("hidden-text", "inte"),
        ("macros", ""),
        ("header", "Exempelstads kommun"),
    ]
    assert "tracked-changes" in rules(document, NoteKind.CHANGED)


def test_a_text_box_becomes_a_box(tmp_path: Path) -> None:
    box = f"<draw:frame><draw:text-box>{p('Ett pris.')}</draw:text-box></draw:frame>"
    document = read(tmp_path, p(f"Text.{box}"))
    assert html(document) == '<p>Text.</p><aside class="fact"><p>Ett pris.</p></aside>'


def test_properties_are_taken_along(tmp_path: Path) -> None:
    meta = (
        f"<office:document-meta {DECLARED}><office:meta><dc:title>Ett pris</dc:title>"
        "<meta:initial-creator>Exempel Ek</meta:initial-creator><meta:keyword>pris</meta:keyword>"
        "<meta:keyword>skola</meta:keyword><dc:date>2026-03-01T10:00:00.123456789</dc:date>"
        "</office:meta></office:document-meta>"
    )
    document = read(tmp_path, TEXT, meta_xml=meta)
    assert (document.title, document.author) == ("Ett pris", "Exempel Ek")
    assert document.keywords == ("pris", "skola")
    assert str(document.updated) == "2026-03-01"


def test_a_locked_text_is_refused(tmp_path: Path) -> None:
    manifest = (
        f"<manifest:manifest {DECLARED}><manifest:file-entry><manifest:encryption-data/>"
        "</manifest:file-entry></manifest:manifest>"
    )
    path = odt(tmp_path / "a.odt", TEXT, parts={"META-INF/manifest.xml": manifest})
    with pytest.raises(IntakeError) as caught:
        list(read_opendocument(path))
    assert caught.value.findings[0].rule == "protected"
    assert "LibreOffice" in caught.value.findings[0].message


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    content = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<office:document-content {DECLARED}>&f;</office:document-content>"
    )
    path = odt(tmp_path / "a.odt", "", parts={"content.xml": content})
    with pytest.raises(IntakeError) as caught:
        list(read_opendocument(path))
    assert caught.value.findings[0].rule == "xml-entities"


CHART = f"""<office:document-content {DECLARED}
 xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"><office:body><office:chart>
<chart:chart><chart:title><text:p>Elever per år</text:p></chart:title>
<table:table><table:table-header-rows><table:table-row><table:table-cell/>
<table:table-cell><text:p>Norra</text:p></table:table-cell></table:table-row>
</table:table-header-rows><table:table-rows><table:table-row>
<table:table-cell><text:p>2024</text:p></table:table-cell>
<table:table-cell office:value="12.5"><text:p>12,5</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>2025</text:p></table:table-cell>
<table:table-cell office:value="NaN"><text:p>NaN</text:p></table:table-cell></table:table-row>
</table:table-rows></table:table></chart:chart></office:chart></office:body>
</office:document-content>"""


def test_the_data_of_a_chart_are_kept(tmp_path: Path) -> None:
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    path = odt(tmp_path / "a.odt", p(frame), parts={"Object 1/content.xml": CHART})
    (document,) = read_opendocument(path)
    (data,) = document.attachments.values()
    assert data.decode() == ";Norra\n2024;12.5\n2025;\n"
    assert [note.text for note in document.notes if note.rule == "chart"] == ["Elever per år"]


def test_a_document_type_without_entities_is_read(tmp_path: Path) -> None:
    manifest = (
        '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN"'
        f' "Manifest.dtd"><manifest:manifest {DECLARED}/>'
    )
    path = odt(tmp_path / "a.odt", p("Text."), parts={"META-INF/manifest.xml": manifest})
    assert list(read_opendocument(path))
