"""Reading of PDF objects that may be anything: each function gives what was asked for, or nothing.

Files come from anywhere, so no key is taken to be there, and no value to be of its type.
"""

from decimal import Decimal
from typing import Any

import pikepdf

Key = tuple[int, int]


def dictionary(value: Any) -> Any | None:
    """Return *value* when it is a dictionary, or a stream, whose dictionary it stands for."""
    return value if isinstance(value, pikepdf.Dictionary | pikepdf.Stream) else None


def entry(value: Any, key: str) -> Any | None:
    """Return what *value* has under *key*, if it is a dictionary that has it."""
    found = dictionary(value)
    return None if found is None else found.get(key)


def entries(value: Any) -> list[tuple[str, Any]]:
    """Return the keys, without their slash, and values of a dictionary."""
    found = dictionary(value)
    return [] if found is None else [(key[1:], found.get(key)) for key in found.keys()]  # noqa: SIM118 - it isn't a Python dictionary


def items(value: Any) -> list[Any]:
    """Return the items of an array; a single value is an array of one, as often in PDF."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def text(value: Any) -> str | None:
    """Return a text string."""
    return str(value).replace("\x00", "") if isinstance(value, pikepdf.String) else None


def name(value: Any) -> str | None:
    """Return a name without its slash."""
    return str(value)[1:] if isinstance(value, pikepdf.Name) else None


def number(value: Any) -> float | None:
    """Return a number; too large ones count as none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
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
    """Return the object number of an indirect object: what it is known by in its file."""
    if not isinstance(value, pikepdf.Object) or not value.is_indirect:
        return None
    return value.objgen
