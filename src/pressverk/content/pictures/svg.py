"""Drawings (SVG): each is rewritten from the elements and attributes that are allowed."""

import base64
import binascii
import math
import re
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.picture import Picture, refusal
from pressverk.content.pictures.rasters import MEGAPIXELS, pixel_count, prepare_raster
from pressverk.content.pictures.svg_conditions import remove, resolve_conditions
from pressverk.content.pictures.svg_css import addresses, clean_declarations, clean_stylesheet
from pressverk.content.pictures.svg_losses import losses
from pressverk.content.pictures.svg_parsing import parse_drawing
from pressverk.content.pictures.svg_policy import (
    ATTRIBUTES,
    ELEMENTS,
    EMBEDDED_KINDS,
    GROUPS,
    HREFS,
    NAMESPACED_ATTRIBUTES,
    EndlessError,
    faults,
    measure,
)
from pressverk.content.pictures.svg_raster import (
    LONGEST_SIDE,
    UNSUPPORTED,
    beyond_vectors,
    draw_pixels,
)
from pressverk.content.pictures.svg_styles import resolve_styles
from pressverk.errors import ArticleError
from pressverk.html import SVG
from pressverk.i18n import _
from pressverk.model import Place

# What a picture inside a drawing needs at most: a wide one at 300 dots per inch.
EMBEDDED_WIDTH = 2000


def copied(root: Element, *, name: str, place: Place) -> Element:
    """Return *root* with the elements and attributes of the vocabulary, and no others.

    Comments, instructions and elements unknown here are left out with all they hold.
    Pictures inside are stripped as pictures outside are.
    """
    drawing = etree.Element(root.tag, nsmap={None: SVG})
    _copy(root, drawing, name, place)
    return drawing


def _copy(source: Element, target: Element, name: str, place: Place) -> None:
    """Fill *target* with what may be kept of *source*."""
    target.sourceline = source.sourceline
    for attribute, value in source.items():
        kept = _kept_attribute(attribute, value)
        if kept is not None:
            target.set(attribute, kept)
    reference = next((source.get(href) for href in HREFS if source.get(href)), None)
    kind = etree.QName(target).localname
    if reference and kind == "image":
        target.set("href", _stripped(reference, name, place))
        # Else WeasyPrint asks for interpolation, which PDF/A forbids.
        target.set("image-rendering", "crisp-edges")
    elif reference and kind not in GROUPS | {"g"}:
        target.set("href", reference.strip())
    if kind == "style":
        target.text = clean_stylesheet("".join(source.itertext()))
        return
    target.text = source.text
    _copy_children(source, target, name, place)


def _copy_children(source: Element, target: Element, name: str, place: Place) -> None:
    """Copy the children of *source* that the vocabulary knows, and the text around all."""
    last = None
    for child in source:
        kind = etree.QName(child) if isinstance(child.tag, str) else None
        if kind is not None and kind.namespace == SVG and kind.localname in ELEMENTS | GROUPS:
            known = "g" if kind.localname in GROUPS else kind.localname
            last = etree.SubElement(target, f"{{{SVG}}}{known}")
            _copy(child, last, name, place)
            last.tail = child.tail
        elif last is None:
            target.text = (target.text or "") + (child.tail or "")
        else:
            last.tail = (last.tail or "") + (child.tail or "")


def _kept_attribute(attribute: str, value: str) -> str | None:
    """Return the value that *attribute* keeps, or None."""
    if attribute == "style":
        return clean_declarations(value) or None
    if attribute in NAMESPACED_ATTRIBUTES:
        return value
    if attribute not in ATTRIBUTES:
        return None
    # Addresses written out in data: are no fault, and nothing that can be drawn.
    outside = "(" in value and any(not address.startswith("#") for address in addresses(value))
    return None if outside else value


def _stripped(reference: str, name: str, place: Place) -> str:
    """Return the data: address of a picture inside the drawing, prepared like any other."""
    data, kind = _payload(reference, name, place)
    picture = prepare_raster(data, kind, width=EMBEDDED_WIDTH, name=name, place=place)
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _payload(reference: str, name: str, place: Place) -> tuple[bytes, str]:
    """Return the bytes in a data: address and the kind of picture they are."""
    head, payload = reference.strip().split(",", 1)
    kind = EMBEDDED_KINDS[head.lower().removeprefix("data:").removesuffix(";base64")]
    try:
        return base64.b64decode(payload.translate({9: None, 10: None, 13: None, 32: None})), kind
    except (binascii.Error, ValueError) as error:
        message = _(
            "drawing {picture} holds a picture that is damaged; embed it again",
            picture=repr(name),
        )
        raise refusal(place, "drawing-broken", message) from error


# CSS 2.2, 4.3.2: how many pixels a unit is.
UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
MOST_RATIO = 1000
LENGTH = re.compile(r"\s*\+?(\d+\.?\d*|\.\d+)(?:e([+-]?\d{1,2}))?\s*([a-z]*)\s*", re.IGNORECASE)


def prepare_drawing(
    data: bytes, *, name: str, place: Place, language: str = "", width: int = EMBEDDED_WIDTH
) -> Picture:
    """Return the drawing in *data* with only what can be on paper.

    It has a view box and a size in pixels afterwards, derived from each other where one is
    missing, and no styles but attributes. Of what is drawn by language, the part for a
    reader of *language* is kept. What WeasyPrint can't draw becomes a picture of *width*
    pixels. Drawings that act or refer to something outside themselves are refused, for
    taking that out in silence would print another picture than the author saw.

    Raises:
        ArticleError: at *place*, with every fault and its line in the drawing.
    """
    root = parse_drawing(data, name=name, place=place)
    _refuse_other_roots(root, name, place)
    resolve_conditions(root, language)
    found = tuple(faults(root, name=name, place=place))
    if found:
        raise ArticleError(found)
    across, down, view_box = _dimensions(root, name, place)
    _refuse_many_pixels(root, name, place)
    drawing = copied(root, name=name, place=place)
    _resolve(drawing, name, place)
    if lost := tuple(losses(drawing, name=name, place=place)):
        raise ArticleError(lost)
    drawing.set("width", _number(across))
    drawing.set("height", _number(down))
    drawing.set("viewBox", " ".join(map(_number, view_box)))
    size = (max(1, round(across)), max(1, round(down)))
    if beyond := beyond_vectors(drawing):
        png = draw_pixels(drawing, (across, down), width=width, name=name, place=place)
        drawn = prepare_raster(png, "PNG", width=LONGEST_SIDE, name=name, place=place)
        return replace(drawn, width=size[0], height=size[1], drawing=True, pixels_for=beyond)
    _remove_filters(drawing)
    return Picture(
        media_type="image/svg+xml",
        data=etree.tostring(drawing, encoding="utf-8"),
        width=size[0],
        height=size[1],
        drawing=True,
    )


def _refuse_other_roots(root: Element, name: str, place: Place) -> None:
    """Refuse what is another kind of document."""
    if root.tag != f"{{{SVG}}}svg":
        message = _(
            "drawing {picture} is not an SVG file (it begins with <{element}>); save it as SVG",
            picture=repr(name),
            element=etree.QName(root).localname,
        )
        raise refusal(place, "drawing-broken", message)


def _refuse_many_pixels(root: Element, name: str, place: Place) -> None:
    """Refuse a drawing whose pictures are together more than one picture may be."""
    pixels = 0
    for image in root.iter(f"{{{SVG}}}image"):
        reference = next((image.get(href) for href in HREFS if image.get(href)), None)
        if reference:
            pixels += pixel_count(*_payload(reference, name, place))
        if pixels > MEGAPIXELS * 1_000_000:
            message = _(
                "drawing {picture} holds pictures of over {limit} megapixels together; "
                "embed smaller ones",
                picture=repr(name),
                limit=MEGAPIXELS,
            )
            raise refusal(place, "drawing-too-large", message)


def _resolve(drawing: Element, name: str, place: Place) -> None:
    """Work out the styles of *drawing*; refuse what would be drawn without end."""
    try:
        measure(drawing)
        resolve_styles(drawing)
        measure(drawing)
    except EndlessError as error:
        message = _(
            "drawing {picture} repeats its parts without end, or has more parts, attributes or "
            "styles than can be drawn, on line {line}; simplify it",
            picture=repr(name),
            line=error.line,
        )
        raise refusal(place, "drawing-endless", message) from error


def _remove_filters(drawing: Element) -> None:
    """Remove filters that nothing uses, and what only resvg understands."""
    for element in list(drawing.iter(f"{{{SVG}}}filter")):
        remove(element)
    for element in drawing.iter("*"):
        for name in UNSUPPORTED:
            element.attrib.pop(name, None)


def _dimensions(root: Element, name: str, place: Place) -> tuple[float, float, tuple[float, ...]]:
    """Return width and height in pixels and the view box of *root*."""
    view_box = _view_box(root.get("viewBox"))
    width, height = _length(root.get("width")), _length(root.get("height"))
    if view_box is None and width and height:
        view_box = (0.0, 0.0, width, height)
    if view_box is None:
        message = _(
            "drawing {picture} doesn't say how large it is; "
            'give <svg> a viewBox, as in viewBox="0 0 800 600"',
            picture=repr(name),
        )
        raise refusal(place, "drawing-size", message)
    ratio = view_box[2] / view_box[3]
    sizes = (*view_box[2:], *filter(None, (width, height)))
    if not 1 / MOST_RATIO < ratio < MOST_RATIO or not all(map(_is_usual, sizes)):
        message = _(
            "drawing {picture} is not a printable size ({width} by {height}); give <svg> another "
            "width, height or viewBox",
            picture=repr(name),
            width=_number(width or view_box[2]),
            height=_number(height or view_box[3]),
        )
        raise refusal(place, "drawing-size", message)
    if width:
        return width, height or width / ratio, view_box
    return (height * ratio, height, view_box) if height else (*view_box[2:], view_box)


def _is_usual(size: float) -> bool:
    """Return whether numbers of *size* survive being written and scaled."""
    return 1e-6 < size < 1e9


def _view_box(value: str | None) -> tuple[float, float, float, float] | None:
    """Return the four numbers of a view box that has an area.

    >>> _view_box("0 0 800,600")
    (0.0, 0.0, 800.0, 600.0)
    >>> _view_box("0 0 0 600") is _view_box("nan 0 1 1") is None
    True
    """
    try:
        x, y, width, height = (float(part) for part in re.split(r"[\s,]+", (value or "").strip()))
    except ValueError:
        return None
    sound = all(map(math.isfinite, (x, y, width, height))) and width > 0 and height > 0
    return (x, y, width, height) if sound else None


def _length(value: str | None) -> float | None:
    """Return a length in pixels; None for percentages and nonsense.

    >>> _length("25.4mm"), _length("100%"), _length("-5")
    (96.0, None, None)
    """
    match = LENGTH.fullmatch(value or "")
    if match is None or match[3].lower() not in UNITS:
        return None
    pixels = float(f"{match[1]}e{match[2] or 0}") * UNITS[match[3].lower()]
    return pixels if 0 < pixels < math.inf else None


def _number(value: float) -> str:
    """Return *value* as SVG writes it.

    >>> _number(800.0), _number(793.7007874015748)
    ('800', '793.7007874')
    """
    return f"{value:.10g}"
