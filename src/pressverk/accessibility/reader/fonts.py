"""Fonts: the characters and widths of the bytes that a page shows.

The characters of a code are sought in the order of ISO 32000-2, 9.10.2: ToUnicode, then the
encoding with its glyph names, or the predefined CMap. CMaps: 9.7.5 and 9.10.3; Adobe Technical
Note 5014.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pikepdf
from fontTools import agl
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding

from pressverk.accessibility.reader import objects

MOST_CODES = 1 << 17  # more than any font has: a malformed range can name billions
TOKEN = re.compile(rb"%[^\r\n]*|<([0-9A-Fa-f\s]*)>|(\[)|(\])|(-?\d+)|/?([A-Za-z][\w.-]*)")

Value = TypeVar("Value")
Token = bytes | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class CMap:
    """*texts* and *glyphs* (CIDs) by code; *lengths* are the possible lengths of codes in bytes."""

    texts: Mapping[int, str] = field(default_factory=dict)
    glyphs: Mapping[int, int] = field(default_factory=dict)
    lengths: frozenset[int] = frozenset()


def parse_cmap(source: bytes) -> CMap:
    """Return the mappings of the CMap program *source*; what isn't understood is skipped.

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
    """Yield each code of each range with its value: listed, or counted up from the first."""
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


UNREADABLE = "\ufffd"
USUAL_WIDTH, USUAL_ASCENT, USUAL_DESCENT = 500.0, 800.0, -200.0  # thousandths of an em
# Predefined CMaps (9.7.5.2) whose codes are those of a character set: the prefix of their names,
# and the codec.
CHARACTER_SETS = {
    "Uni": "utf-16-be",
    "GBK": "gbk",
    "GB-": "gb2312",
    "GBpc": "gb2312",
    "B5pc": "big5",
    "ETen": "big5",
    "HKscs": "big5hkscs",
    "CNS-EUC": "euc_tw",
    "83pv": "cp932",
    "90ms": "cp932",
    "90pv": "cp932",
    "Add-RKSJ": "cp932",
    "Ext-RKSJ": "cp932",
    "EUC": "euc_jp",
    "KSC-EUC": "euc_kr",
    "KSCms": "cp949",
    "KSCpc": "cp949",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One code of a string; *width* is in ems, *is_space* is whether word spacing applies to it."""

    text: str
    width: float
    is_space: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """What reading needs of a font; *ascent* and *descent* are in ems.

    *paints_spaces* is True if one of its glyphs means a space: gaps are then not spaces.
    """

    name: str
    ascent: float
    descent: float
    paints_spaces: bool
    decode: Callable[[bytes], Iterator[Glyph]]


def read_font(source: Any) -> Font:
    """Return the font that the dictionary *source* describes."""
    full_name = objects.name(objects.entry(source, "/BaseFont")) or ""
    meanings = _to_unicode(objects.entry(source, "/ToUnicode"))
    descendants = objects.items(objects.entry(source, "/DescendantFonts"))
    if descendants:
        decode = _composite(source, descendants[0], meanings)
        descriptor = objects.entry(descendants[0], "/FontDescriptor")
    else:
        decode = _simple(source, meanings)
        descriptor = objects.entry(source, "/FontDescriptor")
    ascent = objects.number(objects.entry(descriptor, "/Ascent"))
    descent = objects.number(objects.entry(descriptor, "/Descent"))
    return Font(
        name=full_name.partition("+")[2] or full_name,
        ascent=_between(ascent, 300, 2000, USUAL_ASCENT) / 1000,
        descent=_between(descent, -1000, -1, USUAL_DESCENT) / 1000,
        paints_spaces=any(meaning.isspace() for meaning in meanings.values()),
        decode=decode,
    )


def _between(value: float | None, least: float, most: float, otherwise: float) -> float:
    return value if value is not None and least <= value <= most else otherwise


def _to_unicode(source: Any) -> Mapping[int, str]:
    if not isinstance(source, pikepdf.Stream):
        return {}
    return _embedded(source).texts


def _embedded(source: pikepdf.Stream) -> CMap:
    try:
        return parse_cmap(source.read_bytes())
    except pikepdf.PdfError:
        return CMap()


def _simple(source: Any, meanings: Mapping[int, str]) -> Callable[[bytes], Iterator[Glyph]]:
    encoding = _encoding(source)
    first = objects.integer(objects.entry(source, "/FirstChar")) or 0
    descriptor = objects.entry(source, "/FontDescriptor")
    missing = objects.number(objects.entry(descriptor, "/MissingWidth")) or USUAL_WIDTH
    matrix = objects.numbers(objects.entry(source, "/FontMatrix"))  # of Type 3
    em = matrix[0] if matrix else 0.001
    widths = {
        first + index: objects.number(width) or 0.0
        for index, width in enumerate(objects.items(objects.entry(source, "/Widths")))
    }
    glyphs = [
        Glyph(
            text=meanings.get(code, encoding.get(code, UNREADABLE)),
            width=widths.get(code, missing) * em,
            is_space=code == 32,
        )
        for code in range(256)
    ]
    return lambda shown: (glyphs[code] for code in shown)


def _encoding(source: Any) -> Mapping[int, str]:
    """Return the characters by code of the font's encoding (9.6.5)."""
    found = objects.entry(source, "/Encoding")
    base = objects.name(found) or objects.name(objects.entry(found, "/BaseEncoding"))
    if base == "WinAnsiEncoding" or (
        base is None and objects.name(objects.entry(source, "/Subtype")) == "TrueType"
    ):
        decoded = bytes(range(256)).decode("cp1252", "replace")
        characters = {code: char for code, char in enumerate(decoded) if code >= 32}
    else:
        names = MacRoman if base == "MacRomanEncoding" else StandardEncoding
        characters = {code: agl.toUnicode(name) for code, name in enumerate(names) if code >= 32}
    code = 0
    for item in objects.items(objects.entry(found, "/Differences")):
        name = objects.name(item)
        if name is None:
            code = objects.integer(item) or 0
            continue
        characters[code] = agl.toUnicode(name) or UNREADABLE
        code += 1
    return characters


def _composite(
    source: Any, descendant: Any, meanings: Mapping[int, str]
) -> Callable[[bytes], Iterator[Glyph]]:
    widths = _glyph_widths(objects.items(objects.entry(descendant, "/W")))
    usual = objects.number(objects.entry(descendant, "/DW"))
    usual = 1000.0 if usual is None else usual
    encoding = objects.entry(source, "/Encoding")
    codec = _codec(objects.name(encoding) or "")
    cmap = _embedded(encoding) if isinstance(encoding, pikepdf.Stream) else CMap()
    length = min(cmap.lengths, default=2) if cmap.lengths else 2
    known: dict[int, Glyph] = {}

    def glyph(code: int, size: int) -> Glyph:
        if code not in known:
            text = meanings.get(code)
            if text is None:
                text = _decoded(code.to_bytes(size, "big"), codec) if codec else UNREADABLE
            width = widths.get(cmap.glyphs.get(code, code), usual)
            known[code] = Glyph(text=text, width=width / 1000, is_space=size == 1 and code == 32)
        return known[code]

    def decode(shown: bytes) -> Iterator[Glyph]:
        position = 0
        while position < len(shown):
            size = _code_length(shown, position, codec) if codec else length
            piece = shown[position : position + size]
            yield glyph(int.from_bytes(piece, "big"), len(piece))
            position += size

    return decode


def _codec(name: str) -> str | None:
    return next((codec for start, codec in CHARACTER_SETS.items() if name.startswith(start)), None)


def _code_length(shown: bytes, position: int, codec: str) -> int:
    if codec == "utf-16-be":
        return 4 if 0xD8 <= shown[position] < 0xDC else 2
    return 1 if _decoded(shown[position : position + 1], codec) != UNREADABLE else 2


def _decoded(piece: bytes, codec: str) -> str:
    try:
        return piece.decode(codec)
    except UnicodeDecodeError:
        return UNREADABLE


def _glyph_widths(source: list[Any]) -> dict[int, float]:
    """Return the widths by CID of a W array (9.7.4.3): ``c [w …]`` or ``first last w``."""
    widths: dict[int, float] = {}
    position = 0
    while position + 1 < len(source):
        first = objects.integer(source[position]) or 0
        if isinstance(source[position + 1], pikepdf.Array):
            listed = objects.items(source[position + 1])
            widths.update({first + i: objects.number(w) or 0.0 for i, w in enumerate(listed)})
            position += 2
            continue
        last = objects.integer(source[position + 1]) or first
        width = objects.number(source[position + 2]) if position + 2 < len(source) else None
        widths.update(dict.fromkeys(range(first, min(last, first + 0xFFFF) + 1), width or 0.0))
        position += 3
    return widths
