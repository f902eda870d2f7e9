"""Figures and tables set a few blocks later where that leaves less of a page empty.

WeasyPrint 70 has no page floats (CSS Page Floats, 2). A box whose style declares
``--float-defer: N`` may let N blocks that follow it go first when it has no room on a page. A
heading goes with the block behind it, floats keep their order, and tags follow the source, in
which nothing moves.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from typing import Any

from pressverk.pdf.weasyprint.footnotes import snapshot
from pressverk.pdf.weasyprint.internals import Box, block, boxes, declared, placed, replaced

STEP = signature(block.block_container_layout)
PROPERTY = "__float_defer"
# CSS pixels: what may be empty at the foot of a page (two lines), and what makes no difference.
SMALL_GAP, SAME_GAP = 36, 10
# A table that is broken though its style asks to keep it whole weighs as much as this share of the
# page left empty.
BROKEN = 0.12


@contextmanager
def floats_deferred() -> Iterator[None]:
    """Let boxes with ``--float-defer`` stand later than they are written."""
    layout = partial(_with_floats, block.block_container_layout)
    with replaced(block, block_container_layout=layout):
        yield


def _with_floats(
    layout: Callable[..., Any], context: Any, box: Box, *rest: Any, **more: Any
) -> Any:
    if context.in_column or not _holds_floats(box):
        return layout(context, box, *rest, **more)
    given = STEP.bind(context, box, *rest, **more).arguments
    return _Filler(layout=layout, given=given).fill()


def _holds_floats(box: Box) -> bool:
    if not hasattr(box, "holds_floats"):
        box.holds_floats = any(map(defer_of, box.children))
    return bool(box.holds_floats)


def defer_of(box: Box) -> int:
    """Return how many blocks may go before *box*, 0 when it is no float.

    The style of a table's wrapper is the table's.
    """
    if getattr(box, "is_table_wrapper", False):
        box = placed(box.get_wrapped_table())
    value = declared(box.style, PROPERTY)
    return int(value) if value.isdecimal() and box.is_in_normal_flow() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """Blocks in an *order*, what comes of laying them out, and how bad that is, in CSS pixels."""

    order: Sequence[Box]
    result: Any
    stuck: int | None
    badness: float


@dataclass(slots=True, kw_only=True)
class _Filler:
    """Lays out the part of a box that stands on one page, with its blocks in different orders.

    The order that a page ends with is kept in the box, by where the next page goes on: pages may
    be laid out again and again, and each time begin where the one before has ended.
    """

    layout: Callable[..., Any]
    given: dict[str, Any]
    box: Box = field(init=False)
    restore: Callable[[], None] = field(init=False)

    def __post_init__(self) -> None:
        self.box = self.given["box"]
        self.restore = snapshot(self.given)
        if not hasattr(self.box, "orders"):
            self.box.orders = {}

    def fill(self) -> Any:
        """Return the layout that leaves the least of the page empty, the first one of its like."""
        orders = self.box.orders
        start = str(self.given["skip_stack"])
        order = orders.setdefault(start, tuple(self.box.children))
        attempts = [self._attempt(order)]
        while (later := self._deferred(attempts[-1], len(attempts))) is not None:
            self._undo(attempts[-1])
            attempts.append(self._attempt(later))
        least = min(attempt.badness for attempt in attempts)
        best = next(attempt for attempt in attempts if attempt.badness <= least + SAME_GAP)
        if best is not attempts[-1]:
            self._undo(attempts[-1])
            best = self._attempt(best.order)
        if best.result[1] is not None:
            orders[str(best.result[1])] = best.order
        return best.result

    def _attempt(self, order: Sequence[Box]) -> _Attempt:
        self.box.children = list(order)
        margins = [*(self.given["adjoining_margins"] or ())]
        result = self.layout(**self.given | {"adjoining_margins": margins})
        resume_at = self._resume_at(result)
        stuck = _stuck(order, resume_at) if resume_at else None
        badness = self._badness(result[0], resume_at, stuck) if resume_at else 0.0
        return _Attempt(order=order, result=result, stuck=stuck, badness=badness)

    def _undo(self, attempt: _Attempt) -> None:
        context, absolute, fixed = (
            self.given[name] for name in ("context", "absolute_boxes", "fixed_boxes")
        )
        if attempt.result[0] is not None:
            block.remove_placeholders(context, [attempt.result[0]], absolute, fixed)
        self.restore()

    def _resume_at(self, result: Any) -> dict[int, Any] | None:
        """Return where the next page goes on; at the start when nothing has room on this one."""
        if result[0] is not None:
            found: dict[int, Any] | None = result[1]
            return found
        return self.given["skip_stack"] or {0: None}

    def _badness(self, made: Box, resume_at: dict[int, Any], stuck: int | None) -> float:
        context = self.given["context"]
        foot = context.page_bottom - self.given["bottom_space"]
        ends = (
            inner.position_y + inner.height
            for inner in (made.descendants() if made is not None else ())
            if isinstance(inner, boxes.LineBox | boxes.ReplacedBox)
        )
        gap = foot - max(ends, default=self.box.position_y)
        (inside,) = resume_at.values()
        is_broken = made is not None and stuck is not None and inside is not None
        height = context.current_footnote_area.page.height
        return float(BROKEN * height if is_broken else max(gap, 0))

    def _deferred(self, attempt: _Attempt, tries: int) -> Sequence[Box] | None:
        """Return the blocks with one more before the float that has no room, if that may help."""
        first = attempt.stuck
        if first is None or attempt.badness <= SMALL_GAP:
            return None
        order = attempt.order
        last = first
        while last < len(order) and defer_of(order[last]):
            last += 1
        end = _unit_end(order, last)
        if tries > defer_of(order[first]) or end is None:
            return None
        if _is_heading_before(order, first) and _goes_with_next(order[last]):
            return None  # a heading without anything below it
        return (*order[:first], *order[last:end], *order[first:last], *order[end:])


def _stuck(order: Sequence[Box], resume_at: dict[int, Any]) -> int | None:
    """Return which float has no room, by its place: the next block, or behind its headings."""
    ((index, inside),) = resume_at.items()
    if inside is not None:
        return index if defer_of(order[index]) and _is_kept_whole(order[index]) else None
    while index < len(order) and _goes_with_next(order[index]):
        index += 1
    return index if index < len(order) and defer_of(order[index]) else None


def _unit_end(order: Sequence[Box], start: int) -> int | None:
    """Return where the block at *start* ends, headings before it included, if it may go first."""
    for index in range(start, len(order)):
        box = order[index]
        if defer_of(box) or "page" in (box.style["break_before"], box.style["break_after"]):
            return None
        if box.is_in_normal_flow() and not _goes_with_next(box):
            return index + 1
    return None


def _is_heading_before(order: Sequence[Box], index: int) -> bool:
    before = [box for box in order[:index] if box.is_in_normal_flow()]
    return bool(before) and _goes_with_next(before[-1])


def _goes_with_next(box: Box) -> bool:
    return not box.is_in_normal_flow() or box.style["break_after"].startswith("avoid")


def _is_kept_whole(box: Box) -> bool:
    return any(
        inner.style["break_inside"].startswith("avoid")
        for inner in (box, *box.descendants())
        if isinstance(inner, boxes.BlockLevelBox | boxes.TableBox)
    )
