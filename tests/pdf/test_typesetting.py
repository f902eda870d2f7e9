import contextlib
import gc
import hashlib
import io
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FunctionType

import page as validator
import pikepdf
import pytest
from PIL import Image
from repository import ROOT

from pressverk.errors import TypesettingError
from pressverk.model import Document, Pdf, Resource, Severity
from pressverk.pdf import render
from pressverk.pdf.typesetting import PageFetcher, typeset

BASE = "https://newsroom.invalid/"
SHIPPED_FONT = ROOT / "fonts/source-sans-3/SourceSans3-Bold.otf"


def resource(data: bytes, media_type: str = "text/css") -> Resource:
    return Resource(media_type=media_type, sha256=hashlib.sha256(data).hexdigest(), data=data)


def engine_that_raises(error: Exception) -> Callable[..., None]:
    """Return a function that raises *error* as if it were one of WeasyPrint's."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise error

    return FunctionType(fail.__code__, {"__name__": "weasyprint.box"}, closure=fail.__closure__)


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (4, 2), "#1f5c6b").save(output, "PNG")
    return output.getvalue()


def page(body: str = "<p>Hej</p>", css: str = "", **resources: Resource) -> Document:
    mapped = {BASE + name.replace("__", "."): found for name, found in resources.items()}
    stylesheet = BASE + "print.css"
    return Document(
        address=BASE + "articles/pris/index.html",
        html=f'<!doctype html><html lang="sv"><title>Exempel</title><body>{body}',
        stylesheets=(stylesheet,) if css else (),
        resources={**mapped, stylesheet: resource(css.encode())} if css else mapped,
    )


def with_resources(body: str, **resources: Resource) -> Document:
    return Document(
        address=BASE + "articles/pris/index.html",
        html=f'<!doctype html><html lang="sv"><title>Exempel</title><body>{body}',
        resources=resources,
    )


def fonts_of(pdf: Pdf) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        return {
            str(font.BaseFont).split("+")[1]
            for font in opened.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type0"
        }


def test_a_page_becomes_a_pdf_that_holds_both_profiles() -> None:
    pdf = typeset(page("<h1>Hej</h1><p>text</p>"))
    assert pdf.page_count == 1
    assert pdf.findings == ()
    for profile in ("ua1", "2a"):
        assert validator.validate_pdf_bytes(pdf.data, profile=profile).is_compliant


# Resources


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("articles/pris/bild.png", "bild.png"),
        ("articles/bild.png", "../bild.png"),
        ("bild.png", "/bild.png"),
        ("articles/pris/skärgård 1.png", "skärgård 1.png"),
        ("articles/pris/skärgård 1.png", "sk%C3%A4rg%C3%A5rd%201.png"),
    ],
)
def test_a_relative_address_means_the_resource(address: str, source: str) -> None:
    found = resource(picture(), "image/png")
    pdf = typeset(with_resources(f"<img src='{source}' alt=x>", **{BASE + address: found}))
    assert pdf.findings == ()


def test_a_resource_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bild.png"
    path.write_bytes(picture())
    found = Resource(media_type="image/png", sha256="x", path=path)
    address = BASE + "articles/pris/bild.png"
    assert typeset(with_resources("<img src=bild.png alt=x>", **{address: found})).findings == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://newsroom.invalid/x.png",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "https://newsroom.invalid/other.png",
        "javascript:alert(1)",
    ],
)
def test_all_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not among the page's resources"):
        PageFetcher({}).fetch(address)


def test_nothing_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    body = (
        "<img src='https://example.org/a.png' alt=x><img src='file:///etc/hostname' alt=y>"
        "<link rel=stylesheet href='http://example.org/a.css'>"
    )
    messages = [finding.message for finding in typeset(page(body)).findings]
    assert messages[1:] == [
        "picture 'https://example.org/a.png' isn't there; put the file there, or fix the address",
        "picture 'file:///etc/hostname' isn't there; put the file there, or fix the address",
    ]
    assert messages[0].startswith("stylesheet 'http://example.org/a.css' can't be read")


def test_a_data_address_carries_its_own_picture() -> None:
    body = (
        "<img alt=x src='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 "
        "width=%229%22 height=%229%22%3E%3Crect width=%229%22 height=%229%22/%3E%3C/svg%3E'>"
    )
    assert typeset(page(body)).findings == ()


# Stylesheets and fonts

COUNTED = (
    "@page { size: 100mm 50mm; @bottom-center { content: 'sida ' counter(page) } }"
    "@counter-style tecken { system: cyclic; symbols: '§'; suffix: ' ' }"
    "@font-face { font-family: Egen; src: url(egen.otf) }"
    "p { font-family: Egen } ul { list-style: tecken }"
)


def test_stylesheets_work_the_first_time_and_ever_after() -> None:
    font = resource(SHIPPED_FONT.read_bytes(), "font/otf")
    pdfs = [typeset(page("<p>Hej</p><ul><li>a</ul>", COUNTED, egen__otf=font)) for _ in range(4)]
    assert len({pdf.data for pdf in pdfs}) == 1
    assert pdfs[0].findings == ()
    assert any("Egen" in name for name in fonts_of(pdfs[0]))
    with pikepdf.open(io.BytesIO(pdfs[0].data)) as opened:
        assert float(opened.pages[0].MediaBox[2]) == pytest.approx(283.46, abs=0.01)


def test_a_page_without_stylesheets_is_not_styled_by_the_one_before() -> None:
    before = typeset(page())
    typeset(page(css=COUNTED + "p { color: red; break-before: page }"))
    assert typeset(page()).data == before.data


def test_fonts_that_html_declares_itself_are_gone_for_the_next_page() -> None:
    face = "@font-face { font-family: Egen; src: url(/egen.otf) }"
    html = "<style>{}p {{ font-family: Egen }}</style><p>Hej</p>"
    font = resource(SHIPPED_FONT.read_bytes(), "font/otf")
    before = typeset(page(html.format("")))
    assert fonts_of(typeset(page(html.format(face), egen__otf=font))) != fonts_of(before)
    assert typeset(page(html.format(""))).data == before.data


def test_a_stylesheet_that_changes_at_its_address_is_parsed_again() -> None:
    small = typeset(page(css="@page { size: 50mm 50mm }"))
    large = typeset(page(css="@page { size: 99mm 99mm }"))
    assert small.data != large.data


def test_styles_in_html_win_over_the_stylesheets() -> None:
    plain = typeset(page("<p style='color: red'>Hej</p>"))
    styled = typeset(page("<p style='color: red'>Hej</p>", css="p { color: blue }"))
    assert plain.data == styled.data


def test_only_the_shipped_fonts_are_used() -> None:
    assert all(name.startswith("Source-") for name in fonts_of(typeset(page("<p>Hej <b>på</b>"))))


# Findings


@pytest.mark.parametrize(
    ("body", "css", "rule", "severity", "message"),
    [
        (
            "<p>ᚠ</p>",
            "",
            "missing-sign",
            Severity.ERROR,
            "no font has 'ᚠ' (U+16A0); write it with other characters, or add a font that has it",
        ),
        (
            "<img src=no.png alt=x>",
            "",
            "picture-unreadable",
            Severity.ERROR,
            ("picture 'articles/pris/no.png' isn't there; put the file there, or fix the address"),
        ),
        (
            "<p>x",
            "p {colour:red}",
            "style-ignored",
            Severity.ADVICE,
            (
                "WeasyPrint says: Ignored `colour:red` at 1:4, unknown property; "
                "fix what it names, or leave it"
            ),
        ),
        (
            "<p>x",
            "@font-face { font-family: Borta; src: url(borta.otf) }",
            "font-unreadable",
            Severity.ERROR,
            "font 'Borta' can't be loaded; fix the src of its @font-face, or remove the rule",
        ),
        (
            "<p><a href='#borta'>x</a>",
            "a::after { content: target-counter(attr(href), page) }",
            "dead-link",
            Severity.ERROR,
            "link to '#borta' leads nowhere; give what it means that id, or fix the link",
        ),
        (
            "<p id=a>x<p id=a>y",
            "",
            "id-twice",
            Severity.ADVICE,
            "id 'a' is given twice, and links lead to the first; rename one",
        ),
    ],
)
def test_log_messages_are_findings(
    body: str, css: str, rule: str, severity: Severity, message: str
) -> None:
    for _again in range(2):  # a stylesheet complains though it was parsed before
        (finding,) = typeset(page(body, css)).findings
        assert (finding.rule, finding.severity, finding.message) == (rule, severity, message)
        assert finding.place.file == BASE + "articles/pris/index.html"


@pytest.mark.parametrize(
    "body", ["<p><a rel=attachment href='x.csv'>data</a>", "<link rel=attachment href='x.csv'>x"]
)
def test_attachments_are_refused(body: str) -> None:
    pdf = typeset(page(body))
    messages = [finding.message for finding in pdf.findings if finding.rule == "attachment"]
    assert messages == [
        "'x.csv' can't be attached: PDF/A-2 holds no other files; link to it instead"
    ]
    assert b"FileAttachment" not in pdf.data
    assert b"EmbeddedFiles" not in pdf.data


def test_a_picture_that_is_none_says_so() -> None:
    address = BASE + "articles/pris/bild.png"
    found = resource(b"not a picture", "image/png")
    (finding,) = typeset(with_resources("<img src=bild.png alt=x>", **{address: found})).findings
    assert finding.message.startswith("picture 'articles/pris/bild.png' can't be read (")


def test_nothing_is_logged_elsewhere(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        typeset(page("<img src=no.png alt=x><p>ᚠ", "p { colour: red }"))
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert capfd.readouterr() == ("", "")


def test_the_logger_is_left_as_it_was() -> None:
    logger = logging.getLogger("weasyprint")
    before = list(logger.handlers), logger.propagate
    typeset(page())
    assert (list(logger.handlers), logger.propagate) == before


def test_what_cannot_be_laid_out_is_a_typesetting_error(monkeypatch: pytest.MonkeyPatch) -> None:
    fail = engine_that_raises(AssertionError("odd box"))
    monkeypatch.setattr("pressverk.pdf.typesetting.render", fail)
    with pytest.raises(TypesettingError) as raised:
        typeset(page())
    assert str(raised.value) == (
        f"{BASE}articles/pris/index.html: the page can't be laid out (AssertionError: odd box); "
        "remove what was added last, or simplify its styles"
    )
    assert isinstance(raised.value.__cause__, AssertionError)


def test_deep_nesting_is_a_typesetting_error_or_a_pdf() -> None:
    with contextlib.suppress(TypesettingError):
        assert typeset(page("<div>" * 5_000 + "x")).page_count == 1


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "<",
        "text",
        "<!doctype html>",
        "<p",
        "\x00",
        "<table><table>",
        "<svg></svg>",
        "&#0;",
    ],
)
def test_odd_html_is_typeset_all_the_same(html: str) -> None:
    assert typeset(Document(address=BASE + "x.html", html=html)).data.startswith(b"%PDF-")


# The process


def test_the_garbage_collector_is_as_before() -> None:
    assert gc.isenabled()
    typeset(page())
    assert gc.isenabled()
    gc.disable()
    try:
        typeset(page())
        assert not gc.isenabled()
    finally:
        gc.enable()


STATE = """
import ctypes.util, gc, os, sys
looks = []
gc.callbacks.append(lambda phase, info: looks.append("weasyprint" in sys.modules))
{before}
def state():
    return gc.isenabled(), gc.get_freeze_count(), ctypes.util.find_library, dict(os.environ)
first = state()
{work}
print(any(looks), state() == first, gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


@pytest.mark.parametrize("before", ["", "gc.disable()"])
def test_a_process_is_warmed_up_without_a_look_of_the_garbage_collector(before: str) -> None:
    work = "from pressverk.pdf.warm_up import warm_up; warm_up()"
    script = STATE.format(before=before, work=work)
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert printed.split() == ["False", "False", str(not before), "True"]


def test_importing_changes_nothing_in_the_process() -> None:
    script = STATE.format(before="", work="import pressverk.pdf.typesetting")
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert printed.split()[1:] == ["True", "True", "False"]


def test_threads_take_turns() -> None:
    pages = [page(f"<p>{number}</p>") for number in range(6)]
    with ThreadPoolExecutor(3) as executor:
        together = [pdf.data for pdf in executor.map(typeset, pages)]
    assert together == [typeset(each).data for each in pages]


SCRIPT = """
import hashlib, sys
from pressverk.model import Document
from pressverk.pdf.typesetting import typeset
html = sys.stdin.read()
pdf = typeset(Document(address="https://newsroom.invalid/x.html", html=html))
print(hashlib.sha256(pdf.data).hexdigest())
"""
RICH = (
    "<!doctype html><html lang=sv><title>Exempel</title><style>@page { size: 80mm 60mm }"
    ".n { float: footnote }</style><h1>Rubrik</h1>"
    + "<p>text <a href='https://example.org'>länk</a><span class=n>not</span></p>" * 20
    + "<table><tr><th>a<th>b<tr><td>c<td>d</table><svg width=9 height=9><title>t</title></svg>"
)


def test_bytes_are_the_same_in_every_process_and_folder(tmp_path: Path) -> None:
    here = typeset(Document(address=BASE + "x.html", html=RICH)).data
    printed = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(  # this interpreter, our script
            [sys.executable, "-c", SCRIPT],
            input=RICH,
            text=True,
            capture_output=True,
            check=True,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "HOME": str(folder), "TZ": "Asia/Tokyo"},
        )
        printed.add(done.stdout.strip())
    assert printed == {hashlib.sha256(here).hexdigest()}
    assert typeset(Document(address=BASE + "x.html", html=RICH)).data == here


@pytest.mark.parametrize("target", ["javascript:x()", "file:///x", "other.html", "ftp://x/y"])
def test_a_link_that_no_reader_of_a_pdf_can_follow_is_reported(target: str) -> None:
    (finding,) = typeset(page(f"<p><a href='{target}'>text</a>")).findings
    assert (finding.rule, finding.severity) == ("dead-end", Severity.ADVICE)
    assert repr(target) in finding.message


def test_a_document_that_shows_nothing_is_an_error() -> None:
    findings = typeset(page("<frameset><frame></frameset>")).findings
    assert ("empty-document", Severity.ERROR) in [(f.rule, f.severity) for f in findings]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<h1>a</h1><h3>b c</h3><h4>d</h4><h2>e</h2><h3>f</h3>", ["'b c' (<h3>)"]),
        ("<h2>a</h2><h3>b</h3>", []),
        ("<h1>a</h1><div role=heading aria-level=4>b</div>", ["'b' (<div>)"]),
        ("<h1>a</h1><h2>b</h2><h1>c</h1><h2>d</h2>", []),
    ],
)
def test_a_heading_that_skips_a_level_is_named(html: str, names: list[str]) -> None:
    told = [f.message for f in typeset(page(html)).findings if f.rule == "heading-skips-level"]
    assert [message.split(" skips")[0].removeprefix("heading ") for message in told] == names


def _raise_key_error(*_words: object, **_named: object) -> None:
    raise KeyError(7)


@pytest.mark.parametrize("name", ["number_lists", "prune", "write_tree"])
def test_a_fault_of_our_own_code_is_not_reported_as_a_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(render, name, _raise_key_error)
    with pytest.raises(KeyError):
        typeset(page())


def test_what_weasyprint_fails_at_is_reported_as_a_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(render, "lay_out", engine_that_raises(KeyError(7)))
    with pytest.raises(TypesettingError, match=r"can't be laid out \(KeyError: 7\)"):
        typeset(page())


def test_a_lack_of_memory_is_not_reported_as_a_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(render, "lay_out", engine_that_raises(MemoryError()))
    with pytest.raises(MemoryError):
        typeset(page())
