"""Numbered and bulleted paragraphs: which number each has, as Word counts."""

from collections.abc import Mapping
from typing import Any

from pressverk.intake.assembly import Level, Number
from pressverk.intake.word.package import NAMESPACES, Package, q, value_of

LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


class Numbering:
    """The lists of a document, counted paragraph by paragraph in reading order."""

    def __init__(self, package: Package) -> None:
        root = package.related_xml("numbering")
        self._series: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        if root is None:
            return
        abstract = {
            each.get(q("w:abstractNumId"), ""): dict(_levels(each))
            for each in root.iterfind("w:abstractNum", NAMESPACES)
        }
        for each in root.iterfind("w:num", NAMESPACES):
            number = each.get(q("w:numId"), "")
            series = value_of(each, "w:abstractNumId")
            self._series[number] = series
            self._levels[number] = {**abstract.get(series, {}), **dict(_overrides(each))}
            self._restarts[number] = dict(_restarts(each))

    def count(self, number: str, depth: int) -> Number | None:
        """Return where the next paragraph of the list *number* at *depth* stands."""
        level = self._levels.get(number, {}).get(depth)
        if level is None or level.none:
            return None
        series = self._series[number]
        counts = self._counts.setdefault(series, {})
        if number not in self._used:
            self._used.add(number)
            for at, start in self._restarts[number].items():
                counts[at] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return Number(series=series, depth=depth, level=level, value=counts[depth])


def _levels(element: Any) -> Mapping[int, Level]:
    found = {}
    for each in element.iterfind("w:lvl", NAMESPACES):
        depth = each.get(q("w:ilvl"), "")
        if depth.isdecimal():
            found[int(depth)] = _level(each)
    return found


def _level(element: Any) -> Level:
    form = value_of(element, "w:numFmt", "decimal")
    text = value_of(element, "w:lvlText")
    start = value_of(element, "w:start", "1")
    return Level(
        bullet=form == "bullet",
        none=form == "none",
        start=int(start) if start.isdecimal() else 1,
        style=LETTERS.get(form, ""),
        compound=text.count("%") > 1,
    )


def _overrides(element: Any) -> Mapping[int, Level]:
    return {
        depth: level
        for each in element.iterfind("w:lvlOverride", NAMESPACES)
        for depth, level in _levels(each).items()
    }


def _restarts(element: Any) -> Mapping[int, int]:
    found = {}
    for each in element.iterfind("w:lvlOverride", NAMESPACES):
        start, depth = value_of(each, "w:startOverride"), each.get(q("w:ilvl"), "")
        if start.isdecimal() and depth.isdecimal():
            found[int(depth)] = int(start)
    return found
