"""Where tables break: each page has their head, and nothing is moved to leave a page empty.

WeasyPrint 70 leaves a head out where it and the rows that are kept together don't fit on one
page, and takes a caption for content, behind which a table that is kept whole finds no room on
any page (https://github.com/Kozea/WeasyPrint/issues/2679).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from inspect import signature
from typing import Any

from pressverk.pdf.weasyprint.internals import Box, block, boxes, placed, replaced

# The share of a page that may be left empty before a table that is kept whole is broken, and
# before a row is.
EMPTY_FOR_TABLE = 1 / 3
EMPTY_FOR_ROW = 1 / 2
# CSS pixels: a broken row is aligned, and so grows, after its lines were counted.
SPARE = 32
STEP = signature(block.block_level_layout_switch)


@contextmanager
def tables_broken_well() -> Iterator[None]:
    """Let tables keep their heads and captions, and break where they would leave a page empty."""
    layout = partial(_with_head, block.table_layout)
    switch = partial(_filling_pages, block.block_level_layout_switch)
    with replaced(block, table_layout=layout, block_level_layout_switch=switch):
        yield


def _with_head(  # noqa: PLR0917 - WeasyPrint's signature
    table_layout: Any,
    context: Any,
    table: Box,
    bottom_space: float,
    skip_stack: Any,
    wrapper: Box,
    page_is_empty: bool,  # noqa: FBT001
    absolute_boxes: list[Box],
    fixed_boxes: list[Box],
) -> Any:
    """Lay *table* out; when its page is otherwise empty, rather break its rows than lose a head."""
    page_is_empty = page_is_empty or getattr(wrapper, "starts_page", False)
    rest = skip_stack, wrapper, page_is_empty, absolute_boxes, fixed_boxes
    result = table_layout(context, table, bottom_space, *rest)
    if not page_is_empty:
        return result
    for may_break, spare in ((_rows_may_part, 0), (_all_may_break, 0), (_all_may_break, SPARE)):
        if result[0] is None or not lacks_head(table, result[0]):
            break
        block.remove_placeholders(context, [result[0]], absolute_boxes, fixed_boxes)
        with may_break():
            result = table_layout(context, table, bottom_space + spare, *rest)
    return result


def lacks_head(table: Box, part: Box) -> bool:
    """Return whether *part*, which is set on a page, lacks the head that *table* has."""
    has_head = bool(table.children) and table.children[0].is_header
    return bool(has_head and part.children and not part.children[0].is_header)


def _filling_pages(switch: Any, context: Any, box: Box, *rest: Any, **options: Any) -> Any:
    """Lay *box* out; a table that would leave much of the page empty is broken instead."""
    if not getattr(box, "is_table_wrapper", False):
        return switch(context, box, *rest, **options)
    given = STEP.bind(context, box, *rest, **options).arguments
    margins, place = [*given["adjoining_margins"]], (box.position_x, box.position_y)
    box.starts_page = given["page_is_empty"]
    result = switch(**given)
    height = context.current_footnote_area.page.height
    is_first = given["skip_stack"] is None and not box.starts_page and not context.in_column
    room = context.page_bottom - given["bottom_space"] - box.position_y
    table = placed(box.get_wrapped_table())
    for share, may_break in (
        (EMPTY_FOR_TABLE, partial(_table_may_break, table)),
        (EMPTY_FOR_TABLE, partial(_table_may_break, table, rows_may_part=True)),
        (EMPTY_FOR_ROW, _all_may_break),
    ):
        if result[0] is not None or not is_first or room < share * height:
            break
        box.position_x, box.position_y = place
        with may_break():
            result = switch(**given | {"adjoining_margins": [*margins]})
    if _stops_early(result, context, given["bottom_space"], EMPTY_FOR_ROW * height):
        # The next row is taller than what is left: it goes over the pages.
        absolute_boxes, fixed_boxes = given["absolute_boxes"], given["fixed_boxes"]
        block.remove_placeholders(context, [result[0]], absolute_boxes, fixed_boxes)
        box.position_x, box.position_y = place
        with _table_may_break(table), _all_may_break():
            result = switch(**given | {"adjoining_margins": [*margins]})
    return result


def _stops_early(result: Any, context: Any, bottom_space: float, most: float) -> bool:
    """Return whether a table goes on, and leaves more than *most* of the page empty below it."""
    part, resume_at, next_page = result[:3]
    if part is None or resume_at is None or context.in_column or next_page["break"] != "any":
        return False
    # The table itself reaches to the end of the page.
    rows = [each for each in placed(part).descendants() if isinstance(each, boxes.TableRowBox)]
    end = max((row.position_y + row.height for row in rows), default=part.position_y)
    return bool(context.page_bottom - bottom_space - end > most)


@contextmanager
def _table_may_break(table: Box, *, rows_may_part: bool = False) -> Iterator[None]:
    kept = table.style
    table.style = kept.copy()
    table.style["break_inside"] = "auto"
    try:
        with _rows_may_part() if rows_may_part else nullcontext():
            yield
    finally:
        table.style = kept


class _BetweenBlocks(str):
    """What styles say of a break that isn't one between rows."""

    __slots__ = ()


def _rows_may_part() -> AbstractContextManager[None]:
    """Let rows stand on different pages whatever styles say."""
    page_break = block.block_level_page_break

    def only_forced(before: Box, after: Box) -> str:
        found: str = page_break(before, after)
        if not isinstance(before, boxes.TableRowBox | boxes.TableRowGroupBox):
            return _BetweenBlocks(found)
        return "auto" if found.startswith("avoid") else found

    return replaced(block, block_level_page_break=only_forced)


@contextmanager
def _all_may_break() -> Iterator[None]:
    """Let rows, and what is in them, go over pages whatever styles say."""
    avoid = block.avoid_page_break

    def only_between_blocks(value: str, context: Any) -> bool:
        return isinstance(value, _BetweenBlocks) and avoid(value, context)

    with _rows_may_part(), replaced(block, avoid_page_break=only_between_blocks):
        yield
