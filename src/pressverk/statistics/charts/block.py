"""Chart block of a report → Chart: the YAML between its fences, with each fault at its line."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.readers.names import CHART_KINDS, CHART_WIDTHS, with_swedish_data_names
from pressverk.statistics.charts.chart import Chart, Kind, Width
from pressverk.statistics.datasets.blocks import OrderName, Where, read_block
from pressverk.statistics.datasets.query import Order
from pressverk.validation import Key, Strict, Text, give, one_of

NEEDED = {
    Kind.STACKED: ("series",),
    Kind.MULTIPLES: ("series",),
    Kind.HEAT: ("series",),
    Kind.TARGET: ("target",),
    Kind.MAP: ("areas",),
}
# Keys that only these kinds use.
MEANT_FOR = {
    "interval": (Kind.DOTS, Kind.LINE),
    "target": (Kind.TARGET,),
    "base": (Kind.TARGET,),
    "unit": (Kind.TARGET,),
    "areas": (Kind.MAP,),
    "series": tuple(kind for kind in Kind if kind is not Kind.MAP),
}


ChartKind = Annotated[
    Kind,
    give("bar, stacked, line, dots, multiples, target, heat or map"),
    one_of(Kind, CHART_KINDS),
]


ChartWidth = Annotated[
    Literal[Width.COLUMN, Width.WIDE, Width.MARGIN],
    give("column, wide or margin"),
    one_of(CHART_WIDTHS.values(), CHART_WIDTHS),
]


class ChartBlock(Strict):
    """The content of a block ``chart``."""

    model_config = ConfigDict(json_schema_extra=with_swedish_data_names)

    id: Key = Field(description="what references call it by")
    kind: ChartKind
    data: Key = Field(description="the dataset: the name of a file in data/ without .csv")
    x: Text = Field(description="the column along the axis: years or categories")
    y: Text = Field(description="the column of the numbers that are drawn")
    caption: Text = Field(description="the title, which says what the chart shows")
    subtitle: Text | None = Field(None, description="what is measured and when, if said otherwise")
    series: Text | None = Field(None, description="the column that tells lines or colours apart")
    interval: Text | None = Field(None, description="the column of the margin of error")
    target: Text | None = Field(None, description="the column of the targets")
    base: Text | None = Field(None, description="the column of where it began")
    unit: Text | None = Field(None, description="the column of the units")
    areas: Key | None = Field(
        None, description="the outlines of a map: the name of a file in data/ without .geojson"
    )
    where: Where = Field(default={}, description="the values to keep, by column")
    order: OrderName = Order.GIVEN
    alt: Text | None = Field(None, description="said instead of the drafted alternative text")
    note: Text | None = Field(None, description="a line under the chart")
    width: ChartWidth = Width.COLUMN


def parse_chart(text: str, place: Place) -> tuple[Chart | None, tuple[Finding, ...]]:
    """Return the chart that *text* describes, or every fault in it.

    *text* is the content between the fences of a block, *place* the place of the first fence.
    """
    block, locate, faults = read_block(ChartBlock, text, place)
    if block is None:
        return None, tuple(faults)
    places = {key: locate((key,)) for key in block.model_fields_set}
    faults += _contradictions(block, places)
    if faults:
        return None, tuple(faults)
    values = block.model_dump()
    values["where"] = {name: tuple(choices) for name, choices in block.where.items()}
    return Chart(**values, place=place, places=places), ()


def _contradictions(block: ChartBlock, places: dict[str, Place]) -> Iterator[Finding]:
    """Yield a fault for each key that the kind of chart needs but lacks, or has but can't use."""
    for key in NEEDED.get(block.kind, ()):
        if getattr(block, key) is None:
            message = _(
                "a chart of kind {kind!r} needs {key!r}; add it", kind=block.kind.value, key=key
            )
            yield Finding(place=places["kind"], message=message, rule="chart-key")
    for key, kinds in MEANT_FOR.items():
        if getattr(block, key) is not None and block.kind not in kinds:
            message = _(
                "a chart of kind {kind!r} has no use for {key!r}, which is for {kinds}; remove it",
                kind=block.kind.value,
                key=key,
                kinds=", ".join(kinds),
            )
            yield Finding(place=places[key], message=message, rule="chart-key")
