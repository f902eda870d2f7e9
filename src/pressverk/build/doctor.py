"""What is missing on this machine, and the command that mends it."""

import ctypes
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from pressverk.i18n import _

LEAST_PYTHON = (3, 11)
SUBSETTER = "libharfbuzz-subset.so.0"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    SUBSETTER: "libharfbuzz-subset0",
}
PACKAGES = ("weasyprint", "page-validation", "pydantic", "lxml", "pillow", "nh3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; *remedy* is the command that mends it, None when it is well."""

    subject: str
    remedy: str | None = None


def run_checks() -> Iterator[Check]:
    """Look at Python, the system's libraries, the packages and the fonts."""
    python = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= LEAST_PYTHON
    yield Check(
        subject=f"Python {python}", remedy=None if well else "sudo apt-get install python3.12-venv"
    )
    for library, package in LIBRARIES.items():
        remedy = None if is_loadable(library) else f"sudo apt-get install {package}"
        yield Check(subject=library, remedy=remedy)
    for package in PACKAGES:
        yield _package(package)
    fonts = [
        path for path in Path(str(files("pressverk.fonts"))).glob("*/*") if path.suffix == ".otf"
    ]
    yield Check(
        subject=_("{count} fonts", count=len(fonts)),
        remedy=None if fonts else "pip install --force-reinstall pressverk",
    )


def is_loadable(library: str) -> bool:
    """Tell whether the system has the shared *library*."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _package(name: str) -> Check:
    try:
        return Check(subject=f"{name} {version(name)}")
    except PackageNotFoundError:
        return Check(subject=name, remedy=f"pip install {name}")
