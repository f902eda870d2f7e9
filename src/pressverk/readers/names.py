"""The Swedish names of what authors write: keys, blocks, attributes, classes and widths.

One table: what reads files, what checks them and the schema for editors all go by it. English
names are the ones that layouts and messages know.
"""

from collections.abc import Mapping
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
    "rygg": "spine",
    "utgåvor": "editions",
    "dölj_under": "suppress_below",
    "numrerad": "numbered",
    "stil": "style",
    "öppning": "opener",
    "namn": "name",
    "titel": "title",
    "telefon": "phone",
    "e-post": "email",
    "epost": "email",
}
SWEDISH_KEYS = {english: swedish for swedish, english in reversed(KEYS.items())}
# What Swedes call the shipped layouts, for suggestions.
LAYOUTS = {
    "pressmeddelande": "press-release",
    "meddelande": "press-release",
    "rapport": "annual-report",
    "årsrapport": "annual-report",
}
BLOCKS = {
    "fakta": "fact",
    "faktaruta": "fact",
    "citat": "pull-quote",
    "sidbrytning": "page-break",
    "språk": "lang",
    "tidslinje": "timeline",
    "marginalnot": "margin-note",
    "spalter": "columns",
    "liggande": "landscape",
    "porträtt": "portrait",
}
DATA_BLOCKS = {"tabell": "table", "diagram": "chart", "nyckeltal": "key-figures"}
ATTRIBUTES = {
    "fotograf": "photographer",
    "illustratör": "illustrator",
    "bredd": "width",
    "språk": "lang",
    "register": "index",
}
# The keys of blocks of data, and what their values are called.
DATA_KEYS = {
    "rubrik": "caption",
    "underrubrik": "subtitle",
    "typ": "kind",
    "serie": "series",
    "felmarginal": "interval",
    "mål": "target",
    "utgångsvärde": "base",
    "enhet": "unit",
    "områden": "areas",
    "urval": "where",
    "ordning": "order",
    "alternativtext": "alt",
    "anmärkning": "note",
    "bredd": "width",
    "rader": "rows",
    "kolumner": "columns",
    "uppdelning": "split",
    "summa": "total",
    "decimaler": "decimals",
    "källa": "source",
    "nyckeltal": "figures",
    "tal": "number",
    "etikett": "label",
    "tidigare": "before",
    "tidigare_etikett": "before_label",
}
SWEDISH_DATA_KEYS = {english: swedish for swedish, english in reversed(DATA_KEYS.items())}
CHART_KINDS = {
    "stapel": "bar",
    "staplar": "bar",
    "staplad": "stacked",
    "staplade": "stacked",
    "linje": "line",
    "linjer": "line",
    "punkter": "dots",
    "smådiagram": "multiples",
    "mål": "target",
    "värmekarta": "heat",
    "karta": "map",
}
ORDERS = {
    "given": "given",
    "stigande": "ascending",
    "fallande": "descending",
    "alfabetisk": "alphabetical",
}
TOTALS = {"rader": "rows", "kolumner": "columns", "båda": "both"}
CLASSES = {"dekorativ": "decorative", "utan-radrubriker": "no-row-headers"}
CHART_WIDTHS = {"spalt": "column", "bred": "wide", "marginal": "margin"}
DATA_VALUES = {"kind": CHART_KINDS, "order": ORDERS, "total": TOTALS, "width": CHART_WIDTHS}
WIDTHS = {**CHART_WIDTHS, "halv": "half", "sida": "page"}


def with_swedish_names(schema: dict[str, Any]) -> None:
    """Let the JSON schema of front matter take the Swedish names of its keys beside the English."""
    _add_names(schema, KEYS)


def with_swedish_data_names(schema: dict[str, Any]) -> None:
    """Let the JSON schema of a block of data take the Swedish names of its keys and values too."""
    properties = schema.get("properties", {})
    for key, names in DATA_VALUES.items():
        if key in properties:
            properties[key] = {"anyOf": [properties[key], {"enum": sorted(names)}]}
    _add_names(schema, DATA_KEYS)


def _add_names(schema: dict[str, Any], names: Mapping[str, str]) -> None:
    properties = schema.get("properties", {})
    for swedish, english in names.items():
        if english in properties and swedish not in properties:
            properties[swedish] = properties[english]
    required = schema.pop("required", [])
    if required:
        schema["allOf"] = [
            {"anyOf": [{"required": [name]} for name in _names_of(key, names)]} for key in required
        ]


def _names_of(key: str, names: Mapping[str, str]) -> list[str]:
    return [key, *(swedish for swedish, english in names.items() if english == key)]
