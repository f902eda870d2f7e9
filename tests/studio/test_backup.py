import datetime as dt
import tarfile
from pathlib import Path
from threading import Event, Thread

from deliveries import campaign_to

from pressverk.build.status import bound_caches
from pressverk.delivery.backup import back_up
from pressverk.delivery.ledger.queries import campaigns, deliveries
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.articles import Saved, open_text, save_text
from pressverk.studio.store.database import Store, open_store, store_path
from pressverk.studio.store.people import Person
from pressverk.studio.store.versions import keep_version, text_of_version, versions


def restored(backup: Path, folder: Path) -> Path:
    folder.mkdir()
    with tarfile.open(backup) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_a_restored_newsroom_has_articles_versions_and_deliveries(
    root: Path, store: Store, anna: Person, tmp_path: Path
) -> None:
    opened = open_text(store, root, "pris")
    save_text(store, root, "pris", "den nya texten", based_on=opened.revision, person=anna)
    with open_ledger(ledger_path(root)) as ledger:
        campaign_to(ledger, ["a@newsroom.example"], dt.datetime.now(dt.UTC))
    (root / "output").mkdir()
    (root / "output" / "pris.pdf").write_bytes(b"made again")

    back_up(root, tmp_path / "kopia.tar.gz")
    again = restored(tmp_path / "kopia.tar.gz", tmp_path / "again")

    assert read_newsroom(again).sender == read_newsroom(root).sender
    assert (again / "articles" / "pris" / "index.md").read_text("utf-8") == "den nya texten"
    assert not (again / "output").exists()
    with open_ledger(ledger_path(again)) as ledger:
        [campaign] = campaigns(ledger)
        assert [each.recipient for each in deliveries(ledger, campaign.id)] == [
            "a@newsroom.example"
        ]
    copy = open_store(store_path(again))
    newest = versions(copy, "pris")[0]
    assert text_of_version(copy, "pris", newest.id) == "den nya texten"
    copy.close()


def test_a_backup_while_people_write_is_whole(
    root: Path, store: Store, anna: Person, tmp_path: Path
) -> None:
    stop = Event()
    saved: list[str] = []

    def write() -> None:
        revision = open_text(store, root, "pris").revision
        while not stop.is_set():
            text = f"text {len(saved)}\n" * 500
            result = save_text(store, root, "pris", text, based_on=revision, person=anna)
            assert isinstance(result, Saved)
            revision = result.revision
            saved.append(text)

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(root, tmp_path / f"{number}.tar.gz")
    finally:
        stop.set()
        writer.join()

    for number in range(5):
        again = restored(tmp_path / f"{number}.tar.gz", tmp_path / str(number))
        copy = open_store(store_path(again))
        assert copy.rows("PRAGMA integrity_check")[0][0] == "ok"
        copy.close()
        text = (again / "articles" / "pris" / "index.md").read_text("utf-8")
        assert text in saved or "title" in text


def test_cleaning_spares_what_the_studio_remembers(root: Path, store: Store, anna: Person) -> None:
    version = keep_version(store, "pris", "kvar", person=anna)

    bound_caches(root, 0)

    assert text_of_version(store, "pris", version) == "kvar"


def test_only_its_owner_reads_a_backup(root: Path, tmp_path: Path) -> None:
    back_up(root, tmp_path / "kopia.tar.gz")

    assert (tmp_path / "kopia.tar.gz").stat().st_mode & 0o077 == 0


def test_a_backup_in_the_newsroom_isnt_in_itself(root: Path) -> None:
    target = root / "kopia.tar.gz"
    back_up(root, target)
    back_up(root, target)

    with tarfile.open(target) as archive:
        names = archive.getnames()
    assert "kopia.tar.gz" not in names
    assert "newsroom.toml" in names
    assert not [name for name in names if name.endswith((".part", ".lock"))]
