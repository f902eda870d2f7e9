"""Chart and points → Drawing."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from pressverk.errors import ArticleError
from pressverk.i18n import _
from pressverk.model import Finding, Severity
from pressverk.statistics.charts.alternative import alternative
from pressverk.statistics.charts.bars import bars
from pressverk.statistics.charts.chart import Area, Chart, ChartData, Drawing, Kind, Width
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.dots import dots
from pressverk.statistics.charts.heat import heat
from pressverk.statistics.charts.layers import Plot
from pressverk.statistics.charts.lines import lines
from pressverk.statistics.charts.maps import maps
from pressverk.statistics.charts.multiples import multiples
from pressverk.statistics.charts.palette import SERIES
from pressverk.statistics.charts.style import POINTS_PER_MM, TALLEST, Style
from pressverk.statistics.charts.svg import render_svg
from pressverk.statistics.charts.targets import targets
from pressverk.statistics.datasets.query import unknown

PLOTS: dict[Kind, Callable[[ChartContext], Plot]] = {
    Kind.BAR: bars,
    Kind.STACKED: bars,
    Kind.LINE: lines,
    Kind.DOTS: dots,
    Kind.MULTIPLES: multiples,
    Kind.TARGET: targets,
    Kind.HEAT: heat,
    Kind.MAP: maps,
}
MOST_PLACES = 500  # more than a year's days
MOST_SERIES = 100
COLOURLESS = frozenset({Kind.MULTIPLES, Kind.HEAT, Kind.TARGET, Kind.MAP})


def draw(
    chart: Chart, data: ChartData, style: Style, language: str, areas: tuple[Area, ...] = ()
) -> Drawing:
    """Return *chart* drawn with *data* at the width of the print, with its alternative text.

    *areas* are those of a map.

    Raises:
        ArticleError: if there is nothing to draw, or more than the page has room for.
    """
    setting = ChartContext(
        chart=chart, data=_in_order(data), style=style, language=language, areas=areas
    )
    if not setting.values:
        message = _("no value is left to draw; ask for less in 'where', or remove the chart")
        raise ArticleError([_finding(chart, "y", "chart-empty", message)])
    faults = [*_too_many(setting), *_unknown_areas(setting)]
    if faults:
        raise ArticleError(faults)
    plot = PLOTS[chart.kind](setting)
    faults = [*_too_large(setting, plot)]
    if faults:
        raise ArticleError(faults)
    try:
        svg = render_svg(plot, setting)
    except ValueError as error:  # whatever vl-convert raises
        message = _("the chart can't be drawn; ask for less in 'where', or show a table")
        raise ArticleError([_finding(chart, "x", "chart-undrawn", message)]) from error
    return Drawing(
        svg=svg,
        alt=chart.alt or alternative(setting),
        width_mm=setting.width / POINTS_PER_MM,
        height_mm=plot.height / POINTS_PER_MM,
        findings=tuple(_advice(setting)),
    )


def draw_for_phones(
    chart: Chart, data: ChartData, style: Style, language: str, areas: tuple[Area, ...] = ()
) -> Drawing | None:
    """Return *chart* drawn for a small window, None where it has no room there or needs none."""
    if chart.width is Width.MARGIN:
        return None
    with suppress(ArticleError):
        return draw(replace(chart, width=Width.PHONE), data, style, language, areas)
    return None


def _in_order(data: ChartData) -> ChartData:
    """Return *data* with years sorted; categories keep their order."""
    if not all(isinstance(point.x, int) for point in data.points):
        return data
    return replace(data, points=tuple(sorted(data.points, key=lambda point: int(point.x))))


def _too_many(setting: ChartContext) -> Iterator[Finding]:
    """Yield what would be illegible on any page, before time is spent on it."""
    for key, count, most in (
        ("x", len(setting.xs), MOST_PLACES),
        ("series", len(setting.series), MOST_SERIES),
    ):
        if count > most:
            message = _(
                "the chart has {count} values of {key!r}, at most {most} can be drawn; "
                "ask for less in 'where', or show a table",
                count=count,
                key=key,
                most=most,
            )
            yield _finding(setting.chart, key, "chart-too-many", message)


def _unknown_areas(setting: ChartContext) -> Iterator[Finding]:
    """Yield a fault for each area of the data that the map lacks."""
    if setting.chart.kind is Kind.MAP:
        names = sorted(area.name for area in setting.areas)
        for x in setting.xs:
            if str(x) not in names:
                message = unknown(_("area of the map"), str(x), names)
                yield _finding(setting.chart, "x", "chart-unknown-area", message)


def _too_large(setting: ChartContext, plot: Plot) -> Iterator[Finding]:
    """Yield a fault for what doesn't fit on the page."""
    chart = setting.chart
    if plot.height > TALLEST:
        message = _(
            "the chart is {height} mm tall, a page holds {most} mm; "
            "ask for less in 'where', or show a table",
            height=round(plot.height / POINTS_PER_MM),
            most=round(TALLEST / POINTS_PER_MM),
        )
        yield _finding(chart, "x", "chart-too-tall", message)
    if plot.least_width > setting.width + 0.01:
        message = _(
            "the chart needs {needed} mm, the width {name!r} is {width} mm; "
            "choose a wider one or ask for less in 'where'",
            needed=round(plot.least_width / POINTS_PER_MM),
            name=chart.width.value,
            width=round(setting.width / POINTS_PER_MM),
        )
        key = "width" if "width" in chart.places else "x"
        yield _finding(chart, key, "chart-too-wide", message)


def _advice(setting: ChartContext) -> Iterator[Finding]:
    chart, count = setting.chart, len(setting.series)
    if count > SERIES and chart.kind not in COLOURLESS:
        message = _(
            "{count} series in one chart; more than {most} can't be told apart: "
            "choose some in 'where', or use kind: multiples",
            count=count,
            most=SERIES,
        )
        found = _finding(chart, "series", "chart-many-series", message)
        yield replace(found, severity=Severity.ADVICE)


def _finding(chart: Chart, key: str, rule: str, message: str) -> Finding:
    return Finding(place=chart.places.get(key, chart.place), message=message, rule=rule)
