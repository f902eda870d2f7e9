"""Text that stands out too little from what is behind it (WCAG 2.1, 1.4.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pressverk.colour import LEAST, LEAST_OF_LARGE, Rgb, contrast_of
from pressverk.pdf.checks.backdrops import Layer, blend, layers_of
from pressverk.pdf.weasyprint.internals import Box, TaggedPage

LARGE = 24.0  # CSS pixels: 18 points
LARGE_BOLD = 18.66  # 14 points
BOLD = 700
ROUNDING = 0.005  # ratios are told with two decimals


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
    told: set[tuple[str, str, float]] = set()
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
            if faint and (key := (faint.colour, faint.background, faint.least)) not in told:
                told.add(key)
                yield faint


def _is_legible_sign(box: Box) -> bool:
    """Return whether *box* shows words or numbers, not only bullets or leaders."""
    is_shown = box.style["visibility"] == "visible" and box.style["font_size"] > 0
    return is_shown and any(map(str.isalnum, box.text))


def _faint(text: Layer, others: list[Layer], page: int) -> FaintText | None:
    """Return *text* when it makes too little of a difference to *others*."""
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
