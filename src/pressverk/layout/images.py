"""The pictures of an article in its HTML: embedded, sized for the layout, and in print quality."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pressverk.content.pictures.picture import Picture, advise_pixels, advise_resolution
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.errors import ArticleError
from pressverk.html import parse, serialise
from pressverk.i18n import _
from pressverk.layout.standalone_html import (
    PrintPicture,
)
from pressverk.model import (
    Article,
    Finding,
    Place,
    Resource,
)

MM_PER_INCH = 25.4
DRAWING_DPI = 300  # of drawings that become pixels: steps show first in lines and letters
PRINT_DPI = 300  # of pictures that the HTML version offers to newsrooms
LEAST_DPI = 75  # of pictures: at fewer pixels an inch, one sees them
PAIR = "pair"
MEGAPIXELS = 1000  # pixels to decode for one article; a photograph counts at about its printed size
SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedImages:
    """A body with its pictures embedded, the pictures by address, and advice.

    *prints* has the pictures in print quality, by the addresses of those in the body.
    """

    body: str
    resources: Mapping[str, Resource] = field(default_factory=dict)
    prints: Mapping[str, PrintPicture] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def embed_images(
    article: Article, widths: Mapping[str, float], *, dpi: int, cache: Path | None
) -> EmbeddedImages:
    """Return the article's body with addresses and sizes of its pictures, and the pictures.

    *widths* are those of figures in millimetres, by their class without ``figure-``; *dpi* is the
    resolution in pixels per inch; *cache* is a folder for prepared pictures.

    Raises:
        ArticleError: for pictures that can't be used.
    """
    drawn = {name: each for name, each in article.drawings.items() if f'"{name}"' in article.body}
    if not article.pictures:
        return EmbeddedImages(body=article.body, resources=drawn)
    tree = parse(article.body)
    resources = dict(drawn)
    findings: list[Finding] = []
    decoded = 0
    for image in tree.iter("img"):
        name = image.get("src", "")
        if name in article.drawings:
            continue
        place = article.pictures[name]
        inches = _width_of(image, widths) / MM_PER_INCH
        width = round(inches * dpi)
        picture = prepare_picture(
            article.picture_files[name],
            width=width,
            place=place,
            drawing_width=round(inches * max(dpi, DRAWING_DPI)),
            language=article.language,
            cache=cache,
        )
        decoded += picture.decoded
        _refuse_too_much(decoded, place)
        findings += advise_resolution(picture, name=name, width=width, place=place)
        findings += advise_pixels(picture, name=name, dpi=max(dpi, DRAWING_DPI), place=place)
        address, resource = as_resource(picture)
        resources[address] = resource
        _place(image, picture, address, inches * MM_PER_INCH)
    pair_halves(tree)
    return EmbeddedImages(body=serialise(tree), resources=resources, findings=tuple(findings))


def print_pictures(
    article: Article, widths: Mapping[str, float], body: EmbeddedImages, *, cache: Path | None
) -> EmbeddedImages:
    """Return *body*, made of that of *article*, with its pictures in print quality as well."""
    if not article.pictures:
        return body
    resources, prints = dict(body.resources), {}
    shown = (image.get("src", "") for image in parse(body.body).iter("img"))
    for image, address in zip(parse(article.body).iter("img"), shown, strict=True):
        name = image.get("src", "")
        if name in article.drawings:
            continue
        width = round(_width_of(image, widths) / MM_PER_INCH * PRINT_DPI)
        picture = prepare_picture(
            article.picture_files[name],
            width=width,
            place=article.pictures[name],
            drawing_width=width,
            language=article.language,
            cache=cache,
        )
        own, resource = as_resource(picture)
        resources[own] = resource
        prints[address] = PrintPicture(
            address=own,
            name=f"{Path(name).stem}.{SUFFIXES[picture.media_type]}",
            media_type=picture.media_type,
            size=None if own.endswith(".svg") else (picture.width, picture.height),
        )
    return replace(body, resources=resources, prints=prints)


def _refuse_too_much(decoded: int, place: Place) -> None:
    """Refuse pictures that together take minutes to decode, however small their files."""
    if decoded > MEGAPIXELS * 1_000_000:
        message = _(
            "the pictures are together over the limit of {limit} megapixels; make them smaller",
            limit=MEGAPIXELS,
        )
        raise ArticleError([Finding(place=place, rule="pictures-too-large", message=message)])


def as_resource(picture: Picture) -> tuple[str, Resource]:
    """Return *picture* as a resource, with an address made from its content."""
    digest = hashlib.sha256(picture.data).hexdigest()
    address = f"/pictures/{digest[:20]}.{SUFFIXES[picture.media_type]}"
    return address, Resource(media_type=picture.media_type, sha256=digest, data=picture.data)


def pair_halves(tree: Any) -> None:
    """Put each two figures of half width that follow each other into a ``<div class="pair">``."""
    for figure in [*tree.iter("figure")]:
        after = figure.getnext()
        is_free = figure.getparent().get("class") != PAIR
        if is_free and _is_half(figure) and after is not None and _is_half(after):
            if (figure.tail or "").strip():
                continue
            pair = figure.makeelement("div", {"class": PAIR})
            figure.addprevious(pair)
            pair.tail, after.tail = after.tail, None
            pair.extend((figure, after))


def _is_half(element: Any) -> bool:
    classes = (element.get("class") or "").split()
    return element.tag == "figure" and "figure-half" in classes


def _place(image: Any, picture: Picture, address: str, room: float) -> None:
    """Give *image* its address and size; *room* is the width of its figure in millimetres.

    A picture of few pixels is no larger than they allow.
    """
    image.set("src", address)
    most = picture.width / LEAST_DPI * MM_PER_INCH
    if not picture.drawing and most < room:
        image.set("style", f"max-width: {most:.1f}mm")
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    figure = next(image.iterancestors("figure"), None)
    if figure is not None and picture.height > picture.width:
        figure.set("class", f"{figure.get('class', '')} portrait".strip())


def _width_of(image: Any, widths: Mapping[str, float]) -> float:
    figure = next(image.iterancestors("figure"), None)
    classes = (figure.get("class") if figure is not None else "") or ""
    named = [name.removeprefix("figure-") for name in classes.split()]
    return next((widths[name] for name in named if name in widths), widths["column"])
