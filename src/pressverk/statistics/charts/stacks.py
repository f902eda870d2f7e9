"""What only bars on top of each other have: totals, and the names of their parts beside them."""

from collections.abc import Iterator

from pressverk.statistics.charts.chart import Kind
from pressverk.statistics.charts.layers import Label
from pressverk.statistics.charts.palette import legible
from pressverk.statistics.charts.scales import Axis
from pressverk.statistics.charts.style import BOLD, GAP, Setting
from pressverk.statistics.charts.text_metrics import spread, widest


def is_stacked(setting: Setting) -> bool:
    """Tell whether the bars stand on each other."""
    return setting.chart.kind is Kind.STACKED


def totals(setting: Setting) -> list[float]:
    """Return the height and the depth of each stack."""
    stacks = [[point.value or 0 for point in setting.at(x)] for x in setting.xs]
    return [sum(max(0, value) for value in stack) for stack in stacks] + [
        sum(min(0, value) for value in stack) for stack in stacks
    ]


def room_beside(setting: Setting) -> float:
    """Return the room for the names of series beside the last bar, 0 when they stand above."""
    return widest(setting.series, setting.size, BOLD) + GAP if _names_fit_beside(setting) else 0


def _names_fit_beside(setting: Setting) -> bool:
    """Tell whether the series of a stack can be named beside its last bar."""
    last = {point.series for point in setting.at(setting.xs[-1]) if point.value}
    return (
        is_stacked(setting)
        and len(setting.series) > 1
        and min(setting.values) >= 0
        and last == set(setting.series)
        and widest(setting.series, setting.size, BOLD) < setting.width / 3
    )


def names_beside(setting: Setting, scale: Axis, left: float, height: float) -> Iterator[Label]:
    """Yield the names of a stack's series beside its last bar."""
    points = {point.series: point for point in setting.at(setting.xs[-1])}
    last = [points[name] for name in setting.series]
    tops = [sum(each.value or 0 for each in last[: number + 1]) for number in range(len(last))]
    wanted = [
        height * (1 - scale.share(top - (point.value or 0) / 2))
        for top, point in zip(tops, last, strict=True)
    ]
    for y, point in zip(spread(wanted, setting.size * 1.15, 0, height), last, strict=True):
        colour = legible(setting.colour(point.series))
        yield Label(text=point.series, x=left + 1, y=y, colour=colour, weight=BOLD)
