"""Blocks whose height is rounded up, so that lines of text keep one grid over all pages.

WeasyPrint 70 doesn't know ``block-step-size`` (CSS Rhythmic Sizing, 2.1). A box whose style
declares ``--block-step-size: 7.5pt`` gets room at its end until its height, borders and padding
included, is a multiple of that; margins are the stylesheet's to see to.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from inspect import signature
from typing import Any

from pressverk.pdf.weasyprint.internals import Box, block, declared, placed, replaced

STEP = signature(block.block_level_layout_switch)
PROPERTY = "__block_step_size"
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(pt|mm|px)")
PIXELS = {"pt": 96 / 72, "mm": 96 / 25.4, "px": 1}
# CSS pixels: a height is a sum of many roundings.
ROUNDING = 0.02


@contextmanager
def blocks_in_steps() -> Iterator[None]:
    """Let heights be multiples of ``--block-step-size``."""
    switch = partial(_with_step, block.block_level_layout_switch)
    with replaced(block, block_level_layout_switch=switch):
        yield


def _with_step(switch: Any, context: Any, box: Box, *rest: Any, **options: Any) -> Any:
    result = switch(context, box, *rest, **options)
    made, resume_at = result[0], result[1]
    if made is None or resume_at is not None or not made.is_in_normal_flow():
        return result
    if step := _step_of(box):
        given = STEP.bind(context, box, *rest, **options).arguments
        room = context.page_bottom - given["bottom_space"] - made.border_box_y()
        missing = -made.border_height() % step
        if ROUNDING < missing < step - ROUNDING and made.border_height() + missing <= room:
            made.height += missing
    return result


def _step_of(box: Box) -> float:
    """Return the step of *box* in CSS pixels, 0 without one; a table's wrapper has the table's."""
    if getattr(box, "is_table_wrapper", False):
        box = placed(box.get_wrapped_table())
    return _pixels(declared(box.style, PROPERTY))


@cache
def _pixels(length: str) -> float:
    """Return a length in CSS pixels, 0 for what is none.

    >>> _pixels("7.5pt"), _pixels("none")
    (10.0, 0)
    """
    match = LENGTH.fullmatch(length)
    return float(match[1]) * PIXELS[match[2]] if match else 0
