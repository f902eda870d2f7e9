"""Which files are pictures, and the cache."""

from multiprocessing import get_context
from pathlib import Path

import pytest
from PIL import Image

from pressverk.content.pictures import prepare
from pressverk.content.pictures.picture import Picture
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.errors import ArticleError
from pressverk.model import Place

PLACE = Place(file="articles/spring/index.md", line=14)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "en")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "stage.jpg"
    Image.effect_noise((300, 200), 60).convert("RGB").save(path)
    return path


def prepared(path: Path, width: int = 150, cache: Path | None = None) -> Picture:
    return prepare_picture(path, width=width, place=PLACE, cache=cache)


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(ArticleError) as caught:
        prepared(path)
    (finding,) = caught.value.findings
    assert finding.place == PLACE
    return finding.rule, finding.message


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_text_named_as_a_picture_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "stage.jpg", b"Hello, I am a picture.\n")) == (
        "picture-kind",
        (
            "picture 'stage.jpg' is not a picture, whatever its name says; "
            "give a JPEG, PNG, WebP, GIF, TIFF or SVG file"
        ),
    )


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    for name in ("stage.jpg", "stage.svg"):
        rule, message = refusal(written(tmp_path / name, b"\n"))
        assert (rule, message) == ("picture-kind", f"picture {name!r} is empty; save it again")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\0\0\0\x18ftypheic", "HEIC (a picture from an iPhone)"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"%PDF-1.7", "PDF"),
        (b"BM\0\0", "BMP"),
        (b"\x1f\x8b\x08", "SVGZ"),
    ],
)
def test_known_kinds_that_cannot_be_printed_are_named(
    tmp_path: Path, data: bytes, kind: str
) -> None:
    assert refusal(written(tmp_path / "stage.jpg", data)) == (
        "picture-kind",
        f"picture 'stage.jpg' is {kind}, which isn't supported; save it as JPEG, PNG or SVG",
    )


def test_a_wrong_suffix_is_refused_with_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "stage.jpg"
    Image.new("RGB", (9, 9)).save(path, format="PNG")
    assert refusal(path) == (
        "picture-suffix",
        "picture 'stage.jpg' is PNG inside; rename it to 'stage.png'",
    )


def test_a_drawing_named_as_a_photograph_is_refused_with_the_right_suffix(tmp_path: Path) -> None:
    path = written(tmp_path / "map.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert refusal(path)[1] == "picture 'map.png' is SVG inside; rename it to 'map.svg'"


def test_suffixes_may_be_in_capitals(photograph: Path) -> None:
    assert prepared(photograph.rename(photograph.with_name("STAGE.JPG"))).width == 150


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.jpg") == (
        "picture-unreadable",
        (
            "picture 'gone.jpg' can't be read (No such file or directory); "
            "check the file and its permissions"
        ),
    )


def test_a_picture_is_made_once(
    photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "new" / "cache"
    first = prepared(photograph, cache=cache)
    monkeypatch.delattr(prepare, "_prepare")
    assert prepared(photograph, cache=cache) == first
    renamed = photograph.rename(photograph.with_name("again.jpg"))
    assert prepared(renamed, cache=cache) == first


def test_another_width_content_or_recipe_is_another_entry(
    photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    prepared(photograph, cache=cache)
    prepared(photograph, width=100, cache=cache)
    assert len(list(cache.iterdir())) == 2
    monkeypatch.setattr(prepare, "RECIPE", prepare.RECIPE + 1)
    prepared(photograph, cache=cache)
    assert len(list(cache.iterdir())) == 3
    Image.effect_noise((300, 200), 20).convert("RGB").save(photograph)
    prepared(photograph, cache=cache)
    assert len(list(cache.iterdir())) == 4


@pytest.mark.parametrize("damage", [b"", b"x", b"image/jpeg 1 1 0\nxx", b"\xff" * 100])
def test_a_broken_entry_is_made_anew(photograph: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    first = prepared(photograph, cache=cache)
    (entry,) = cache.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage)
    assert prepared(photograph, cache=cache) == first
    assert entry.read_bytes() == whole


def test_an_entry_cut_short_is_made_anew(photograph: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = prepared(photograph, cache=cache)
    (entry,) = cache.iterdir()
    entry.write_bytes(entry.read_bytes()[:-1])
    assert prepared(photograph, cache=cache) == first


def test_a_cache_that_cannot_be_written_is_done_without(photograph: Path, tmp_path: Path) -> None:
    obstacle = written(tmp_path / "obstacle", b"a file where the folder should be")
    assert prepared(photograph, cache=obstacle) == prepared(photograph)
    assert prepared(photograph, cache=obstacle / "below") == prepared(photograph)


def test_a_full_disk_leaves_no_unfinished_entry(
    photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert prepared(photograph, cache=tmp_path / "cache").width == 150
    assert not list((tmp_path / "cache").iterdir())


def _prepare_in_another_process(path: Path, cache: Path) -> Picture:
    return prepared(path, cache=cache)


def test_two_processes_may_share_a_cache(photograph: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with get_context("spawn").Pool(2) as pool:
        pictures = pool.starmap(_prepare_in_another_process, [(photograph, cache)] * 4)
    assert pictures == [prepared(photograph)] * 4
    assert len(list(cache.iterdir())) == 1


def test_a_refused_picture_is_not_cached(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with pytest.raises(ArticleError):
        prepared(written(tmp_path / "a.jpg", b"\xff\xd8\xff"), cache=cache)
    assert not cache.exists()
