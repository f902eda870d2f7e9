"""Pages, feeds and archives that are made to do harm do none, and are told of."""

import base64
import time
import tracemalloc
from pathlib import Path

import pytest

from pressverk.errors import IntakeError
from pressverk.intake.copied_text import read_copied_text
from pressverk.intake.feed import read_feed
from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.page_text import text_of
from pressverk.intake.web_page import read_web_page
from pressverk.intake.wordpress import read_wordpress

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
PAGE = "<main><h1>Rubrik</h1><p>Ett första stycke.</p>{}<p>Ett sista stycke här.</p></main>"
BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<rss><channel><item><title>&d;</title></item></channel></rss>"""
OUTSIDER = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]>
<rss><channel><item><title>&x;</title></item></channel></rss>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def read(tmp_path: Path, middle: str) -> SourceDocument:
    path = tmp_path / "sidor" / "sida.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE.format(middle), encoding="utf-8")
    (found,) = read_web_page(path)
    return found


def refusal(read: object, path: Path) -> str:
    with pytest.raises(IntakeError) as refused:
        list(read(path))  # type: ignore[operator]
    (finding,) = refused.value.findings
    assert finding.place.file == str(path)
    return finding.rule


@pytest.mark.parametrize("read_xml", [read_feed, read_wordpress])
def test_entities_are_refused_before_they_unfold(tmp_path: Path, read_xml: object) -> None:
    path = tmp_path / "flode.xml"
    path.write_text(BOMB, encoding="utf-8")
    assert refusal(read_xml, path) == "dtd"


@pytest.mark.parametrize("read_xml", [read_feed, read_wordpress])
def test_entities_that_name_files_are_refused(tmp_path: Path, read_xml: object) -> None:
    secret = tmp_path / "hemligt.txt"
    secret.write_text("HEMLIGT", encoding="utf-8")
    path = tmp_path / "flode.xml"
    path.write_text(OUTSIDER.format(secret.as_uri()), encoding="utf-8")
    assert refusal(read_xml, path) == "dtd"


def test_an_outer_dtd_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "flode.xml"
    path.write_text('<!DOCTYPE rss SYSTEM "http://x.invalid/a.dtd"><rss/>', encoding="utf-8")
    assert refusal(read_feed, path) == "dtd"


def test_an_entry_of_millions_of_parts_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "flode.xml"
    path.write_text(f"<rss><channel><item>{'<a/>' * 2_000_000}</item></channel></rss>")
    tracemalloc.start()
    assert refusal(read_feed, path) == "too-large"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "source",
    [
        "../hemligt.png",
        "..%2Fhemligt.png",
        "bilder/../../hemligt.png",
        "{folder}/hemligt.png",
        "file://{folder}/hemligt.png",
        "file:hemligt.png",
        r"\\server\delad\hemligt.png",
        "//server/delad/hemligt.png",
        "C:/hemligt.png",
        r"..\hemligt.png",
        "lank.png",
        "http://127.0.0.1/hemligt.png",
        "hemligt%00.png",
    ],
)
def test_pictures_outside_the_page_folder_are_not_read(tmp_path: Path, source: str) -> None:
    (tmp_path / "hemligt.png").write_bytes(PNG)
    folder = tmp_path / "sidor"
    folder.mkdir()
    (folder / "lank.png").symlink_to(tmp_path / "hemligt.png")
    address = source.replace("{folder}", str(tmp_path))
    found = read(tmp_path, f'<p><img src="{address}" alt="En bild" width="300" height="200"></p>')
    assert not found.pictures
    (note,) = [note for note in found.notes if note.rule in {"picture-refused", "picture-missing"}]
    assert (note.kind, note.text.partition("\n")[0]) == (NoteKind.DECIDE, "En bild")


@pytest.mark.parametrize("source", ["../a.png", "a/../../b.png", "file:a.png", r"\\server\a.png"])
def test_a_picture_that_is_refused_is_told_apart_from_one_that_is_missing(
    tmp_path: Path, source: str
) -> None:
    found = read(tmp_path, f'<p><img src="{source}" alt="En bild"></p>')
    assert [note.rule for note in found.notes] == ["picture-refused"]


def test_what_is_no_picture_is_not_taken_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "sidor").mkdir()
    (tmp_path / "sidor" / "losen.png").write_text("root:x:0:0", encoding="utf-8")
    found = read(tmp_path, '<p><img src="losen.png" alt="En bild"></p>')
    assert not found.pictures


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os  # noqa: PLC0415

    os.mkfifo(tmp_path / "sida.html")
    assert refusal(read_web_page, tmp_path / "sida.html") == "no-file"


def test_scripts_styles_and_handlers_are_dropped(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<script>alert('kaka')</script><style>p{color:red}</style>"
        "<p onclick='x()' style='color:red' id='a'>Text <b onmouseover='x()'>fet</b>.</p>"
        "<p><img src='x.png' onerror='x()' alt='En bild'></p>",
    )
    assert "alert" not in text_of(found.body)
    attributes = {name for element in found.body.iter() for name in element.attrib}
    assert attributes <= {"data-note"}


def test_frames_and_films_are_reported_with_their_address(tmp_path: Path) -> None:
    found = read(tmp_path, '<iframe src="https://film.example/1" title="Film om bron"></iframe>')
    (note,) = [note for note in found.notes if note.rule == "embedded"]
    assert note.text == "Film om bron https://film.example/1"


def test_what_nests_too_deeply_for_the_parser_is_refused_and_no_text_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "sida.html"
    for depth in (300, 3_000, 50_000):
        path.write_text(PAGE.format("<div>" * depth + "djupt" + "</div>" * depth), encoding="utf-8")
        assert refusal(read_web_page, path) == "too-deep"


def test_nesting_that_is_only_unusual_keeps_its_words(tmp_path: Path) -> None:
    found = read(tmp_path, "<div>" * 200 + "<p>djupt ned</p>" + "</div>" * 200)
    assert "djupt ned" in text_of(found.body)


def test_a_page_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sida.html"
    path.write_text(PAGE.format("x " * 11_000_000), encoding="utf-8")
    assert refusal(read_web_page, path) == "too-large"


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"\0\1\2", b"bara text", b"<html></html>", b"<p> </p>"]
)
def test_what_is_no_page_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sida.html"
    path.write_bytes(content)
    assert refusal(read_web_page, path) in {"no-web-page", "no-text"}


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    assert refusal(read_web_page, tmp_path / "saknas.html") == "unreadable"
    assert refusal(read_copied_text, tmp_path) in {"no-file", "unreadable"}
    assert refusal(read_feed, tmp_path / "saknas.xml") == "unreadable"


def test_json_that_nests_without_end_is_passed_over(tmp_path: Path) -> None:
    deep = "[" * 200_000
    found = read(tmp_path, f'<script type="application/ld+json">{deep}</script>')
    assert found.title == "Rubrik"


def test_an_embedded_drawing_is_handed_on_as_it_is_and_never_run(tmp_path: Path) -> None:
    data = base64.b64encode(SVG.encode()).decode()
    found = read(tmp_path, f'<p><img src="data:image/svg+xml;base64,{data}" alt="En bild"></p>')
    assert [picture.data for picture in found.pictures.values()] == [SVG.encode()]


def seconds_for(tmp_path: Path, part: str, count: int) -> float:
    start = time.process_time()
    read(tmp_path, f"<p>{part * count}</p>")
    return time.process_time() - start


@pytest.mark.parametrize(
    "part",
    [
        '<a href="/x">länk</a>',
        "<span>A b</span>",
        '<img src="x.png" alt="bild">',
        "text<br>",
        "</p><p><b>Rubrik här</b></p><p>text.",
        "</p><p>Någon säger:</p><p>”nej",
        '</p><div class="contact">08-000 00 00</div><p>',
    ],
)
def test_time_grows_with_a_page_and_not_with_its_square(tmp_path: Path, part: str) -> None:
    seconds_for(tmp_path, part, 100)  # what is imported
    few, many = (seconds_for(tmp_path, part, count) for count in (500, 4_000))
    assert many < 24 * max(few, 0.02)
