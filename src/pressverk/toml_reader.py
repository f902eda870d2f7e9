"""TOML as people write it: its tables, where each key stands, and what can't be read."""

import re
import tomllib
from typing import Any

from pressverk.i18n import _
from pressverk.model import Finding, Place

KEY_PART = re.compile(r"""\"[^"]*\"|'[^']*'|[^.\s"']+""")


def read_toml(text: str, file: str) -> tuple[dict[str, Any], list[Finding]]:
    """Return the tables in *text*, or why they can't be read; *file* is their place."""
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return {}, [_syntax_fault(error, file)]


def line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    r"""Return the line of *text*, TOML that has been parsed, where *location* is written.

    >>> line_of('language = "sv"\n[sender]\nname = "Botkyrka"\n', ("sender", "name"))
    3
    """
    found = None
    table: list[str] = []
    keys = [str(part) for part in location]
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = _key_path(header[1])
            written = table
        elif key := re.match(r"\s*([^=#\[]+?)\s*=", line):
            written = [*table, *_key_path(key[1])]
        else:
            continue
        if written == keys:
            return number
        if written == keys[: len(written)]:
            found = number
    return found


def _key_path(key: str) -> list[str]:
    return [part.strip("\"'") for part in KEY_PART.findall(key)]


def _syntax_fault(error: tomllib.TOMLDecodeError, file: str) -> Finding:
    reason = str(error)
    at = re.search(r"\s*\(at line (\d+), column (\d+)\)", reason)
    place = Place(file=file)
    if at:
        place = Place(file=file, line=int(at[1]), column=int(at[2]))
        reason = reason[: at.start()]
    message = _("is not TOML ({reason}); mend the line", reason=reason)
    return Finding(place=place, message=message, rule="toml-syntax")
