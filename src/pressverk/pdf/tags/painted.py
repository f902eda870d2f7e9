"""What was painted under each marked-content identifier, and what reads it back.

A PDF reader gets text through each font's ToUnicode map, one meaning a glyph: a no-break
space that shares the space's glyph, small capitals, right-to-left runs and added hyphens come
out wrong. Where what is read isn't what was meant, ActualText says it (ISO 32000-1, 14.9.4).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from pressverk.pdf.tags.tree import Content
from pressverk.pdf.tags.words import SOFT_HYPHEN
from pressverk.pdf.weasyprint.internals import Box, Stream, TaggedPage

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
# The ends of operators with their operands.
SHOW, SET_FONT = frozenset({b" TJ", " TJ"}), frozenset({b" Tf", " Tf"})
BEGIN = frozenset({b"BDC", b"BMC"})
HALVES = range(0xD800, 0xE000)  # two of these are one sign in UTF-16
# Signs without a glyph that a reader wouldn't miss.
_UNHEARD = dict.fromkeys(map(ord, "\xad\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff\r\n"))
# Joiners have no glyph either, but words and emoji are spelled with them.
_UNSEEN = {**_UNHEARD, 0x200C: None, 0x200D: None}


@dataclass(slots=True, kw_only=True)
class Mark:
    """One marked-content sequence: *index* is where *stream* holds its property list."""

    page: int
    box: Box
    identifier: int
    stream: Stream
    index: int
    text: str

    def become_artifact(self, properties: Mapping[str, str]) -> None:
        """Take the sequence out of the text."""
        self.stream.stream[self.index - 1] = "/Artifact"
        property_list = self.stream.stream[self.index]
        property_list.clear()
        property_list.update(properties)

    def tell(self, content: Content) -> None:
        """Say what *content* means where its glyphs don't."""
        if not content.text or content.text == self.text or _is_cut_short(content):
            return
        if content.text.endswith(SOFT_HYPHEN) or _seen(content.text) != _seen(self.text):
            meant = content.text[:-1].translate(_UNHEARD) + content.text[-1]
            self.stream.stream[self.index]["ActualText"] = pydyf.String(meant)


def _seen(text: str) -> str:
    return text.translate(_UNSEEN)


def _is_cut_short(content: Content) -> bool:
    """Return whether the line ends in an ellipsis that stands for more than was painted."""
    line = content.line
    return line is not None and (line.text_overflow, line.block_ellipsis) != ("clip", "none")


def read_marks(
    pdf: pydyf.PDF, pages: Sequence[TaggedPage], fonts: Mapping[int, Any]
) -> Iterator[Mark]:
    """Yield every sequence that the *pages* painted, on themselves or in groups of theirs."""
    owners = {id(page.painted): number for number, page in enumerate(pages)}
    own = {id(page.page_stream): number for number, page in enumerate(pages)}
    painted = [[*page.painted] for page in pages]
    meanings = {font.hash.encode(): _Meanings(font) for font in fonts.values()}
    for stream in pdf.objects:
        if not isinstance(stream, Stream):
            continue
        page = own.get(id(stream), owners.get(id(stream._tags)))  # noqa: SLF001
        if page is not None:
            for index, identifier, text in _sequences(stream.stream, meanings):
                yield Mark(
                    page=page,
                    box=painted[page][identifier],
                    identifier=identifier,
                    stream=stream,
                    index=index,
                    text=text,
                )


class _Meanings(dict[int, str]):
    """The texts of a font's glyphs by their numbers; a glyph without one says nothing."""

    def __init__(self, font: Any) -> None:
        super().__init__(font.to_unicode)
        # A glyph is written in two bytes, or in one; as UTF-16, numbers are signs to translate.
        self.encoding = "latin-1" if font.bitmap else "utf-16-be"
        self.has_halves = not font.bitmap and any(glyph in HALVES for glyph in self)

    def __missing__(self, _glyph: int) -> str:
        return ""

    def read(self, shown: bytes) -> str:
        """Return the text of the operand of a TJ operator."""
        codes = bytes.fromhex(b"".join(_GLYPHS.findall(shown)).decode("ascii"))
        if self.has_halves:
            return "".join(
                self[int.from_bytes(codes[start : start + 2], "big")]
                for start in range(0, len(codes), 2)
            )
        return codes.decode(self.encoding, "surrogatepass").translate(self)


def _sequences(
    items: Sequence[Any], meanings: Mapping[bytes, _Meanings]
) -> Iterator[tuple[int, int, str]]:
    """Yield index, identifier and text of each marked-content sequence in a stream."""
    current = depth = 0
    texts: list[str] = []
    font: _Meanings | None = None
    for index, item in enumerate(items):
        if isinstance(item, dict):
            if "MCID" in item:
                current, depth, texts = index, 0, []
            continue
        operator = item[-3:]
        if operator in SHOW:
            texts.append(font.read(item) if font is not None else "")
        elif operator in SET_FONT:
            font = meanings.get(item[1:].split(b" ", 1)[0])
        elif operator in BEGIN:
            depth += 1
        elif operator == b"EMC":
            depth -= 1
            if depth == 0 and current:
                yield current, items[current]["MCID"], "".join(texts)
                current = 0
