"""The schemas as JSON Schema, for editors."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from pressverk.content.front_matter import ChapterMatter, FrontMatter, ReportMatter
from pressverk.newsroom.schema import NewsroomFile

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "article": FrontMatter,
    "report": ReportMatter,
    "chapter": ChapterMatter,
    "newsroom": NewsroomFile,
}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``article`` front matter or ``newsroom`` files."""
    return SCHEMAS[name].model_json_schema()
