"""Files that are damaged, of another kind, or made to do harm."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from workbooks import csv_rows, imported, ods, ods_rows, only_table, with_parts, xlsx, zipped

from pressverk.errors import IntakeError
from pressverk.intake.spreadsheets import package_files, sheets, xml_scan

ROWS: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Södra", 6]]
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "elever.xlsx"


def rule_of(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        imported(path)
    (finding,) = caught.value.findings
    assert finding.place.file == path.name
    assert len(finding.message.split()) > 3
    return finding.rule


def part_of(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_before_anything_is_read(path: Path, part: str) -> None:
    xlsx(path, ROWS)
    text = part_of(path, part)
    text = ENTITIES + re.sub(r"^<\?xml[^>]*\?>", "", text).replace("Skola", "&b;&file;")
    assert rule_of(with_parts(path, {part: text})) == "data-entities"


def test_entities_in_another_encoding_are_refused_too(path: Path) -> None:
    xlsx(path, ROWS)
    text = ENTITIES.replace("<?xml version", '<?xml encoding="utf-16" version').replace(
        '<?xml encoding="utf-16" version="1.0"', '<?xml version="1.0" encoding="utf-16"'
    )
    text += re.sub(r"^<\?xml[^>]*\?>", "", part_of(path, SHEET))
    assert rule_of(with_parts(path, {SHEET: text.encode("utf-16")})) == "data-entities"


def test_entities_in_opendocument_are_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "d.ods", ods_rows(ROWS))
    text = ENTITIES + re.sub(r"^<\?xml[^>]*\?>", "", part_of(path, "content.xml"))
    assert rule_of(with_parts(path, {"content.xml": text})) == "data-entities"


def test_a_zip_bomb_is_refused_by_the_sizes_that_it_declares(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_files, "LARGEST_PART", 1_000_000)
    xlsx(path, ROWS)
    assert rule_of(with_parts(path, {"xl/media/bomb.bin": b"\0" * 1_000_001})) == "data-too-large"


def test_many_parts_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_files, "MOST_PARTS", 20)
    xlsx(path, ROWS)
    assert rule_of(with_parts(path, {f"xl/{n}.bin": b"" for n in range(20)})) == "data-too-large"


def test_a_sheet_of_a_gigabyte_is_refused_without_being_read(path: Path) -> None:
    xlsx(path, ROWS)
    content = path.read_bytes()
    size = len(part_of(path, SHEET)).to_bytes(4, "little")
    at = content.rindex(size, 0, content.rindex(SHEET.encode()))
    path.write_bytes(content[:at] + (10**9).to_bytes(4, "little") + content[at + 4 :])
    assert rule_of(path) == "data-too-large"


@pytest.mark.parametrize("reference", ["A99999999", "ZZZZZZ1", "A1048577000", "€1"])
def test_a_cell_beyond_the_last_is_refused(path: Path, reference: str) -> None:
    xlsx(path, ROWS)
    text = part_of(path, SHEET).replace('r="B3"', f'r="{reference}"')
    assert rule_of(with_parts(path, {SHEET: text})) in {"data-too-large", "data-damaged"}


def test_elements_without_end_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_scan, "MOST_ELEMENTS", 1_000)
    text = part_of(xlsx(path, ROWS), SHEET).replace("</sheetData>", f"{'<a/>' * 1_000}</sheetData>")
    assert rule_of(with_parts(path, {SHEET: text})) == "data-too-large"


def test_a_text_longer_than_a_cell_of_excel_is_refused(path: Path) -> None:
    text = part_of(xlsx(path, ROWS), SHEET).replace("Norra", "N" * 40_000)
    assert rule_of(with_parts(path, {SHEET: text})) == "data-too-large"


def test_rows_of_cells_without_end_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 100)
    assert rule_of(xlsx(path, [["a", "b"]] * 51)) == "data-too-large"


def test_repeated_cells_of_opendocument_without_end_are_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>a</text:p>'
    wide = f"<table:table-row>{cell.format(16384)}</table:table-cell></table:table-row>"
    assert rule_of(ods(tmp_path / "wide.ods", wide)) == "data-too-large"
    many = (
        f'<table:table-row table:number-rows-repeated="1048576">{cell.format(900)}'
        "</table:table-cell></table:table-row>"
    )
    assert rule_of(ods(tmp_path / "many.ods", many)) == "data-too-large"


@pytest.mark.parametrize("size", [10, 500, 3000])
def test_a_file_that_is_cut_off_is_damaged(path: Path, size: int) -> None:
    path.write_bytes(xlsx(path, ROWS).read_bytes()[:size])
    assert rule_of(path) == "data-damaged"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", ["", "<a>", "text", "<a/>"])
def test_a_part_that_is_not_what_it_should_be_is_no_traceback(
    path: Path, part: str, content: str
) -> None:
    assert rule_of(with_parts(xlsx(path, ROWS), {part: content})) in {"data-damaged", "no-table"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "data-old-excel"),
        (b"<html><table><tr><td>5</td></tr></table></html>", "data-format"),
        (b"%PDF-1.7\n", "data-format"),
        (b"", "data-format"),
    ],
)
def test_other_files_are_refused_with_what_to_save_them_as(
    path: Path, content: bytes, rule: str
) -> None:
    path.write_bytes(content)
    assert rule_of(path) == rule


def test_a_zip_file_of_something_else_is_reported(tmp_path: Path) -> None:
    assert rule_of(zipped(tmp_path / "a.xlsx", {"word/document.xml": "<a/>"})) == "data-format"
    assert rule_of(zipped(tmp_path / "b.xlsx", {"xl/workbook.bin": b"\0"})) == "data-format"


def test_a_file_with_a_password_is_reported(tmp_path: Path) -> None:
    path = ods(tmp_path / "d.ods", ods_rows(ROWS))
    manifest = (
        "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    )
    assert rule_of(with_parts(path, {"META-INF/manifest.xml": manifest})) == "data-protected"


def test_the_saved_result_of_a_formula_is_taken_and_none_is_run(path: Path) -> None:
    xlsx(path, [*ROWS, ["Totalt", "=SUM(B2:B3)"], ["Länk", '=WEBSERVICE("http://x.invalid")']])
    text = part_of(path, SHEET)
    text = text.replace("<f>SUM(B2:B3)</f><v></v>", "<f>SUM(B2:B3)</f><v>11</v>")
    found = imported(with_parts(path, {SHEET: text}))
    assert csv_rows(found.tables[0])[3:] == [["Totalt", "11"], ["Länk", ""]]
    assert [(note.rule, note.anchor, note.text) for note in found.notes] == [
        ("formula-without-value", "Blad1!B5", '=WEBSERVICE("http://x.invalid")')
    ]


def test_a_formula_of_opendocument_without_result_is_reported(tmp_path: Path) -> None:
    cells = ods_rows(ROWS) + ods_rows([["Östra", None]]).replace(
        "<table:table-cell/>", '<table:table-cell table:formula="of:=1/0"/>'
    )
    (note,) = imported(ods(tmp_path / "d.ods", cells)).notes
    assert (note.rule, note.anchor, note.text) == ("formula-without-value", "Blad1!B4", "of:=1/0")


def test_a_text_that_excel_would_run_is_asked_of(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text('Skola;Länk\nNorra;"=HYPERLINK(""http://x.invalid"")"\n', encoding="utf-8")
    table = only_table(path)
    assert csv_rows(table)[1][1] == '=HYPERLINK("http://x.invalid")'
    assert "formula-text" in [question.rule for question in table.questions]


def test_texts_that_excel_keeps_once_for_all_sheets_are_read(path: Path) -> None:
    xlsx(path, ROWS)
    text = part_of(path, SHEET).replace('t="inlineStr"><is><t>Norra</t></is>', 't="s"><v>0</v>')
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part_of(path, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>Ål</t></r><r><t>skolan_x000D_</t></r></si></sst>"
    )
    parts = {SHEET: text, "[Content_Types].xml": types, "xl/sharedStrings.xml": strings}
    assert csv_rows(only_table(with_parts(path, parts)))[1] == ["Ålskolan", "5"]


def test_macros_links_and_pictures_are_not_taken_in_and_reported(path: Path) -> None:
    parts: dict[str, str | bytes] = {
        "xl/vbaProject.bin": b"\0",
        "xl/externalLinks/externalLink1.xml": "<a/>",
        "xl/media/image1.png": b"\0",
        "xl/embeddings/oleObject1.bin": b"\0",
    }
    notes = imported(with_parts(xlsx(path, ROWS), parts)).notes
    assert [note.rule for note in notes] == ["macros", "external-links", "pictures", "embedded"]


def test_comments_and_hidden_cells_are_reported(path: Path) -> None:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    for row in ROWS:
        worksheet.append(row)
    worksheet["B2"].comment = Comment("Fråga Exempel", "Exempel")
    worksheet.row_dimensions[3].hidden = True
    hidden = workbook.create_sheet("Gömd")
    hidden.append(["Obs"])
    hidden.sheet_state = "hidden"
    workbook.save(path)
    found = imported(path)
    assert {note.rule for note in found.notes} == {
        "comment", "hidden-cells", "hidden-sheet", "text-outside",
    }  # fmt: skip
    assert "Fråga Exempel" in {note.text for note in found.notes}
    assert csv_rows(found.tables[0])[2] == ["Södra", "6"]


def test_wrong_dimensions_hide_no_rows(path: Path) -> None:
    xlsx(path, ROWS)
    text = re.sub(r'<dimension ref="[^"]*"\s*/>', '<dimension ref="A1:A1"/>', part_of(path, SHEET))
    assert len(csv_rows(only_table(with_parts(path, {SHEET: text})))) == 3


def test_a_table_of_more_rows_than_are_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("Nr;Antal\n" + "".join(f"{n};5\n" for n in range(20_001)), encoding="utf-8")
    assert rule_of(path) == "data-too-large"


def test_empty_parts_of_opendocument_do_not_damage_it(tmp_path: Path) -> None:
    path = ods(tmp_path / "elever.ods", ods_rows(ROWS))
    with_parts(path, {"Configurations2/accelerator/current.xml": ""})  # LibreOffice writes it
    assert len(csv_rows(only_table(path))) == len(ROWS)


def test_parts_of_opendocument_that_are_not_read_are_not_examined(tmp_path: Path) -> None:
    path = ods(tmp_path / "elever.ods", ods_rows(ROWS))
    with_parts(path, {"Basic/script-lc.xml": "<!DOCTYPE library:libraries><x/>"})
    assert len(csv_rows(only_table(path))) == len(ROWS)


def test_an_encrypted_opendocument_file_is_reported_as_encrypted(tmp_path: Path) -> None:
    path = ods(tmp_path / "elever.ods", "")
    manifest = "<manifest><encryption-data/></manifest>"
    with_parts(path, {"META-INF/manifest.xml": manifest, "content.xml": b"\x01\x02"})
    assert rule_of(path) == "data-protected"


def test_a_strict_workbook_is_read_as_any_other(path: Path) -> None:
    xlsx(path, ROWS)
    ours, theirs = (
        r"schemas\.openxmlformats\.org/(?!package)(\w+)/2006/",
        r"purl.oclc.org/ooxml/\1/",
    )
    parts = {
        name: re.sub(ours, theirs, part_of(path, name)) for name in zipfile.ZipFile(path).namelist()
    }
    assert "purl.oclc.org" in parts["xl/workbook.xml"]
    assert csv_rows(only_table(with_parts(path, parts)))[1:] == [["Norra", "5"], ["Södra", "6"]]


def test_a_workbook_with_the_separator_of_windows_is_read(path: Path) -> None:
    xlsx(path, ROWS)
    parts = {
        name.replace("/", "\\"): part_of(path, name) for name in zipfile.ZipFile(path).namelist()
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    assert len(csv_rows(only_table(path))) == len(ROWS)
