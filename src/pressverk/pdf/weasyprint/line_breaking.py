"""Lines of a paragraph found by the places of its letters, which are measured once.

WeasyPrint has Pango lay out some two lines of text for each line, then the first word of the next,
each part of that word with a hyphen, and at last the line itself. Where the letters of a paragraph
stand says as well which words fit, and how long a line is that begins and ends between letters.
What is too near to the edge to be sure is left to WeasyPrint, and so is what isn't plain.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pressverk.pdf.weasyprint.fonts_once import style_key
from pressverk.pdf.weasyprint.internals import (
    FROM_UNITS,
    Layout,
    ffi,
    line_break,
    line_size,
    pango,
    percentage,
    pyphen,
)

# What Pango sets from left to right and breaks by itself: no controls, marks or other scripts.
PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u202f-\u205e"
    "\u20ac\u2116\u2122\u2190-\u2193\u2212]*"
)
LONGEST = 20_000  # characters that are measured at once
# Em: by less than this the distance of two letters depends on what stands around them.
HAIR = 0.15
NARROW = 4  # em; WeasyPrint goes another way for what is narrower
SPACE, CONTINUED, BREAK = 0x20, 0x80, 1  # of UTF-8, and of PangoLogAttr
GLYPH = 20  # bytes of PangoGlyphInfo, whose second number is the width
KEPT = "_pressverk_tails"
# Letters of which fonts make ligatures and pairs, each word at the edge of a line.
SAMPLE = "Ta office (AVY fjord), 17 ”W”"

Line = tuple[Any, int, int | None, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A text in UTF-8, and where its letters stand: lengths are in CSS pixels.

    *places* has a place for each byte and for the end, -1 within letters and ligatures. *breaks*
    are the bytes that lines may begin with, and at last the end; *ends* are where the lines before
    them would end. *layout* is what all lines have in common.
    """

    style: Any
    data: bytes
    places: Sequence[float]
    breaks: Sequence[int]
    ends: Sequence[float]
    layout: Any
    height: float
    baseline: float


class LineBreaker:
    """Splits the texts of one document into lines, as ``split_first_line`` does."""

    def __init__(self, split: Callable[..., Line]) -> None:
        self._split = split
        # The last text that was measured; None instead of a paragraph when it isn't regular.
        self._style: Any = None
        self._text = ""
        self._paragraph: Paragraph | None = None
        self._words: dict[tuple[str, str], tuple[int, int] | None] = {}

    def __call__(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        *rest: Any,
        **options: Any,
    ) -> Line:
        """Return the first line of *text*."""
        found = None
        if not justification_spacing and _is_plain(text, style, max_width):
            found = self._first_line(text, style, context, max_width)
        return found or self._split(
            text, style, context, max_width, justification_spacing, *rest, **options
        )

    def _first_line(
        self, text: str, style: Any, context: Any, max_width: float | None
    ) -> Line | None:
        if self._style is not style or not self._text.endswith(text):
            layout = Layout(style, 0, max_width)
            layout.set_text(text)
            line, _second = layout.get_first_line()
            width, height = line_size(line, style)
            if max_width is None or width <= max_width or style["white_space"] == "nowrap":
                baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
                layout.deactivate()
                return layout, len(text.encode()), None, width, height, baseline
            self._style, self._text = style, text
            self._paragraph = _paragraph_of(layout, line)
        paragraph = self._paragraph
        if paragraph is None or max_width is None or style["white_space"] == "nowrap":
            return None
        start = len(paragraph.data) - len(text.encode())
        if not _can_begin(paragraph, start):
            return None
        room = paragraph.places[start] + max_width
        if paragraph.places[-1] <= room:
            return _line(paragraph, max_width, start, len(paragraph.data), None)
        return self._broken(paragraph, start, context, max_width)

    def _broken(
        self, paragraph: Paragraph, start: int, context: Any, max_width: float
    ) -> Line | None:
        """Return the line that begins at byte *start* of a *paragraph* that goes on behind it."""
        style = paragraph.style
        room, hair = paragraph.places[start] + max_width, HAIR * style["font_size"]
        first = bisect_right(paragraph.breaks, start)
        following = bisect_right(paragraph.ends, room, lo=first)
        if following == first or following == len(paragraph.breaks):
            return None
        end, space = paragraph.breaks[following - 1], room - paragraph.ends[following - 1]
        if space < hair or paragraph.ends[following] - room < hair:
            return None
        if style["hyphens"] == "auto" and style["lang"]:
            zone = percentage(style["hyphenate_limit_zone"], style, max_width)
            parts = self._parts(paragraph, following, context) if space > zone else ()
            if parts is None or abs(space - zone) < hair:
                return None
            for part in parts:
                stop = end + len(part.encode())
                line = _hyphenated(paragraph, max_width, start, stop)
                if line is None or line[3] <= max_width:
                    return line
        return _line(paragraph, max_width, start, end, end - start)

    def _parts(self, paragraph: Paragraph, following: int, context: Any) -> Sequence[str] | None:
        """Return what may stand before a hyphen up to the break *following*, the best first.

        None where WeasyPrint looks further.
        """
        style = paragraph.style
        text = paragraph.data[paragraph.breaks[following - 1] : paragraph.breaks[following]]
        words = text.decode()
        if following < len(paragraph.breaks) - 1:
            words = words[:-1]
            if not words:
                return None
        language = pyphen.language_fallback(style["lang"])
        total, left, right = style["hyphenate_limit_chars"]
        begin = 0
        while language and (word := self._next_word(words[begin:], language)):
            start, stop = begin + word[0], begin + word[1]
            if stop - start >= total:
                key = language, left, right, total
                if key not in context.dictionaries:
                    made = pyphen.Pyphen(lang=language, left=left, right=right)
                    context.dictionaries[key] = made
                parts = context.dictionaries[key].iterate(words[start:stop])
                return [words[:start] + part for part, _rest in parts]
            begin = stop
        return ()

    def _next_word(self, text: str, language: str) -> tuple[int, int] | None:
        if (text, language) not in self._words:
            found = line_break.get_next_word_boundaries(text, language)
            self._words[text, language] = found
        return self._words[text, language]


def _is_plain(text: str, style: Any, max_width: float | None) -> bool:
    return (
        bool(text)
        and len(text) <= LONGEST
        and style["white_space"] in {"normal", "nowrap"}
        and (max_width is None or max_width >= NARROW * style["font_size"])
        and style["letter_spacing"] == "normal"
        and not style["word_spacing"]
        and style["word_break"] != "break-all"
        and style["direction"] == "ltr"
        and PLAIN.fullmatch(text) is not None
        and "  " not in text
    )


def _can_begin(paragraph: Paragraph, start: int) -> bool:
    """Return whether what follows byte *start* is set and broken as it would be by itself."""
    if start == 0 or paragraph.data[start - 1] == SPACE:
        return True
    around = paragraph.data[:start].decode()[-1] + paragraph.data[start:].decode()[0]
    return paragraph.places[start] >= 0 and around.isalpha()


def _line(
    paragraph: Paragraph, max_width: float, start: int, end: int, resume_at: int | None
) -> Line | None:
    """Return the line from byte *start* to *end*, without a space at its end if another follows."""
    if resume_at is not None and paragraph.data[end - 1] == SPACE:
        end -= 1
    if end <= start:
        return None
    if resume_at is None:
        width = paragraph.places[-1] - paragraph.places[start]
    else:
        width = _width(paragraph.style, paragraph.data, paragraph.places, start=start, end=end)
    text = paragraph.data[start:end].decode()
    return _as_weasyprint_does(paragraph, max_width, text, end - start, resume_at, width)


def _hyphenated(paragraph: Paragraph, max_width: float, start: int, stop: int) -> Line | None:
    """Return the line from byte *start* to *stop*, with a hyphen; None within a ligature."""
    if paragraph.places[stop] < 0:
        return None
    hyphen = paragraph.style["hyphenate_character"]
    width = _width(
        paragraph.style,
        paragraph.data,
        paragraph.places,
        start=start,
        end=stop,
        hyphen=hyphen.encode(),
    )
    text = paragraph.data[start:stop].decode() + hyphen
    length = stop - start
    return _as_weasyprint_does(paragraph, max_width, text, length, length, width)


def _as_weasyprint_does(  # noqa: PLR0917
    paragraph: Paragraph,
    max_width: float,
    text: str,
    length: int,
    resume_at: int | None,
    width: float,
) -> Line:
    layout = copy(paragraph.layout)
    layout.text, layout.max_width = text, max_width
    return layout, length, resume_at, width, paragraph.height, paragraph.baseline


def _width(
    style: Any,
    data: bytes,
    places: Sequence[float],
    *,
    start: int,
    end: int,
    hyphen: bytes = b"",
) -> float:
    """Return the width of *data* from byte *start* to *end*, with a *hyphen* or nothing behind it.

    The last letter, or ligature, has its place from those before, but not its width: fonts move
    what follows nearer to it.
    """
    last = end - 1
    while places[last] < 0:
        last -= 1
    tail = data[last:end] + hyphen
    known = _kept(style)
    if tail not in known:
        known[tail] = _measure(style, tail)
    return places[last] - places[start] + known[tail]


def _kept(style: Any) -> dict[bytes, float]:
    """Return the widths of short texts in *style* that are known, for all styles with its font."""
    found: dict[bytes, float] | None = style.__dict__.get(KEPT)
    if found is None:
        tables = style.font_config.__dict__.setdefault(KEPT, {})
        key = style_key(style, include_size=True), style["font_kerning"], style["overflow_wrap"]
        found = style.__dict__[KEPT] = tables.setdefault(key, {})
    return found


def _paragraph_of(layout: Any, line: Any) -> Paragraph | None:
    """Return the text of *layout* with its measures; None if it isn't of one regular font."""
    style, text = layout.style, layout.text
    data = text.encode()
    places = _places(line, len(data))
    if places is None or not _is_regular(style):
        return None
    breaks = [*_breaks(layout, data)]
    ends = [places[at - 1 if data[at - 1] == SPACE else at] for at in breaks]
    if min(ends) < 0:
        return None
    _width_of_all, height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    layout.deactivate()
    return Paragraph(
        style=style,
        data=data,
        places=places,
        breaks=breaks,
        ends=ends,
        layout=layout,
        height=height,
        baseline=baseline,
    )


def _breaks(layout: Any, data: bytes) -> Iterator[int]:
    """Yield the bytes that a line of *layout* may begin with, but the first, and the end."""
    letters = [at for at, byte in enumerate(data) if byte & 0xC0 != CONTINUED]
    attributes = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
    flags = memoryview(ffi.buffer(attributes, 4 * len(letters))).cast("I")
    yield from (at for at, flag in zip(letters, flags, strict=True) if flag & BREAK and at)
    yield len(data)


def _places(line: Any, size: int) -> list[float] | None:
    """Return where the letters of a *line* of *size* bytes stand; None if not of one font."""
    run = line.runs[0]
    if run == ffi.NULL or run.next != ffi.NULL or run.data.item.analysis.level % 2:
        return None
    string = run.data.glyphs
    count = string.num_glyphs
    clusters = ffi.unpack(string.log_clusters, count)
    widths = memoryview(ffi.buffer(string.glyphs, GLYPH * count)).cast("i")[1::5]
    places = [-1.0] * (size + 1)
    before = -1
    for cluster, place in zip((*clusters, size), accumulate(widths, initial=0), strict=True):
        if cluster != before:
            places[cluster] = place * FROM_UNITS
            before = cluster
    return places


REGULAR = b""  # under which it is kept whether a font is


def _is_regular(style: Any) -> bool:
    """Return whether a line in *style* is as wide as its letters are in the text around it."""
    known = _kept(style)
    if REGULAR not in known:
        data = SAMPLE.encode()
        layout = Layout(style)
        layout.set_text(SAMPLE)
        places = _places(layout.get_first_line()[0], len(data))
        spaces = [at for at, byte in enumerate(data) if byte == SPACE]
        known[REGULAR] = places is not None and all(
            _measure(style, data[:at]) == _width(style, data, places, start=0, end=at)
            and _measure(style, data[at + 1 :]) == places[-1] - places[at + 1]
            for at in spaces
        )
    return bool(known[REGULAR])


def _measure(style: Any, data: bytes) -> float:
    layout = Layout(style)
    layout.set_text(data.decode())
    width: float = line_size(layout.get_first_line()[0], style)[0]
    return width
