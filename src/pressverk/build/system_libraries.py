"""The system libraries that typesetting needs and that no Python package includes.

Imports nothing heavy: it is used before anything is typeset.
"""

import contextlib
import ctypes
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pressverk.i18n import _
from pressverk.model import Finding, Place

MSYS2 = "C:\\msys64\\ucrt64\\bin;C:\\msys64\\mingw64\\bin"
PACMAN = "C:\\msys64\\usr\\bin\\pacman.exe"
HOMEBREW = "/opt/homebrew/lib"  # on Apple's own processors, where other Pythons don't look
SUBSETTER = "libharfbuzz-subset.so.0"
# By name on Linux: the names on macOS and Windows that WeasyPrint looks for, and the packages.
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "libpango-1.0.so.0": ("libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "libfontconfig.so.1": ("libfontconfig.1.dylib", "libfontconfig-1.dll"),
    SUBSETTER: ("libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    "libharfbuzz.so.0": ("libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
}
PACKAGES: Mapping[str, str] = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    SUBSETTER: "libharfbuzz-subset0",
    "libharfbuzz.so.0": "libharfbuzz0b",
}
# The functions that return the version of a library; None for one that has none.
VERSIONS: Mapping[str, str | None] = {
    "libpango-1.0.so.0": "pango_version_string",
    "libharfbuzz.so.0": "hb_version_string",
    SUBSETTER: None,
    "libfontconfig.so.1": "FcGetVersion",
}


def is_loadable(library: str) -> bool:
    """Return whether the system has the shared *library*, under any of its names."""
    return _loaded(library) is not None


def version_of(library: str) -> str:
    """Return the version of the shared *library*, empty if it is missing."""
    loaded, name = _loaded(library), VERSIONS[library]
    if loaded is None:
        return ""
    function = getattr(loaded, name, None) if name else None
    if function is None:
        return "loaded"
    if name and name.endswith("_string"):
        function.restype = ctypes.c_char_p
        return str(function().decode())
    return str(function())


def _loaded(library: str) -> ctypes.CDLL | None:
    _look_in_folders()
    for name in (library, *LIBRARIES.get(library, ())):
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    return None


@cache
def _look_in_folders() -> None:
    """Have Windows look for libraries where WeasyPrint does (its ``text/ffi.py``)."""
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", MSYS2).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)


def command_for(library: str) -> str:
    """Return the command that installs *library*, or has an installed one found.

    WeasyPrint's documentation has more ways (First Steps).
    """
    if sys.platform == "darwin":
        is_there = any(Path(HOMEBREW, name).exists() for name in LIBRARIES[library])
        found = f"export DYLD_FALLBACK_LIBRARY_PATH={HOMEBREW}"
        return found if is_there else "brew install pango"
    if sys.platform == "win32":
        has_msys2 = Path(PACMAN).exists()
        install = f"{PACMAN} -S --noconfirm mingw-w64-x86_64-pango"
        return install if has_msys2 else "winget install MSYS2.MSYS2"
    return f"sudo apt-get install {PACKAGES[library]}"


def command_for_python(least: str) -> str:
    """Return the command that installs a Python of at least the version *least*."""
    if sys.platform == "darwin":
        return "brew install python"
    if sys.platform == "win32":
        return "winget install Python.Python.3.13"
    return f"sudo apt-get install python{least}-venv"


def missing_libraries() -> tuple[Finding, ...]:
    """Return an error for each missing library without which nothing can be typeset."""
    return tuple(
        Finding(
            place=Place(file=library),
            message=_("is missing or too old; run: {command}", command=command_for(library)),
            rule="missing-library",
        )
        for library in LIBRARIES
        if library != SUBSETTER and not is_loadable(library)
    )
