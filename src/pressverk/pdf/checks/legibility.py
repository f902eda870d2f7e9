"""Text with too little contrast to what is behind it (WCAG 2.1, 1.4.3).

The colours behind it are found layer upon layer, in the order of painting (CSS 2.2, appendix E).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import count, groupby

from pressverk.colour import (
    CLEAR,
    LEAST,
    LEAST_OF_LARGE,
    PAPER,
    Rgb,
    Rgba,
    contrast_of,
    faded,
    over,
    rgba,
)
from pressverk.pdf.weasyprint.internals import Box, TaggedPage, boxes, placed

Rectangle = tuple[float, float, float, float]
Order = tuple[tuple[int, int, int], ...]
Groups = tuple[tuple[int, float], ...]


class Level(IntEnum):
    """When something is painted in its stacking context."""

    CONTEXT = 0
    BEHIND = 1
    BLOCK = 2
    FLOAT = 3
    INLINE = 4
    POSITIONED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a box stands in the painting.

    *path* names the stacking contexts it is in, from the outside, with floats and the like, which
    are painted as if they were; *context* is its part up to the nearest real one. *groups* are
    those that are painted through, with their opacity. *frame* is the transform it is under, 0
    without any.
    """

    path: Order = ()
    context: Order = ()
    groups: Groups = ()
    frame: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One colour on an area in CSS pixels, painted after all layers of lower *order*.

    *colour* is None for a picture, and for a colour that isn't known in RGB. *text* is the box
    of letters that it belongs to.
    """

    order: Order
    groups: Groups
    frame: int
    area: Rectangle
    colour: Rgba | None
    text: Box = None

    def is_at(self, text: "Layer") -> bool:
        """Return whether this layer is where the middle of *text* is, under it or over it."""
        left, top, right, bottom = text.area
        x, y = (left + right) / 2, (top + bottom) / 2
        left, top, right, bottom = self.area
        return self.frame == text.frame and left <= x <= right and top <= y <= bottom


def layers_of(page: TaggedPage) -> list[Layer]:
    """Return what *page* paints, the lowest first."""
    numbers = count(1)
    layers = [
        *_background(page.box.background, Situation(), ((Level.CONTEXT, 0, 0),)),
        *_background(page.box.canvas_background, Situation(), ((Level.CONTEXT, 0, 1),)),
    ]
    stack = [(child, Situation(), True) for child in reversed(page.box.children)]
    while stack:
        box, outer, is_on_page = stack.pop()
        box = placed(box)
        number = next(numbers)
        inner = _within(box, outer, number, is_on_page=is_on_page)
        layers += _painted(box, inner, _order(box, inner, outer, number))
        columns = box.column_groups if isinstance(box, boxes.TableBox) else ()
        stack.extend((child, inner, False) for child in reversed((*columns, *box.children)))
    return sorted(layers, key=lambda layer: layer.order)


def blend(layers: Iterable[Layer], bottom: Rgba | None = PAPER, depth: int = 0) -> Rgba | None:
    """Return the colour of *layers* over each other; None where a picture shows through."""
    shown = bottom
    for group, members in groupby(layers, key=lambda layer: layer.groups[depth : depth + 1]):
        if group:
            ((_identity, opacity),) = group
            shown = over(faded(blend(members, CLEAR, depth + 1), opacity), shown)
        else:
            for layer in members:
                shown = over(layer.colour, shown)
    return shown


def _within(box: Box, outer: Situation, number: int, *, is_on_page: bool) -> Situation:
    """Return the situation of what is in *box*."""
    inner = outer
    if isinstance(box, boxes.TextBox | boxes.LineBox):
        return inner
    if is_on_page:
        path: Order = ((Level.POSITIONED, 0, number),)
        inner = replace(inner, path=path, context=path)
    elif _is_context(box):
        depth = 0 if box.style["z_index"] == "auto" else box.style["z_index"]
        path = (*outer.context, (Level.BEHIND if depth < 0 else Level.POSITIONED, depth, number))
        inner = replace(inner, path=path, context=path)
    elif level := _level(box):
        home = outer.context if level is Level.POSITIONED else outer.path
        inner = replace(inner, path=(*home, (level, 0, number)))
    if box.style["opacity"] < 1:
        inner = replace(inner, groups=(*inner.groups, (number, box.style["opacity"])))
    if box.transformation_matrix:
        inner = replace(inner, frame=number)
    return inner


def _is_context(box: Box) -> bool:
    """Return whether all that is in *box* is painted together."""
    style = box.style
    has_depth = style["z_index"] != "auto"
    return bool(
        (style["position"] != "static" and has_depth)
        or (box.is_grid_item and has_depth)
        or style["opacity"] < 1
        or style["transform"]
        or style["overflow"] != "visible"
    )


def _level(box: Box) -> Level | None:
    """Return when *box* is painted as a whole, positioned boxes in it excepted."""
    if box.style["position"] != "static":
        return Level.POSITIONED
    if box.is_floated():
        return Level.FLOAT
    if isinstance(box, boxes.InlineBlockBox | boxes.InlineFlexBox | boxes.InlineGridBox):
        return Level.INLINE
    return None


def _order(box: Box, inner: Situation, outer: Situation, number: int) -> Order:
    """Return when the background of *box*, or the box as a text or picture, is painted."""
    if isinstance(box, boxes.InlineBox | boxes.LineBox | boxes.TextBox):
        level = Level.INLINE
    elif inner.path != outer.path:
        level = Level.CONTEXT
    else:
        level = Level.INLINE if isinstance(box, boxes.ReplacedBox) else Level.BLOCK
    return (*inner.path, (level, 0, number))


def _painted(box: Box, situation: Situation, order: Order) -> Iterator[Layer]:
    """Yield the layers of *box* itself."""
    if box.background is not None:
        yield from _background(box.background, situation, order)
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        is_text = isinstance(box, boxes.TextBox)
        x, y = box.content_box_x(), box.content_box_y()
        yield Layer(
            order=order,
            groups=situation.groups,
            frame=situation.frame,
            area=(x, y, x + box.width, y + box.height),
            colour=rgba(box.style["color"]) if is_text else None,
            text=box if is_text else None,
        )


def _background(background: Box, situation: Situation, order: Order) -> Iterator[Layer]:
    if background is None or not background.layers:
        return
    x, y, width, height = background.layers[-1].painting_area
    plain = Layer(
        order=order,
        groups=situation.groups,
        frame=situation.frame,
        area=(x, y, x + width, y + height),
        colour=rgba(background.color),
    )
    if background.color.alpha > 0:
        yield plain
    for layer in reversed(background.layers):
        if layer.image is not None:
            yield replace(plain, area=_picture_area(layer), colour=None)


def _picture_area(layer: Box) -> Rectangle:
    x, y, width, height = layer.painting_area
    if layer.repeat == ("no-repeat", "no-repeat"):
        x, y = (at + by for at, by in zip(layer.positioning_area, layer.position, strict=False))
        width, height = layer.size
    return x, y, x + width, y + height


LARGE = 24.0  # CSS pixels: 18 points
LARGE_BOLD = 18.66  # 14 points
BOLD = 700
ROUNDING = 0.005  # ratios are reported with two decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class FaintText:
    """The first text of a colour that is hard to see; colours are ``#rrggbb``, as they show."""

    page: int
    text: str
    colour: str
    background: str
    ratio: float
    least: float


def faint_texts(pages: Sequence[TaggedPage]) -> Iterator[FaintText]:
    """Yield text with too little contrast, once for each pair of colours.

    Text on pictures and gradients is passed over, and so is text under a transform without a
    background of its own: what is behind it isn't known here.
    """
    reported: set[tuple[str, str, float]] = set()
    judged: set[tuple[object, ...]] = set()
    for number, page in enumerate(pages, 1):
        layers = layers_of(page)
        backgrounds = [layer for layer in layers if layer.text is None]
        for layer in layers:
            if layer.text is None or not _is_legible_sign(layer.text):
                continue
            others = [other for other in backgrounds if other.is_at(layer)]
            case = (number, layer.colour, layer.groups, _least(layer.text), *map(id, others))
            if case in judged:
                continue
            judged.add(case)
            faint = _faint(layer, others, number)
            if faint and (key := (faint.colour, faint.background, faint.least)) not in reported:
                reported.add(key)
                yield faint


def _is_legible_sign(box: Box) -> bool:
    """Return whether *box* shows words or numbers, not only bullets or leaders."""
    is_shown = box.style["visibility"] == "visible" and box.style["font_size"] > 0
    return is_shown and any(map(str.isalnum, box.text))


def _faint(text: Layer, others: list[Layer], page: int) -> FaintText | None:
    """Return *text* when its contrast to *others* is too low."""
    if text.frame and not any(other.order < text.order for other in others):
        return None
    background = blend(others)
    shown = blend(sorted([*others, text], key=lambda layer: layer.order))
    if background is None or shown is None:
        return None
    ratio, least = contrast_of(shown[:3], background[:3]), _least(text.text)
    if ratio >= least - ROUNDING:
        return None
    return FaintText(
        page=page,
        text=text.text.text.strip(),
        colour=_written(shown[:3]),
        background=_written(background[:3]),
        ratio=ratio,
        least=least,
    )


def _least(box: Box) -> float:
    size, weight = box.style["font_size"], box.style["font_weight"]
    is_large = size >= LARGE or (size >= LARGE_BOLD and weight >= BOLD)
    return LEAST_OF_LARGE if is_large else LEAST


def _written(colour: Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour)
