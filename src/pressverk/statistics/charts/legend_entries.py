"""Entries of legends: series, intervals, shades, and values that are missing or not final."""

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import PointStatus, is_missing
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import LegendEntry
from pressverk.statistics.charts.scales import written
from pressverk.statistics.charts.style import AXIS, INK, PAPER, SUPPRESSED

STROKE = "M-1.2,0H1.2"  # a shape, as an SVG path
# Shares of the newsroom's colour: dark ink is read on most squares.
PALEST, DARKEST = 0.08, 0.85
SHADES = 5  # in the key


def shade(setting: ChartContext, value: float) -> str:
    """Return the colour of *value*: pale where it is low, dark where it is high."""
    low, high = min(setting.values), max(setting.values)
    share = (value - low) / (high - low) if low < high else 0.5
    return setting.tint(PALEST + (DARKEST - PALEST) * share)


def series_entries(setting: ChartContext, *, filled: bool = True) -> list[LegendEntry]:
    """Return the entries for the series, none when there is only one."""
    names = setting.series
    if len(names) < 2:
        return []
    return [
        LegendEntry(
            name=name,
            shape="square" if filled else setting.shape(name),
            fill=setting.fill(name) if filled else setting.colour(name),
            stroke=setting.colour(name),
        )
        for name in names
    ]


def interval_entries(
    setting: ChartContext, *, shape: str = "square", fill: str = PAPER, stroke: str = INK
) -> list[LegendEntry]:
    """Return the entry for the intervals, none when there are no intervals."""
    if all(point.lower is None for point in setting.data.points):
        return []
    name = catalogue(setting.language).gettext("margin of error")
    return [LegendEntry(name=name, shape=shape, fill=fill, stroke=stroke)]


def status_entries(
    setting: ChartContext, shape: str = "square", *, dashed: bool = False
) -> list[LegendEntry]:
    """Return the entries for values that aren't final (open shapes) and suppressed ones (dots)."""
    gettext = catalogue(setting.language).gettext
    found = {point.standing for point in setting.data.points}
    entries = []
    if PointStatus.PRELIMINARY in found:
        stroke = setting.colour(setting.series[0]) if len(setting.series) == 1 else INK
        entries.append(
            LegendEntry(name=gettext("preliminary"), shape=shape, stroke=stroke, dashed=dashed)
        )
    if PointStatus.SUPPRESSED in found:
        entries.append(LegendEntry(name=gettext("hidden to protect individuals"), text=SUPPRESSED))
    return entries


def shades_and_gaps(setting: ChartContext) -> list[LegendEntry]:
    """Return the key: shades from the lowest to the highest number, and squares without one."""
    entries = shades(setting)
    if any(is_missing(point) for point in setting.data.points):
        name = catalogue(setting.language).gettext("not available")
        entries.append(LegendEntry(name=name, text=SUPPRESSED))
    return [*entries, *status_entries(setting, dashed=True)]


def shades(setting: ChartContext) -> list[LegendEntry]:
    """Return the key to the shades of numbers, none where all numbers are alike."""
    low, high = min(setting.values), max(setting.values)
    values = [low + (high - low) * step / (SHADES - 1) for step in range(SHADES)]
    names = [written(value, setting.data.decimals, setting.language) for value in values]
    return [
        LegendEntry(name=name, fill=shade(setting, value), stroke=AXIS)
        for name, value in dict(zip(names, values, strict=True)).items()
        if low < high
    ]
