"""Access to PDF objects of any type: each function returns a value of its type, or None.

Files are untrusted, so no key is assumed to exist, and no value to be of the right type.
"""

from decimal import Decimal
from typing import Any

import pikepdf

Key = tuple[int, int]
DICTIONARIES = (pikepdf.Dictionary, pikepdf.Stream)
NUMBERS = (int, float, Decimal)


def dictionary(value: Any) -> Any | None:
    """Return *value* if it is a dictionary, or the dictionary of a stream."""
    return value if isinstance(value, DICTIONARIES) else None


def entry(value: Any, key: str) -> Any | None:
    """Return the value of *key* in *value*, None if it isn't a dictionary or has no such key."""
    return value.get(key) if isinstance(value, DICTIONARIES) else None


def entries(value: Any) -> list[tuple[str, Any]]:
    """Return the keys, without slash, and values of a dictionary."""
    if not isinstance(value, DICTIONARIES):
        return []
    readable = (key for key in value.keys() if key.isprintable())  # noqa: SIM118 - not Python's
    return [(key[1:], value.get(key)) for key in readable]


def items(value: Any) -> list[Any]:
    """Return the items of an array; a single value is an array of one, as often in PDF."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def text(value: Any) -> str | None:
    """Return a text string."""
    return _decoded(value).replace("\x00", "") if isinstance(value, pikepdf.String) else None


def name(value: Any) -> str | None:
    """Return a name without its slash."""
    return _decoded(value)[1:] if isinstance(value, pikepdf.Name) else None


def _decoded(value: pikepdf.Object) -> str:
    try:
        return str(value)
    except UnicodeDecodeError:
        return bytes(value).decode("utf-8", "replace")


def number(value: Any) -> float | None:
    """Return a number, None if it isn't one or is too large."""
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        return None
    found = float(value)
    return found if abs(found) < 1e9 else None


def numbers(value: Any) -> list[float]:
    """Return the numbers of an array."""
    return [found for item in items(value) if (found := number(item)) is not None]


def integer(value: Any) -> int | None:
    """Return a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def key_of(value: Any) -> Key | None:
    """Return the object and generation number of an indirect object."""
    if not isinstance(value, pikepdf.Object) or not value.is_indirect:
        return None
    return value.objgen
