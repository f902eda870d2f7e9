"""Checks of the installation, and the commands that fix it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from pressverk.build import system_libraries
from pressverk.i18n import ngettext

LEAST_PYTHON = (3, 11)
PACKAGES = ("weasyprint", "page-validation", "pydantic", "lxml", "pillow", "nh3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of one check; *remedy* is the command that fixes it, None if nothing is wrong."""

    subject: str
    remedy: str | None = None


def run_checks() -> Iterator[Check]:
    """Check Python, the system's libraries, the packages and the fonts."""
    python = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= LEAST_PYTHON
    install = system_libraries.command_for_python(".".join(map(str, LEAST_PYTHON)))
    yield Check(subject=f"Python {python}", remedy=None if well else install)
    for library in system_libraries.LIBRARIES:
        is_there = system_libraries.is_loadable(library)
        remedy = None if is_there else system_libraries.command_for(library)
        yield Check(subject=library, remedy=remedy)
    for package in PACKAGES:
        yield _package(package)
    fonts = [
        path for path in Path(str(files("pressverk.fonts"))).glob("*/*") if path.suffix == ".otf"
    ]
    yield Check(
        subject=ngettext("{count} font", "{count} fonts", len(fonts)),
        remedy=None if fonts else "pip install --force-reinstall pressverk",
    )


def _package(name: str) -> Check:
    try:
        return Check(subject=f"{name} {version(name)}")
    except PackageNotFoundError:
        return Check(subject=name, remedy=f"pip install {name}")
