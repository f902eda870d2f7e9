"""What a process that typesets does once, before its first document."""

import ctypes.util
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from types import ModuleType

from pressverk.pdf.weasyprint.declarations import import_declaring

HEAVY = ("pressverk.pdf.typesetting", "pressverk.pdf.validation")
FONTS = "FONTCONFIG_FILE"
# What WeasyPrint calls of modules that it seldom needs (weasyprint/pdf/fonts.py).
SELDOM = {
    "fontTools.subset": ("Options", "Subsetter"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}


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
        with shipped_fonts(), _seldom_used_left_out():
            import_declaring()
            for name in HEAVY:
                import_module(name)
        gc.freeze()
    finally:
        ctypes.util.find_library = find_library
        if collects:
            gc.enable()


@contextmanager
def _seldom_used_left_out() -> Iterator[None]:
    """Let WeasyPrint be imported without what it uses only for some fonts.

    ``fontTools.subset`` is for whom HarfBuzz can't subset, ``instancer`` for variable fonts. Both
    take longer to import than a page to set, and are imported when they are called.
    """
    modules = {name: _module_of_calls(name, functions) for name, functions in SELDOM.items()}
    modules = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]


def _module_of_calls(name: str, functions: tuple[str, ...]) -> ModuleType:
    """Return a module whose *functions* import the module *name* and call those of it."""
    module = ModuleType(name)
    for function in functions:
        setattr(module, function, partial(_called, name, function))
    return module


def _called(name: str, function: str, *arguments: object, **options: object) -> object:
    return getattr(import_module(name), function)(*arguments, **options)


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
