import datetime as dt
import os
import re
from dataclasses import replace
from functools import cache
from importlib.metadata import requires
from pathlib import Path

import pytest

import pressverk
from pressverk.build import manifest, system_libraries
from pressverk.build.manifest import (
    Record,
    file_state,
    fingerprint,
    is_current,
    load,
    look_at,
    save,
)
from pressverk.model import Document, Enclosure
from pressverk.pdf import typesetting


@pytest.fixture
def record(root: Path) -> Record:
    pdf = root / "output" / "pris.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"%PDF")
    source = root / "articles" / "pris" / "index.md"
    os.utime(source, ns=(10**18, 10**18))
    return Record(
        key="k",
        environment="h",
        read_at=2 * 10**18,
        inputs={"articles/pris/index.md": file_state(source)},
        outputs={"output/pris.pdf": file_state(pdf)},
    )


def current(record: Record, root: Path, environment: str = "h") -> bool:
    return is_current(record, environment, root, cache(look_at))


def test_a_record_is_read_back_as_it_was_kept(root: Path, record: Record) -> None:
    save(record, root, "pris på ö")
    assert load(root, "pris på ö") == record


def test_a_damaged_record_is_none(root: Path, record: Record) -> None:
    save(record, root, "pris")
    (path,) = (root / ".pressverk" / "records").iterdir()
    for damage in (b"", b"{", b"[]", b'{"inputs": 1}', b'{"inputs": {}, "outputs": {}}'):
        path.write_bytes(damage)
        assert load(root, "pris") is None


def test_an_untouched_edition_is_current(root: Path, record: Record) -> None:
    assert current(record, root)


def test_another_environment_makes_it_stale(root: Path, record: Record) -> None:
    assert not current(record, root, environment="other")


def test_a_changed_input_makes_it_stale(root: Path, record: Record) -> None:
    (root / "articles" / "pris" / "index.md").write_text("changed")
    assert not current(record, root)


def test_a_removed_or_changed_edition_makes_it_stale(root: Path, record: Record) -> None:
    pdf = root / "output" / "pris.pdf"
    pdf.write_bytes(b"%PDF-other")
    assert not current(record, root)
    pdf.unlink()
    assert not current(record, root)


def test_a_change_within_a_clock_tick_is_seen_by_its_content(root: Path, record: Record) -> None:
    source = root / "articles" / "pris" / "index.md"
    hasty = Record(
        key="k", environment="h", read_at=10**18 + 1, inputs=record.inputs, outputs=record.outputs
    )
    assert current(hasty, root)
    text = source.read_text()
    source.write_text(text.replace("pris", "PRIS"))
    os.utime(source, ns=(10**18, 10**18))
    assert not current(hasty, root)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "b.csv"),
        ("media_type", "text/plain"),
        ("data", b"2"),
        ("relationship", "Source"),
        ("description", "Anything"),
        ("modified", dt.date(2019, 1, 1)),
    ],
)
def test_all_that_is_enclosed_is_part_of_the_key(name: str, value: object) -> None:
    enclosure = Enclosure(
        name="a.csv",
        media_type="text/csv",
        data=b"1",
        relationship="Data",
        description="Something",
        modified=dt.date(2018, 1, 1),
    )
    changed = replace(enclosure, **{name: value})  # type: ignore[arg-type]
    keys = {
        fingerprint(Document(address="a", html="", enclosures=(each,)), "h")
        for each in (enclosure, changed)
    }
    assert len(keys) == 2


def test_values_beside_each_other_are_not_one_in_the_key() -> None:
    one = Document(address="a", html="b", stylesheets=("c", "d"))
    assert fingerprint(one, "h") != fingerprint(replace(one, address="", html="ab"), "h")
    assert fingerprint(one, "h") != fingerprint(replace(one, stylesheets=("cd",)), "h")


@pytest.mark.parametrize(
    "change", ["pikepdf-10.0.0.dist-info", "Pillow-9.egg-info", "ruamel.yaml-0.1.dist-info"]
)
def test_the_environment_changes_with_a_library_that_makes_the_bytes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    manifest.library_versions.cache_clear()
    before = manifest.environment_of(root)
    (tmp_path / "pytest-1.0.dist-info").mkdir()
    manifest.library_versions.cache_clear()
    assert manifest.environment_of(root) == before
    (tmp_path / change).mkdir()
    manifest.library_versions.cache_clear()
    assert manifest.environment_of(root) != before
    manifest.library_versions.cache_clear()


def test_the_environment_names_every_library_that_sets_text() -> None:
    versions = manifest.library_versions()
    for library in system_libraries.VERSIONS:
        assert re.search(rf"^{re.escape(library)} \S", versions, re.MULTILINE)


def test_every_distribution_that_is_counted_is_one_of_ours() -> None:
    required = {
        re.split(r"[ ~=<>;\[]", line)[0].lower().replace(".", "-").replace("_", "-")
        for name in ("pressverk", "weasyprint", "fonttools", "page-validation")
        for line in requires(name) or ()
    }
    assert manifest.DISTRIBUTIONS - {"weasyprint"} <= required | {"webencodings", "markupsafe"}


def test_the_environment_counts_every_module_of_the_program() -> None:
    counted = {Path(path) for path in manifest._environment_files(Path("/nowhere"))}
    assert Path(manifest.__file__) in counted
    assert Path(pressverk.__file__) in counted
    assert Path(typesetting.__file__) in counted


def test_an_edition_has_a_record_of_its_own_in_its_articles_file(
    root: Path, record: Record
) -> None:
    save(record, root, "pris")
    save(replace(record, key="other"), root, "pris", "archive")
    assert load(root, "pris") == record
    manifest.forget(root, "pris")
    assert load(root, "pris") is None
    archive = load(root, "pris", "archive")
    assert archive is not None
    assert archive.key == "other"
    manifest.forget(root, "pris", "archive")
    assert list((root / ".pressverk" / "records").iterdir()) == []


def test_what_is_not_there_or_no_file_has_a_state_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert file_state(tmp_path / "none") == file_state(tmp_path / "loop") == manifest.MISSING
    assert file_state(tmp_path / "pipe").sha256 == ""


def test_the_environment_changes_with_a_layout_of_ones_own(root: Path) -> None:
    before = manifest.environment_of(root)
    assert manifest.environment_of(root) == before
    (root / "layouts" / "press-release").mkdir(parents=True)
    (root / "layouts" / "press-release" / "print.css").write_text("p { color: red }")
    assert manifest.environment_of(root) != before
