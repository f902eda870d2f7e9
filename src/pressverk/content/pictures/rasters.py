"""Pictures made of pixels: decoded within limits, converted to sRGB, set upright and scaled."""

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

# What Pillow can hold and this room can turn into sRGB.
KNOWN_MODES = frozenset(
    {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB"}
    | {"I;16", "I;16B", "I;16L", "I;16N"}
)


def without_palette(image: Image.Image) -> Image.Image:
    """Return *image* with eight bits a channel, its colours themselves and its transparency whole.

    Only then can it be scaled: palettes have no colours between two entries.
    """
    if image.mode.startswith("I;16"):
        # From 65,535 to 255; Pillow would cut off instead.
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in {"L", "LA", "La"} else "RGBA")
    direct = {"1": "L", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB"}
    return image.convert(direct[image.mode]) if image.mode in direct else image


def in_srgb(image: Image.Image) -> Image.Image:
    """Return *image* in sRGB (mode RGB or RGBA) by the profile it carries, seen perceptually.

    Without a profile, or with a broken one, numbers are taken for what they usually are:
    sRGB, a grey of sRGB, or the inks of a press.
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
    """Return what the numbers of *image* mean; Lab says so by itself."""
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    embedded = image.info.get("icc_profile")
    return ImageCms.ImageCmsProfile(BytesIO(embedded)) if embedded else None


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    """Return the profile of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


MEGAPIXELS = 100

# JPEG can't go beyond 65,535; Photoshop stops here.
LONGEST_SIDE = 30_000

JPEG_QUALITY = 88

# How much larger a lossless file may be than a JPEG of the same picture: drawings with flat
# colours stay below, photographs come out five times above.
LOSSLESS_WORTH = 2

# What sets a picture upright, by its EXIF orientation.
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

# How decoders say that a file makes no sense to them.
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

    *kind* is Pillow's name of the format; no other is tried. Of several frames the first
    is taken.

    Raises:
        ArticleError: at *place*, when the file is too large, damaged or of unusual depth.
    """
    image = _decode(data, kind, width=width, name=name, place=place)
    decoded = image.width * image.height
    printed = in_srgb(_narrowed(without_palette(image), width))
    # What a picture carries beside its pixels would be written with them.
    printed.info.clear()
    return replace(_encoded(printed, lossless=kind != "JPEG"), decoded=decoded)


def pixel_count(data: bytes, kind: str) -> int:
    """Return how many pixels the picture in *data* says it has; 0 when it says nothing."""
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
    # TIFF has been turned while loading, and says so.
    turn = TURNS.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Have Pillow refuse half pictures, which WeasyPrint makes it accept, and not warn of size.

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
    """Refuse a picture that is too much to decode or too long to write."""
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
    """Return the error about a picture that would fill the memory once it is decoded."""
    message = _(
        "picture {picture} is over the limit of {limit} megapixels; make it smaller",
        picture=repr(name),
        limit=MEGAPIXELS,
    )
    return refusal(place, "picture-too-large", message)


def _refuse_mode(image: Image.Image, name: str, place: Place) -> None:
    """Refuse numbers that have no white and no black, as in measurements."""
    if image.mode not in KNOWN_MODES:
        message = _(
            "picture {picture} has an unusual bit depth ({mode}); "
            "save it with 8 or 16 bits per channel",
            picture=repr(name),
            mode=image.mode,
        )
        raise refusal(place, "picture-depth", message)


def _draft(image: Image.Image, width: int) -> None:
    """Let a JPEG decode at a half, a quarter or an eighth, still as wide as needed.

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

    *lossless* tells that nothing has been lost before: a JPEG gains nothing as PNG.
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
    """Return the file that *image* makes."""
    file = BytesIO()
    image.save(file, format=kind, **options)
    return file.getvalue()
