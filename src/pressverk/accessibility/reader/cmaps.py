"""CMaps: from the codes of a font to characters (ToUnicode), or to glyphs (embedded CMaps).

ISO 32000-2, 9.7.5 and 9.10.3; Adobe Technical Note 5014.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

MOST_CODES = 1 << 17  # all of a font's, and then some: a range can name billions
TOKEN = re.compile(rb"%[^\r\n]*|<([0-9A-Fa-f\s]*)>|(\[)|(\])|(-?\d+)|/?([A-Za-z][\w.-]*)")

Value = TypeVar("Value")
Token = bytes | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class CMap:
    """*texts* and *glyphs* (CIDs) by code; *lengths* are the bytes that codes may have."""

    texts: Mapping[int, str] = field(default_factory=dict)
    glyphs: Mapping[int, int] = field(default_factory=dict)
    lengths: frozenset[int] = frozenset()


def parse_cmap(source: bytes) -> CMap:
    """Return what the CMap program *source* maps; what isn't understood is passed over.

    >>> parse_cmap(b"1 beginbfchar <05> <00660069> endbfchar").texts
    {5: 'fi'}
    >>> parse_cmap(b"1 beginbfrange <0a> <0c> <0041> endbfrange").texts
    {10: 'A', 11: 'B', 12: 'C'}
    """
    texts: dict[int, str] = {}
    glyphs: dict[int, int] = {}
    lengths: set[int] = set()
    for operator, operands in _operations(source):
        match operator:
            case "endbfchar":
                texts.update(_characters(operands))
            case "endbfrange":
                texts.update(_ranges(operands, _text, _next_text))
            case "endcidchar":
                glyphs.update(_glyphs(operands))
            case "endcidrange":
                glyphs.update(_ranges(operands, _whole, lambda first, step: first + step))
            case "endcodespacerange":
                lengths.update(len(code) for code in operands if isinstance(code, bytes) and code)
    return CMap(texts=texts, glyphs=glyphs, lengths=frozenset(lengths))


def _operations(source: bytes) -> Iterator[tuple[str, list[Token | list[Token]]]]:
    operands: list[Token | list[Token]] = []
    for token in _tokens(source):
        if isinstance(token, str):
            yield token, operands
            operands = []
        else:
            operands.append(token)


def _tokens(source: bytes) -> Iterator[Token | list[Token]]:
    array: list[Token] | None = None
    for match in TOKEN.finditer(source):
        token: Token
        if match[1] is not None:
            digits = re.sub(rb"\s", b"", match[1])
            token = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif match[4]:
            token = int(match[4][:12])
        elif match[5]:
            token = match[5].decode("ascii")
        elif match[2]:
            array = []
            continue
        elif match[3] and array is not None:
            yield array
            array = None
            continue
        else:
            continue
        if array is None:
            yield token
        else:
            array.append(token)


def _characters(operands: list[Token | list[Token]]) -> Iterator[tuple[int, str]]:
    for code, meaning in zip(operands[::2], operands[1::2], strict=False):
        if isinstance(code, bytes) and (text := _text(meaning)) is not None:
            yield int.from_bytes(code, "big"), text


def _glyphs(operands: list[Token | list[Token]]) -> Iterator[tuple[int, int]]:
    for code, glyph in zip(operands[::2], operands[1::2], strict=False):
        if isinstance(code, bytes) and isinstance(glyph, int):
            yield int.from_bytes(code, "big"), glyph


def _ranges(
    operands: list[Token | list[Token]],
    read: Callable[[object], Value | None],
    following: Callable[[Value, int], Value],
) -> Iterator[tuple[int, Value]]:
    """Give each code of each range its meaning: one by one, or counted up from the first."""
    left = MOST_CODES
    for low, high, meaning in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
        if not isinstance(low, bytes) or not isinstance(high, bytes):
            continue
        start = int.from_bytes(low, "big")
        count = min(int.from_bytes(high, "big") - start + 1, left)
        left -= max(count, 0)
        if isinstance(meaning, list):
            for step, item in enumerate(meaning[: max(count, 0)]):
                if (value := read(item)) is not None:
                    yield start + step, value
        elif (first := read(meaning)) is not None:
            for step in range(count):
                yield start + step, following(first, step)


def _text(token: object) -> str | None:
    return token.decode("utf-16-be", "replace") if isinstance(token, bytes) else None


def _next_text(first: str, step: int) -> str:
    if not first:
        return first
    last = ord(first[-1]) + step
    is_character = last <= 0x10FFFF and not 0xD800 <= last < 0xE000
    return first[:-1] + (chr(last) if is_character else "\ufffd")


def _whole(token: object) -> int | None:
    return token if isinstance(token, int) else None
