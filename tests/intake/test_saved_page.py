"""The ways in which browsers save a page."""

import base64
from pathlib import Path

import pytest

from pressverk.errors import IntakeError
from pressverk.intake.model import SourceDocument
from pressverk.intake.page_text import text_of
from pressverk.intake.saved_page import decode_html
from pressverk.intake.web_page import read_web_page

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
HTML = (
    "<html><head><title>Så går det</title></head><body><main><h1>Så går det</h1>"
    "<p>Ett första stycke – som är ingress.</p><p>Ett andra stycke.</p>"
    '<figure><img src="{}" alt="En bild"><figcaption>Bron. Foto: Exempel Ek</figcaption></figure>'
    "</main></body></html>"
)
MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://exempel.se/nyheter/sida
Subject: =?utf-8?Q?S=C3=A5=20g=C3=A5r=20det?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----gräns"

------gräns
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://exempel.se/nyheter/sida

{html}
------gräns
Content-Type: text/css
Content-Location: https://exempel.se/a.css

p {{}}
------gräns
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://exempel.se/bilder/bro.png
Content-ID: <bild1>

{png}
------gräns--
"""


def read(path: Path) -> SourceDocument:
    (found,) = read_web_page(path)
    return found


def archive(path: Path, source: str) -> Path:
    import quopri  # noqa: PLC0415

    html = quopri.encodestring(HTML.format(source).encode()).decode()
    text = MHTML.format(html=html, png=base64.encodebytes(PNG).decode()).replace("gräns", "grans")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return path


@pytest.mark.parametrize(
    "source", ["https://exempel.se/bilder/bro.png", "../bilder/bro.png", "cid:bild1"]
)
@pytest.mark.parametrize("suffix", ["mht", "mhtml"])
def test_an_archive_has_its_pictures_with_it(tmp_path: Path, source: str, suffix: str) -> None:
    found = read(archive(tmp_path / f"sida.{suffix}", source))
    assert found.title == "Så går det"
    assert found.lead == "Ett första stycke – som är ingress."
    assert [picture.data for picture in found.pictures.values()] == [PNG]
    assert found.body.find(".//img").get("data-photographer") == "Exempel Ek"
    assert found.address == "https://exempel.se/nyheter/sida"


def test_an_archive_without_a_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sida.mht"
    path.write_bytes(b"Content-Type: text/plain\r\n\r\nhej")
    with pytest.raises(IntakeError) as refused:
        read(path)
    assert refused.value.findings[0].rule == "no-web-page"


@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"Content-Type: multipart/related\r\n\r\n--"])
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sida.mht"
    path.write_bytes(content)
    with pytest.raises(IntakeError):
        read(path)


def test_a_complete_page_has_its_pictures_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "Så går det_files").mkdir()
    (tmp_path / "Så går det_files" / "bro (1).png").write_bytes(PNG)
    path = tmp_path / "Så går det.html"
    source = "./S%C3%A5%20g%C3%A5r%20det_files/bro%20(1).png?w=300"
    saved = "<!-- saved from url=(0031)https://exempel.se/nyheter/sida -->\n"
    path.write_text(saved + HTML.format(source), encoding="utf-8")
    found = read(path)
    assert list(found.pictures) == ["bro-1.png"]
    assert found.address == "https://exempel.se/nyheter/sida"


def test_a_page_in_one_file_has_its_pictures_in_itself(tmp_path: Path) -> None:
    path = tmp_path / "sida.html"
    data = base64.b64encode(PNG).decode()
    path.write_text(HTML.format(f"data:image/png;base64,{data}"), encoding="utf-8")
    assert list(read(path).pictures) == ["bild.png"]


def test_a_picture_that_is_loaded_late_is_found_behind_its_placeholder(tmp_path: Path) -> None:
    (tmp_path / "bro.png").write_bytes(PNG)
    path = tmp_path / "sida.html"
    late = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="bro.png'
    path.write_text(HTML.format(late), encoding="utf-8")
    assert list(read(path).pictures) == ["bro.png"]


def test_the_same_picture_twice_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(PNG)
    path = tmp_path / "sida.html"
    html = HTML.format("a.png").replace("</main>", '<p><img src="b.png" alt="Två"></p></main>')
    path.write_text(html, encoding="utf-8")
    found = read(path)
    assert list(found.pictures) == ["a.png"]
    assert [image.get("src") for image in found.body.iter("img")] == ["a.png", "a.png"]


def test_two_pictures_of_one_name_are_both_kept(tmp_path: Path) -> None:
    for number, name in enumerate(("x", "y")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bro.png").write_bytes(PNG + bytes([number]))
    path = tmp_path / "sida.html"
    html = HTML.format("x/bro.png").replace(
        "</main>", '<p><img src="y/bro.png" alt="Två"></p></main>'
    )
    path.write_text(html, encoding="utf-8")
    assert list(read(path).pictures) == ["bro.png", "bro-2.png"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<meta charset="iso-8859-1">– å'.encode("windows-1252"), "– å"),
        ('<meta charset="utf-8">å'.encode(), "å"),
        ("\ufeffå".encode(), "å"),
        ("\ufeffå".encode("utf-16-le"), "å"),
        ('<meta charset="utf-8">å'.encode("windows-1252"), "å"),
        ('<meta charset="finns-inte">å'.encode(), "å"),
        ('<meta charset="utf-16">å'.encode(), "å"),
        ('<meta charset="gb2312">å'.encode(), "å"),  # as browsers save it
    ],
)
def test_pages_are_decoded_as_browsers_do(data: bytes, text: str) -> None:
    assert decode_html(data).endswith(text)


def test_the_name_of_the_window_is_reported_where_it_says_something_else(tmp_path: Path) -> None:
    path = tmp_path / "sida.html"
    path.write_text(HTML.format("x").replace("<title>Så", "<title>Inte så"), encoding="utf-8")
    found = read(path)
    assert [n.text for n in found.notes if n.rule == "page-title"] == ["Inte så går det"]
    assert "Inte" not in text_of(found.body)
