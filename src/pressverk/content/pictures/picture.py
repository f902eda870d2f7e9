"""What a prepared picture is, and what may be said about it."""

from dataclasses import dataclass

from pressverk.errors import ArticleError
from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture ready to print; *width* and *height* are its pixels, upright.

    For a *drawing* they are the CSS pixels of its own size, whatever it is drawn by.
    *decoded* is how many pixels were decoded to make it. *pixels_for* is what kept a drawing from
    staying one: an element, a property or a text.
    """

    media_type: str
    data: bytes
    width: int
    height: int
    drawing: bool = False
    decoded: int = 0
    pixels_for: str = ""


def refusal(place: Place, rule: str, message: str) -> ArticleError:
    """Return the error that says the one thing wrong with a picture."""
    return ArticleError([Finding(place=place, rule=rule, message=message)])


def advise_resolution(
    picture: Picture, *, name: str, width: int, place: Place
) -> tuple[Finding, ...]:
    """Return advice when *picture* has less than half of the *width* in pixels that it needs.

    Half is where an edition of 150 dots per inch falls to what a screen showed in 1990.
    Drawings are sharp at any size.
    """
    if picture.drawing or picture.width * 2 >= width:
        return ()
    message = _(
        "picture {picture} is {pixels} pixels wide and needs {width} to be sharp; "
        "use a larger original or a narrower width",
        picture=repr(name),
        pixels=picture.width,
        width=width,
    )
    return (
        Finding(place=place, rule="picture-resolution", message=message, severity=Severity.ADVICE),
    )


def advise_pixels(picture: Picture, *, name: str, dpi: int, place: Place) -> tuple[Finding, ...]:
    """Return advice when *picture* is a drawing that is printed as pixels, *dpi* to an inch."""
    if not picture.pixels_for:
        return ()
    message = _(
        "drawing {picture} is printed as a picture of {dpi} dpi, because there are no vectors for "
        "{what}; leave it so, or draw it without",
        picture=repr(name),
        dpi=dpi,
        what=picture.pixels_for,
    )
    return (
        Finding(place=place, rule="drawing-as-pixels", message=message, severity=Severity.ADVICE),
    )
