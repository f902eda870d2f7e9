"""Chart and points → Drawing."""

from collections.abc import Callable

from pressverk.charts.bars import bars
from pressverk.charts.chart import Chart, ChartData, Drawing, Kind
from pressverk.charts.dots import dots
from pressverk.charts.engraving import engrave
from pressverk.charts.heat import heat
from pressverk.charts.layers import Plot
from pressverk.charts.lines import lines
from pressverk.charts.multiples import multiples
from pressverk.charts.style import POINTS_PER_MM, Setting, Style
from pressverk.charts.targets import targets

PLOTS: dict[Kind, Callable[[Setting], Plot]] = {
    Kind.BAR: bars,
    Kind.STACKED: bars,
    Kind.LINE: lines,
    Kind.DOTS: dots,
    Kind.MULTIPLES: multiples,
    Kind.TARGET: targets,
    Kind.HEAT: heat,
}


def draw(chart: Chart, data: ChartData, style: Style, language: str) -> Drawing:
    """Return *chart* drawn with *data* as wide as it is printed, with what is said in its place."""
    setting = Setting(chart=chart, data=data, style=style, language=language)
    plot = PLOTS[chart.kind](setting)
    return Drawing(
        svg=engrave(plot, setting),
        alt=chart.alt or "",
        width_mm=setting.width / POINTS_PER_MM,
        height_mm=plot.height / POINTS_PER_MM,
    )
