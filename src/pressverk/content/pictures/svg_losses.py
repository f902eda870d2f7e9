"""What of a drawing would be missing or black on paper: parts and colours that aren't there."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.svg_css import addresses
from pressverk.content.pictures.svg_policy import HREFS
from pressverk.content.pictures.svg_styles import COLOURS
from pressverk.html import SVG
from pressverk.i18n import _
from pressverk.model import Finding, Place

DRAWS_ANOTHER = frozenset({"use", "textPath"})
PAINTS = ("fill", "stroke", "mask", "clip-path")
LONGEST_SHOWN = 60
# Neither WeasyPrint nor resvg draws them; browsers do (CSS Text Decoration 3, CSS Text 3).
UNDRAWN_STYLES = ("text-shadow", "text-transform")


def losses(drawing: Element, *, name: str, place: Place) -> Iterator[Finding]:
    """Yield what of *drawing*, whose styles are attributes, can't be drawn as it is meant."""
    ids = {element.get("id") for element in drawing.iter("*")}
    for element in drawing.iter("*"):
        if any(True for _defs in element.iterancestors(f"{{{SVG}}}defs", f"{{{SVG}}}symbol")):
            continue
        for address in _missing(element, ids):
            message = _(
                "drawing {picture} refers to {address} on line {line}, which isn't in it; draw it, "
                "or remove the reference",
                picture=repr(name),
                address=repr(address[:LONGEST_SHOWN]),
                line=element.sourceline or 1,
            )
            yield Finding(place=place, rule="drawing-undrawn", message=message)
        for attribute in COLOURS & set(element.keys()):
            if not _is_colour(value := element.get(attribute) or ""):
                message = _(
                    "drawing {picture} has {attribute} {value} on line {line}, which would be "
                    "black; write the colour as #rrggbb",
                    picture=repr(name),
                    attribute=attribute,
                    value=repr(value[:LONGEST_SHOWN]),
                    line=element.sourceline or 1,
                )
                yield Finding(place=place, rule="drawing-undrawn", message=message)
        for message in _undrawn_styles(element, name):
            yield Finding(place=place, rule="drawing-undrawn", message=message)


def _undrawn_styles(element: Element, name: str) -> Iterator[str]:
    """Yield what is to be said of the styles of texts in *element* that nothing here draws."""
    for style in UNDRAWN_STYLES:
        value = (element.get(style) or "none").strip()
        if value.lower() != "none" and any(True for _text in element.iter(f"{{{SVG}}}text")):
            yield _(
                "drawing {picture} has {attribute} {value} on line {line}, which can't be drawn; "
                "draw it as shapes and text, or remove it",
                picture=repr(name),
                attribute=style,
                value=repr(value[:LONGEST_SHOWN]),
                line=element.sourceline or 1,
            )


def _missing(element: Element, ids: set[str | None]) -> Iterator[str]:
    """Yield the references of *element* to what none of *ids* is."""
    kind = etree.QName(element).localname
    found = [element.get(href) or "" for href in HREFS] if kind in DRAWS_ANOTHER else []
    for paint in PAINTS:
        value = (element.get(paint) or "").strip()
        # One with a second colour behind it says what to do without it.
        if value.endswith(")"):
            found += addresses(value)
    for address in found:
        if address.strip().startswith("#") and address.strip()[1:] not in ids:
            yield address.strip()


def _is_colour(value: str) -> bool:
    """Return whether *value* is no function, or one that is drawn: others were worked out before.

    >>> [_is_colour(each) for each in ("red", "url(#a)", "rgba(0,0,0,1)", "color-mix(red, blue)")]
    [True, True, True, False]
    """
    return "(" not in value or value.lower().lstrip().startswith(("url(", "#", "rgb"))
