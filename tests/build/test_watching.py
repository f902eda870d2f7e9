"""Editions follow their files as long as somebody watches."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from process_groups import processes_left
from sample_newsroom import ARTICLE, NEWSROOM_TOML, article

from pressverk.build.changes import Changes, watched
from pressverk.build.outcomes import Outcome
from pressverk.build.watching import Round, rebuilt
from pressverk.newsroom.paths import from_root

Edit = Callable[[], Path]


def rounds(root: Path, *edits: Edit, named: tuple[Path, ...] = ()) -> list[list[Outcome | Round]]:
    """Return what is told in the first round, and after each of *edits*."""

    def changes() -> Iterator[Changes]:
        for edit in edits:
            told.append([])
            yield frozenset([edit()])

    told: list[list[Outcome | Round]] = [[]]
    for each in rebuilt(root, named, changes(), jobs=1):
        told[-1].append(each)
    return told


def writes(path: Path, text: str) -> Edit:
    def write() -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


def built(told: list[Outcome | Round], root: Path) -> list[str]:
    return [
        from_root(each.source, root)
        for each in told
        if isinstance(each, Outcome) and each.edition is not None
    ]


def end_of(told: list[Outcome | Round]) -> Round:
    assert isinstance(told[-1], Round)
    return told[-1]


@pytest.fixture
def pris(root: Path) -> Path:
    article(root / "articles" / "annat")
    return root / "articles" / "pris" / "index.md"


def test_an_article_that_is_saved_is_built_and_no_other(root: Path, pris: Path) -> None:
    first, second = rounds(root, writes(pris, ARTICLE + "\nMer.\n"))
    assert len(built(first, root)) == 2
    assert built(second, root) == ["articles/pris/index.md"]
    assert "Mer." in (root / "output" / "pris.html").read_text("utf-8")
    assert end_of(second).failing == ()


def test_errors_are_reported_once_and_reported_to_be_gone(root: Path, pris: Path) -> None:
    faulty = ARTICLE.replace("2018-11-23", "i maj")
    elsewhere = root / "articles" / "annat" / "index.md"
    _first, broken, other, fixed = rounds(
        root,
        writes(pris, faulty),
        writes(elsewhere, ARTICLE + "\nMer.\n"),
        writes(pris, ARTICLE + "\nMer.\n"),
    )
    assert [[f.rule for f in each.findings] for each in broken if isinstance(each, Outcome)] == [
        ["wrong-value"]
    ]
    assert end_of(broken).failing == end_of(other).failing == end_of(fixed).fixed == (pris,)
    assert [each.source for each in other if isinstance(each, Outcome)] == [elsewhere]
    assert end_of(fixed).failing == ()
    assert built(fixed, root) == ["articles/pris/index.md"]


def test_a_fault_in_the_newsroom_is_reported_and_what_it_kept_from_being_built_is_built_later(
    root: Path, pris: Path
) -> None:
    settings = root / "newsroom.toml"
    _first, broken, fixed = rounds(
        root,
        writes(settings, NEWSROOM_TOML.replace("language", "langage", 1)),
        writes(settings, NEWSROOM_TOML.replace("1f5c6b", "1f5c60")),
    )
    assert end_of(broken).findings
    assert pris in end_of(broken).failing
    assert len(built(fixed, root)) == 2
    assert not end_of(fixed).failing


@pytest.mark.parametrize("name", ["layouts/press-release/own.css", "newsroom.toml", "logo.svg"])
def test_what_all_use_builds_all(root: Path, pris: Path, name: str) -> None:
    path = root / name
    old = path.read_text("utf-8") if path.exists() else ""
    new = old.replace("1f5c6b", "1f5c60") + "\n"
    _first, second = rounds(root, writes(path, new))
    assert "articles/pris/index.md" in built(second, root)
    assert len(built(second, root)) == 2
    assert pris.exists()


def test_a_picture_builds_the_articles_that_show_it(root: Path, pris: Path) -> None:
    drawing = (root / "logo.svg").read_text("utf-8")
    picture = root / "articles" / "annat" / "bild.svg"
    shown = ARTICLE + '\n![En ruta](../annat/bild.svg "Exempelbild"){photographer="Exempel"}\n'
    writes(picture, drawing)()
    _first, _shown, second = rounds(
        root, writes(pris, shown), writes(picture, drawing.replace("1f5c6b", "1f5c60"))
    )
    assert built(second, root) == ["articles/pris/index.md"]


def test_a_new_article_is_built_unless_others_were_named(root: Path, pris: Path) -> None:
    new = root / "articles" / "ny.md"
    _first, second = rounds(root, writes(new, ARTICLE))
    assert built(second, root) == ["articles/ny.md"]
    newer = root / "articles" / "nyare.md"
    _first, second = rounds(root, writes(newer, ARTICLE), named=(pris,))
    assert built(second, root) == []


def test_limits_that_are_changed_hold_for_the_next_round(root: Path, pris: Path) -> None:
    settings = root / "newsroom.toml"
    _first, second, third = rounds(
        root,
        writes(settings, f"{NEWSROOM_TOML}\n[limits]\nmegabytes = 1\n"),
        writes(settings, NEWSROOM_TOML),
    )
    assert pris in end_of(second).failing
    assert not end_of(third).failing


def test_changes_are_noticed_and_editions_are_none(root: Path) -> None:
    def save_by_renaming(path: Path, text: str) -> None:
        (root / ".new.part").write_text(text, "utf-8")
        (root / ".new.part").replace(path)

    settings, text = root / "newsroom.toml", root / "articles" / "pris" / "index.md"
    layout = root / "layouts" / "press-release"
    with watched(root) as changes:
        for number in range(2):  # replaced, it is another file by now
            save_by_renaming(settings, f"{NEWSROOM_TOML}\n# {number}\n")
            assert next(changes) == {settings}
        (root / "output").mkdir()
        (root / "output" / "pris.pdf").write_bytes(b"%PDF")
        text.write_text(ARTICLE, "utf-8")
        assert next(changes) == {text}
        layout.mkdir(parents=True)
        assert next(changes) == frozenset()  # watched from now on
        assert next(changes) == {layout.parent}
        (layout / "own.css").write_text("p {}")
        assert next(changes) == {layout / "own.css"}


def test_ctrl_c_ends_watching_without_a_word_and_without_a_process(root: Path) -> None:
    run = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build", "--watch"]
    process = subprocess.Popen(
        run, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _line in range(3)]
    assert b"output/pris.pdf" in lines[1]
    assert b"all is built" in lines[2]
    os.killpg(process.pid, signal.SIGINT)
    _rest, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, b"")
    assert processes_left(process.pid) == []
