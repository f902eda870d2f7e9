"""The pictures in a message itself: the sender's logo, and the first of the release."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from pressverk.content.pictures.picture import Picture
from pressverk.content.pictures.pixels import as_pixels
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.errors import ArticleError
from pressverk.html import parse
from pressverk.layout.logo import prepare_logo
from pressverk.model import Article, Newsroom, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, STATE

PIXELS_PER_MM = 96 / 25.4
ROOM = 608  # CSS pixels: the width of a letter
HIGHEST = 800
SHARP = 1.5  # pixels of a picture to a CSS pixel
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinePicture:
    """A picture of a message: what it is called there, and its size in CSS pixels.

    *address* is that in the article, none of a logo.
    """

    cid: str
    name: str
    media_type: str
    data: bytes
    width: int
    height: int
    address: str = ""


def logo_of(newsroom: Newsroom, language: str, domain: str) -> InlinePicture | None:
    """Return the logo of *newsroom* for a message from *domain*, None if it can't be drawn."""
    place = Place(file=NEWSROOM_FILE)
    try:
        logo = prepare_logo(newsroom, language, newsroom.root / STATE / "pictures")
        width = round(logo.width * PIXELS_PER_MM)
        picture = as_pixels(logo.picture, width=width * 3, name=newsroom.logo.name, place=place)
    except ArticleError:  # the edition has it; a message does without
        return None
    return _inline(picture, "logo", domain, (width, round(logo.height * PIXELS_PER_MM)))


def first_picture(article: Article, newsroom: Newsroom, domain: str) -> InlinePicture | None:
    """Return the first picture of *article*, None if there is none or it can't be drawn."""
    sources = (image.get("src", "") for image in parse(article.body).iter("img"))
    address = next((each for each in sources if each in article.picture_files), None)
    if address is None:
        return None
    path, place = article.picture_files[address], article.pictures[address]
    pixels = round(ROOM * SHARP)
    try:
        picture = prepare_picture(
            path,
            width=pixels,
            place=place,
            language=article.language,
            cache=newsroom.root / STATE / "pictures",
        )
        picture = as_pixels(picture, width=pixels, name=path.name, place=place)
    except ArticleError:
        return None
    width = min(ROOM, picture.width, round(HIGHEST * picture.width / picture.height))
    size = width, round(width * picture.height / picture.width)
    return _inline(picture, PurePath(address).stem, domain, size, address)


def _inline(
    picture: Picture, name: str, domain: str, size: tuple[int, int], address: str = ""
) -> InlinePicture:
    """Return *picture* with an identifier made of its content (RFC 2392)."""
    digest = hashlib.sha256(picture.data).hexdigest()[:20]
    return InlinePicture(
        cid=f"{digest}@{domain}",
        name=f"{name}.{SUFFIXES[picture.media_type]}",
        media_type=picture.media_type,
        data=picture.data,
        width=size[0],
        height=size[1],
        address=address,
    )
