"""A picture file made ready for an edition, or taken from the cache.

The first bytes of a file decide its kind, not its name.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePath
from urllib.parse import quote, unquote

from pressverk.content.pictures.picture import Picture, refusal
from pressverk.files import make_folder, replace_file
from pressverk.i18n import _, reason_of
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
        (kind for kind, start, magic in SIGNATURES if data.startswith(magic, start)),
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
            "picture {picture} is not a picture, whatever its name says; give a JPEG, PNG, WebP, "
            "GIF, TIFF or SVG file",
            picture=repr(name),
        )
    return _(
        "picture {picture} is {kind}, which isn't supported; save it as JPEG, PNG or SVG",
        picture=repr(name),
        kind=_("HEIC (a picture from an iPhone)") if kind == "HEIC" else kind,
    )


# Raised whenever the same file would come out otherwise than before.
RECIPE = 4

# No picture of so many pixels as are printed is larger; read whole, it would fill the memory.
MEGABYTES = 400


def prepare_picture(
    path: Path,
    *,
    width: int,
    place: Place,
    drawing_width: int | None = None,
    language: str = "",
    cache: Path | None = None,
) -> Picture:
    """Return the picture in *path* as it is printed: at most *width* pixels wide, in sRGB.

    It stands upright and carries nothing but what is seen. A smaller picture keeps its size;
    a drawing is sanitised and keeps its own, with the words for readers of *language*, and
    *drawing_width* pixels where it can't stay a drawing. *cache* is a folder, made when it is
    missing; one that can't be written is done without.

    Raises:
        ArticleError: at *place*, with everything that keeps the file from being printed.
    """
    data = _contents(path, place)
    kind = recognise(data, name=path.name, place=place)
    if kind == DRAWING and drawing_width:
        width = drawing_width
    entry = cache / _key(data, width, language if kind == DRAWING else "") if cache else None
    picture = _read_entry(entry) if entry else None
    if picture is None:
        picture = _prepare(data, kind, width, name=path.name, place=place, language=language)
        if entry:
            _write_entry(entry, picture)
    return picture


def _contents(path: Path, place: Place) -> bytes:
    """Return the bytes of *path*."""
    try:
        if path.stat().st_size <= MEGABYTES * 1_000_000:
            return path.read_bytes()
    except OSError as error:
        raise refusal(
            place,
            "picture-unreadable",
            _(
                "picture {picture} can't be read ({reason}); check the file and its permissions",
                picture=repr(path.name),
                reason=reason_of(error),
            ),
        ) from error
    message = _(
        "picture {picture} is over the limit of {limit} megabytes; make it smaller",
        picture=repr(path.name),
        limit=MEGABYTES,
    )
    raise refusal(place, "picture-too-large", message)


def _prepare(
    data: bytes, kind: str, width: int, *, name: str, place: Place, language: str
) -> Picture:
    """Return the picture, prepared again."""
    if kind == DRAWING:
        from pressverk.content.pictures.svg import prepare_drawing  # noqa: PLC0415 - loads lxml

        return prepare_drawing(data, name=name, place=place, language=language, width=width)
    from pressverk.content.pictures.rasters import prepare_raster  # noqa: PLC0415 - loads Pillow

    return prepare_raster(data, kind, width=width, name=name, place=place)


def _key(data: bytes, width: int, language: str) -> str:
    """Return the name of a cache entry: what goes into a picture decides it."""
    return sha256(f"{RECIPE} {width} {language} ".encode() + data).hexdigest()


def _read_entry(entry: Path) -> Picture | None:
    """Return the picture in *entry*; None when it is missing or not as it was written."""
    try:
        head, data = entry.read_bytes().split(b"\n", 1)
        media_type, width, height, drawing, decoded, beyond, digest = head.decode("ascii").split(
            " "
        )
        if sha256(data).hexdigest() != digest:
            return None
        return Picture(
            media_type=media_type,
            data=data,
            width=int(width),
            height=int(height),
            drawing=drawing == "True",
            decoded=int(decoded),
            pixels_for=unquote(beyond),
        )
    except (OSError, ValueError):
        return None


def _write_entry(entry: Path, picture: Picture) -> None:
    """Write *entry* in one step, so that another process sees all of it or nothing."""
    digest = sha256(picture.data).hexdigest()
    size = f"{picture.width} {picture.height} {picture.drawing} {picture.decoded}"
    head = f"{picture.media_type} {size} {quote(picture.pixels_for)} {digest}\n".encode("ascii")
    with suppress(OSError):
        make_folder(entry.parent)
        replace_file(entry, head + picture.data)
