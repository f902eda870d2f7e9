"""Every way of writing colour, brought to sRGB."""

from contextlib import suppress
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

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
