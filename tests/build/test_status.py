import os
import shutil
from pathlib import Path

import pytest
from sample_newsroom import article

from pressverk.build import manifest
from pressverk.build.pipeline import build
from pressverk.build.status import (
    EditionStatus,
    bound_caches,
    cache_size,
    edition_statuses,
    left_over_names,
    remove_left_over,
)
from pressverk.newsroom.paths import find_articles


def build_all(root: Path) -> None:
    assert not any(outcome.failed for outcome in build(root, list(find_articles(root))))


def reasons(root: Path) -> dict[str, str]:
    return {status.name: status.reason for status in edition_statuses(root)}


def left_over(root: Path) -> list[EditionStatus]:
    return [status for status in edition_statuses(root) if status.is_left_over]


def test_each_edition_says_why_it_is_not_current(root: Path) -> None:
    for name in ("annat", "bytt", "borta", "orort"):
        article(root / "articles" / name)
    build_all(root)
    article(root / "articles" / "nytt")
    index = root / "articles" / "bytt" / "index.md"
    index.write_text(index.read_text("utf-8") + "\nMer.\n", "utf-8")
    (root / "output" / "annat.pdf").unlink()
    shutil.rmtree(root / "articles" / "borta")
    assert reasons(root) == {
        "annat": "its files were changed or removed after it was built",
        "borta": "its article is gone",
        "bytt": "changed: articles/bytt/index.md",
        "nytt": "not built",
        "orort": "",
        "pris": "",
    }


def test_a_change_of_what_all_editions_share_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_all(root)
    monkeypatch.setattr(manifest, "environment_of", lambda _root: "another")
    assert reasons(root) == {
        "pris": "Pressverk, one of its libraries, a layout or a font has changed"
    }


def test_only_editions_without_an_article_are_removed(root: Path) -> None:
    article(root / "articles" / "borta")
    build_all(root)
    ledger = root / ".pressverk" / "ledger.sqlite3"
    ledger.write_bytes(b"what was sent")
    own = root / "output" / "egen.pdf"
    own.write_bytes(b"somebody's own")
    shutil.rmtree(root / "articles" / "borta")
    assert left_over_names(root) == ("borta",)
    removed = set(remove_left_over(root, left_over(root)))
    assert removed == {"output/borta.pdf", "output/borta.html"}
    assert {path.name for path in (root / "output").iterdir()} == {
        "pris.pdf",
        "pris.html",
        "egen.pdf",
    }
    assert ledger.read_bytes() == b"what was sent"
    assert reasons(root) == {"pris": ""}


def test_the_folder_of_a_year_goes_with_its_last_edition(root: Path) -> None:
    for name in ("2025/park", "2025/torg", "2026/park"):
        article(root / "articles" / name)
    build_all(root)
    shutil.rmtree(root / "articles" / "2025" / "park")
    list(remove_left_over(root, left_over(root)))
    assert (root / "output" / "2025" / "torg.pdf").exists()
    shutil.rmtree(root / "articles" / "2025")
    list(remove_left_over(root, left_over(root)))
    assert sorted(path.name for path in (root / "output").iterdir()) == [
        "2026",
        "pris.html",
        "pris.pdf",
    ]


def test_a_file_that_was_changed_or_lies_elsewhere_is_not_removed(root: Path) -> None:
    article(root / "articles" / "borta")
    build_all(root)
    (root / "output" / "borta.pdf").write_bytes(b"changed by hand")
    outside = root / "output" / "borta.html"
    kept = root / "kept.html"
    outside.rename(kept)
    outside.symlink_to(kept)
    shutil.rmtree(root / "articles" / "borta")
    assert list(remove_left_over(root, left_over(root))) == []
    assert (root / "output" / "borta.pdf").read_bytes() == b"changed by hand"
    assert kept.exists()


def test_caches_lose_their_oldest_files(root: Path) -> None:
    folder = root / ".pressverk" / "pictures"
    folder.mkdir(parents=True)
    for age in range(5):
        path = folder / str(age)
        path.write_bytes(b"x" * 100)
        os.utime(path, (1000 - age, 1000 - age))
    assert cache_size(root) == 500
    assert bound_caches(root, largest=250) == 300
    assert {path.name for path in folder.iterdir()} == {"0", "1"}
    assert bound_caches(root, largest=250) == 0
