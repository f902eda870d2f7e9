"""How much work a document may cause: layout that goes round in circles ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pressverk.i18n import _
from pressverk.pdf.weasyprint.internals import Element, block, inline

# Common documents take one to thirteen steps for each element, or one for ten signs.
STEPS = 100_000
STEPS_FOR_ELEMENT = 50
STEPS_FOR_SIGN = 2


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
    inline.get_next_linebox = counted(line)
    block.block_level_layout_switch = counted(level)
    try:
        yield
    finally:
        inline.get_next_linebox, block.block_level_layout_switch = line, level


def limit_for(html: Element) -> int:
    """Return how many lines and blocks may be laid out for *html*."""
    elements = signs = 0
    for element in html.iter():
        elements += 1
        signs += len(element.text or "") + len(element.tail or "")
    return STEPS + STEPS_FOR_ELEMENT * elements + STEPS_FOR_SIGN * signs
