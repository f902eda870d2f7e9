import datetime as dt
import time
from pathlib import Path

import pytest
from sample_newsroom import article
from studio_browser import Browser
from word_documents import p, style, word

from pressverk.delivery.campaigns.overview import (
    Reading,
    Sendings,
    Standing,
    moments_between,
    standing_of,
)
from pressverk.delivery.ledger.rows import CampaignState, Kind, Outline
from pressverk.delivery.ledger.states import State
from pressverk.model import Finding, Place
from pressverk.newsroom.stamps import stamp_of
from pressverk.studio.identity.access import open_to
from pressverk.studio.roles import Role

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
GOOD = Reading(title="Bra")


def outline(number: int = 1, kind: Kind = Kind.RELEASE, **more: object) -> Outline:
    values = {
        "slug": "pris",
        "list_name": "redaktioner",
        "state": CampaignState.OPEN,
        "not_before": NOON,
        "changed": NOON,
        "counts": {State.QUEUED: 2},
    }
    return Outline(id=number, kind=kind, **{**values, **more})  # type: ignore[arg-type]


def sent(kind: Kind = Kind.RELEASE) -> Outline:
    return outline(2, kind, counts={State.ACCEPTED: 2, State.FAILED: 1})


@pytest.mark.parametrize(
    ("reading", "campaigns", "standing"),
    [
        (None, [], Standing.CHECKING),
        (Reading(title="x", errors=2), [], Standing.FAULTY),
        (Reading(title="x", is_unfinished=True), [], Standing.DRAFT),
        (Reading(title="x", undecided=1), [], Standing.DRAFT),
        (GOOD, [], Standing.READY),
        (GOOD, [outline()], Standing.PLANNED),
        (GOOD, [outline(state=CampaignState.CANCELLED)], Standing.READY),
        (GOOD, [outline(counts={State.CANCELLED: 2})], Standing.READY),
        (GOOD, [sent()], Standing.SENT),
        (GOOD, [sent(), sent(Kind.CORRECTION)], Standing.CORRECTED),
        (GOOD, [sent(), outline(1, Kind.CORRECTION)], Standing.PLANNED),
        (Reading(title="x", errors=1), [sent()], Standing.SENT),
    ],
)
def test_an_article_is_where_its_text_and_its_campaigns_say(
    reading: Reading | None, campaigns: list[Outline], standing: Standing
) -> None:
    assert standing_of(reading, campaigns, frozenset()) is standing


def test_what_nobody_has_approved_waits() -> None:
    assert standing_of(GOOD, [outline()], {1}) is Standing.WAITING
    assert standing_of(GOOD, [outline()], {7}) is Standing.PLANNED
    assert standing_of(GOOD, [], (), is_asked=True) is Standing.WAITING


def test_the_calendar_has_embargoes_and_departures_in_order() -> None:
    embargo = (NOON + dt.timedelta(hours=1)).isoformat()
    readings = {"pris": GOOD, "torg": Reading(title="Torget", embargo=embargo)}
    sendings = Sendings(
        outlines=(outline(not_before=NOON + dt.timedelta(hours=2)), sent()),
        unapproved=frozenset({1}),
    )

    found = moments_between(NOON, NOON + dt.timedelta(days=1), readings, sendings)

    assert [(each.article, each.is_departure, each.is_unapproved) for each in found] == [
        ("torg", False, False),
        ("pris", True, True),
    ]


def until(browser: Browser, words: str, address: str = "/") -> str:
    """Return the page at *address* once it says *words*: articles are read behind the scenes."""
    for _try in range(100):
        page = browser.get(address).text
        if words in page:
            return page
        time.sleep(0.1)
    raise AssertionError(page)


def test_the_desk_shows_title_and_state(browser: Browser, root: Path) -> None:
    article(root / "articles" / "fel", "---\ntitle: Utan datum\n---\n\nText.\n")
    browser.log_in()

    page = until(browser, "has errors")

    assert "Utan datum" in page
    assert 'class="state faulty"' in page
    assert 'class="state ready"' in until(browser, "state ready")


def test_a_title_with_markup_is_text_on_the_desk(browser: Browser, root: Path) -> None:
    article(root / "articles" / "hot", "---\ntitle: '<script>alert(1)</script>'\n---\n\nText.\n")
    browser.log_in()

    page = until(browser, "alert(1)")

    assert "<script>alert" not in page


def test_an_article_has_its_title_before_it_is_read(browser: Browser, root: Path) -> None:
    article(root / "articles" / "torg", "---\ntitle: Torget\n---\n\nEn damm.\n")
    browser.log_in()
    page = browser.get("/").text
    assert "is being read" in page
    assert "Torget" in page


def test_words_of_the_text_are_found(browser: Browser, root: Path) -> None:
    article(root / "articles" / "torg", "---\ntitle: Torget\n---\n\nEn damm med guldfisk.\n")
    browser.log_in()
    page = until(browser, "/write/torg", "/?q=guldfisk")

    assert "/write/torg" in page
    assert "/write/pris" not in page
    assert "Nothing is found" in browser.get("/?q=elefant").text


def test_a_confidential_article_is_there_for_those_who_are_named(
    browser: Browser, root: Path
) -> None:
    article(root / "articles" / "hemlig", "---\ntitle: Hemligheten\n---\n\nStängningen.\n")
    open_to(browser.studio.store, "hemlig", ["anna@exempel.se"])
    browser.log_in("anna")
    until(browser, "Hemligheten")

    browser.log_in("bo")

    for address in ("/", "/?q=stängningen", "/?q=hemlig"):
        page = browser.get(address).text.replace('value="hemlig"', "")
        assert "/write/hemlig" not in page
        assert "Hemligheten" not in page
    for screen in ("write", "listen", "history", "approve", "send"):
        assert browser.get(f"/{screen}/hemlig").status_code == 404


def test_what_keeps_planned_mail_is_on_the_desk_of_those_who_may_know(browser: Browser) -> None:
    place = Place(file="contacts/alla.csv")
    held = Finding(place=place, message="the list is gone", rule="missing-list")
    browser.studio.scheduler.faults = {"pris": (held,)}
    browser.log_in("anna")
    assert "pris: the list is gone" in browser.get("/").text

    open_to(browser.studio.store, "pris", ["bo@exempel.se"])

    assert "the list is gone" not in browser.get("/").text


def test_a_reading_changes_with_any_file_of_its_article(root: Path) -> None:
    source = root / "articles" / "pris" / "index.md"
    before = stamp_of(source)
    (source.parent / "bild.svg").write_text("<svg/>", encoding="utf-8")

    assert stamp_of(source) != before
    assert stamp_of(source, "another newsroom.toml") != stamp_of(source)


def test_the_desk_of_five_hundred_articles_is_there_in_half_a_second(
    browser: Browser, root: Path
) -> None:
    store = browser.studio.store
    for number in range(500):
        article(root / "articles" / f"nummer-{number}")
    browser.log_in()
    with store.changes() as changes:  # all have been read, as after a restart
        changes.execute("DELETE FROM readings")
    files = browser.studio.articles.all()
    browser.studio.readings.remember(
        {name: Reading(title=f"Rubrik {name}", date="2026-11-23") for name in files}, files
    )

    started = time.process_time()  # others may use this machine
    page = browser.get("/").text
    took = time.process_time() - started

    assert page.count("Rubrik nummer") >= 500
    assert took < 0.5


def test_a_new_article_begins_with_its_headline(browser: Browser, root: Path) -> None:
    browser.log_in()
    answer = browser.post(
        "/new", {"title": "Kommunen bygger: en lekplats", "layout": "press-release"}
    )

    assert answer.headers["location"] == "/write/kommunen-bygger-en-lekplats"
    text = (root / "articles" / "kommunen-bygger-en-lekplats" / "index.md").read_text("utf-8")
    assert 'title: "Kommunen bygger: en lekplats"' in text


@pytest.mark.parametrize(
    ("title", "layout", "words"),
    [
        ("", "press-release", "Write a headline"),
        ("!!!", "press-release", "Write a headline"),
        ("Ny", "../../etc", "Choose what it is"),
        ("Pris", "press-release", "is there already"),
    ],
)
def test_a_new_article_that_cant_be_is_reported_beside_its_form(
    browser: Browser, title: str, layout: str, words: str
) -> None:
    browser.log_in()
    answer = browser.post("/new", {"title": title, "layout": layout})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{title}"' in answer.text


@pytest.fixture
def word_file(tmp_path: Path) -> bytes:
    heading = p("Ny lekplats i parken", style="Title")
    text = p("I dag öppnar en lekplats. Den är stor och fin.")
    path = word(tmp_path / "ny.docx", heading, text, styles=style("Title"))
    return path.read_bytes()


def bring(browser: Browser, name: str, data: bytes, **fields: str) -> str:
    browser.log_in()
    answer = browser.post("/import", dict(fields), files={"files": (name, data)})
    assert answer.status_code == 200
    return answer.text


def test_a_word_file_becomes_an_article(browser: Browser, root: Path, word_file: bytes) -> None:
    page = bring(browser, "Lekplats.docx", word_file)

    assert "is an article now" in page
    [made] = (root / "articles").glob("ny-lekplats*/index.md")
    assert "stor och fin" in made.read_text("utf-8")
    assert "is an article now" not in bring(browser, "Lekplats.docx", word_file)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("gammal.doc", b"\xd0\xcf\x11\xe0", "could not be brought in"),
        ("program.exe", b"MZ", "could not be brought in"),
        ("trasig.docx", b"PK\x03\x04 nothing", "could not be brought in"),
        ("<img src=x onerror=alert(1)>.txt", b"", "could not be brought in"),
        ("../../../etc/passwd.rtf", b"{\\rtf1}", "passwd.rtf"),
        ("bild.png", b"no picture", "choose which"),
    ],
)
def test_a_file_that_cant_be_taken_in_is_reported_and_stops_nothing(
    browser: Browser, root: Path, name: str, data: bytes, words: str
) -> None:
    page = bring(browser, name, data)

    assert words in page
    assert "<img src=x" not in page
    assert [path.name for path in (root / "articles").iterdir()] == ["pris"]
    assert not list((root / ".pressverk").glob("upload-*"))


def test_a_picture_lies_beside_its_article_and_over_no_other(browser: Browser, root: Path) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    )
    bring(browser, "Torget i går.svg", svg, article="pris")
    bring(browser, "Torget i går.svg", svg.replace(b"9v9z", b"8v8z"), article="pris")
    bring(browser, "Torget i går.svg", svg, article="pris")

    names = sorted(path.name for path in (root / "articles" / "pris").glob("torget*"))
    assert names == ["torget-i-gar-2.svg", "torget-i-gar.svg"]


@pytest.mark.parametrize("svg", [b"<svg><script>alert(1)</script></svg>", b"\x89PNG nothing"])
def test_a_picture_that_cant_be_printed_is_not_kept(
    browser: Browser, root: Path, svg: bytes
) -> None:
    page = bring(browser, "torg.svg", svg, article="pris")

    assert "could not be brought in" in page
    assert not list((root / "articles" / "pris").glob("torg*"))


def test_a_spreadsheet_becomes_data_of_its_report(browser: Browser, root: Path) -> None:
    csv = "År;Antal\n2024;1\n2025;2\n".encode("cp1252")
    page = bring(browser, "Besök 2025.csv", csv, article="pris")

    assert "is data of the report now" in page
    assert list((root / "articles" / "pris" / "data").glob("*.csv"))


def test_who_only_approves_brings_nothing_in(
    browser: Browser, root: Path, word_file: bytes
) -> None:
    browser.log_in(roles=[Role.APPROVES])
    answer = browser.post("/import", {}, files={"files": ("a.docx", word_file)})

    assert answer.status_code == 403
    assert len(list((root / "articles").iterdir())) == 1


def test_too_many_uploads_are_refused_for_a_while(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pressverk.studio.screens import desk  # noqa: PLC0415
    from pressverk.studio.security import RateLimit  # noqa: PLC0415

    monkeypatch.setattr(desk, "UPLOADS", RateLimit(most=1, seconds=60))
    browser.log_in()

    assert [browser.post("/import").status_code for _try in range(2)] == [303, 429]
