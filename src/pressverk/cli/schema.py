"""The command that prints the schemas of files as JSON Schema, for editors."""

from collections.abc import Mapping
from typing import Any

import click
from pydantic import BaseModel

from pressverk.cli.console import say_json
from pressverk.content.front_matter import ChapterMatter, FrontMatter, ReportMatter
from pressverk.content.reports.data_blocks import KeyFigures
from pressverk.i18n import _
from pressverk.newsroom.schema import NewsroomFile
from pressverk.statistics.charts.block import ChartBlock
from pressverk.statistics.tables import TableKeys

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "article": FrontMatter,
    "report": ReportMatter,
    "chapter": ChapterMatter,
    "chart": ChartBlock,
    "table": TableKeys,
    "key-figures": KeyFigures,
    "newsroom": NewsroomFile,
}


@click.command(
    help=_(
        "Print a JSON Schema for editors.\n\n"
        "Of the front matter of articles, reports and chapters, of the blocks of data in reports,"
        " or of newsroom.toml."
    )
)
@click.argument("name", type=click.Choice(list(SCHEMAS)), default="article")
def schema(name: str) -> None:
    """Print a JSON Schema."""
    say_json(json_schema(name))


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the files or blocks that *name* says."""
    return SCHEMAS[name].model_json_schema()
