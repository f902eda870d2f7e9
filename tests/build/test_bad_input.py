"""What press officers and strangers may put in a newsroom, through the command line.

Each fault is told with its place and what to do, ends in exit status 1, and leaves the other
article of the newsroom to be built.
"""

import errno
import os
import struct
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from sample_newsroom import ARTICLE, article

from pressverk.cli.main import main
from pressverk.content.articles import compose, read_article
from pressverk.layout.render import lay_out
from pressverk.model import Newsroom

Build = Callable[[], Result]
Put = Callable[[str], Path]

FILE = "articles/fel/index.md"
END = "contacts: [press]\n---\n"


@pytest.fixture
def build(root: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that builds the newsroom in one process."""
    monkeypatch.chdir(root)
    return lambda: CliRunner().invoke(main, ["build", "--jobs", "1"], catch_exceptions=False)


@pytest.fixture
def put(root: Path) -> Put:
    """Return a function that writes the article "fel" beside the good one."""
    return lambda text: article(root / "articles" / "fel", text)


def only_fel_failed(result: Result, root: Path) -> list[str]:
    """Return the errors told, after making sure that nothing else went wrong."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert "output/pris.pdf  1 page" in result.stdout
    assert sorted(path.name for path in (root / "output").iterdir()) == ["pris.html", "pris.pdf"]
    lines = result.stderr.splitlines()
    return [line.removeprefix("error ") for line in lines if line.startswith("error ")]


def with_line(line: str) -> str:
    """Return a good article with one more line, the fifth, in its front matter."""
    return ARTICLE.replace("lead:", f"{line}\nlead:")


def with_body(text: str) -> str:
    """Return a good article whose body begins, on line 9, with *text*."""
    return ARTICLE.replace("Priset delas", f"{text}\n\nPriset delas")


def with_picture(address: str) -> str:
    return with_body(f'![En scen]({address} "Scenen"){{photographer="Exempel"}}')


# ---- Front matter ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(
            "Priset delas ut varje år.\n",
            ["1: has no front matter; begin the file with a line '---', 'title: …' and '---'"],
            id="missing",
        ),
        pytest.param(
            "",
            ["1: has no front matter; begin the file with a line '---', 'title: …' and '---'"],
            id="empty file",
        ),
        pytest.param(
            ARTICLE.replace(END, "contacts: [press]\n"),
            ["1: the front matter has no end; close it with a line '---'"],
            id="unclosed",
        ),
        pytest.param(
            "---\n- pris\n- skola\n---\n\nText.\n",
            ["2: no list of keys; write 'key: value' on each line"],
            id="not a mapping",
        ),
        pytest.param(
            ARTICLE.replace("[press]", "\n\t- press"),
            ["7:1: a tab; write spaces instead"],
            id="tabs",
        ),
        pytest.param(
            with_line("title: Två"),
            ["5:1: the key 'title' occurs twice; keep one"],
            id="duplicate key",
        ),
        pytest.param(
            with_line("keywords: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]"),
            [
                (
                    "5:11: '&' at the beginning of a text means something else here; write:"
                    ' keywords: "&a [x, x]"'
                ),
                (
                    "6:4: '&' at the beginning of a text means something else here; write:"
                    ' b: "&b [*a, *a, *a]"'
                ),
                (
                    "7:5: '*' at the beginning of a text means something else here; write:"
                    ' c: ["*b", "*b", "*b"]'
                ),
            ],
            id="YAML bomb",
        ),
        pytest.param(
            ARTICLE.replace("2018-11-23", "i maj"),
            ["4:7: date is 'i maj'; give a date such as 2026-12-01"],
            id="date as text",
        ),
        pytest.param(
            ARTICLE.replace("2018-11-23", "2018-02-30"),
            ["4:7: date is '2018-02-30'; give a day that exists, in a year from 1800 to 2200"],
            id="a day that never was",
        ),
        pytest.param(
            with_line("publik: Mer"),
            [
                (
                    "5:9: unknown key 'publik'; known are layout, title, date, lead, contacts,"
                    " language, updated, diary_number, keywords, embargo"
                )
            ],
            id="unknown key",
        ),
        pytest.param(
            ARTICLE.replace("title:", "titlee:"),
            ["3:9: unknown key 'titlee'; did you mean 'title'?"],
            id="misspelt key",
        ),
        pytest.param(
            ARTICLE.replace("Priset delas ut varje år.\n", ""),
            ["8: the article has no text; write it after the front matter"],
            id="empty body",
        ),
        pytest.param(
            ARTICLE.replace("layout: press-release", "layout: pressrelease"),
            [" unknown layout 'pressrelease'; did you mean 'press-release'?"],
            id="unknown layout",
        ),
        pytest.param(
            ARTICLE.replace("[press]", "[pres]"),
            ["6:12: unknown contact 'pres'; did you mean 'press'?"],
            id="unknown contact",
        ),
    ],
)
def test_a_fault_is_reported_with_its_place(
    text: str, faults: list[str], build: Build, put: Put, root: Path
) -> None:
    put(text)
    told = only_fel_failed(build(), root)
    assert told == [f"{FILE}:{fault}" for fault in faults]


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 5), ("utf-16", 1)])
def test_another_encoding_than_utf_8_is_reported_with_its_line(
    encoding: str, line: int, build: Build, put: Put, root: Path
) -> None:
    put(ARTICLE).write_bytes(ARTICLE.encode(encoding))
    told = only_fel_failed(build(), root)
    assert told == [f"{FILE}:{line}: is not UTF-8 text; save it as UTF-8 in your editor"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + ARTICLE.encode(),
        ARTICLE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode(),
        ARTICLE.replace("\n", "\r").encode(),
    ],
    ids=["byte order mark", "CRLF", "both", "CR"],
)
def test_how_an_editor_marks_text_and_ends_lines_makes_no_difference(
    data: bytes, build: Build, root: Path
) -> None:
    build()
    before = [(root / "output" / name).read_bytes() for name in ("pris.pdf", "pris.html")]
    (root / "articles" / "pris" / "index.md").write_bytes(data)
    (root / "output" / "pris.pdf").unlink()
    result = build()
    assert result.exit_code == 0, result.output
    assert [(root / "output" / name).read_bytes() for name in ("pris.pdf", "pris.html")] == before


# ---- Text ------------------------------------------------------------------


def test_a_megabyte_in_one_line_is_read_whole(newsroom: Newsroom, put: Put) -> None:
    # Setting its 328 pages takes longer than a test should.
    words = "Tåget går. " * 100_000
    written, advice = read_article(put(with_body(words)), newsroom)
    assert "body-length" in {finding.rule for finding in advice}
    page = lay_out(compose(written), newsroom)
    assert page.html.count("Tåget går.") == page.web.count("Tåget går.") == 100_000


def test_scripts_frames_and_event_handlers_are_reported_one_by_one(
    build: Build, put: Put, root: Path
) -> None:
    put(
        with_body(
            "<script>alert(1)</script>\n\n"
            '<iframe src="https://exempel.se"></iframe>\n\n'
            '<p onclick="alert(1)">Hej</p>\n\n'
            "[Länk](javascript:alert(1)) hit."
        )
    )
    unreachable = (
        "can't be followed from a printed page; give one that begins with https://, mailto:, tel:"
        " or #"
    )
    left_out = "isn't allowed here and is left out; write it as Markdown, or a character < as \\<"
    assert only_fel_failed(build(), root) == [
        f"{FILE}:9:1: HTML element <script> {left_out}",
        f"{FILE}:11:1: HTML element <iframe> {left_out}",
        f"{FILE}:13:4: attribute 'onclick' isn't allowed on <p> and is left out; remove it",
        f"{FILE}:15:1: link address 'javascript:alert(1)' {unreachable}",
    ]


def test_the_characters_of_templates_come_out_as_text(build: Build, root: Path) -> None:
    signs = "{{ 7 * 7 }} {{ newsroom.root }} {% for a in b %} {# tyst #} ${a} <%= b %>"
    text = with_body(signs.replace("<", "\\<")).replace("Ett pris", "'{{ 6 * 6 }}'")
    (root / "articles" / "pris" / "index.md").write_text(text, encoding="utf-8")
    result = build()
    assert result.exit_code == 0, result.output
    web = (root / "output" / "pris.html").read_text(encoding="utf-8")
    assert "{{ 7 * 7 }} {{ newsroom.root }} {% for a in b %} {# tyst #} ${a} &lt;%= b %&gt;" in web
    assert "<h1>{{ 6 * 6 }}</h1>" in web
    with pypdfium2.PdfDocument(root / "output" / "pris.pdf") as pdf:
        printed = pdf[0].get_textpage().get_text_range()
    assert signs in " ".join(printed.split()).replace("\xa0", " ")
    assert "{{ 6 * 6 }}" in printed


# ---- Pictures --------------------------------------------------------------


OUTSIDE = "lies outside the newsroom; copy it into the article's folder"
REMOTE = (
    "is an address on a network or a machine; save the file in the article's folder"
    " and give its name"
)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        (
            "../../../hemlig.png",
            OUTSIDE,
        ),
        (
            "/etc/passwd",
            "is an absolute path; put the file in the article's folder and give its name",
        ),
        *(
            (
                address,
                REMOTE,
            )
            for address in ("file:///etc/passwd", "http://exempel.se/a.png", "//exempel.se/a.png")
        ),
        (
            "scen.png",
            "is missing; put the file in the article's folder or fix its name",
        ),
    ],
)
def test_a_picture_is_taken_from_the_newsroom_only(
    address: str, fault: str, build: Build, put: Put, root: Path
) -> None:
    Image.new("RGB", (4, 4)).save(root.parent / "hemlig.png")
    put(with_picture(address))
    assert only_fel_failed(build(), root) == [f"{FILE}:9:1: picture '{address}' {fault}"]


def test_a_symbolic_link_out_of_the_newsroom_is_not_followed(
    build: Build, put: Put, root: Path
) -> None:
    Image.new("RGB", (4, 4)).save(root.parent / "hemlig.png")
    path = put(with_picture("scen.png"))
    (path.parent / "scen.png").symlink_to(root.parent / "hemlig.png")
    assert only_fel_failed(build(), root) == [f"{FILE}:9:1: picture 'scen.png' {OUTSIDE}"]


def decompression_bomb() -> bytes:
    """Return a PNG of a few bytes that says it has ten thousand megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            b"Hej!\n",
            (
                "is not a picture, whatever its name says; "
                "give a JPEG, PNG, WebP, GIF, TIFF or SVG file"
            ),
        ),
        (b"", "is empty; save it again"),
        (decompression_bomb(), "is over the limit of 100 megapixels; make it smaller"),
    ],
    ids=["text", "empty", "decompression bomb"],
)
def test_a_file_that_is_no_picture_is_reported(
    data: bytes, fault: str, build: Build, put: Put, root: Path
) -> None:
    path = put(with_picture("scen.png"))
    (path.parent / "scen.png").write_bytes(data)
    assert only_fel_failed(build(), root) == [f"{FILE}:9:1: picture 'scen.png' {fault}"]


EVIL_DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<script>alert(1)</script>
<image href="https://exempel.se/a.png"/>
<use href="file:///etc/passwd#a"/>
<rect onload="alert(1)" width="9" height="9"/>
<rect style="fill: url(http://exempel.se/#a)" width="9" height="9"/>
</svg>
"""


def test_scripts_and_references_in_a_drawing_are_reported_one_by_one(
    build: Build, put: Put, root: Path
) -> None:
    path = put(with_picture("ond.svg"))
    (path.parent / "ond.svg").write_text(EVIL_DRAWING, encoding="utf-8")
    embed = "embed it as a JPEG or PNG in the drawing, or remove it"
    assert only_fel_failed(build(), root) == [
        f"{FILE}:9:1: drawing 'ond.svg' {fault}"
        for fault in (
            "has a script (<script>) on line 2; remove it",
            f"refers to 'https://exempel.se/a.png' on line 3; {embed}",
            f"refers to 'file:///etc/passwd#a' on line 4; {embed}",
            "has the event handler 'onload' on line 5; remove it",
            f"refers to 'http://exempel.se/#a' on line 6; {embed}",
        )
    ]


# ---- Layouts of one's own --------------------------------------------------


PAGE = '<!DOCTYPE html>\n<html lang="sv"><head><title>{{ article.title }}</title></head>\n<body>\n'


def put_layout(root: Path, **files: str) -> None:
    """Write the layout "egen", whose files are its template and stylesheet."""
    folder = root / "layouts" / "egen"
    folder.mkdir(parents=True)
    whole = {
        "print.html.j2": f"{PAGE}{{{{ bodies[article.slug] }}}}",
        "web.html.j2": f"{PAGE}{{{{ bodies[article.slug] }}}}",
        "print.css": "",
    }
    for name, text in (whole | files).items():
        (folder / name).write_text(text, encoding="utf-8")


IN_LAYOUT = ARTICLE.replace("press-release", "egen")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            "{% if article.lead %}",
            "the template can't be read (Unexpected end of template. Jinja was looking for the"
            " following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be"
            " closed is 'if'.); fix it",
            id="syntax error",
        ),
        pytest.param(
            "{{ artikel.lead }}",
            "the template stops ('artikel' is undefined); fix it",
            id="undefined name",
        ),
        pytest.param(
            "{{ article.ingress }}",
            "the template stops ('pressverk.model.Article object' has no attribute 'ingress');"
            " fix it",
            id="undefined attribute",
        ),
        pytest.param(
            "{{ article.title | round }}",
            "the template stops (type str doesn't define __round__ method); fix it",
            id="failing filter",
        ),
        pytest.param(
            "{{ article.title | stora }}",
            "the template can't be read (No filter named 'stora'.); fix it",
            id="unknown filter",
        ),
        pytest.param(
            "{{ 1 // (article.title | length - 8) }}",
            "the template stops (integer division or modulo by zero); fix it",
            id="division",
        ),
    ],
)
def test_a_fault_in_a_template_is_reported_with_its_line(
    line: str, fault: str, build: Build, put: Put, root: Path
) -> None:
    put_layout(root, **{"print.html.j2": f"{PAGE}{line}\n"})
    put(IN_LAYOUT)
    assert only_fel_failed(build(), root) == [f"layouts/egen/print.html.j2:4: {fault}"]


def test_a_fault_in_the_template_of_the_web_version_is_reported_with_its_line(
    build: Build, put: Put, root: Path
) -> None:
    put_layout(root, **{"web.html.j2": f"{PAGE}{{{{ artikel }}}}\n"})
    put(IN_LAYOUT)
    assert only_fel_failed(build(), root) == [
        "layouts/egen/web.html.j2:4: the template stops ('artikel' is undefined); fix it"
    ]


def test_a_fault_in_an_included_template_is_reported_with_its_file(
    build: Build, put: Put, root: Path
) -> None:
    put_layout(root, **{"print.html.j2": PAGE + "{% include 'fot.j2' %}", "fot.j2": "\n{{ x }}"})
    put(IN_LAYOUT)
    assert only_fel_failed(build(), root) == [
        "layouts/egen/fot.j2:2: the template stops ('x' is undefined); fix it"
    ]


def test_a_font_that_a_stylesheet_names_and_nobody_has_is_reported(
    build: Build, put: Put, root: Path
) -> None:
    css = '@font-face { font-family: "Egen"; src: url("/fonts/egen/Egen.otf") }\n'
    put_layout(root, **{"print.css": css + 'body { font-family: "Egen", "Source Sans 3" }\n'})
    put(IN_LAYOUT)
    (fault,) = only_fel_failed(build(), root)
    assert "font 'Egen' can't be loaded; fix the src of its @font-face" in fault


# ---- Folders and disks -----------------------------------------------------


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
def test_an_output_that_cannot_be_written_is_reported_and_the_old_edition_stays(
    reason: int, build: Build, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object, **_named: object) -> None:
        raise OSError(reason, os.strerror(reason))

    build()
    old = (root / "output" / "pris.pdf").read_bytes()
    (root / "articles" / "pris" / "index.md").write_text(ARTICLE + "\nMer.\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        if reason in {errno.ENOSPC, errno.EDQUOT}:
            broken.setattr(os, "replace", refuse)
        else:
            broken.setattr(tempfile, "mkstemp", refuse)
        result = build()
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f"error {root / 'output' / 'pris.pdf'}: can't be written ({os.strerror(reason)});"
        " check the folder's rights and the space left on disk\n"
    )
    assert (root / "output" / "pris.pdf").read_bytes() == old
    assert len(list((root / "output").iterdir())) == 2
    assert build().exit_code == 0
    assert (root / "output" / "pris.pdf").read_bytes() != old


@pytest.mark.parametrize("name", ["Årets pris på ön", "pris & skola (100 %)", "#1 = bäst?"])
def test_the_name_of_a_folder_may_have_any_characters(name: str, build: Build, root: Path) -> None:
    path = article(root / "articles" / name, with_picture("scen%201.png"))
    Image.new("RGB", (900, 600), "#1f5c6b").save(path.parent / "scen 1.png")
    result = build()
    assert result.exit_code == 0, result.output
    assert f"output/{name}.pdf  1 page" in result.stdout
    assert "scenen" in (root / "output" / f"{name}.html").read_text(encoding="utf-8").lower()
