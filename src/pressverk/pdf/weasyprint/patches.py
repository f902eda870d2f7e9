"""Patches of how WeasyPrint 70 lays out.

==========================  ======================================================================
``bounded_work``            layout that goes round in circles ends (no issue)
``first_letter_once``       first letters are in one box (no issue)
``hanging_spaces``          a space at the end of a text hangs (no issue)
``shown_hyphens``           soft hyphens show; https://github.com/Kozea/WeasyPrint/issues/2614
``words_divided_well``      compounds and addresses (``word_division``; no issue)
``tables_broken_well``      heads on every page; /issues/2679 (``table_breaks``)
``notes_where_called``      footnotes on their call's page; /issues/1564, 1833 (``footnotes``)
``blocks_in_steps``         a grid of lines that holds (``block_steps``; no issue)
``floats_deferred``         figures and tables fill pages (``floats``; no issue)
``whole_floats``            ``break-inside: avoid`` holds for floats too (no issue)
``text_transform_patch``    ``text-transform`` keeps what was written (``text_transform``)
``stream_patch``            streams whose end no reader can mistake (pydyf; no issue)
==========================  ======================================================================
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

import pydyf

from pressverk.i18n import _
from pressverk.pdf.weasyprint.block_steps import blocks_in_steps
from pressverk.pdf.weasyprint.floats import floats_deferred
from pressverk.pdf.weasyprint.footnotes import notes_where_called
from pressverk.pdf.weasyprint.internals import (
    Box,
    Element,
    block,
    inline,
    is_first_letter,
    replaced,
)
from pressverk.pdf.weasyprint.table_breaks import tables_broken_well
from pressverk.pdf.weasyprint.word_division import words_divided_well

# Common documents take one to thirteen steps for each element, or one for ten characters.
STEPS = 100_000
STEPS_FOR_ELEMENT = 50
STEPS_FOR_CHARACTER = 2
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
# As many bytes, and as little to see; no line ends here.
UNBREAKABLE = "\N{COMBINING GRAPHEME JOINER}"


class EndlessLayoutError(Exception):
    """Lines and blocks have been laid out more often than any sensible document asks for."""


@contextmanager
def bounded_work(html: Element) -> Iterator[None]:
    """Count the lines and blocks that are laid out, and stop when they get too many.

    Boxes in boxes that ask each other for their widths, or content that fits on no page, can
    keep WeasyPrint busy for hours. The bound grows with *html*; it is one of steps and not of
    time, so that a document fails on every machine or on none.

    Raises:
        EndlessLayoutError: in what is laid out meanwhile.
    """
    limit = limit_for(html)
    taken = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **options: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken > limit:
                raise EndlessLayoutError(
                    _(
                        "after {count} lines and blocks there is no end in sight, as when columns, "
                        "grids or flex boxes stand in each other",
                        count=limit,
                    )
                )
            return step(*arguments, **options)

        return count

    line, level = inline.get_next_linebox, block.block_level_layout_switch
    with (
        replaced(inline, get_next_linebox=counted(line)),
        replaced(block, block_level_layout_switch=counted(level)),
    ):
        yield


def limit_for(html: Element) -> int:
    """Return how many lines and blocks may be laid out for *html*."""
    elements = characters = 0
    for element in html.iter():
        elements += 1
        characters += len(element.text or "") + len(element.tail or "")
    return STEPS + STEPS_FOR_ELEMENT * elements + STEPS_FOR_CHARACTER * characters


@contextmanager
def first_letter_once() -> Iterator[None]:
    """Let a first letter stay in the box that it was given.

    WeasyPrint 70 puts it into one more box each time its line is laid out: in columns and
    tables, and with page numbers to find, until the boxes in boxes take all memory.
    """
    set_apart = inline.first_letter_to_box

    def once(box: Box, skip_stack: Any, style: Any) -> Any:
        return skip_stack if is_first_letter(box) else set_apart(box, skip_stack, style)

    with replaced(inline, first_letter_to_box=once):
        yield


@contextmanager
def hanging_spaces() -> Iterator[None]:
    """Let a text end its line with a space that doesn't fit, as CSS lets spaces hang.

    WeasyPrint 70 takes the space at the end of a text, before an ``<em>`` say, for a part of
    its width. When only that space doesn't fit, it looks for a hyphenation and sets the first
    word alone on a line (CSS Text 3, 4.1.3: such a space hangs).
    """
    with replaced(inline, split_first_line=_with_hanging_space(inline.split_first_line)):
        yield


def _with_hanging_space(split: Any) -> Any:
    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **options: Any
    ) -> Any:
        line = split(text, style, context, max_width, *rest, **options)
        bare = text.rstrip(" ")
        if max_width is None or bare == text or not _is_one_of_many_words(line, bare):
            return line
        whole = split(bare, style, context, max_width, *rest, **options)
        _layout, _length, resume_at, width, *_metrics = whole
        if resume_at is not None or width > max_width:
            return line
        return split(text, style, context, None, *rest, **options)

    return split_first_line


@contextmanager
def shown_hyphens() -> Iterator[None]:
    """Let a word be divided at a soft hyphen only where the hyphen that shows it has room.

    WeasyPrint 70 divides it where the letters before the hyphen have room, and then leaves the
    hyphen out (https://github.com/Kozea/WeasyPrint/issues/2614).
    """
    with replaced(inline, split_first_line=_with_hyphen(inline.split_first_line)):
        yield


def _with_hyphen(split: Any) -> Any:
    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **options: Any
    ) -> Any:
        first = line = split(text, style, context, max_width, *rest, **options)
        if max_width is None or SOFT_HYPHEN not in text or style["hyphens"] == "none":
            return line
        while (end := _bare_end(line, text, style, max_width)) is not None:
            text = f"{text[: end - 1]}{UNBREAKABLE}{text[end:]}"
            line = split(text, style, context, max_width, *rest, **options)
        _layout, _length, resume_at, width, *_metrics = line
        return first if resume_at is None or width > max_width else line

    return split_first_line


def _bare_end(line: Any, text: str, style: Any, max_width: float) -> int | None:
    """Return where *line* ends, if it does so at a soft hyphen that doesn't show or fit."""
    layout, _length, resume_at, width, *_metrics = line
    if resume_at is None:
        return None
    end = len(text.encode()[:resume_at].decode())
    is_shown = layout.text.endswith(style["hyphenate_character"]) and width <= max_width
    return end if text[end - 1] == SOFT_HYPHEN and not is_shown else None


@contextmanager
def whole_floats() -> Iterator[None]:
    """Let a float that asks for it stay whole: what has no room goes to the next page.

    WeasyPrint 70 lays floats out as if they began a page, where breaks can't be avoided, and loses
    what is left of one that is taller than a page. That one goes past the edge, which is reported.
    """
    lay_out = block.float_layout

    def whole(context: Any, box: Box, *rest: Any, skip_stack: Any) -> Any:
        *rest_, bottom_space = rest
        if box.style["break_inside"].startswith("avoid") and skip_stack is None:
            bottom_space = -inf
        return lay_out(context, box, *rest_, bottom_space, skip_stack=skip_stack)

    with replaced(block, float_layout=whole):
        yield


def _is_one_of_many_words(line: Any, text: str) -> bool:
    _layout, length, resume_at, *_metrics = line
    if resume_at is None:
        return False
    first = text.encode()[:length].decode()
    return " " not in first.strip(" ") and " " in text.strip(" ")


@contextmanager
def layout_patches(html: Element) -> Iterator[None]:
    """Let *html* be laid out in bounded work, with all that is patched here."""
    with (
        hanging_spaces(),
        shown_hyphens(),
        words_divided_well(),
        first_letter_once(),
        tables_broken_well(),
        blocks_in_steps(),
        floats_deferred(),
        whole_floats(),
        notes_where_called(),
        bounded_work(html),
    ):
        yield


LEVEL = 6  # pydyf's 9 takes twice the time for one per cent


@contextmanager
def stream_patch() -> Iterator[None]:
    """Let pydyf write streams that no reader can mistake the end of, each compressed once.

    A stream whose last byte is a carriage return runs together with the line feed before
    ``endstream``: readers that take both for the end of a line find it one byte short
    (ISO 19005-2, 6.1.7.1). pydyf compresses some streams only while it writes the file, and
    all of them twice when there is an identifier, so its property is exchanged for the while.

    Text gets shorter by the distances of 0 that WeasyPrint writes after most glyphs.
    """
    compressed: dict[int, bytes] = {}

    def data(stream: pydyf.Stream) -> bytes:
        extra = pydyf.Dictionary(stream.extra.copy())
        if stream.compress:
            extra["Filter"] = "/FlateDecode"
        if id(stream) not in compressed:
            compressed[id(stream)] = _content(stream)
        content = compressed[id(stream)]
        extra["Length"] = len(content)
        return b"\n".join((extra.data, b"stream", content, b"endstream"))

    original, show_text = pydyf.Stream.data, pydyf.Stream.show_text
    pydyf.Stream.data = property(data)
    pydyf.Stream.show_text = lambda stream, text: show_text(stream, text.replace(">0<", ""))
    try:
        yield
    finally:
        pydyf.Stream.data, pydyf.Stream.show_text = original, show_text


def _content(stream: pydyf.Stream) -> bytes:
    """Return the bytes between ``stream`` and ``endstream``."""
    raw = b"\n".join(map(pydyf._to_bytes, stream.stream))  # noqa: SLF001
    content = zlib.compress(raw, LEVEL) if stream.compress else raw
    if content.endswith(b"\r") and stream.compress:
        content = zlib.compress(raw + b"\n", LEVEL)
    return content + b"\n" if content.endswith(b"\r") else content
