"""The same document as a PDF, by each producer in the way that its manual gives for tags."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import typst
import weasyprint

from pressverk import __version__
from pressverk.build.pipeline import typeset_file
from pressverk.errors import InvalidPdfError

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "fonts"
HTML, TYPST = HERE / "document.html", HERE / "document.typ"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


Produce = Callable[[Path], str]
"""Writes a PDF, and returns the name and version of what wrote it."""


class MissingError(Exception):
    """A producer isn't installed."""


def by_pressverk(target: Path) -> str:
    """Write *target* with Pressverk.

    Raises:
        InvalidPdfError: when there is anything to say about it.
    """
    faults = typeset_file(HTML, target, force=False)
    if faults:
        raise InvalidPdfError(faults)
    return f"Pressverk {__version__}"


def by_weasyprint(target: Path) -> str:
    """Write *target* with WeasyPrint alone."""
    weasyprint.HTML(filename=str(HTML)).write_pdf(target, pdf_variant="pdf/ua-1")
    return f"WeasyPrint {weasyprint.__version__}"


def by_typst(target: Path) -> str:
    """Write *target* with Typst."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FONTS.iterdir() if folder.is_dir()],
    )
    typst.compile(str(TYPST), str(target), font_paths=fonts, pdf_standards=["ua-1", "a-2a"])
    return f"Typst {version('typst')}"


def by_chromium(target: Path) -> str:
    """Write *target* with Chromium.

    Raises:
        MissingError: when it isn't installed.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        raise MissingError("chromium")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--generate-pdf-document-outline"]
    command = [program, *options, f"--print-to-pdf={target}", HTML.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return "Chromium " + version.stdout.split()[1].partition(".")[0]


PRODUCERS: Mapping[str, Produce] = {
    "pressverk": by_pressverk,
    "weasyprint": by_weasyprint,
    "typst": by_typst,
    "chromium": by_chromium,
}
