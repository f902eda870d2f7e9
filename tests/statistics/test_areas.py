"""Files of outlines: read as they are meant, or told what is wrong, whatever is in them."""

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.errors import ArticleError
from pressverk.statistics import areas
from pressverk.statistics.areas import read_areas

SWEREF = [[655000, 6560000], [656000, 6560000], [656000, 6562000], [655000, 6562000]]
DEGREES = [[17.8, 59.2], [17.9, 59.2], [17.9, 59.3], [17.8, 59.3]]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
)


def collection(*rings: object, name: object = "Alby", kind: str = "Polygon") -> dict[str, object]:
    geometry = {"type": kind, "coordinates": list(rings)}
    feature = {"type": "Feature", "properties": {"Name": name}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}


def written(root: Path, content: object) -> Path:
    path = root / "omraden.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_metres_are_kept_and_degrees_are_made_as_long_east_as_north(tmp_path: Path) -> None:
    (metres,) = read_areas(written(tmp_path, collection(SWEREF)), tmp_path)
    assert metres.name == "Alby"
    assert metres.rings == (tuple((float(x), float(y)) for x, y in SWEREF),)
    (degrees,) = read_areas(written(tmp_path, collection(DEGREES)), tmp_path)
    (ring,) = degrees.rings
    wide, high = ring[1][0] - ring[0][0], ring[2][1] - ring[1][1]
    # At 59.25 degrees north a degree of longitude is 0.511 of one of latitude.
    assert wide / high == pytest.approx(0.5113, abs=0.0005)


def test_an_area_may_have_several_parts_and_holes(tmp_path: Path) -> None:
    several = collection([SWEREF, SWEREF[1:]], [SWEREF], kind="MultiPolygon")
    (area,) = read_areas(written(tmp_path, several), tmp_path)
    assert len(area.rings) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "isn't JSON"),
        ("[" * 200_000, "isn't JSON"),
        ("[]", "has no areas"),
        (collection(SWEREF, name=None), "area 1 has no name"),
        (collection(SWEREF, kind="Point"), "neither a Polygon"),
        (collection([[1, 2], [3, 4]]), "'Alby' can't be read"),
        (collection([["x", 2], [3, 4], [5, 6]]), "'Alby' can't be read"),
        (json.dumps(collection(SWEREF)).replace("655000", "NaN"), "'Alby' can't be read"),
        (collection([[y, x] for x, y in SWEREF]), "east before north"),
        (collection([*SWEREF, *DEGREES]), "east before north"),
        (
            {"features": [*collection(SWEREF)["features"], *collection(SWEREF)["features"]]},  # type: ignore[misc]  # a list
            "two areas called 'Alby'",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_reported(tmp_path: Path, content: object, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ArticleError, match=r"omraden\.geojson") as caught:
        read_areas(path, tmp_path)
    (finding,) = caught.value.findings
    assert said in finding.message
    assert finding.rule == "map-file"


def test_large_missing_and_foreign_files_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "redaktion"
    root.mkdir()
    with pytest.raises(ArticleError):
        read_areas(root / "saknas.geojson", root)
    outside = written(tmp_path, collection(SWEREF))
    with pytest.raises(ArticleError, match="leads out of the newsroom"):
        read_areas(outside, root)
    monkeypatch.setattr(areas, "LARGEST", 100)
    with pytest.raises(ArticleError, match="is larger than"):
        read_areas(written(root, collection(SWEREF)), root)
    monkeypatch.setattr(areas, "LARGEST", 5_000_000)
    monkeypatch.setattr(areas, "MOST_POINTS", 3)
    with pytest.raises(ArticleError, match="has 4 points"):
        read_areas(written(root, collection(SWEREF)), root)


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "areas.geojson")
    with pytest.raises(ArticleError, match="is not a file but a pipe or a device"):
        read_areas(tmp_path / "areas.geojson", tmp_path)


@given(content=JSON)
def test_whatever_a_file_holds_is_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    root = tmp_path_factory.mktemp("redaktion")
    for what in (content, {"features": content}, collection(content), collection([content])):
        with suppress(ArticleError):
            assert read_areas(written(root, what), root)
