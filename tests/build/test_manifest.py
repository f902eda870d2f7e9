import os
from functools import cache
from pathlib import Path

import pytest

from pressverk.build import manifest
from pressverk.build.manifest import Record, file_state, is_current, load, look_at, save


@pytest.fixture
def record(root: Path) -> Record:
    pdf = root / "output" / "pris.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"%PDF")
    source = root / "articles" / "pris" / "index.md"
    os.utime(source, ns=(10**18, 10**18))
    return Record(
        key="k",
        house="h",
        taken=2 * 10**18,
        inputs={"articles/pris/index.md": file_state(source)},
        outputs={"output/pris.pdf": file_state(pdf)},
    )


def current(record: Record, root: Path, house: str = "h") -> bool:
    return is_current(record, house, root, cache(look_at))


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


def test_another_house_makes_it_stale(root: Path, record: Record) -> None:
    assert not current(record, root, house="other")


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
        key="k", house="h", taken=10**18 + 1, inputs=record.inputs, outputs=record.outputs
    )
    assert current(hasty, root)
    text = source.read_text()
    source.write_text(text.replace("pris", "PRIS"))
    os.utime(source, ns=(10**18, 10**18))
    assert not current(hasty, root)


def test_the_house_changes_with_a_layout_of_ones_own(root: Path) -> None:
    before = manifest.environment_of(root)
    assert manifest.environment_of(root) == before
    (root / "layouts" / "press-release").mkdir(parents=True)
    (root / "layouts" / "press-release" / "print.css").write_text("p { color: red }")
    assert manifest.environment_of(root) != before
