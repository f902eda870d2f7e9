"""The alternative text of a chart: what it shows, how it developed, and what is uncertain.

It is drafted from the data, in the language of the document. It says what happened, never why, and
reveals nothing that is suppressed.
"""

from collections.abc import Iterator, Sequence

from pressverk.i18n import N_, catalogue
from pressverk.statistics.charts.chart import Kind, Point, PointStatus, is_reached
from pressverk.statistics.charts.context import ChartContext

MOST_WORDS = 90
MOST_NAMED = 4  # series that are described one by one
MOST_LISTED = 5  # values that are described one by one
KINDS = {
    Kind.BAR: N_("Bar chart"),
    Kind.STACKED: N_("Stacked bar chart"),
    Kind.LINE: N_("Line chart"),
    Kind.DOTS: N_("Dot chart"),
    Kind.MULTIPLES: N_("Small line charts side by side"),
    Kind.TARGET: N_("Outcomes against targets"),
    Kind.HEAT: N_("Heat table"),
    Kind.MAP: N_("Map"),
}


def alternative(setting: ChartContext) -> str:
    """Return the alternative text of *setting*: about sixty words, and never over ninety.

    The opening and the warnings are always included.
    """
    first, last = _opening(setting), list(_warnings(setting))
    room = MOST_WORDS - _count([first, *last])
    sentences: list[str] = []
    for sentence in _story(setting):
        if _count([*sentences, sentence]) > room:
            break
        sentences.append(sentence)
    return " ".join([first, *sentences, *last])


def _count(sentences: Sequence[str]) -> int:
    return len(" ".join(sentences).split())


def _opening(setting: ChartContext) -> str:
    gettext = catalogue(setting.language).gettext
    kind, measure = gettext(KINDS[setting.chart.kind]), setting.data.y_label
    if setting.years and len(setting.xs) > 1:
        text = gettext("{kind}: {measure}, {first}–{last}.")
        return text.format(kind=kind, measure=measure, first=setting.xs[0], last=setting.xs[-1])
    return gettext("{kind}: {measure}.").format(kind=kind, measure=measure)


def _story(setting: ChartContext) -> Iterator[str]:
    """Yield sentences about the values, the most important first."""
    kind, several = setting.chart.kind, len(setting.series) > 1
    in_order = setting.years or kind in {Kind.LINE, Kind.MULTIPLES}
    if kind is Kind.TARGET:
        yield from _outcomes(setting)
    elif kind in {Kind.HEAT, Kind.MAP}:
        yield from _overall(setting, setting.data.points)
    elif in_order and len(setting.series) > MOST_NAMED:
        yield from _courses_together(setting)
    elif in_order:
        yield from _courses(setting)
    elif several and len(setting.series) > MOST_NAMED:
        yield from _overall(setting, setting.data.points)
    elif several:
        yield from _extremes_of_each(setting)
    elif len(_valued(setting.data.points)) <= MOST_LISTED:
        yield _listed(setting)
    else:
        yield from _overall(setting, setting.data.points)


def _courses(setting: ChartContext) -> Iterator[str]:
    """Yield the first and last value of each series, and its extremes in between."""
    gettext = catalogue(setting.language).gettext
    for name in setting.series:
        points = _valued(setting.of(name))
        if not points:
            continue
        first, last = points[0], points[-1]
        called = name or setting.data.y_label
        if first is last:
            text = gettext("{name}: {value} {when}.")
            yield text.format(name=called, value=_said(setting, first), when=_when(setting, first))
            continue
        course = _course(setting, first, last).format(
            name=called,
            first=_said(setting, first),
            when=_when(setting, first),
            last=_said(setting, last),
            then=_when(setting, last),
        )
        yield course + "".join(_turns(setting, points)) + "."


def _course(setting: ChartContext, first: Point, last: Point) -> str:
    """Return the sentence for a series that rose, fell or ended where it began."""
    gettext = catalogue(setting.language).gettext
    start, end = _said(setting, first), _said(setting, last)
    if start == end:
        return gettext("{name}: {first} both {when} and {then}")
    if (first.value or 0) < (last.value or 0):
        return gettext("{name} rose from {first} {when} to {last} {then}")
    return gettext("{name} fell from {first} {when} to {last} {then}")


def _turns(setting: ChartContext, points: Sequence[Point]) -> Iterator[str]:
    """Yield the highest and the lowest value, where they aren't the first or the last."""
    gettext = catalogue(setting.language).gettext
    texts = gettext("; highest {value} {when}"), gettext("; lowest {value} {when}")
    ends = {_said(setting, points[0]), _said(setting, points[-1])}
    for text, choose in zip(texts, (max, min), strict=True):
        point = choose(points, key=lambda each: each.value or 0)
        if _said(setting, point) not in ends:
            yield text.format(value=_said(setting, point), when=_when(setting, point))


def _courses_together(setting: ChartContext) -> Iterator[str]:
    """Yield how many series rose and fell, and which end highest and lowest."""
    gettext = catalogue(setting.language).gettext
    runs = [points for name in setting.series if (points := _valued(setting.of(name)))]
    changes = [(points[-1].value or 0) - (points[0].value or 0) for points in runs]
    risen, fallen = (sum(sign * change > 0 for change in changes) for sign in (1, -1))
    if len(runs) in {risen, fallen}:
        text = gettext("All {count} series rose.") if risen else gettext("All {count} series fell.")
    else:
        text = gettext("Of {count} series, {risen} rose and {fallen} fell.")
    yield text.format(count=len(runs), risen=risen, fallen=fallen)
    last = _valued(setting.at(setting.xs[-1]))
    if len(last) > 1:
        when = _when(setting, last[0])
        highest, lowest = (choose(last, key=lambda p: p.value or 0) for choose in (max, min))
        text = gettext("Highest {when} is {high} with {high_value}, lowest {low} with {low_value}.")
        yield text.format(
            when=when,
            high=highest.series,
            high_value=_said(setting, highest),
            low=lowest.series,
            low_value=_said(setting, lowest),
        )


def _extremes_of_each(setting: ChartContext) -> Iterator[str]:
    gettext = catalogue(setting.language).gettext
    text = gettext("{name}: highest is {high} with {high_value}, lowest {low} with {low_value}.")
    for name in setting.series:
        ranked = sorted(_valued(setting.of(name)), key=lambda point: -(point.value or 0))
        if not ranked:
            continue
        highest, lowest = _said(setting, ranked[0]), _said(setting, ranked[-1])
        if highest == lowest:
            xs = ", ".join(str(point.x) for point in ranked)
            yield f"{name}: {highest} ({xs})."
        else:
            first, last = ranked[0].x, ranked[-1].x
            yield text.format(name=name, high=first, high_value=highest, low=last, low_value=lowest)


def _overall(setting: ChartContext, points: Sequence[Point]) -> Iterator[str]:
    """Yield the highest and the lowest of all values."""
    gettext = catalogue(setting.language).gettext
    ranked = sorted(_valued(points), key=lambda point: -(point.value or 0))
    if ranked:
        yield gettext("Highest is {what} with {value}.").format(
            value=_said(setting, ranked[0]), what=_what(ranked[0])
        )
    if ranked and _said(setting, ranked[0]) != _said(setting, ranked[-1]):
        yield gettext("Lowest is {what} with {value}.").format(
            value=_said(setting, ranked[-1]), what=_what(ranked[-1])
        )


def _listed(setting: ChartContext) -> str:
    gettext = catalogue(setting.language).gettext
    items = [f"{point.x} {_said(setting, point)}" for point in _valued(setting.data.points)]
    if not items:
        return gettext("No values.")
    if len(items) == 1:
        return f"{items[0]}."
    start, end = ", ".join(items[:-1]), items[-1]
    return gettext("{start} and {end}.").format(start=start, end=end)


def _outcomes(setting: ChartContext) -> Iterator[str]:
    """Yield each outcome with its target and, where it is known, whether it was reached."""
    gettext = catalogue(setting.language).gettext
    for point in _valued(setting.data.points):
        if point.target is None:
            text = gettext("{what}: {value}.")
        elif (reached := is_reached(point)) is None:
            text = gettext("{what}: {value}, target {target}.")
        elif reached:
            text = gettext("{what}: {value}, target {target}, reached.")
        else:
            text = gettext("{what}: {value}, target {target}, not reached.")
        target = setting.said(point.target or 0, point)
        yield text.format(what=point.x, value=_said(setting, point), target=target)


def _warnings(setting: ChartContext) -> Iterator[str]:
    gettext = catalogue(setting.language).gettext
    preliminary = [p for p in setting.data.points if p.standing is PointStatus.PRELIMINARY]
    found = {point.standing for point in setting.data.points}
    xs = tuple(dict.fromkeys(str(point.x) for point in preliminary))
    if len(xs) == 1 and setting.years:
        yield gettext("Values for {x} are preliminary.").format(x=xs[0])
    elif xs:
        yield gettext("Some values are preliminary.")
    if PointStatus.SUPPRESSED in found:
        yield gettext("Some values are hidden to protect individuals.")
    if PointStatus.MISSING in found:
        yield gettext("Some values are missing.")


def _valued(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.value is not None]


def _said(setting: ChartContext, point: Point) -> str:
    """Return the value of *point* with its unit, and its interval."""
    value = setting.said(point.value or 0, point)
    if point.lower is None or point.upper is None or setting.chart.kind is not Kind.DOTS:
        return value
    lower, upper = setting.number(point.lower, point), setting.number(point.upper, point)
    return f"{value} ({lower}–{upper})"


def _when(setting: ChartContext, point: Point) -> str:
    if not setting.years:
        return f"({point.x})"
    return catalogue(setting.language).gettext("in {x}").format(x=point.x)


def _what(point: Point) -> str:
    return f"{point.series} ({point.x})" if point.series else str(point.x)
