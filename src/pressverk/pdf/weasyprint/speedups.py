"""What WeasyPrint finds out again and again, found at once; what it makes stays the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressverk.pdf.weasyprint.internals import ComputedStyle, images, pdf_fonts
from pressverk.pdf.weasyprint.quick_styles import look_up
from pressverk.pdf.weasyprint.repeated_drawings import RepeatedDrawing


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


_SHORTCUTS = (
    (ComputedStyle, "__missing__", look_up),
    (images, "SVGImage", RepeatedDrawing),
    (pdf_fonts, "ffi", _TypesReadOnce(pdf_fonts.ffi)),
)


@contextmanager
def shortcuts() -> Iterator[None]:
    """Let WeasyPrint take its shortcuts; only one thread at a time may be in here."""
    originals = [(owner, name, getattr(owner, name)) for owner, name, _shortcut in _SHORTCUTS]
    for owner, name, shortcut in _SHORTCUTS:
        setattr(owner, name, shortcut)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)
