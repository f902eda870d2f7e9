"""Colours of a PDF in sRGB -> the inks of offset printing: cyan, magenta, yellow and black.

Neutral colours are printed in black alone, so that small text needs no register, and full black
overprints what is below it. Others go through the profile of the printing condition, which never
takes more than 300 % of ink.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator
from PIL import Image, ImageCms

Ink = tuple[float, float, float, float]
NEUTRAL = 0.03  # the greatest difference between red, green and blue of a grey
PALE = 0.85  # tints of a colour are as close to grey, and are to stay coloured
BLACK: Ink = (0.0, 0.0, 0.0, 1.0)
OVER, KNOCK_OUT = Name.PressverkOverprint, Name.PressverkKnockout
PAINTS = {"rg": "k", "RG": "K", "g": "k", "G": "K"}
DEVICES = {"/DeviceRGB", "/DeviceGray", "/CalRGB", "/CalGray", "/ICCBased"}


@cache
def profile() -> bytes:
    """Return the ICC profile of the printing condition."""
    folder = files("pressverk.pdf") / "iso-coated-v2"
    return (folder / "ISOcoated_v2_300_bas.icc").read_bytes()


@cache
def inks(red: float, green: float, blue: float) -> Ink:
    """Return the inks for a colour in sRGB, each 0 to 1.

    >>> inks(1, 1, 1), inks(0, 0, 0)
    ((0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    """
    lightest, darkest = max(red, green, blue), min(red, green, blue)
    if lightest - darkest <= (NEUTRAL if lightest < PALE else 0):
        grey = round((red + green + blue) / 3 * 255)
        return 0.0, 0.0, 0.0, _black_of(grey)
    colour = tuple(round(channel * 255) for channel in (red, green, blue))
    pixel = _separated(Image.new("RGB", (1, 1), colour)).tobytes()
    found = [round(value / 255, 3) for value in pixel]
    return found[0], found[1], found[2], found[3]


def _separated(image: Image.Image) -> Image.Image:
    converted = ImageCms.applyTransform(image, _transform())
    if converted is None:
        raise ValueError(image.mode)
    return converted


@cache
def _transform() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.getOpenProfile(io.BytesIO(profile())),
        "RGB",
        "CMYK",
        ImageCms.Intent.PERCEPTUAL,
    )


@cache
def _black_of(grey: int) -> float:
    """Return how much black ink looks as light as *grey*, 0 to 255 in sRGB."""
    if grey == 255:
        return 0.0
    wanted = _lightness(Image.new("RGB", (1, 1), (grey, grey, grey)), _to_lab("RGB"))
    paper = _lightness(Image.new("CMYK", (1, 1), (0, 0, 0, 0)), _to_lab("CMYK"))
    for black in range(256):
        shown = _lightness(Image.new("CMYK", (1, 1), (0, 0, 0, black)), _to_lab("CMYK"))
        if shown * 255 / paper <= wanted:
            return round(black / 255, 3)
    return 1.0


def _lightness(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> int:
    converted = ImageCms.applyTransform(image, transform)
    return converted.tobytes()[0] if converted is not None else 0


@cache
def _to_lab(mode: str) -> ImageCms.ImageCmsTransform:
    source = (
        ImageCms.createProfile("sRGB")
        if mode == "RGB"
        else ImageCms.getOpenProfile(io.BytesIO(profile()))
    )
    lab = ImageCms.createProfile("LAB")
    return ImageCms.buildTransform(source, lab, mode, "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC)


def separate(book: pikepdf.Pdf) -> None:
    """Write all colours of *book*, which are in sRGB, as inks."""
    for holder in holders(book):
        _separate_stream(book, holder)
        group = holder.get("/Group")
        if group is not None and "/CS" in group:
            group.CS = Name.DeviceCMYK
        resources = holder.get("/Resources", Dictionary())
        for picture in resources.get("/XObject", Dictionary()).values():
            if picture.get("/Subtype") == "/Image":
                _separate_picture(picture)
        for shading in _shadings(resources):
            _separate_shading(shading)


def holders(book: pikepdf.Pdf) -> Iterator[Any]:
    """Yield what has a content stream in *book*, each once: pages, forms, patterns and masks."""
    seen: set[tuple[int, int]] = set()
    stack: list[Any] = [page.obj for page in reversed(book.pages)]
    while stack:
        holder = stack.pop()
        if holder.objgen in seen and holder.objgen != (0, 0):
            continue
        seen.add(holder.objgen)
        yield holder
        resources = holder.get("/Resources", Dictionary())
        stack += [
            each
            for each in resources.get("/XObject", Dictionary()).values()
            if each.get("/Subtype") == "/Form"
        ]
        stack += [
            each
            for each in resources.get("/Pattern", Dictionary()).values()
            if each.get("/PatternType") == 1
        ]
        masks = (it.get("/SMask") for it in resources.get("/ExtGState", Dictionary()).values())
        stack += [mask.G for mask in masks if isinstance(mask, pikepdf.Dictionary)]


def _shadings(resources: Any) -> Iterator[Any]:
    yield from resources.get("/Shading", Dictionary()).values()
    for pattern in resources.get("/Pattern", Dictionary()).values():
        if "/Shading" in pattern:
            yield pattern.Shading


def _separate_stream(book: pikepdf.Pdf, holder: Any) -> None:
    instructions: list[tuple[Any, Any]] = [
        (each.operands, each.operator) for each in pikepdf.parse_content_stream(holder)
    ]
    spaces = {str(op): str(operands[0]) for operands, op in instructions if str(op) in {"cs", "CS"}}
    changed: list[tuple[Any, Any]] = []
    paints = set()
    for operands, operator in instructions:
        name = str(operator)
        paint = PAINTS.get(name)
        if paint is None and name in {"sc", "SC", "scn", "SCN"} and len(operands) in {1, 3}:
            known = spaces.get("cs" if name.islower() else "CS", "") in DEVICES
            paint = ("k" if name.islower() else "K") if known else None
        if paint is None:
            changed.append((operands, operator))
            continue
        found = _inks_of([float(each) for each in operands])
        changed.append(([*found], Operator(paint)))
        paints.add(paint)
        if paint == "k":
            changed.append(([OVER if found == BLACK else KNOCK_OUT], Operator("gs")))
    if not paints:
        return
    if "k" in paints:
        _name_overprint(holder)
    data = pikepdf.unparse_content_stream(changed)
    if "/Contents" in holder:
        holder.Contents = book.make_stream(data)
    else:
        holder.write(data)


def _inks_of(channels: Sequence[float]) -> Ink:
    red, green, blue = channels if len(channels) == 3 else [channels[0]] * 3
    return inks(round(red, 4), round(green, 4), round(blue, 4))


def _name_overprint(holder: Any) -> None:
    resources = holder.Resources
    states = resources.get("/ExtGState", Dictionary())
    # Mode 1: inks of which there are none leave those below as they are (ISO 32000-1, 11.7.4.3).
    states[OVER] = Dictionary(Type=Name.ExtGState, OP=False, op=True, OPM=1)
    states[KNOCK_OUT] = Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0)
    resources.ExtGState = states


def _separate_picture(picture: Any) -> None:
    if picture.get("/ImageMask") or "/ColorSpace" not in picture:
        return
    space = picture.ColorSpace
    if space == Name.DeviceCMYK:
        return
    image = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False)
    if image.mode in {"1", "L"}:
        picture.ColorSpace = Name.DeviceGray
        return
    data = _separated(image.convert("RGB")).tobytes()
    for key in ("/DecodeParms", "/Filter", "/Decode"):
        if key in picture:
            del picture[key]
    picture.write(data)
    picture.ColorSpace = Name.DeviceCMYK
    picture.BitsPerComponent = 8


def _separate_shading(shading: Any) -> None:
    if shading.ColorSpace != Name.DeviceRGB:
        return
    shading.ColorSpace = Name.DeviceCMYK
    _separate_function(shading.Function)


def _separate_function(function: Any) -> None:
    if isinstance(function, Array):
        raise NotImplementedError(function)
    if function.FunctionType == 3:
        for each in function.Functions:
            _separate_function(each)
    elif function.FunctionType == 2 and len(function.get("/C0", ())) == 3:
        for end in ("/C0", "/C1"):
            function[end] = Array(_inks_of([float(channel) for channel in function[end]]))
