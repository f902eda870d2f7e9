"""Raster pictures: decoded within limits, converted to sRGB, turned upright and scaled."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from io import BytesIO
from warnings import catch_warnings, simplefilter

from PIL import ExifTags, Image, ImageCms, ImageFile

from pressverk.content.pictures.picture import Picture, refusal
from pressverk.errors import ArticleError
from pressverk.i18n import _
from pressverk.model import Place

# Modes that Pillow supports and that are converted to sRGB here.
KNOWN_MODES = frozenset(
    {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB"}
    | {"I;16", "I;16B", "I;16L", "I;16N"}
)


def without_palette(image: Image.Image) -> Image.Image:
    """Return *image* with eight bits a channel, without palette, with its transparency.

    Otherwise it can't be scaled: palettes have no colours between two entries.
    """
    if image.mode.startswith("I;16"):
        # From 65,535 to 255; Pillow would clip instead.
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in {"L", "LA", "La"} else "RGBA")
    direct = {"1": "L", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB"}
    return image.convert(direct[image.mode]) if image.mode in direct else image


def in_srgb(image: Image.Image) -> Image.Image:
    """Return *image* in sRGB (mode RGB or RGBA) by its profile, with perceptual intent.

    Without a valid profile, numbers are read as sRGB, grey of sRGB, or generic CMYK.
    """
    if image.mode not in {"LA", "RGBA"}:
        return _opaque_in_srgb(image)
    alpha = image.getchannel("A")
    converted = _opaque_in_srgb(image.convert(image.mode[:-1]))
    if alpha.getextrema() != (255, 255):
        converted.putalpha(alpha)
    return converted


def _opaque_in_srgb(image: Image.Image) -> Image.Image:
    """Return *image*, which has no transparency, in mode RGB."""
    with suppress(OSError, ImageCms.PyCMSError):
        if (profile := _profile(image)) is not None:
            converted = ImageCms.profileToProfile(
                image, profile, _srgb(), ImageCms.Intent.PERCEPTUAL, "RGB"
            )
            if converted is not None:
                return converted
    return image.convert("RGB")


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Return the profile of *image*; Lab needs none."""
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    embedded = image.info.get("icc_profile")
    return ImageCms.ImageCmsProfile(BytesIO(embedded)) if embedded else None


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    """Return the profile of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


MEGAPIXELS = 100

# Photoshop's limit; JPEG's is 65,535.
LONGEST_SIDE = 30_000

JPEG_QUALITY = 88

# How much larger a lossless file may be than a JPEG of the same picture: drawings with flat
# colours stay below, photographs come out five times above.
LOSSLESS_WORTH = 2

# The transposition that turns a picture upright, by EXIF orientation.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

LYING = range(5, 9)

# Exceptions of decoders for invalid files.
DAMAGE = (
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)


def prepare_raster(data: bytes, kind: str, *, width: int, name: str, place: Place) -> Picture:
    """Return the picture in *data* at most *width* pixels wide, in sRGB, without metadata.

    *kind* is Pillow's name of the format; no other is tried. Only the first of several frames is
    used.

    Raises:
        ArticleError: at *place*, if the file is too large, damaged or of unusual depth.
    """
    image = _decode(data, kind, width=width, name=name, place=place)
    decoded = image.width * image.height
    printed = in_srgb(_narrowed(without_palette(image), width))
    # Metadata would be written with the pixels.
    printed.info.clear()
    return replace(_encoded(printed, lossless=kind != "JPEG"), decoded=decoded)


def pixel_count(data: bytes, kind: str) -> int:
    """Return the number of pixels that the header of *data* states, 0 if it states none."""
    try:
        with _strict_pillow(), Image.open(BytesIO(data), formats=[kind]) as image:
            return image.width * image.height
    except Image.DecompressionBombError:
        return MEGAPIXELS * 1_000_000 + 1
    except DAMAGE:
        return 0


def _decode(data: bytes, kind: str, *, width: int, name: str, place: Place) -> Image.Image:
    """Return the first frame, upright, at no less than *width* if the file has it."""
    try:
        with _strict_pillow():
            image = Image.open(BytesIO(data), formats=[kind])
            _refuse_size(image, name, place)
            _refuse_mode(image, name, place)
            _draft(image, width)
            image.load()
    except Image.DecompressionBombError as error:  # of twice Pillow's own limit
        raise _too_large(name, place) from error
    except DAMAGE as error:
        raise refusal(
            place,
            "picture-broken",
            _(
                "picture {picture} is damaged or incomplete; fetch or save it again",
                picture=repr(name),
            ),
        ) from error
    # Pillow turns TIFF upright while loading, and drops the orientation.
    turn = TURNS.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Make Pillow refuse truncated pictures, which WeasyPrint has it accept, without size warnings.

    Sizes are checked here, against a limit of our own.
    """
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _refuse_size(image: Image.Image, name: str, place: Place) -> None:
    """Refuse a picture with too many pixels to decode, or too long a side."""
    if image.width * image.height > MEGAPIXELS * 1_000_000:
        raise _too_large(name, place)
    if max(image.size) > LONGEST_SIDE:
        message = _(
            "picture {picture} is over the limit of {limit} pixels on one side; make it smaller",
            picture=repr(name),
            limit=LONGEST_SIDE,
        )
        raise refusal(place, "picture-too-large", message)


def _too_large(name: str, place: Place) -> ArticleError:
    """Return the error about a picture that would fill the memory when decoded."""
    message = _(
        "picture {picture} is over the limit of {limit} megapixels; make it smaller",
        picture=repr(name),
        limit=MEGAPIXELS,
    )
    return refusal(place, "picture-too-large", message)


def _refuse_mode(image: Image.Image, name: str, place: Place) -> None:
    """Refuse modes without a defined white and black, as in measurements."""
    if image.mode not in KNOWN_MODES:
        message = _(
            "picture {picture} has an unusual bit depth ({mode}); "
            "save it with 8 or 16 bits per channel",
            picture=repr(name),
            mode=image.mode,
        )
        raise refusal(place, "picture-depth", message)


def _draft(image: Image.Image, width: int) -> None:
    """Let a JPEG decode at a half, a quarter or an eighth, but no narrower than *width*.

    The decoder averages blocks, which takes a fraction of the time of a filter.
    """
    lies = _orientation(image) in LYING
    image.draft(None, (1, width) if lies else (width, 1))


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1, upright, when it can't be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except DAMAGE:
        return 1


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    """Return *image* scaled down to *width*; never up."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.BICUBIC)


def _encoded(image: Image.Image, *, lossless: bool) -> Picture:
    """Return *image* as PNG where that keeps transparency or flat colours, else as JPEG.

    *lossless* is whether the source was lossless: a JPEG gains nothing as PNG.
    """
    transparent = image.mode == "RGBA"
    png = _saved(image, "PNG") if lossless or transparent else b""
    jpeg = b"" if transparent else _saved(image, "JPEG", quality=JPEG_QUALITY, optimize=True)
    flat = png and (transparent or len(png) <= len(jpeg) * LOSSLESS_WORTH)
    return Picture(
        media_type="image/png" if flat else "image/jpeg",
        data=png if flat else jpeg,
        width=image.width,
        height=image.height,
    )


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    """Return *image* as a file of *kind*."""
    file = BytesIO()
    image.save(file, format=kind, **options)
    return file.getvalue()
