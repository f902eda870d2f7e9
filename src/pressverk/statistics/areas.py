"""The outlines of areas, read from GeoJSON (RFC 7946) that anyone may have written."""

import json
from collections.abc import Iterator, Mapping
from math import cos, isfinite, radians
from pathlib import Path
from typing import Any

from pressverk.errors import ArticleError, unreadable
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import from_root
from pressverk.statistics.charts.chart import Area, Ring, Spot

LARGEST = 5_000_000  # bytes
MOST_AREAS, MOST_POINTS = 500, 200_000
NAMES = ("name", "namn")  # the property that holds an area's name
# Ranges of SWEREF 99 TM (EPSG:3006) in metres, east and north, with room around Sweden.
EAST, NORTH = (100_000, 1_100_000), (6_000_000, 7_800_000)


class _Faulty(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with a file, in words."""


def read_areas(path: Path, root: Path) -> tuple[Area, ...]:
    """Return the areas in the GeoJSON file *path* of the newsroom at *root*.

    Positions are in degrees (WGS 84) or in metres (SWEREF 99 TM), east first.

    Raises:
        ArticleError: for a file that can't be read or drawn.
    """
    place = Place(file=from_root(path, root))
    try:
        return _areas(_parsed(path, root))
    except OSError as error:
        raise ArticleError([unreadable(error, place.file)]) from error
    except json.JSONDecodeError as error:
        message = _("isn't JSON that can be read; save the map as GeoJSON again")
        place = Place(file=place.file, line=error.lineno, column=error.colno)
        raise ArticleError([Finding(place=place, rule="map-file", message=message)]) from error
    except _Faulty as error:
        raise ArticleError([Finding(place=place, rule="map-file", message=str(error))]) from error


def _parsed(path: Path, root: Path) -> Any:
    if not path.resolve().is_relative_to(root.resolve()):
        raise _Faulty(_("leads out of the newsroom; put the file itself here"))
    if path.is_fifo() or path.is_char_device():
        raise _Faulty(_("is not a file but a pipe or a device; put the file itself here"))
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        message = _("is larger than {most} MB; simplify the outlines", most=LARGEST // 1_000_000)
        raise _Faulty(message)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Faulty(_("isn't UTF-8; save it as UTF-8")) from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise
        raise _Faulty(_("isn't JSON that can be read; save the map as GeoJSON again")) from error


def _areas(found: Any) -> tuple[Area, ...]:
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not features:
        raise _Faulty(_("has no areas; GeoJSON of a map is a 'FeatureCollection' with 'features'"))
    if len(features) > MOST_AREAS:
        message = _(
            "has {count} areas; at most {most} can be drawn", count=len(features), most=MOST_AREAS
        )
        raise _Faulty(message)
    areas = [_area(feature, number) for number, feature in enumerate(features, 1)]
    spots = [spot for area in areas for ring in area.rings for spot in ring]
    if len(spots) > MOST_POINTS:
        message = _(
            "has {count} points; at most {most} can be drawn: simplify the outlines",
            count=len(spots),
            most=MOST_POINTS,
        )
        raise _Faulty(message)
    twice = sorted(
        {area.name for area in areas if [each.name for each in areas].count(area.name) > 1}
    )
    if twice:
        raise _Faulty(_("has two areas called {name!r}; make them one MultiPolygon", name=twice[0]))
    return tuple(_level(areas, spots))


def _area(feature: Any, number: int) -> Area:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    name = _name(properties if isinstance(properties, dict) else {})
    if not name:
        message = _("area {number} has no name; give it the property 'name'", number=number)
        raise _Faulty(message)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(kind))
    if not isinstance(polygons, list):
        message = _(
            "the area {name!r} is neither a Polygon nor a MultiPolygon; remove it, or draw it so",
            name=name,
        )
        raise _Faulty(message)
    rings = [_ring(ring, name) for polygon in polygons for ring in _listed(polygon, name)]
    return Area(name=name, rings=tuple(rings))


def _name(properties: Mapping[str, Any]) -> str:
    found = {str(key).lower(): value for key, value in properties.items()}
    named = (found.get(key) for key in NAMES)
    return next((str(value).strip() for value in named if isinstance(value, str | int)), "")


def _listed(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Faulty(_("the outline of {name!r} can't be read; draw the area again", name=name))
    return value


def _ring(ring: Any, name: str) -> Ring:
    spots = tuple(_spot(position, name) for position in _listed(ring, name))
    if len(set(spots)) < 3:
        raise _Faulty(_("the outline of {name!r} can't be read; draw the area again", name=name))
    return spots


def _spot(position: Any, name: str) -> Spot:
    numbers = _listed(position, name)[:2]
    are_numbers = [isinstance(each, int | float) and not isinstance(each, bool) for each in numbers]
    if len(numbers) < 2 or not all(are_numbers) or max(map(abs, numbers)) > 1e8:
        raise _Faulty(_("the outline of {name!r} can't be read; draw the area again", name=name))
    if not all(map(isfinite, numbers)):
        raise _Faulty(_("the outline of {name!r} can't be read; draw the area again", name=name))
    return float(numbers[0]), float(numbers[1])


def _level(areas: list[Area], spots: list[Spot]) -> Iterator[Area]:
    """Yield *areas* with lengths of one unit in both directions."""
    if _are_within(spots, EAST, NORTH):
        yield from areas
        return
    if not _are_within(spots, (-180, 180), (-85, 85)):
        message = _(
            "has positions that are neither degrees (WGS 84) nor metres (SWEREF 99 TM), east "
            "before north; save the map in one of them"
        )
        raise _Faulty(message)
    # At the size of a municipality a degree of longitude is as long everywhere.
    middle = (min(y for _x, y in spots) + max(y for _x, y in spots)) / 2
    narrow = cos(radians(middle))
    for area in areas:
        rings = tuple(tuple((x * narrow, y) for x, y in ring) for ring in area.rings)
        yield Area(name=area.name, rings=rings)


def _are_within(spots: list[Spot], east: tuple[float, float], north: tuple[float, float]) -> bool:
    return all(east[0] <= x <= east[1] and north[0] <= y <= north[1] for x, y in spots)
