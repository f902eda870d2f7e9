"""What a report's text takes from its data: tables, charts, key figures, numbers in sentences.

All that the report asks of its data is gathered before anything is shown, because the
small-number guard judges it together.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from pressverk.content.markup.context import Embedding
from pressverk.content.markup.data_references import written_blocks, written_numbers
from pressverk.content.markup.references import PENDING
from pressverk.errors import PressverkError
from pressverk.html import parse, plain
from pressverk.i18n import _, catalogue
from pressverk.model import Finding, Newsroom, Place, Resource, Severity
from pressverk.newsroom.paths import from_root
from pressverk.readers.names import with_swedish_data_names
from pressverk.statistics.areas import read_areas
from pressverk.statistics.charts.block import parse_chart
from pressverk.statistics.charts.chart import Area, Chart, Drawing
from pressverk.statistics.charts.draw import draw, draw_for_phones
from pressverk.statistics.charts.points import chart_data, query_of
from pressverk.statistics.charts.style import Style
from pressverk.statistics.charts.subtitle import subtitle
from pressverk.statistics.datasets.blocks import read_block
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.datasets.folder import data_files, read_datasets, whole_file
from pressverk.statistics.datasets.query import Order, Query, unknown
from pressverk.statistics.disclosure.protection import protect_all
from pressverk.statistics.expressions import parse_reference, queries, resolve
from pressverk.statistics.tables import TableBlock, parse_table, table_html
from pressverk.validation import Strict, Text

DATA = "data"  # the folder of a report's data
OUTLINES = ".geojson"
COLUMN_HEAD, MOST_COLUMNS = 'scope="col"', 8  # of a table in full type
LONG_NUMBER = 9  # characters that have room in a third of the page at full size
SVG = "image/svg+xml"
PX_PER_MM = 96 / 25.4

Asked = Iterator[tuple[str, Query]]
Set = tuple[str, tuple[Finding, ...]]


class KeyFigure(Strict):
    """One of a block's key figures."""

    model_config = ConfigDict(json_schema_extra=with_swedish_data_names)

    number: Annotated[Text, Field(description="as in a sentence: sum insatser.elever")]
    label: Annotated[Text, Field(description="what the number is")]
    before: Text | None = Field(None, description="what it was before, as in a sentence")
    before_label: Text | None = Field(None, description="when that was")


class KeyFigures(Strict):
    """The content of a block ``key-figures``."""

    model_config = ConfigDict(json_schema_extra=with_swedish_data_names)

    figures: list[KeyFigure]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBlocks:
    """What may be shown of a report's data, and what has been drawn of it so far.

    *folder* is where the data are, in the newsroom at *root*. *drawings*, *charts* and the
    *outlines* of maps grow as the report's text is read. *unread* are the names of data with
    faults, which are reported once and not again wherever the data are used.
    """

    datasets: Mapping[str, Dataset]
    unread: frozenset[str] = frozenset()
    style: Style
    folder: Path
    root: Path
    outlines: dict[Path, tuple[Area, ...]] = field(default_factory=dict)
    drawings: dict[str, Resource] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)

    def scope(self, *, prefix: str, numbering: str, language: str) -> Embedding:
        """Return the scope of a body of the report."""
        return Embedding(
            prefix=prefix,
            numbering=numbering,
            joined=True,
            blocks={
                "table": partial(self._table, language=language),
                "chart": partial(self._chart, language=language),
                "key-figures": partial(self._key_figures, language=language),
            },
            number=partial(self._number, language=language),
        )

    def data_tables(self, language: str) -> list[str]:
        """Return the tables of what the charts show, in their order."""
        return [self._data_table(chart, language) for chart in self.charts]

    def _data_table(self, chart: Chart, language: str) -> str:
        """Return the table of *chart*, with its series in rows where columns would be many."""
        query = query_of(chart)
        table, _findings = table_html(_table_of(chart, query), self.datasets, language)
        if not query.split or table.count(COLUMN_HEAD) <= MOST_COLUMNS:
            return table
        turned = replace(query, rows=query.split, split=query.rows, order=Order.GIVEN)
        other, _findings = table_html(_table_of(chart, turned), self.datasets, language)
        return min(table, other, key=lambda each: each.count(COLUMN_HEAD))

    def _number(self, text: str, place: Place, *, language: str) -> Set:
        reference, _faults = parse_reference(text, place)
        if reference and reference.data in self.unread:
            return "", ()
        return resolve(text, self.datasets, language, place)

    def _table(self, text: str, place: Place, *, language: str) -> Set:
        block, faults = parse_table(text, place)
        if block is None:
            return "", faults
        if block.data in self.unread:
            return _unread_table(block), ()
        return table_html(block, self.datasets, language)

    def _chart(self, text: str, place: Place, *, language: str) -> Set:
        chart, faults = parse_chart(text, place)
        if chart is None:
            return "", faults
        if chart.data in self.unread:
            return _unread_chart(chart), ()
        if chart.data not in self.datasets:
            return "", (_unknown_data(chart.data, self.datasets, place),)
        data, faults = chart_data(chart, self.datasets[chart.data], language)
        if data is None:
            return "", faults
        try:
            areas = self._areas(chart)
            drawing = draw(chart, data, self.style, language, areas)
        except PressverkError as error:
            return "", error.findings
        narrow = draw_for_phones(chart, data, self.style, language, areas)
        image = _image(drawing, self._keep(drawing), self._keep(narrow) if narrow else "")
        self.charts.append(chart)
        measured = subtitle(chart, data, language)
        return _figure(chart, image, measured, self.datasets[chart.data], language), (
            drawing.findings
        )

    def _areas(self, chart: Chart) -> tuple[Area, ...]:
        """Return the outlines of a map, none for other charts."""
        if chart.areas is None:
            return ()
        path = self.folder / f"{chart.areas}{OUTLINES}"
        if path not in self.outlines:
            self.outlines[path] = read_areas(path, self.root)
        return self.outlines[path]

    def _keep(self, drawing: Drawing) -> str:
        digest = hashlib.sha256(drawing.svg).hexdigest()
        address = f"/charts/{digest[:20]}.svg"
        self.drawings[address] = Resource(media_type=SVG, sha256=digest, data=drawing.svg)
        return address

    def _key_figures(self, text: str, place: Place, *, language: str) -> Set:
        block, faults = parse_key_figures(text, place)
        if block is None:
            return "", faults
        figures = [self._key_figure(each, place, language) for each in block.figures]
        findings = tuple(finding for _html, found in figures for finding in found)
        return f'<dl class="key-figures">{"".join(html for html, _found in figures)}</dl>', findings

    def _key_figure(self, figure: KeyFigure, place: Place, language: str) -> Set:
        number, findings = self._number(figure.number, place, language=language)
        label = escape(figure.label, quote=False)
        size = ' class="long"' if len(plain(parse(number))) > LONG_NUMBER else ""
        then = ""
        if figure.before:
            earlier, more = self._number(figure.before, place, language=language)
            when = escape(figure.before_label or catalogue(language).gettext("Before"), quote=False)
            then, findings = f'<dd class="before">{when}: {earlier}</dd>', (*findings, *more)
        return f"<div><dt>{label}</dt><dd{size}>{number}</dd>{then}</div>", findings


def parse_key_figures(text: str, place: Place) -> tuple[KeyFigures | None, tuple[Finding, ...]]:
    """Return the key figures that *text* lists, or every fault in it.

    *place* is where the fence stands that opens the block.
    """
    block, _locate, faults = read_block(KeyFigures, text, place)
    return block, tuple(faults)


def read_data_blocks(
    report: Path, newsroom: Newsroom, texts: Iterable[str], threshold: int
) -> tuple[DataBlocks, list[Finding]]:
    """Return what may be shown of the data beside the file *report*, and the data's faults.

    *texts* are all that the report is written in; counts of people below *threshold* stay hidden.
    """
    datasets, faults = read_datasets(report.parent / DATA, newsroom.root)
    asked = [each for text in texts for each in _asked(text, datasets)]
    asked += [(name, whole_file(dataset)) for name, dataset in datasets.items()]
    protected = protect_all(datasets, asked, threshold)
    unread = frozenset(path.stem for path in data_files(report.parent / DATA)) - set(datasets)
    style = Style(brand=newsroom.brand.colour)
    blocks = DataBlocks(
        datasets=protected,
        unread=unread,
        style=style,
        folder=report.parent / DATA,
        root=newsroom.root,
    )
    folder = from_root(report.parent / DATA, newsroom.root)
    return blocks, [*faults, *_unsearched(protected, folder)]


def _unsearched(datasets: Mapping[str, Dataset], folder: str) -> Iterator[Finding]:
    """Yield advice on each of *datasets* of which more is hidden than need be."""
    for name, dataset in datasets.items():
        if dataset.guard and not dataset.guard.searched:
            message = _(
                "has too many small counts of people to find the fewest sums to hide, so all "
                "are hidden; join categories, or show fewer numbers at a time"
            )
            place = Place(file=f"{folder}/{name}.csv")
            yield Finding(place=place, message=message, rule="guard-sums", severity=Severity.ADVICE)


def _asked(text: str, datasets: Mapping[str, Dataset]) -> Asked:
    """Yield all that *text* asks of data, as far as it can be read; faults are reported later."""
    nowhere = Place(file="")
    for name, written in written_blocks(text, ("table", "chart", "key-figures")):
        if name == "table" and (table := parse_table(written, nowhere)[0]):
            yield table.data, table.query
        elif name == "chart" and (chart := parse_chart(written, nowhere)[0]):
            yield chart.data, query_of(chart)
        elif name == "key-figures" and (block := parse_key_figures(written, nowhere)[0]):
            for figure in block.figures:
                for number in filter(None, (figure.number, figure.before)):
                    yield from _referred(number, datasets)
    for written in written_numbers(text):
        yield from _referred(written, datasets)


def _referred(text: str, datasets: Mapping[str, Dataset]) -> Asked:
    reference, _faults = parse_reference(text, Place(file=""))
    if reference and reference.data in datasets:
        for query in queries(reference, datasets[reference.data]):
            yield reference.data, query


def _image(drawing: Drawing, address: str, narrow: str) -> str:
    width, height = (round(each * PX_PER_MM) for each in (drawing.width_mm, drawing.height_mm))
    also = f' data-narrow="{narrow}"' if narrow else ""
    alt = escape(drawing.alt)
    return f'<img src="{address}"{also} width="{width}" height="{height}" alt="{alt}">'


def _figure(chart: Chart, image: str, measured: str, dataset: Dataset, language: str) -> str:
    words = catalogue(language)
    title = f'<span class="title">{escape(chart.caption, quote=False)}</span>'
    measure = f'<span class="measure">{escape(measured, quote=False)}.</span>'
    note = f'<span class="note">{escape(chart.note, quote=False)}</span> ' if chart.note else ""
    source = f"{words.gettext('Source')}: {escape(dataset.source, quote=False)}"
    data = f'{words.gettext("Data")}: <a href="#{_name(chart)}" class="{PENDING}"></a>'
    return (
        f'<figure class="chart figure figure-{chart.width}" id="{escape(chart.id)}">'
        f"<figcaption>{title} {measure} {note}"
        f'<span class="source">{source}. {data}</span></figcaption>{image}</figure>'
    )


def _table_of(chart: Chart, query: Query) -> TableBlock:
    return TableBlock(
        data=chart.data,
        caption=chart.caption,
        query=query,
        locate=lambda _location: chart.place,
        id=_name(chart),
    )


def _name(chart: Chart) -> str:
    """Return the id of the table of what *chart* shows."""
    return f"data-{chart.id}"


def _unread_chart(chart: Chart) -> str:
    """Return what references to the chart find while its data have faults."""
    name, caption = escape(chart.id), escape(chart.caption, quote=False)
    number = '<span class="number">–</span>'  # a reference to what has none would be a fault
    return f'<figure id="{name}"><figcaption>{number} {caption}</figcaption></figure>'


def _unread_table(block: TableBlock) -> str:
    """Return what references to the table find while its data have faults."""
    name = f' id="{escape(block.id)}"' if block.id else ""
    caption = escape(block.caption, quote=False)
    return (
        f'<div class="data-table"><table{name}><caption>{caption}</caption>'
        '<thead><tr><th scope="col">–</th></tr></thead></table></div>'
    )


def _unknown_data(name: str, datasets: Mapping[str, Dataset], place: Place) -> Finding:
    message = unknown(_("data"), name, sorted(datasets))
    return Finding(place=place, message=message, rule="unknown-data")
