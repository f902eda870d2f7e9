"""How lines are filled, where WeasyPrint ends them too early."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressverk.pdf.weasyprint.internals import inline


@contextmanager
def full_lines() -> Iterator[None]:
    """Let a text end its line with a space that doesn't fit, as CSS lets spaces hang.

    WeasyPrint 70 takes the space at the end of a text, before an ``<em>`` say, for a part of
    its width. When only that space doesn't fit, it looks for a hyphenation and sets the first
    word alone on a line (CSS Text 3, 4.1.3: such a space hangs).
    """
    split = inline.split_first_line
    inline.split_first_line = _with_hanging_space(split)
    try:
        yield
    finally:
        inline.split_first_line = split


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


def _is_one_of_many_words(line: Any, text: str) -> bool:
    _layout, length, resume_at, *_metrics = line
    if resume_at is None:
        return False
    first = text.encode()[:length].decode()
    return " " not in first.strip(" ") and " " in text.strip(" ")
