"""Drawings as small pictures of pixels, for readers that know no SVG."""

from dataclasses import replace
from io import BytesIO

from lxml import etree
from PIL import Image

from pressverk.content.pictures.picture import Picture
from pressverk.content.pictures.svg_raster import draw_pixels
from pressverk.model import Place

COLOURS = 256  # of a drawing, whose surfaces are flat


def as_pixels(picture: Picture, *, width: int, name: str, place: Place) -> Picture:
    """Return *picture*, if it is a drawing, as one of pixels on white, *width* of them wide.

    Raises:
        ArticleError: at *place*, when *name* can't be drawn so.
    """
    if picture.media_type != "image/svg+xml":
        return picture
    root = etree.fromstring(picture.data, etree.XMLParser(resolve_entities=False))
    size = float(picture.width), float(picture.height)
    drawn = Image.open(BytesIO(draw_pixels(root, size, width=width, name=name, place=place)))
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn.convert("RGBA"))
    target = BytesIO()
    paper.convert("RGB").quantize(COLOURS).save(target, "PNG", optimize=True)
    return replace(
        picture,
        media_type="image/png",
        data=target.getvalue(),
        width=drawn.width,
        height=drawn.height,
    )
