"""What is approved by ear is what was heard; no version is lost, none comes back over another."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from studio_browser import Browser, another, open_studio
from studio_newsroom import build_all, copy_newsroom, make_newsroom

from pressverk.accessibility.drawing import changed_pages
from pressverk.content.differences import changed_lines
from pressverk.studio.articles import Saved, open_text, save_text
from pressverk.studio.roles import Role
from pressverk.studio.store.versions import versions


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_newsroom(tmp_path_factory.mktemp("built"))
    build_all(root)
    return root


@pytest.fixture
def writer(built: Path, tmp_path: Path) -> Iterator[Browser]:
    opened = open_studio(copy_newsroom(built, tmp_path))
    opened.log_in("anna")
    yield opened
    opened.client.close()
    opened.studio.close()


def source(browser: Browser) -> Path:
    return browser.studio.options.root / "articles" / "pris" / "index.md"


def field(page: str, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page)[0])


def save(browser: Browser, old: str, new: str) -> None:
    store, root = browser.studio.store, browser.studio.options.root
    text = open_text(store, root, "pris")
    person = browser.log_in("anna")
    changed = text.text.replace(old, new)
    done = save_text(store, root, "pris", changed, based_on=text.revision, person=person)
    assert isinstance(done, Saved)


def test_what_is_heard_stands_beside_its_place_on_the_page(writer: Browser) -> None:
    page = writer.get("/listen/pris").text

    assert "Priset delas ut varje år." in page
    assert re.search(r'<li id="(p\d+)".*?data-where="\1"', page, re.DOTALL)
    assert '<a href="#p1" id="p1-1" data-passage="p1"' in page


def test_what_is_heard_is_approved_as_it_was_heard(writer: Browser) -> None:
    seen = field(writer.get("/listen/pris").text, "seen")

    assert writer.post("/listen/approve/pris", {"seen": seen}).status_code == 303

    kept = source(writer).with_name("index.spoken.txt").read_text(encoding="utf-8")
    assert "Priset delas ut varje år." in kept
    assert 'name="seen"' not in writer.get("/listen/pris").text


def test_what_nobody_heard_isnt_approved(writer: Browser) -> None:
    seen = field(writer.get("/listen/pris").text, "seen")
    text = source(writer).read_text(encoding="utf-8")
    source(writer).write_text(text.replace("varje år", "ibland"), encoding="utf-8")
    assert "/send/build/pris" in writer.get("/listen/pris").text
    assert writer.post("/listen/approve/pris", {"seen": seen}).status_code == 409
    build_all(writer.studio.options.root)

    assert writer.post("/listen/approve/pris", {"seen": seen}).status_code == 409
    assert not source(writer).with_name("index.spoken.txt").exists()


def test_whoever_only_sends_may_not_approve_what_is_heard(writer: Browser) -> None:
    seen = field(writer.get("/listen/pris").text, "seen")
    bo = another(writer)
    bo.log_in("bo", roles=[Role.SENDS])

    assert bo.post("/listen/approve/pris", {"seen": seen}).status_code == 403


def test_versions_are_shown_and_compared(writer: Browser) -> None:
    save(writer, "varje år", "vart tredje år")
    [new, old] = versions(writer.studio.store, "pris")

    page = writer.get(f"/history/pris?before={old.id}&after={new.id}").text

    assert "<del>varje</del>" in page
    assert "<ins>vart tredje</ins>" in page


def test_a_version_comes_back_and_none_is_lost(writer: Browser) -> None:
    before = source(writer).read_text(encoding="utf-8")
    save(writer, "varje år", "vart tredje år")
    old = versions(writer.studio.store, "pris")[-1]
    page = writer.get(f"/history/version/{old.id}/pris").text
    fields = {"version": str(old.id), "part": "", "revision": field(page, "revision")}

    assert writer.post("/history/restore/pris", fields).status_code == 303

    assert source(writer).read_text(encoding="utf-8") == before
    assert len(versions(writer.studio.store, "pris")) == 3


def test_a_version_doesnt_come_back_over_what_somebody_wrote_meanwhile(writer: Browser) -> None:
    save(writer, "varje år", "vart tredje år")
    old = versions(writer.studio.store, "pris")[-1]
    page = writer.get(f"/history/version/{old.id}/pris").text
    text = source(writer).read_text(encoding="utf-8") + "\nMer.\n"
    source(writer).write_text(text, encoding="utf-8")
    fields = {"version": str(old.id), "part": "", "revision": field(page, "revision")}

    assert writer.post("/history/restore/pris", fields).status_code == 409
    assert source(writer).read_text(encoding="utf-8") == text


def test_the_version_of_another_article_isnt_shown(writer: Browser) -> None:
    save(writer, "varje år", "vart tredje år")
    number = versions(writer.studio.store, "pris")[0].id
    shutil.copytree(source(writer).parent, source(writer).parent.with_name("annan"))

    assert writer.get(f"/history/version/{number}/annan").status_code == 404
    assert writer.get("/history/version/999/pris").status_code == 404
    fields = {"version": str(number), "part": "", "revision": ""}
    assert writer.post("/history/restore/annan", fields).status_code == 404
    assert writer.get("/history/pris?part=../../newsroom.toml").status_code == 404


def test_a_changed_word_is_marked_where_it_is_on_the_page(writer: Browser) -> None:
    pdf = writer.studio.options.root / "output" / "pris.pdf"
    before = pdf.read_bytes()
    text = source(writer).read_text(encoding="utf-8")
    source(writer).write_text(text.replace("varje år", "ibland"), encoding="utf-8")
    build_all(writer.studio.options.root)

    [change] = changed_pages(before, pdf.read_bytes(), "pris.pdf")

    assert (change.before, change.after) == (1, 1)
    [area] = change.areas
    assert all(0 <= value <= 1 for value in area)
    assert area[3] < 0.05
    assert not changed_pages(before, before, "pris.pdf")


def test_lines_that_were_added_and_removed_are_told_apart() -> None:
    lines = changed_lines("en\ntvå\ntre\n", "en\ntre\nfyra\n")

    assert [(line.kind, line.before, line.after) for line in lines] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("same", 3, 2),
        ("added", None, 3),
    ]


def test_the_text_that_was_there_from_the_beginning_isnt_called_changed(writer: Browser) -> None:
    page = writer.get("/history/pris").text
    assert "as it was when it was first opened here" in page
    assert "changed in another program" not in page
    assert 'type="radio"' not in page  # there is nothing to compare it with
    path = source(writer)
    path.write_text(path.read_text("utf-8") + "\nUtifrån.\n", encoding="utf-8")
    page = writer.get("/history/pris").text
    assert page.count("as it was when it was first opened here") == 1
    assert page.count("changed in another program") == 1


@pytest.fixture
def serving(built: Path, tmp_path: Path) -> Iterator[Browser]:
    """Return a browser at a studio whose workers run, for pages are set there."""
    opened = open_studio(copy_newsroom(built, tmp_path))
    with opened.client:
        opened.log_in("anna")
        yield opened
    opened.client.close()


def test_any_two_versions_are_compared_on_the_page(serving: Browser) -> None:
    save(serving, "Priset delas ut varje år.", "Priset delas ut vartannat år.")
    newest, *_between, oldest = versions(serving.studio.store, "pris")

    page = serving.get(f"/history/pris?before={oldest.id}&after={newest.id}").text

    assert "vartannat" in page
    assert 'class="changed"' in page  # the outline of what differs
    pictures = re.findall(r'src="(/write/page/[^"]+)"', page)
    assert len(pictures) == 2
    assert len({serving.get(address).content for address in pictures}) == 2
    same = serving.get(f"/history/pris?before={oldest.id}&after={oldest.id}").text
    assert "All pages look the same." in same


def test_a_version_that_cant_be_set_is_told(serving: Browser) -> None:
    save(serving, "layout: press-release", "layout: finns-inte")
    newest, *_between, oldest = versions(serving.studio.store, "pris")
    page = serving.get(f"/history/pris?before={oldest.id}&after={newest.id}").text
    assert "The pages of one of the two can" in page


def test_an_article_is_committed_to_the_newsrooms_repository(
    writer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = writer.studio.options.root
    monkeypatch.setenv("HOME", str(root))
    assert "Commit to git" not in writer.get("/history/pris").text
    assert writer.post("/history/commit/pris", {"message": "Pris"}).status_code == 422
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)  # noqa: S607
    assert "Commit to git" in writer.get("/history/pris").text

    answer = writer.post("/history/commit/pris", {"message": "Priset"})

    assert "did=committed" in answer.headers["location"]
    log = subprocess.run(
        ["git", "-C", str(root), "log", "--format=%an %ae %s", "--name-only"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert log.startswith("Anna anna@exempel.se Priset\n")
    assert set(log.split("\n")[2:]) >= {"articles/pris/index.md"}
    assert all(name.startswith("articles/pris/") for name in log.split("\n")[2:] if name)
    again = writer.post("/history/commit/pris", {"message": "Priset"})
    assert "did=nothing-new" in again.headers["location"]
