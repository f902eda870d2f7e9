"""Drawings that WeasyPrint can't draw, drawn by resvg as pictures of pixels.

resvg runs in a process of its own, which may take its time, fill its memory or die.
"""

import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.picture import refusal
from pressverk.html import SVG
from pressverk.i18n import _
from pressverk.model import Place

SECONDS = 20
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000
LONGEST_SHOWN = 40  # characters of a text

# What WeasyPrint 70 passes over or draws otherwise, by property: whether a value matters.
UNSUPPORTED: Mapping[str, Callable[[str], bool]] = {
    "filter": lambda value: value != "none",
    "mix-blend-mode": lambda value: value != "normal",
    "direction": lambda value: value == "rtl",
    "unicode-bidi": lambda value: value != "normal",
    "writing-mode": lambda value: value not in {"horizontal-tb", "lr-tb", "lr"},
    "baseline-shift": lambda value: value not in {"0", "baseline"},
    "text-decoration": lambda value: value != "none",
    "word-spacing": lambda value: value not in {"0", "normal"},
    "font-variant": lambda value: value != "normal",
    "paint-order": lambda value: not value.startswith(("normal", "fill")),
    "clip-rule": lambda value: value == "evenodd",
    "mask": lambda value: value != "none",
}
STYLED = ("isolation", "mask-type", "mix-blend-mode")  # by resvg, only in a style
TEXTS = frozenset({"text", "tspan", "textPath"})


def beyond_vectors(root: Element) -> str:
    """Return what of *root*, whose styles are attributes, WeasyPrint would draw wrongly.

    It is an element, a property or a text; empty when there is none.
    """
    return next(filter(None, map(_beyond, root.iter("*"))), "")


def _beyond(element: Element) -> str:
    kind = etree.QName(element).localname
    if kind == "textPath" or (kind == "clipPath" and _is_odd_clip(element)):
        return f"<{kind}>"
    if kind.endswith("Gradient") and _fades_between_colours(element):
        return f"<{kind}>"
    if kind in TEXTS and _needs_shaping(text := " ".join("".join(element.itertext()).split())):
        return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")
    found = (
        name
        for name, matters in UNSUPPORTED.items()
        if (value := element.get(name)) is not None and matters(value.strip().lower())
    )
    return next(found, "")


def _is_odd_clip(clip: Element) -> bool:
    """Return whether a clip path is more than shapes in the user's own coordinates."""
    kinds = {etree.QName(child).localname for child in clip.iter("*")}
    return (
        bool(kinds & {"text", "use", "image"})
        or clip.get("clipPathUnits") == "objectBoundingBox"
        or any(child.get("clip-path") for child in clip.iter("*"))
    )


def _fades_between_colours(gradient: Element) -> bool:
    """Return whether a gradient goes from one colour to another and from one opacity to another.

    WeasyPrint takes the colour of what is more opaque.
    """
    stops = list(gradient.iter(f"{{{SVG}}}stop"))
    colours = {stop.get("stop-color", "black") for stop in stops}
    opacities = {stop.get("stop-opacity", "1") for stop in stops}
    translucent = any(colour.startswith("rgba") for colour in colours)
    return len(colours) > 1 and (len(opacities) > 1 or translucent)


def _needs_shaping(text: str) -> bool:
    """Return whether *text* is more than letters in a row.

    >>> _needs_shaping("Åmål"), _needs_shaping("مرحبا"), _needs_shaping("ọ̀")
    (False, True, True)
    """
    return any(
        unicodedata.bidirectional(letter) in {"R", "AL", "AN", "RLE", "RLO", "RLI"}
        or unicodedata.category(letter) in {"Mn", "Mc", "Me"}
        for letter in unicodedata.normalize("NFC", text)
    )


def draw_pixels(
    root: Element, size: tuple[float, float], *, width: int, name: str, place: Place
) -> bytes:
    """Return *root*, of *size* in CSS pixels, as a PNG file *width* pixels wide.

    Raises:
        ArticleError: at *place*, when no shipped font has a letter of it, or resvg fails.
    """
    _refuse_unknown_letters(root, name, place)
    _set_from_right(root)
    scale = width / size[0]
    scale = min(scale, (MOST_PIXELS / (size[0] * size[1])) ** 0.5, LONGEST_SIDE / max(size))
    for element in root.iter("*"):
        styles = [f"{name}:{element.get(name)}" for name in STYLED if element.get(name)]
        if styles:
            element.set("style", ";".join(styles))
    command = [sys.executable, "-m", "pressverk.content.pictures.svg_process", repr(scale)]
    try:
        return subprocess.check_output(  # noqa: S603 - our own program
            command, input=etree.tostring(root), stderr=subprocess.DEVNULL, timeout=SECONDS
        )
    except (subprocess.SubprocessError, OSError) as error:
        message = _(
            "drawing {picture} can't be drawn; simplify it, or save it as PNG of 300 dpi",
            picture=repr(name),
        )
        raise refusal(place, "drawing-undrawn", message) from error


RIGHT_TO_LEFT_MARK = "\u200f"
OTHER_END = {"start": "end", "end": "start"}


def _set_from_right(root: Element) -> None:
    """Set texts from right to left as resvg understands it, which knows no ``direction``.

    They end where they would begin, and marks keep their full stops on the left.
    """
    texts = [
        element
        for element in root.iter(*(f"{{{SVG}}}{kind}" for kind in TEXTS))
        if _inherited(element, "direction") == "rtl"
    ]
    anchors = [_inherited(element, "text-anchor") or "start" for element in texts]
    for element, anchor in zip(texts, anchors, strict=True):
        element.set("text-anchor", OTHER_END.get(anchor, anchor))
        if (element.text or "").strip() and len((element.get("x") or "").split()) < 2:
            element.text = f"{RIGHT_TO_LEFT_MARK}{element.text}{RIGHT_TO_LEFT_MARK}"


def _inherited(element: Element, name: str) -> str | None:
    """Return the value of the property *name* on *element* or the nearest around it."""
    around = (element, *element.iterancestors("*"))
    return next((value for each in around if (value := each.get(name))), None)


def _refuse_unknown_letters(root: Element, name: str, place: Place) -> None:
    """Refuse letters that resvg would leave out without a word."""
    for element in root.iter(f"{{{SVG}}}text"):
        for letter in "".join(element.itertext()):
            if letter.isprintable() and not letter.isspace() and ord(letter) not in _letters():
                message = _(
                    "drawing {picture} has {letter} (U+{code}) in a text, which no font here has; "
                    "write it otherwise or convert it to paths",
                    picture=repr(name),
                    letter=repr(letter),
                    code=f"{ord(letter):04X}",
                )
                raise refusal(place, "drawing-letter", message)


@cache
def _letters() -> frozenset[int]:
    """Return the characters that the shipped fonts have."""
    found: set[int] = set()
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def font_files() -> list[str]:
    """Return the shipped fonts, the regular ones first, which resvg tries in this order."""
    folder = Path(str(files("pressverk.fonts")))
    fonts = [path for path in folder.glob("*/*") if path.suffix in {".otf", ".ttf"}]
    return [
        str(path) for path in sorted(fonts, key=lambda path: ("Regular" not in path.name, path))
    ]
