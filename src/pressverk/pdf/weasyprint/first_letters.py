"""How a first letter is set apart, where WeasyPrint does it again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressverk.pdf.weasyprint.internals import Box, inline, is_first_letter


@contextmanager
def letters_set_apart_once() -> Iterator[None]:
    """Let a first letter stay in the box that it was given.

    WeasyPrint 70 puts it into one more box each time its line is laid out: in columns and
    tables, and with page numbers to find, until the boxes in boxes take all memory.
    """
    set_apart = inline.first_letter_to_box

    def once(box: Box, skip_stack: Any, style: Any) -> Any:
        return skip_stack if is_first_letter(box) else set_apart(box, skip_stack, style)

    inline.first_letter_to_box = once
    try:
        yield
    finally:
        inline.first_letter_to_box = set_apart
