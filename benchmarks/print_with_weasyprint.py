"""Print releases with WeasyPrint's library: FOLDER RELEASE.html..., each to a PDF in FOLDER.

It is as little as a program around WeasyPrint can do: what is imported and parsed serves all
releases, and nothing is read, checked or written but them.
"""

import ctypes.util
import sys
from functools import cache
from pathlib import Path

# Else cffi asks the compiler, if there is one, where each library is.
ctypes.util.find_library = lambda name: None  # noqa: ARG005 - its signature

from weasyprint import CSS, HTML  # noqa: E402 - how it is imported is settled above
from weasyprint.text.fonts import FontConfiguration  # noqa: E402 - as above


def main(folder: str, *releases: str) -> None:
    """Print *releases* to *folder*; the stylesheets that they link to are parsed once."""
    fonts = FontConfiguration()
    parsed = cache(lambda path: CSS(path, font_config=fonts))
    for release in map(Path, releases):
        html = HTML(release)
        head = html.etree_element.find("head")
        stylesheets = []
        for link in head.findall("link[@rel='stylesheet']"):
            head.remove(link)
            stylesheets.append(parsed(release.parent / link.get("href")))
        html.write_pdf(
            Path(folder) / f"{release.stem}.pdf", stylesheets=stylesheets, font_config=fonts
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
