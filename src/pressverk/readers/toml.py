"""TOML: its tables, the place of each key, and what can't be read."""

import math
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from pressverk.formats import LARGEST_NUMBER, find_control
from pressverk.i18n import _, in_our_words
from pressverk.model import Finding, Place

Location = tuple[str | int, ...]

KEY_PART = re.compile(r"""\"[^"]*\"|'[^']*'|[^.\s"']+""")


def read_toml(text: str, file: str) -> tuple[dict[str, Any], list[Finding]]:
    """Return the tables in *text*, or why they can't be read; *file* is their place.

    Numbers are finite and under ``LARGEST_NUMBER``, texts have no control characters.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [_syntax_fault(error, text, file)]
    except RecursionError:
        message = _("is nested too deeply; remove some levels")
        return {}, [Finding(place=Place(file=file), message=message, rule="toml-syntax")]
    except ValueError:  # Python reads numbers of 4,300 digits at most
        return {}, [_number_fault(_line_of_digits(text), file)]
    faults = [*_value_faults(tables, text, file)]
    return ({}, faults) if faults else (tables, [])


def _value_faults(tables: dict[str, Any], text: str, file: str) -> Iterator[Finding]:
    for location, value in _values(tables, ()):
        if isinstance(value, str) and (control := find_control(value)):
            message = _("has the control character {code}; remove it", code=control)
            place = Place(file=file, line=line_of(text, location))
            yield Finding(place=place, message=message, rule="control-character")
        elif isinstance(value, int | float) and not (
            math.isfinite(value) and abs(value) < LARGEST_NUMBER
        ):
            yield _number_fault(line_of(text, location), file)


def _values(value: Any, location: Location) -> Iterator[tuple[Location, Any]]:
    """Yield every key and value with its location."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield (*location, key), key
            yield from _values(below, (*location, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _values(below, (*location, index))
    else:
        yield location, value


def _number_fault(line: int | None, file: str) -> Finding:
    message = _("holds a number that is too large; write one of at most 15 digits")
    return Finding(place=Place(file=file, line=line), message=message, rule="toml-number")


def _line_of_digits(text: str) -> int | None:
    found = re.search(r"[\d_]{4000}", text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    r"""Return the line of *text*, valid TOML, that *location* is on.

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


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str, file: str) -> Finding:
    reason, _parenthesis, at = str(error).partition(" (at ")
    numbers = re.match(r"line (\d+), column (\d+)", at)
    line, column = (int(numbers[1]), int(numbers[2])) if numbers else (_last_line(text), None)
    message = _("is not TOML ({reason}); fix the line", reason=in_our_words(reason))
    return Finding(
        place=Place(file=file, line=line, column=column), message=message, rule="toml-syntax"
    )


def _last_line(text: str) -> int:
    """Return the line that *text* ends on: what isn't closed is reported at the end."""
    return text.rstrip().count("\n") + 1
