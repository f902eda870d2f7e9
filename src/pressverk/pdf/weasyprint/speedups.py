"""What WeasyPrint finds out again and again, found at once; what it makes stays the same.

Drawings that are painted again and again, as a logo is, are followed only the first time.
WeasyPrint follows every path of an SVG picture each time it paints it. Of plain shapes the same
comes out each time; what is more than that needs resources of the file that it is painted in.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

import pydyf

from pressverk.pdf.weasyprint.fonts_once import set_up, style_key
from pressverk.pdf.weasyprint.internals import (
    SVG,
    AnonymousStyle,
    ComputedStyle,
    Element,
    Layout,
    RelationalSelector,
    Stream,
    SVGImage,
    images,
    inline,
    line_break,
    pdf_fonts,
    replaced,
    selectors,
)
from pressverk.pdf.weasyprint.line_breaking import LineBreaker
from pressverk.pdf.weasyprint.style_lookups import look_up, look_up_anonymous

DRAWINGS = 32  # kept at a time, each in each of its sizes
LARGEST = 100_000  # bytes of SVG; maps are seldom painted twice, and would fill the memory

# What paints nothing but paths in colours of its own.
_ELEMENTS = frozenset(
    f"{{http://www.w3.org/2000/svg}}{name}"
    for name in "svg g title desc path rect circle ellipse line polyline polygon".split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    "viewBox preserveAspectRatio id transform width height d points "  # noqa: SIM905
    "x y x1 y1 x2 y2 cx cy r rx ry fill fill-rule fill-opacity "
    "stroke stroke-opacity stroke-width stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray".split()
)


class RepeatedDrawing(SVGImage):  # type: ignore[misc]  # weasyprint has no types
    """An SVG picture that is painted as it was the first time, where that can be."""

    def __init__(self, tree: Element, *arguments: Any) -> None:
        source = ET.tostring(tree) if _is_plain(tree) else b""
        self._source = source if len(source) <= LARGEST else b""
        super().__init__(tree, *arguments)

    def draw(self, stream: Stream, width: float, height: float, style: Any) -> None:
        """Paint the picture, *width* by *height*."""
        painting = self._source and _painting(self._source, width, height)
        if not painting:
            super().draw(stream, width, height, style)
            return
        stream.stream.append(painting.operators)
        states = stream._resources["ExtGState"]  # noqa: SLF001
        for name, state in painting.states.items():
            states.setdefault(name, pydyf.Dictionary(state))


def _is_plain(tree: Element) -> bool:
    """Return whether a drawing is made of plain shapes; an address in a colour would show a "("."""
    return all(
        element.tag in _ELEMENTS
        and _ATTRIBUTES.issuperset(element.keys())
        and not any("(" in element.get(name, "") for name in ("fill", "stroke"))
        for element in tree.iter()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painting:
    """What a drawing writes in a content stream, in a state of its own, and the states it names."""

    operators: bytes
    states: Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=DRAWINGS)
def _painting(source: bytes, width: float, height: float) -> _Painting | None:
    """Return what paints a plain drawing; None when WeasyPrint fails at it, and is to say why."""
    states: dict[str, Mapping[str, Any]] = {}
    stream = Stream({}, (0, 0, width, height), {"ExtGState": states}, {}, None, {}, None)
    try:
        drawing = SVG(ET.fromstring(source), None, None)  # noqa: S314  # read before
        drawing.draw(stream, width, height, None, None)
    except Exception:  # noqa: BLE001  # odd numbers fail in many ways
        return None
    return _Painting(operators=b"\n".join(stream.stream), states=states)


class _TypesReadOnce:
    """The gate to C of WeasyPrint's fonts, which reads the C type of each new length of array."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def new(self, ctype: str, initial: Any = None) -> Any:
        """Return a new C object; arrays of glyphs take their length from *initial*."""
        is_array = ctype.startswith("hb_codepoint_t[")
        return self._ffi.new("hb_codepoint_t[]" if is_array else ctype, initial)


_compile_node = selectors._compile_node  # noqa: SLF001


def _compile_once_an_element(selector: Any) -> str:
    """Return the Python source that decides whether ``el`` matches *selector*.

    Whether an element ``:has()`` others is asked for each of those that stand in it, and each time
    all of them are looked at: a table of 1,000 rows would take minutes. The element remembers it.
    """
    source: str = _compile_node(selector)
    if not source or not isinstance(selector, RelationalSelector):
        return source
    key = repr(f":has {source}")
    return f"(kept[{key}] if {key} in (kept := el.__dict__) else kept.setdefault({key}, {source}))"


LINES = 4096  # kept at a time, which are those of about a hundred pages


class _LinesSplitOnce:
    """Splits text into lines, and remembers how: lines are laid out again with their page.

    A page is laid out again when its notes don't fit, a line when it is taken to the next page, a
    cell when its table is. Each line has a layout of its own, for what is painted changes it.
    """

    def __init__(self, split: Callable[..., Any]) -> None:
        self._split = split
        self._lines: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def __call__(self, text: str, style: Any, context: Any, *rest: Any, **options: Any) -> Any:
        """Return the first line of *text*, as ``split_first_line`` does."""
        key = text, id(style), rest, *options.items()
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) >= LINES:
                self._lines.clear()
            known = self._split(text, style, context, *rest, **options), style
            self._lines[key] = known
        (layout, *line), _style = known
        return copy(layout), *line


_SHORTCUTS = (
    (selectors, "_compile_node", _compile_once_an_element),
    (ComputedStyle, "__missing__", look_up),
    (AnonymousStyle, "__missing__", look_up_anonymous),
    (images, "SVGImage", RepeatedDrawing),
    (pdf_fonts, "ffi", _TypesReadOnce(pdf_fonts.ffi)),
    (Layout, "setup", set_up),
    (line_break, "_font_style_cache_key", style_key),
)


@contextmanager
def shortcuts() -> Iterator[None]:
    """Let WeasyPrint take its shortcuts; only one thread at a time may be in here."""
    split = _LinesSplitOnce(LineBreaker(inline.split_first_line))
    with ExitStack() as stack:
        for owner, name, shortcut in (*_SHORTCUTS, (inline, "split_first_line", split)):
            stack.enter_context(replaced(owner, **{name: shortcut}))
        yield
