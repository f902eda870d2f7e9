"""The newsroom's logo as layouts show it: as large to the eye whatever its shape, and judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import Any

from lxml import etree
from PIL import Image
from tinycss2.color5 import parse_color

from pressverk.colour import rgba
from pressverk.content.pictures.picture import Picture
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Severity
from pressverk.newsroom.paths import NEWSROOM_FILE

PIXELS = 1000
# Square millimetres, and the most that the shipped layouts have room for.
AREA, WIDEST, HIGHEST = 363, 70, 16
PALE = 0.92
SHAPES = ("path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo with the *width* and *height*, in millimetres, that it is shown in, and advice."""

    picture: Picture
    width: float
    height: float
    findings: tuple[Finding, ...] = ()


def prepare_logo(newsroom: Newsroom, language: str, cache: Path | None) -> Logo:
    """Return the logo of *newsroom*.

    Raises:
        ArticleError: when its file can't be shown.
    """
    place = Place(file=NEWSROOM_FILE)
    picture = prepare_picture(
        newsroom.logo, width=PIXELS, place=place, language=language, cache=cache
    )
    width, height = size_of(picture.width / picture.height)
    findings = tuple(_advice(picture, newsroom.logo.name, place))
    return Logo(picture=picture, width=width, height=height, findings=findings)


def size_of(ratio: float) -> tuple[float, float]:
    """Return width and height in millimetres of a logo that is *ratio* times as wide as high.

    >>> size_of(3), size_of(15), size_of(1 / 5)
    ((33.0, 11.0), (70.0, 4.67), (3.2, 16.0))
    """
    height = min(sqrt(AREA / ratio), HIGHEST, WIDEST / ratio)
    return round(height * ratio, 2), round(float(height), 2)


def _advice(picture: Picture, name: str, place: Place) -> Iterator[Finding]:
    advice = Severity.ADVICE
    if picture.drawing:
        tree = etree.fromstring(picture.data, etree.XMLParser(resolve_entities=False))
        if tree.find(".//{*}text") is not None:
            message = _(
                "logo {name} has words set in a font, which print in Pressverk's own; "
                "convert them to outlines",
                name=repr(name),
            )
            yield Finding(place=place, message=message, rule="logo-text", severity=advice)
        is_pale = _is_pale_drawing(tree)
    else:
        is_pale = _is_pale_raster(picture.data)
    if is_pale:
        message = _("logo {name} is white on white paper; give a dark one", name=repr(name))
        yield Finding(place=place, message=message, rule="logo-pale", severity=advice)


def _is_pale_drawing(tree: Any) -> bool:
    shapes = [each for each in tree.iter() if etree.QName(each).localname in SHAPES]
    return bool(shapes) and all(_is_pale(_paint(shape)) for shape in shapes)


def _paint(shape: Any) -> str:
    """Return the colour that *shape* is filled with, or drawn with where it isn't filled."""
    for name in ("fill", "stroke"):
        given = next((it.get(name) for it in (shape, *shape.iterancestors()) if it.get(name)), "")
        if given != "none":
            return given or "#000000"
    return "none"


def _is_pale(colour: str) -> bool:
    if colour == "none":
        return True
    parsed = parse_color(colour)
    found = rgba(parsed) if parsed is not None and parsed != "currentcolor" else None
    return found is not None and min(found[:3]) >= PALE


def _is_pale_raster(data: bytes) -> bool:
    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((200, 200))
    raw = picture.tobytes()
    pixels = (raw[index : index + 4] for index in range(0, len(raw), 4))
    return all(min(pixel[:3]) >= PALE * 255 for pixel in pixels if pixel[3] > 127)
