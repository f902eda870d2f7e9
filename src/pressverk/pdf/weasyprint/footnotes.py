"""Footnotes at the foot of the page that calls them, begun there when they are too long for it.

WeasyPrint 70 lays notes out while it fills the page. A line that is taken back afterwards leaves
its notes on the page before, on the page after or on none, and a note is never divided
(https://github.com/Kozea/WeasyPrint/issues/1564, /issues/1833). Here a page is laid out again with
room kept for notes until those that it calls are the ones that stand below it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from math import inf
from typing import Any

from pressverk.pdf.weasyprint.internals import (
    INITIAL_VALUES,
    Box,
    block,
    boxes,
    create_anonymous_boxes,
    layout,
    page,
    replaced,
)

STEP = signature(block.block_level_layout)
# Shares of the page: what may be left empty before a note is divided, and what notes may take.
MOST_EMPTY = 1 / 5
MOST_OF_PAGE = 0.8
# The share that is left empty when WeasyPrint takes back a whole paragraph for the note that its
# last line calls, whose first lines may well stand there.
EMPTY_FOR_LINES = 0.1
# CSS pixels for the first lines of a note that goes on, least first.
BEGINNINGS = (30, 45, 60, 90)
HALVINGS = 6
ROUNDING = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """Notes to be set on the next page; the first of them goes on at *skip*."""

    notes: tuple[Box, ...] = ()
    skip: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A page laid out with *room* for notes, and the notes that it calls for the first time."""

    room: float
    result: Any
    called: tuple[Box, ...]


@contextmanager
def notes_where_called() -> Iterator[None]:
    """Let pages hold the notes that they call."""
    notes = _Notes(step=page.block_level_layout)
    with (
        replaced(page, block_level_layout=notes.lay_out),
        replaced(layout, make_all_pages=partial(notes.all_pages, layout.make_all_pages)),
    ):
        yield


@dataclass(slots=True, kw_only=True)
class _Notes:
    """The notes of one document: on which page each is called, what each page leaves over.

    *step* is WeasyPrint's layout of a block. *limit* is the height of the notes of the page that
    is being made, when they go on, and *skip* where they do.
    """

    step: Callable[..., Any]
    known: tuple[Box, ...] | None = None
    pages: dict[int, int] = field(default_factory=dict)
    rests: dict[int, _Rest] = field(default_factory=dict)
    limit: float | None = None
    skip: Any = None

    def all_pages(
        self, make: Callable[..., Any], context: Any, root: Box, html: Any, pages: list[Box]
    ) -> Any:
        """Make all pages; one that notes go over to can't be made without the one before."""
        if self.known is None:
            self.known = tuple(context.footnotes)
        if self.rests:
            for *_before, remake_state in context.page_maker:
                remake_state["content_changed"] = True
        return make(context, root, html, pages)

    def lay_out(self, context: Any, box: Box, *rest: Any, **options: Any) -> Any:
        """Lay *box* out as WeasyPrint does, but for the whole page and the area of its notes."""
        if not self.known or not isinstance(box, boxes.FootnoteAreaBox | boxes.Box):
            return self.step(context, box, *rest, **options)
        given = STEP.bind(context, box, *rest, **options).arguments
        if isinstance(box, boxes.FootnoteAreaBox) and self.limit is not None:
            given["bottom_space"] = context.page_bottom - box.position_y - self.limit
            given["skip_stack"] = self.skip
        elif box.is_for_root_element:
            return self._fill_page(given)
        return self.step(**given)

    def _fill_page(self, given: dict[str, Any]) -> Any:
        context = given["context"]
        number = context.current_page
        rest = self.rests.pop(number - 1, _Rest()) if number > 1 else _Rest()
        self.rests = {before: found for before, found in self.rests.items() if before < number}
        if rest.notes:
            self.rests[number - 1] = rest
        self.limit, self.skip = None, None
        known = self.known or ()
        maker = _PageMaker(step=self.step, given=given, known=known, rest=rest, is_due=self._is_due)
        attempt = maker.as_weasyprint_does() or maker.fitting()
        self.pages |= {id(note): number for note in attempt.called}
        if attempt.room or rest.notes:
            self.limit, self.skip = maker.room_for_notes(attempt), rest.skip
            left = maker.set_notes(attempt, self.limit)
            if left.notes:
                self.rests[number] = left
            context.footnotes = [note for note in known if id(note) not in self.pages]
        return attempt.result

    def _is_due(self, note: Box, number: int) -> bool:
        """Return whether *note* isn't called on a page before *number* already."""
        return self.pages.get(id(note), number) >= number


@dataclass(slots=True, kw_only=True)
class _PageMaker:
    """Lays one page out, again and again, from the same start."""

    step: Callable[..., Any]
    given: dict[str, Any]
    known: tuple[Box, ...]
    rest: _Rest
    is_due: Callable[[Box, int], bool]
    context: Any = field(init=False)
    area: Box = field(init=False)
    bottom: float = field(init=False)
    height: float = field(init=False)
    most: float = field(init=False)
    restore: Callable[[], None] = field(init=False)

    def __post_init__(self) -> None:
        self.context = self.given["context"]
        self.area = self.context.current_footnote_area
        page = self.area.page
        self.bottom = page.content_box_y() + page.height
        self.height = page.height
        self.restore = snapshot(self.given)
        self.most = self._most_by_style()

    def as_weasyprint_does(self) -> _Attempt | None:
        """Return the page as WeasyPrint fills it, if its notes are where they belong."""
        if self.rest.notes:
            return None
        self._start(0)
        context = self.context
        context.footnotes = [note for note in self.known if self.is_due(note, context.current_page)]
        attempt = self._lay_out(0)
        is_right = (
            attempt.called == tuple(context.current_page_footnotes)
            and not context.reported_footnotes
            and (not attempt.called or self._has_room(attempt))
            and (not self.known or self._empty(attempt) <= EMPTY_FOR_LINES * self.height)
        )
        return attempt if is_right else None

    def _has_room(self, attempt: _Attempt) -> bool:
        root = attempt.result[0]
        needed = self._needed(attempt.called)
        lowest = self.bottom - needed + ROUNDING
        lines = (box for box in root.descendants() if isinstance(box, boxes.LineBox))
        return needed <= self.most + ROUNDING and all(
            line.position_y + line.height <= lowest for line in lines
        )

    def fitting(self) -> _Attempt:
        """Return the page with the notes that it calls whole, or else with one that goes on."""
        self.area.style = self.area.style.copy()
        self.area.style["max_height"] = INITIAL_VALUES["max_height"]
        first = self._attempt(0)
        if first.result[0] is None or not (first.called or self.rest.notes):
            return first
        needed = self._needed_by_each(first.called)
        whole = self._whole(needed)
        if whole is not None and (
            whole.called == first.called or self._empty(whole) <= MOST_EMPTY * self.height
        ):
            return self._again(whole)
        return self._divided(first, whole, needed)

    def _whole(self, needed: Sequence[float]) -> _Attempt | None:
        """Return the fullest page whose notes have room, given what the first notes need."""
        low, high = 0, sum(height <= self.most for height in needed) - 1
        found: _Attempt | None = None
        while low <= high:
            middle = (low + high) // 2 if found is not None else high
            attempt = self._attempt(needed[middle])
            if self._needed(attempt.called) <= attempt.room + ROUNDING:
                found, high = attempt, middle - 1
            elif found is None:
                return None
            else:
                low = middle + 1
        return found

    def _divided(
        self, first: _Attempt, whole: _Attempt | None, needed: Sequence[float]
    ) -> _Attempt:
        """Return the fullest page on which all notes begin that it calls; the last goes on."""
        count = len(whole.called) if whole is not None else 0
        if count < len(first.called):
            for height in BEGINNINGS:
                attempt = self._attempt(needed[count] + height)
                if attempt.room <= self.most and self._begin(attempt):
                    return attempt
        room = low = min(needed[0], self.most)
        high = whole.room if whole is not None else MOST_OF_PAGE * self.height
        found = whole
        for _step in range(HALVINGS):
            attempt = self._attempt(room)
            if self._begin(attempt):
                found, high = attempt, attempt.room
            else:
                low = attempt.room
            if low >= high:
                break
            room = (low + high) / 2
        return self._again(found) if found is not None else self._attempt(self.most)

    def _begin(self, attempt: _Attempt) -> bool:
        """Return whether all notes that are called begin on the page."""
        notes = (*self.rest.notes, *attempt.called)
        if not attempt.called:
            return True
        area, resume_at = self._set(notes, attempt.room)
        if area.margin_height() > attempt.room + ROUNDING:
            return False
        if resume_at is None:
            return True
        ((index, inside),) = resume_at.items()
        return bool(index == len(notes) - 1 and inside is not None)

    def room_for_notes(self, attempt: _Attempt) -> float:
        """Return how high notes may be set below *attempt*: behind the last text, as fits."""
        if attempt.result[0] is None or attempt.result[1] is not None:
            return attempt.room
        free = self.bottom - self._lowest(attempt) - self.most * 0.1
        return max(attempt.room, min(free, MOST_OF_PAGE * self.height))

    def set_notes(self, attempt: _Attempt, room: float) -> _Rest:
        """Put the notes of *attempt* into the page; return what doesn't fit into *room*."""
        notes = (*self.rest.notes, *attempt.called)
        _area, resume_at = self._set(notes, room)
        self.context.current_page_footnotes = list(notes)
        self.area.children = list(notes)
        if resume_at is None:
            self.context.reported_footnotes = []
            return _Rest()
        ((index, inside),) = resume_at.items()
        # Any note makes WeasyPrint add pages until there is none.
        self.context.reported_footnotes = [notes[index]]
        return _Rest(notes=notes[index:], skip={0: inside} if inside is not None else None)

    def _attempt(self, room: float) -> _Attempt:
        """Lay the page out with *room* left for notes, which are not laid out meanwhile."""
        self._start(room)
        with replaced(self.context, unlayout_footnote=lambda _note: None):
            return self._lay_out(room)

    def _again(self, attempt: _Attempt) -> _Attempt:
        """Repeat *attempt*: what was laid out last is what counts."""
        return self._attempt(attempt.room)

    def _start(self, room: float) -> None:
        self.restore()
        context = self.context
        context.footnotes, context.current_page_footnotes, context.reported_footnotes = [], [], []
        self.area.children, self.area.height = [], "auto"
        context.page_bottom = self.bottom - room

    def _lay_out(self, room: float) -> _Attempt:
        margins = [*(self.given.get("adjoining_margins") or ())]
        result = self.step(**self.given | {"adjoining_margins": margins})
        root, number = result[0], self.context.current_page
        found = root.descendants(placeholders=True) if root is not None else ()
        notes = dict.fromkeys(box.footnote for box in found if box.footnote)
        called = tuple(note for note in notes if self.is_due(note, number))
        return _Attempt(room=room, result=result, called=called)

    def _set(self, notes: Sequence[Box], limit: float = inf) -> tuple[Box, Any]:
        """Lay *notes* out, no higher than *limit*; return their area, and where they go on."""
        self.area.children = list(notes)
        area = create_anonymous_boxes(self.area.deepcopy())
        space = self.context.page_bottom - area.position_y - limit
        found = self.step(self.context, area, space, self.rest.skip, area.page, True)  # noqa: FBT003
        return found[0], found[1]

    def _needed(self, called: Sequence[Box]) -> float:
        """Return how high the area of the rest and the notes *called* is, in CSS pixels."""
        notes = (*self.rest.notes, *called)
        if not notes:
            return 0
        area, _resume_at = self._set(notes)
        last = area.children[-1]
        end = last.position_y + last.margin_height() - area.position_y
        edge = area.padding_bottom + area.border_bottom_width + area.margin_bottom
        return float(max(area.margin_height(), end + edge))

    def _needed_by_each(self, called: Sequence[Box]) -> list[float]:
        """Return what is needed with none of the notes *called*, with one, two and so on.

        They are laid out once: one by one, five hundred would be laid out 125,000 times.
        """
        before = len(self.rest.notes)
        area, _resume_at = self._set((*self.rest.notes, *called))
        edge = area.padding_bottom + area.border_bottom_width + area.margin_bottom
        ends = [child.position_y + child.margin_height() for child in area.children]
        heights = [float(end - area.position_y + edge) for end in ends[before:-1]]
        return [self._needed(()), *heights, *([self._needed(called)] if called else [])]

    def _most_by_style(self) -> float:
        """Return how high the area of notes may be."""
        area, most = self.area, MOST_OF_PAGE * self.height
        if area.page.page_type.blank or area.max_height == inf:
            return float(most)
        probe, _resume_at = self._set((*self.rest.notes, *(self.known[:1])))
        return float(min(most, area.max_height + probe.margin_height() - probe.height))

    def _empty(self, attempt: _Attempt) -> float:
        """Return what is left empty between text and notes, in CSS pixels."""
        if attempt.result[1] is None:
            return 0
        return self.bottom - self._needed(attempt.called) - self._lowest(attempt)

    def _lowest(self, attempt: _Attempt) -> float:
        """Return where the text of the page ends."""
        ends = (
            box.position_y + box.height
            for box in attempt.result[0].descendants()
            if isinstance(box, boxes.LineBox | boxes.ReplacedBox)
        )
        return float(max(ends, default=self.bottom - self.height))


def snapshot(given: dict[str, Any]) -> Callable[[], None]:
    """Return what puts back all that laying out a page changes outside of its boxes."""
    context, box = given["context"], given["box"]
    number, place = context.current_page, (box.position_x, box.position_y)
    fixed = [*given["fixed_boxes"]]
    placed, out_of_flow = [*given["absolute_boxes"]], {**context.broken_out_of_flow}
    shapes = {key: [*found] for key, found in _shapes(context).items()}
    running = {name: [*found.get(number, ())] for name, found in context.running_elements.items()}

    def restore() -> None:
        box.position_x, box.position_y = place
        given["absolute_boxes"][:] = placed
        given["fixed_boxes"][:] = fixed
        context.broken_out_of_flow.clear()
        context.broken_out_of_flow.update(out_of_flow)
        _shapes(context).clear()
        _shapes(context).update({key: [*found] for key, found in shapes.items()})
        for name, found in context.running_elements.items():
            found.pop(number, None)
            if running.get(name):
                found[number] = [*running[name]]

    return restore


def _shapes(context: Any) -> dict[Any, Any]:
    """Return the floats that lines make room for."""
    found: dict[Any, Any] = context._excluded_shapes  # noqa: SLF001
    return found
