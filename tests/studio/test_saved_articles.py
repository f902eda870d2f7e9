import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressverk.errors import ArticleError, OutputError
from pressverk.files import replace_file
from pressverk.studio import articles
from pressverk.studio.articles import Clash, Saved, Text, open_text, save_text
from pressverk.studio.store import versions as kept
from pressverk.studio.store.database import Store, StoreError
from pressverk.studio.store.people import Person
from pressverk.studio.store.versions import Origin, revision_of, text_of_version, versions

NEW = "---\ntitle: Nytt\n---\n\nEn ny text.\n"


def file_of(root: Path) -> Path:
    return root / "articles" / "pris" / "index.md"


def saved(store: Store, root: Path, person: Person, text: str, *, based_on: str) -> Saved | Clash:
    return save_text(store, root, "pris", text, based_on=based_on, person=person)


@pytest.fixture
def opened(store: Store, root: Path) -> Text:
    return open_text(store, root, "pris")


def test_a_saved_text_is_the_file_and_a_version(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    result = saved(store, root, anna, NEW, based_on=opened.revision)

    assert isinstance(result, Saved)
    assert file_of(root).read_text("utf-8") == NEW
    assert text_of_version(store, "pris", result.version) == NEW
    assert result.revision == revision_of(NEW)
    newest = versions(store, "pris")[0]
    assert (newest.origin, newest.who) == (Origin.SAVED, "Anna Exempel")


def test_what_was_there_before_the_studio_is_the_first_version(store: Store, opened: Text) -> None:
    [first] = versions(store, "pris")

    assert first.origin is Origin.OUTSIDE
    assert text_of_version(store, "pris", first.id) == opened.text


def test_opening_an_unchanged_text_twice_makes_no_second_version(store: Store, root: Path) -> None:
    open_text(store, root, "pris")
    open_text(store, root, "pris")

    assert len(versions(store, "pris")) == 1


def test_an_edit_from_outside_is_never_overwritten(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    outside = opened.text.replace("Kommunen", "Regionen") + "\nOch en rad till.\n"
    file_of(root).write_text(outside, encoding="utf-8")

    result = saved(store, root, anna, NEW, based_on=opened.revision)

    assert isinstance(result, Clash)
    assert file_of(root).read_text("utf-8") == outside
    assert (result.ours, result.theirs.text, result.base) == (NEW, outside, opened.text)
    assert text_of_version(store, "pris", result.version) == NEW


def test_after_a_clash_the_text_can_be_saved_over_what_was_shown(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    file_of(root).write_text(opened.text + "\nUtifrån.\n", encoding="utf-8")
    clash = saved(store, root, anna, NEW, based_on=opened.revision)
    assert isinstance(clash, Clash)

    again = saved(store, root, anna, NEW, based_on=clash.theirs.revision)

    assert isinstance(again, Saved)
    assert file_of(root).read_text("utf-8") == NEW


def test_two_tabs_that_save_the_same_text_dont_clash(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    saved(store, root, anna, NEW, based_on=opened.revision)

    assert isinstance(saved(store, root, anna, NEW, based_on=opened.revision), Saved)


def test_of_two_who_save_from_the_same_text_the_second_clashes(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    saved(store, root, anna, NEW, based_on=opened.revision)
    result = saved(store, root, anna, NEW + "Mer.\n", based_on=opened.revision)

    assert isinstance(result, Clash)
    assert file_of(root).read_text("utf-8") == NEW


def test_a_version_is_on_disk_before_the_file_is_touched(
    store: Store, root: Path, anna: Person, opened: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_settings: object) -> None:
        with sqlite3.connect(store.path) as other:
            [[count]] = other.execute("SELECT count(*) FROM versions WHERE origin = 'pending'")
        other.close()
        assert count == 1
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(articles, "replace_file", full)

    with pytest.raises(OutputError, match="No space left"):
        saved(store, root, anna, NEW, based_on=opened.revision)

    assert file_of(root).read_text("utf-8") == opened.text
    assert text_of_version(store, "pris", versions(store, "pris")[0].id) == NEW


def test_a_text_whose_version_cant_be_kept_is_not_written(
    store: Store, root: Path, anna: Person, opened: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_settings: object) -> None:
        raise StoreError([])

    monkeypatch.setattr(articles, "keep_version", full)

    with pytest.raises(StoreError):
        saved(store, root, anna, NEW, based_on=opened.revision)
    assert file_of(root).read_text("utf-8") == opened.text


def test_a_full_disk_under_the_store_is_a_finding(store: Store, anna: Person) -> None:
    [[pages]] = store.rows("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count = {pages + 1}")

    with pytest.raises(StoreError, match="space left on disk"):
        kept.keep_version(store, "pris", os.urandom(60_000).hex(), person=anna)


def test_what_another_program_writes_at_the_same_moment_is_kept(
    store: Store, root: Path, anna: Person, opened: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = replace_file

    def written_just_before(path: Path, data: bytes, *, durable: bool = False) -> None:
        path.write_text("i sista stund", encoding="utf-8")
        replace(path, data, durable=durable)

    monkeypatch.setattr(articles, "replace_file", written_just_before)
    saved(store, root, anna, NEW, based_on=opened.revision)

    texts = [text_of_version(store, "pris", each.id) for each in versions(store, "pris")]
    assert "i sista stund" in texts
    assert not list(file_of(root).parent.glob(".*"))


@pytest.mark.parametrize("name", ["../newsroom", "/etc/passwd", "pris/../pris", "", "pris/index"])
def test_no_name_leads_to_a_file_that_is_no_article(store: Store, root: Path, name: str) -> None:
    with pytest.raises(ArticleError, match="no such article"):
        open_text(store, root, name)


@pytest.mark.parametrize("part", ["../../newsroom.toml", "index.md", "/etc/passwd", ".x.md"])
def test_no_part_leads_out_of_a_report(store: Store, root: Path, part: str) -> None:
    with pytest.raises(ArticleError, match="no such article"):
        open_text(store, root, "pris", part)


def test_a_chapter_of_a_report_is_saved_in_its_own_file(
    store: Store, root: Path, anna: Person
) -> None:
    chapter = root / "articles" / "pris" / "kapitel" / "ett.md"
    chapter.parent.mkdir()
    chapter.write_text("---\ntitle: Ett\n---\n", encoding="utf-8")
    opened = open_text(store, root, "pris", "kapitel/ett.md")

    save_text(
        store, root, "pris", NEW, part="kapitel/ett.md", based_on=opened.revision, person=anna
    )

    assert chapter.read_text("utf-8") == NEW


def test_a_link_that_leads_out_of_the_newsroom_is_not_opened(
    store: Store, root: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "hemlig.md"
    secret.write_text("hemligt", encoding="utf-8")
    (root / "articles" / "lank.md").symlink_to(secret)

    with pytest.raises(ArticleError, match="leads out of the newsroom"):
        open_text(store, root, "lank")


def test_line_ends_and_byte_order_mark_of_a_file_stay_as_they_were(
    store: Store, root: Path, anna: Person
) -> None:
    file_of(root).write_bytes(b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\n")
    opened = open_text(store, root, "pris")
    assert opened.text == "---\ntitle: x\n---\n"

    saved(store, root, anna, "---\ntitle: y\n---\n", based_on=opened.revision)

    assert file_of(root).read_bytes() == b"\xef\xbb\xbf---\r\ntitle: y\r\n---\r\n"


def test_line_ends_of_a_form_are_those_of_the_file(
    store: Store, root: Path, anna: Person, opened: Text
) -> None:
    saved(store, root, anna, "en\r\ntvå\r\n", based_on=opened.revision)

    assert file_of(root).read_bytes() == "en\ntvå\n".encode()


SAVER = """
import sys
from pathlib import Path
from pressverk.studio import articles
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.people import remember_person

root = Path(sys.argv[1])
store = open_store(store_path(root))
anna = remember_person(store, issuer="local", subject="anna", name="Anna", email="", roles=())
opened = articles.open_text(store, root, "pris")

def killed(*_arguments, **_settings):
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)

articles.replace_file = killed
articles.save_text(store, root, "pris", "sista orden", based_on=opened.revision, person=anna)
"""


def test_a_text_survives_a_kill_between_version_and_file(root: Path, store: Store) -> None:
    before = file_of(root).read_bytes()
    done = subprocess.run([sys.executable, "-c", SAVER, root], check=False)

    assert done.returncode == -9
    assert file_of(root).read_bytes() == before
    assert text_of_version(store, "pris", versions(store, "pris")[0].id) == "sista orden"


def test_after_such_a_kill_the_newest_words_are_found_again(root: Path, store: Store) -> None:
    subprocess.run([sys.executable, "-c", SAVER, root], check=False)

    opened = open_text(store, root, "pris")

    assert opened.unsaved is not None
    assert text_of_version(store, "pris", opened.unsaved) == "sista orden"


@pytest.fixture(autouse=True)
def _no_left_over(root: Path) -> Iterator[None]:
    yield
    assert not list((root / "articles").rglob("*.part"))
