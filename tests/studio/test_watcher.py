import asyncio
import shutil
from pathlib import Path

import pytest
from event_loops import run_alone
from studio_browser import Browser

from pressverk.studio.articles import open_text, save_text
from pressverk.studio.events import Event, Events
from pressverk.studio.store.versions import Origin, versions
from pressverk.studio.watcher import _is_of_interest, notice, watch


def file_of(root: Path) -> Path:
    return root / "articles" / "pris" / "index.md"


class Heard(Events):
    """Events that are kept instead of told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Event] = []

    def tell(self, event: Event) -> None:
        self.told.append(event)


def heard(browser: Browser) -> list[Event]:
    events = Heard()
    object.__setattr__(browser.studio, "events", events)
    return events.told


def test_an_edit_in_another_program_is_a_version_and_is_reported(
    browser: Browser, root: Path
) -> None:
    told = heard(browser)
    open_text(browser.studio.store, root, "pris")
    file_of(root).write_text("---\ntitle: Utifrån\n---\n", encoding="utf-8")

    notice(browser.studio, {file_of(root)})

    assert told == [Event(kind="article", article="pris", detail="outside")]
    assert versions(browser.studio.store, "pris")[0].origin is Origin.OUTSIDE


def test_what_the_studio_saves_itself_is_no_edit_from_outside(browser: Browser, root: Path) -> None:
    told = heard(browser)
    store, person = browser.studio.store, browser.log_in()
    opened = open_text(store, root, "pris")
    save_text(store, root, "pris", "nytt", based_on=opened.revision, person=person)

    notice(browser.studio, {file_of(root)})

    assert [event.detail for event in told] == ["saved"]
    assert len(versions(store, "pris")) == 2


def test_a_picture_beside_an_article_is_reported(browser: Browser, root: Path) -> None:
    told = heard(browser)
    notice(browser.studio, {file_of(root).with_name("bild.jpg")})

    assert told == [Event(kind="article", article="pris", detail="files")]


def test_a_folder_of_articles_that_comes_later_is_watched(
    browser: Browser, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressverk.studio.watcher.LOOKS_AGAIN", 50)
    told = heard(browser)
    shutil.move(root / "articles", root / "elsewhere")

    async def until(count: int) -> None:
        for _look in range(400):
            if sum(event.article == "pris" for event in told) >= count:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(told)

    async def run() -> None:
        stop = asyncio.Event()
        watching = asyncio.create_task(watch(browser.studio, stop))
        await asyncio.sleep(0.2)
        shutil.move(root / "elsewhere", root / "articles")
        await until(1)
        file_of(root).write_text("---\ntitle: Utifrån\n---\n", encoding="utf-8")
        await until(2)
        stop.set()
        await watching

    run_alone(run())


def test_settings_that_an_editor_replaces_by_renaming_go_on_being_watched(
    browser: Browser, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressverk.studio.watcher.LOOKS_AGAIN", 50)
    told = heard(browser)

    async def run() -> None:
        stop = asyncio.Event()
        watching = asyncio.create_task(watch(browser.studio, stop))
        for _time in range(3):
            await asyncio.sleep(0.3)
            told.clear()
            new = root / "newsroom.toml.new"
            shutil.copy(root / "newsroom.toml", new)
            new.replace(root / "newsroom.toml")
            for _look in range(200):
                if Event(kind="article") in told:
                    break
                await asyncio.sleep(0.02)
            assert Event(kind="article") in told
        stop.set()
        await watching

    run_alone(run())


def test_files_that_programs_write_in_passing_are_of_no_interest(root: Path) -> None:
    passing = [".index.md.swp", "~$brev.docx", ".index.x.part", "index.md~", ".pressverk/log/a"]
    kept = ["index.md", "bild.jpg", ".pressverk/ledger.sqlite"]

    assert not [name for name in passing if _is_of_interest(None, f"{root}/{name}")]  # type: ignore[arg-type]
    assert all(_is_of_interest(None, f"{root}/{name}") for name in kept)  # type: ignore[arg-type]


def test_colleagues_see_who_has_an_article_open() -> None:
    events = Heard()
    with events.writing("pris", "Anna"), events.writing("pris", "Bo"), events.writing("pris", "Bo"):
        assert events.writers("pris") == ("Anna", "Bo")
    assert events.writers("pris") == ()
    assert [event.detail for event in events.told] == [
        "Anna",
        "Anna, Bo",
        "Anna, Bo",
        "Anna, Bo",
        "Anna",
        "",
    ]


def test_a_browser_that_lags_loses_the_oldest_events_alone() -> None:
    async def run() -> list[str]:
        events = Events()
        events.start(asyncio.get_running_loop())
        queue = events.listen()
        for number in range(150):
            events.tell(Event(kind="article", article=str(number)))
        events.stop()
        await asyncio.sleep(0)
        found = []
        while (event := queue.get_nowait()) is not None:
            found.append(event.article)
        return found

    found = run_alone(run())
    assert found == [str(number) for number in range(51, 150)]
