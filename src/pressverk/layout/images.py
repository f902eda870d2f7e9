"""An article's body with its pictures in place."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pressverk.content.pictures import Picture, advise_resolution, prepare_picture
from pressverk.errors import ArticleError
from pressverk.html import parse, serialise
from pressverk.i18n import _
from pressverk.model import Article, Finding, Place, Resource

MM_PER_INCH = 25.4
DRAWING_DPI = 300  # of drawings that are printed as pixels: lines and letters show steps first
MEGAPIXELS = 1000  # to decode for one article; a photograph counts at about the size it is printed
SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedImages:
    """A body whose pictures are in place, those pictures by their addresses, and advice."""

    body: str
    resources: Mapping[str, Resource] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def embed_images(
    article: Article, widths: Mapping[str, float], *, dpi: int, cache: Path | None
) -> EmbeddedImages:
    """Return the article's body with its pictures' addresses and sizes, and those pictures.

    *widths* says how wide figures are, in millimetres, by their class without ``figure-``.

    Raises:
        ArticleError: for a picture that can't be used.
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
        address, resource = as_resource(picture)
        resources[address] = resource
        _place(image, picture, address)
    return EmbeddedImages(body=serialise(tree), resources=resources, findings=tuple(findings))


def _refuse_too_much(decoded: int, place: Place) -> None:
    """Refuse pictures that together take minutes to decode, as small as their files may be."""
    if decoded > MEGAPIXELS * 1_000_000:
        message = _(
            "the pictures are together over the limit of {limit} megapixels; make them smaller",
            limit=MEGAPIXELS,
        )
        raise ArticleError([Finding(place=place, rule="pictures-too-large", message=message)])


def as_resource(picture: Picture) -> tuple[str, Resource]:
    """Return *picture* as a page needs it, with an address that its content decides."""
    digest = hashlib.sha256(picture.data).hexdigest()
    address = f"/pictures/{digest[:20]}.{SUFFIXES[picture.media_type]}"
    return address, Resource(media_type=picture.media_type, sha256=digest, data=picture.data)


def _place(image: Any, picture: Picture, address: str) -> None:
    image.set("src", address)
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
