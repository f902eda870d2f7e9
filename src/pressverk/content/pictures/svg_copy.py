"""A drawing written anew: only what the vocabulary knows is carried over."""

import base64
import binascii

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.picture import refusal
from pressverk.content.pictures.rasters import prepare_raster
from pressverk.content.pictures.svg_styles import addresses, clean_declarations, clean_stylesheet
from pressverk.content.pictures.svg_vocabulary import (
    ATTRIBUTES,
    ELEMENTS,
    EMBEDDED_KINDS,
    GROUPS,
    HREFS,
    NAMESPACED_ATTRIBUTES,
    SVG,
)
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
    head, payload = reference.strip().split(",", 1)
    kind = EMBEDDED_KINDS[head.lower().removeprefix("data:").removesuffix(";base64")]
    try:
        data = base64.b64decode(payload.translate({9: None, 10: None, 13: None, 32: None}))
    except (binascii.Error, ValueError) as error:
        message = _(
            "drawing {picture} holds a picture that is damaged; embed it again",
            picture=repr(name),
        )
        raise refusal(place, "drawing-broken", message) from error
    picture = prepare_raster(data, kind, width=EMBEDDED_WIDTH, name=name, place=place)
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"
