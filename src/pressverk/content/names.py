"""The Swedish names of what authors write: keys, blocks, attributes, classes and widths.

One table: what reads files, what checks them and the schema for editors all go by it. English
names are the ones that layouts and messages know.
"""

from typing import Any

KEYS = {
    "rubrik": "title",
    "datum": "date",
    "ingress": "lead",
    "kontakter": "contacts",
    "mall": "layout",
    "språk": "language",
    "uppdaterad": "updated",
    "diarienummer": "diary_number",
    "nyckelord": "keywords",
    "kapitel": "chapters",
    "bilagor": "appendices",
    "pressmeddelanden": "releases",
    "år": "year",
    "underrubrik": "subtitle",
    "upplysning": "notice",
    "utgåvor": "editions",
    "dölj_under": "suppress_below",
    "numrerad": "numbered",
    "stil": "style",
    "namn": "name",
    "titel": "title",
    "telefon": "phone",
    "e-post": "email",
    "epost": "email",
}
SWEDISH_KEYS = {english: swedish for swedish, english in reversed(KEYS.items())}
BLOCKS = {
    "fakta": "fact",
    "faktaruta": "fact",
    "citat": "pull-quote",
    "sidbrytning": "page-break",
    "språk": "lang",
}
DATA_BLOCKS = {"tabell": "table", "diagram": "chart", "nyckeltal": "key-figures"}
ATTRIBUTES = {
    "fotograf": "photographer",
    "illustratör": "illustrator",
    "bredd": "width",
    "språk": "lang",
    "register": "index",
}
CLASSES = {"dekorativ": "decorative", "utan-radrubriker": "no-row-headers"}
WIDTHS = {"spalt": "column", "bred": "wide", "halv": "half", "marginal": "margin"}


def with_swedish_names(schema: dict[str, Any]) -> None:
    """Let the JSON schema of a model take the Swedish names of its keys beside the English."""
    properties = schema.get("properties", {})
    for swedish, english in KEYS.items():
        if english in properties and swedish not in properties:
            properties[swedish] = properties[english]
    required = schema.pop("required", [])
    if required:
        schema["allOf"] = [
            {"anyOf": [{"required": [name]} for name in _names_of(key)]} for key in required
        ]


def _names_of(key: str) -> list[str]:
    return [key, *(swedish for swedish, english in KEYS.items() if english == key)]
