"""Documents that are locked, damaged or made to harm: each is refused in one sentence."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from word_documents import W, p, picture, png, r, relationship, word

from pressverk.errors import IntakeError
from pressverk.intake.containers import OLE
from pressverk.intake.model import NoteKind
from pressverk.intake.sources import read_source
from pressverk.intake.word.reading import read_word


def refused(path: Path) -> tuple[str, str]:
    """Return the rule and the message by which *path* is refused."""
    with pytest.raises(IntakeError) as caught:
        list(read_source(path))
    [finding] = caught.value.findings
    return finding.rule, finding.message


def test_a_zip_bomb_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"word/{number}.xml", b"\0" * 90_000_000)
    rule, message = refused(path)
    assert rule == "zip-bomb"
    assert "don't open it" in message


def test_a_part_that_holds_more_than_it_says_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "lies.docx"
    word(path, p("x"), parts={"word/document.xml": b" " * 150_000_000})
    data = bytearray(path.read_bytes())
    # The sizes in the directory at the end: all of them say 10.
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 24 : start + 28] = struct.pack("<I", 10)
        start += 4
    path.write_bytes(data)
    assert refused(path)[0] in {"zip-bomb", "damaged"}


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    path = tmp_path / "entities.docx"
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    document = (
        f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{laughs}'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body>{p("&l9;&file;")}</w:body></w:document>'
    )
    word(path, parts={"word/document.xml": document})
    rule, message = refused(path)
    assert rule == "xml-entities"
    assert "root:" not in message


def test_parts_that_would_lie_outside_are_refused(tmp_path: Path) -> None:
    path = word(tmp_path / "out.docx", p("x"), parts={"../../etc/cron.d/x": "x"})
    assert refused(path)[0] == "archive-path"


def test_a_relationship_leads_to_no_file_of_the_machine(tmp_path: Path) -> None:
    for target in ("file:///etc/passwd", r"\\server\share\bild.png", "/etc/passwd"):
        path = word(
            tmp_path / "linked.docx",
            p("Text.", picture("rId9", described="En bild")),
            relationships=relationship("rId9", "image", target, external=True),
        )
        [document] = read_word(path)
        assert document.pictures == {}
        [note] = [each for each in document.notes if each.rule == "linked-picture"]
        assert target.split("/")[-1] in note.message


def test_a_relationship_cant_leave_the_archive(tmp_path: Path) -> None:
    path = word(
        tmp_path / "up.docx",
        p("Text.", picture("rId9")),
        relationships=relationship("rId9", "image", "../../../../etc/passwd"),
    )
    [document] = read_word(path)
    assert document.pictures == {}


def test_templates_elsewhere_are_not_fetched(tmp_path: Path) -> None:
    path = word(
        tmp_path / "template.docx",
        p("Text."),
        relationships=relationship(
            "t", "attachedTemplate", "http://127.0.0.1:9/mall.dotm", external=True
        ),
    )
    [document] = read_word(path)
    assert "external" in [note.rule for note in document.notes]


def test_macros_are_reported_and_not_run(tmp_path: Path) -> None:
    path = word(tmp_path / "makro.docm", p("Text."), parts={"word/vbaProject.bin": OLE})
    [document] = read_source(path)
    [note] = [each for each in document.notes if each.rule == "macros"]
    assert note.kind is NoteKind.LEFT_OUT


def test_of_an_embedded_object_only_its_picture_is_kept(tmp_path: Path) -> None:
    ole = (
        '<w:r><w:object><v:shape alt="Ett blad"><v:imagedata r:id="rId9"/></v:shape>'
        '<o:OLEObject ProgID="Excel.Sheet.12" r:id="rId10"/></w:object></w:r>'
    )
    path = word(
        tmp_path / "ole.docx",
        p("Text.", ole),
        relationships=relationship("rId9", "image", "media/image1.png")
        + relationship("rId10", "oleObject", "embeddings/o.bin"),
        parts={"word/media/image1.png": png(), "word/embeddings/o.bin": OLE},
    )
    [document] = read_word(path)
    assert list(document.pictures) == ["word/media/image1.png"]
    [note] = [each for each in document.notes if each.rule == "embedded-object"]
    assert "Excel.Sheet.12" in note.message


def test_a_protected_document_says_how_to_open_it(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    rule, message = refused(path)
    assert rule == "protected"
    assert "password" in message


def test_an_encrypted_archive_is_protected_too(tmp_path: Path) -> None:
    path = word(tmp_path / "locked.docx", p("x"))
    data = bytearray(path.read_bytes())
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    path.write_bytes(data)
    assert refused(path)[0] == "protected"


@pytest.mark.parametrize(
    ("name", "data", "rule", "advice"),
    [
        ("a.doc", OLE + bytes(600), "old-word", ".docx"),
        ("a.docx", OLE + bytes(600), "old-word", ".docx"),
        ("a.doc", b"{\\rtf1 x}", "old-word", "Word Document"),
        ("a.rtf", b"{\\rtf1 x}", "other-format", "Word"),
        ("a.pages", b"PK\x03\x04", "other-format", "Export To"),
        ("a.pdf", b"%PDF-1.7", "other-format", "document it was made of"),
        ("a.xlsx", b"PK\x03\x04", "other-format", "import-data"),
        ("a.md", b"# x", "other-format", "pressverk check"),
        ("a.exe", b"MZ", "unknown-kind", "save it as"),
        ("a.docx", b"", "damaged", "save it"),
        ("a.docx", b"PK\x03\x04" + bytes(100), "damaged", "save it"),
        ("a.docx", b"<html></html>", "damaged", "save it"),
    ],
)
def test_each_kind_that_cant_be_read_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, rule: str, advice: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = refused(path)
    assert found[0] == rule
    assert advice in found[1]


def test_an_archive_that_is_no_document_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hej.txt", "hej")
    assert refused(path)[0] == "no-word-document"


def test_a_damaged_part_is_reported(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", parts={"word/document.xml": b"<w:document"})
    assert refused(path)[0] == "damaged"
    broken = bytearray(word(tmp_path / "b.docx", p(r("x" * 10_000))).read_bytes())
    start = broken.find(b"word/document.xml") + 40
    broken[start : start + 20] = bytes(20)
    (tmp_path / "b.docx").write_bytes(broken)
    with pytest.raises(IntakeError) as caught:
        list(read_source(tmp_path / "b.docx"))
    assert caught.value.findings[0].rule == "damaged"


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    depth = 3_000
    inner = "<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth
    assert refused(word(tmp_path / "deep.docx", inner))[0] == "damaged"


def test_a_picture_that_is_none_stays_a_file(tmp_path: Path) -> None:
    path = word(
        tmp_path / "a.docx",
        p("Text.", picture(described="x", crop='<a:srcRect l="50000"/>')),
        relationships=relationship("rId9", "image", "media/image1.png"),
        parts={"word/media/image1.png": b"no picture"},
    )
    [document] = read_word(path)
    assert [each.data for each in document.pictures.values()] == [b"no picture"]
    assert "cropping" in [note.rule for note in document.notes]


def test_a_file_that_isnt_there_is_reported(tmp_path: Path) -> None:
    assert refused(tmp_path / "borta.docx")[0] == "unreadable"


def test_a_picture_bomb_is_not_unfolded(tmp_path: Path) -> None:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
    body = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = word(
        tmp_path / "a.docx",
        p("Text.", picture(described="x", crop='<a:srcRect l="50000"/>')),
        relationships=relationship("rId9", "image", "media/image1.png"),
        parts={"word/media/image1.png": io.BytesIO(header + body).getvalue()},
    )
    [document] = read_word(path)
    assert "cropping" in [note.rule for note in document.notes]
