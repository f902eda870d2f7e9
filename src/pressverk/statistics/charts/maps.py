"""Maps: areas that are darker the higher their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pressverk.statistics.charts.chart import Area, Point, Ring, Spot, Width, is_missing, is_open
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import Label, Panel, Plot, Shape, centred, labels
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import shade, shades_and_gaps
from pressverk.statistics.charts.palette import text_on
from pressverk.statistics.charts.style import BOLD, GAP, GRID, LEADING, QUIET, SUPPRESSED
from pressverk.statistics.charts.text_metrics import widest, width

TALLEST_MAP = {Width.COLUMN: 330.0, Width.WIDE: 400.0, Width.MARGIN: 150.0, Width.PHONE: 280.0}
ROOM = 5.0  # beside a label, together
LEVELS = 24  # heights at which room for a label is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An area in points from the top left of the map, with its value, if the data have one."""

    name: str
    rings: tuple[Ring, ...]
    point: Point | None


def maps(setting: ChartContext) -> Plot:
    """Return the map of *setting*: its areas with their names and numbers."""
    areas, wide, high = _to_scale(setting)
    named, rest = list[Label](), list[_Placed]()
    for area in areas:
        label = _inside(setting, area)
        named += label
        rest += [] if label else [area]
    for number, area in enumerate(rest, 1):
        named += _numbered(setting, area, str(number))
    listed, depth = _list(setting, rest, high + 2 * GAP)
    top = head(setting, shades_and_gaps(setting))
    layers = (labels([*named, *listed]), *head_layers(top, 0))
    panel = Panel(left=0, top=top.height, width=wide, height=high, layers=layers)
    shapes = tuple(_shape(setting, area, top.height) for area in areas)
    return Plot(panels=(panel,), height=top.height + high + depth + 1, shapes=shapes)


def _to_scale(setting: ChartContext) -> tuple[list[_Placed], float, float]:
    """Return the areas at the size of the print, and the width and height of all."""
    spots = [spot for area in setting.areas for ring in area.rings for spot in ring]
    left, right = min(x for x, _y in spots), max(x for x, _y in spots)
    low, high = min(y for _x, y in spots), max(y for _x, y in spots)
    scale = min(
        (setting.width - 2) / ((right - left) or 1),
        TALLEST_MAP[setting.chart.width] / ((high - low) or 1),
    )
    points = {str(point.x): point for point in setting.data.points}

    def placed(area: Area) -> _Placed:
        rings = tuple(
            tuple((1 + (x - left) * scale, (high - y) * scale) for x, y in ring)
            for ring in area.rings
        )
        return _Placed(name=area.name, rings=rings, point=points.get(area.name))

    return [*map(placed, setting.areas)], (right - left) * scale + 2, (high - low) * scale


def _shape(setting: ChartContext, area: _Placed, top: float) -> Shape:
    path = "".join(_line(ring, top) for ring in area.rings)
    fill = _fill(setting, area)
    dashed = area.point is not None and is_open(area.point)
    return Shape(path=path, fill=fill, dashed=text_on(fill) if dashed else "")


def _fill(setting: ChartContext, area: _Placed) -> str:
    value = area.point.value if area.point else None
    return GRID if value is None else shade(setting, value)


def _line(ring: Ring, top: float) -> str:
    """Return the path of *ring*, to a tenth of a point."""
    rounded = [(round(x, 1), round(y + top, 1)) for x, y in ring]
    steps = [rounded[0], *(there for here, there in pairwise(rounded) if here != there)]
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in steps) + "Z"


def _value(setting: ChartContext, area: _Placed) -> str:
    if area.point is None or is_missing(area.point):
        return SUPPRESSED
    return setting.label(area.point)


def _inside(setting: ChartContext, area: _Placed) -> list[Label]:
    """Return the name of *area* over its number where it has room for both, else nothing."""
    value, leading = _value(setting, area), setting.size * LEADING
    for lines in ((area.name, value), (*setting.wrapped(area.name, 0.6 * _breadth(area)), value)):
        spot = _room(area, widest(lines, setting.size, BOLD) + ROOM, len(lines) * leading)
        if spot:
            ink = QUIET if _value(setting, area) == SUPPRESSED else text_on(_fill(setting, area))
            placed = centred(lines, *spot, leading, colour=ink, align="center")
            return [*placed[:-1], _bold(placed[-1])]
    return []


def _bold(label: Label) -> Label:
    return Label(
        text=label.text, x=label.x, y=label.y, colour=label.colour, weight=BOLD, align=label.align
    )


def _breadth(area: _Placed) -> float:
    xs = [x for ring in area.rings for x, _y in ring]
    return max(xs) - min(xs)


def _room(area: _Placed, wide: float, high: float) -> Spot | None:
    """Return the middle of the widest place in *area* for a text, if it is wide enough."""
    ys = [y for ring in area.rings for _x, y in ring]
    low, depth = min(ys), max(ys) - min(ys)
    best: tuple[float, Spot] | None = None
    for level in range(1, LEVELS):
        y = low + depth * level / LEVELS
        for start, end in _common(area, (y - high / 2, y, y + high / 2)):
            if end - start >= wide and (best is None or end - start > best[0]):
                best = end - start, ((start + end) / 2, y)
    return best[1] if best else None


def _common(area: _Placed, levels: Sequence[float]) -> list[Spot]:
    """Return the stretches of x that are in *area* at all of *levels*."""
    first, *others = ([*_spans(area, y)] for y in levels)
    for spans in others:
        meets = [(max(a, c), min(b, d)) for a, b in first for c, d in spans]
        first = [(start, end) for start, end in meets if start < end]
    return first


def _spans(area: _Placed, y: float) -> Iterator[Spot]:
    """Yield the stretches of x that are in *area* at the height *y*, holes left out."""
    crossings = sorted(
        x + (y - top) * (to_x - x) / (bottom - top)
        for ring in area.rings
        for (x, top), (to_x, bottom) in pairwise((*ring, ring[0]))
        if (top <= y) != (bottom <= y)
    )
    yield from zip(crossings[::2], crossings[1::2], strict=False)


def _numbered(setting: ChartContext, area: _Placed, number: str) -> list[Label]:
    """Return *number* in *area*, for the list below the map."""
    xs = [x for ring in area.rings for x, _y in ring]
    ys = [y for ring in area.rings for _x, y in ring]
    spot = _room(area, 1, 1) or ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    x = min(max(spot[0], width(number, setting.size) / 2), setting.width - 3)
    ink = text_on(_fill(setting, area))
    return [Label(text=number, x=x, y=spot[1], colour=ink, align="center")]


def _list(setting: ChartContext, areas: Sequence[_Placed], top: float) -> tuple[list[Label], float]:
    """Return the names and numbers that have no room on the map, from *top*, and their depth."""
    texts = [
        f"{number} {area.name} {_value(setting, area)}" for number, area in enumerate(areas, 1)
    ]
    leading = setting.size * LEADING
    wide = widest(texts, setting.size) + 3 * GAP
    columns = max(1, int((setting.width + 3 * GAP) // max(wide, 1)))
    room = setting.width if columns == 1 else wide
    found, y = list[Label](), top
    for start in range(0, len(texts), columns):
        row = [setting.wrapped(text, room) for text in texts[start : start + columns]]
        for column, lines in enumerate(row):
            found += [
                Label(text=line, x=column * wide, y=y + number * leading)
                for number, line in enumerate(lines)
            ]
        y += leading * max(map(len, row))
    return found, (y - top + GAP * 2 if texts else 0)
