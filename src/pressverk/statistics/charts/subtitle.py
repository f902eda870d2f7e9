"""The subtitle of a chart: what is measured and when, drafted from its data."""

import re

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import Chart, ChartData, Kind

# A year, a school year, or a range of them.
PERIOD = re.compile(r"\d{4}(?:[/–]\d{2,4})?")


def subtitle(chart: Chart, data: ChartData, language: str) -> str:
    """Return what *chart* measures, with its unit, and the years that it shows."""
    if chart.subtitle:
        return chart.subtitle
    one = [
        values[0]
        for name, values in chart.where.items()
        if len(values) == 1 and name != chart.unit and not PERIOD.fullmatch(values[0])
    ]
    parts = [*one, _measure(chart, data, language), *_periods(chart, data)]
    first, *others = (part for part in parts if part)
    return ", ".join([first[:1].upper() + first[1:], *(_in_a_sentence(other) for other in others)])


def _measure(chart: Chart, data: ChartData, language: str) -> str:
    if chart.kind is Kind.TARGET:
        gettext = catalogue(language).gettext
        return gettext("start, outcome and target") if chart.base else gettext("outcome and target")
    label, unit = data.y_label, data.unit
    return label if not unit or unit.lower() in label.lower() else f"{label}, {unit}"


def _periods(chart: Chart, data: ChartData) -> list[str]:
    """Return the years that *data* has along x or that *chart* chooses, as one text."""
    along = list(dict.fromkeys(str(point.x) for point in data.points))
    chosen = [value for values in chart.where.values() for value in values]
    for periods in (along, chosen):
        found = [text for text in periods if PERIOD.fullmatch(text)]
        if found and (periods is chosen or len(found) == len(periods)):
            return [found[0] if len(found) == 1 else f"{found[0]}–{found[-1]}"]
    return []


def _in_a_sentence(text: str) -> str:
    """Return *text* with a small letter, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
