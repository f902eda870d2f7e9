"""The kinds of picture files, told by their first bytes and not by their names."""

from pathlib import PurePath

from pressverk.content.pictures.picture import refusal
from pressverk.i18n import _
from pressverk.model import Place

DRAWING = "SVG"

# The kinds that can be printed, by the name Pillow gives them; the first suffix is the usual one.
SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
    DRAWING: (".svg",),
}

# (kind, where its signature begins, the signature)
SIGNATURES = (
    ("JPEG", 0, b"\xff\xd8\xff"),
    ("PNG", 0, b"\x89PNG\r\n\x1a\n"),
    ("WEBP", 8, b"WEBP"),
    ("GIF", 0, b"GIF87a"),
    ("GIF", 0, b"GIF89a"),
    ("TIFF", 0, b"II*\0"),
    ("TIFF", 0, b"MM\0*"),
    ("HEIC", 4, b"ftypheic"),
    ("HEIC", 4, b"ftypheix"),
    ("HEIC", 4, b"ftypmif1"),
    ("HEIC", 4, b"ftypmsf1"),
    ("AVIF", 4, b"ftypavif"),
    ("JPEG XL", 0, b"\xff\x0a"),
    ("JPEG XL", 4, b"JXL \r\n"),
    ("JPEG 2000", 4, b"jP  \r\n"),
    ("Photoshop", 0, b"8BPS"),
    ("PDF", 0, b"%PDF"),
    ("EPS", 0, b"%!PS"),
    ("BMP", 0, b"BM"),
    ("ICO", 0, b"\0\0\1\0"),
    ("SVGZ", 0, b"\x1f\x8b"),
)


def recognise(data: bytes, *, name: str, place: Place) -> str:
    """Return the kind of the picture file *name*: a key of `SUFFIXES`.

    Raises:
        ArticleError: when it is of no kind that can be printed, or its name says another.
    """
    suffix = PurePath(name).suffix.lower()
    kind = _signed_kind(data) or _drawing(data, suffix)
    if kind not in SUFFIXES:
        raise refusal(place, "picture-kind", _not_printable(kind, data, name))
    if suffix not in SUFFIXES[kind]:
        raise refusal(
            place,
            "picture-suffix",
            _(
                "picture {picture} is {kind} inside; rename it to {suggestion}",
                picture=repr(name),
                kind=kind,
                suggestion=repr(str(PurePath(name).with_suffix(SUFFIXES[kind][0]))),
            ),
        )
    return kind


def _signed_kind(data: bytes) -> str | None:
    """Return the kind whose signature *data* bears.

    >>> _signed_kind(b"GIF89a and so on")
    'GIF'
    """
    return next(
        (kind for kind, start, sign in SIGNATURES if data.startswith(sign, start)),
        None,
    )


def _drawing(data: bytes, suffix: str) -> str | None:
    """Return SVG for what is named or begins so; the parser judges the rest.

    >>> _drawing(b"<svg xmlns='http://www.w3.org/2000/svg'/>", ".png")
    'SVG'
    """
    named = suffix in SUFFIXES[DRAWING] and data.strip()
    return DRAWING if named or b"<svg" in data[:1000] else None


def _not_printable(kind: str | None, data: bytes, name: str) -> str:
    """Return the sentence about a file that is no picture here."""
    if not data.strip():
        return _("picture {picture} is empty; save it again", picture=repr(name))
    if kind is None:
        return _(
            "picture {picture} is no picture, whatever its name says; "
            "give a JPEG, PNG, WebP, GIF, TIFF or SVG file",
            picture=repr(name),
        )
    return _(
        "picture {picture} is of the kind {kind}, which can't be printed; "
        "save it as JPEG, PNG or SVG",
        picture=repr(name),
        kind=kind,
    )
