"""What a process that typesets does once, before its first document."""

import ctypes.util
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.resources import files

HEAVY = ("pressverk.pdf.typesetting", "pressverk.pdf.validation")
FONTS = "FONTCONFIG_FILE"


@cache
def warm_up() -> None:
    """Import what typesets and validates; it stays as long as the process, unlooked at.

    The garbage collector would look at all of it many times, which takes a fifth of the time in
    which one release is built. cffi would ask the compiler where each library is before it tries
    the file that WeasyPrint names.
    """
    collects, find_library = gc.isenabled(), ctypes.util.find_library
    gc.disable()
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 - the function's signature
    try:
        with shipped_fonts():
            for name in HEAVY:
                import_module(name)
        gc.freeze()
    finally:
        ctypes.util.find_library = find_library
        if collects:
            gc.enable()


@contextmanager
def shipped_fonts() -> Iterator[None]:
    """Let Fontconfig read the shipped ``fonts.conf``, and no font of the machine."""
    before = os.environ.get(FONTS)
    os.environ[FONTS] = str(files("pressverk.fonts") / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ[FONTS]
        else:
            os.environ[FONTS] = before
