"""Print releases with Typst: FONTS TEMPLATE RELEASE.json..., each to a PDF beside it.

The working directory is Typst's root and holds the template. This is a program of its own
so that it can be timed as a process for each release, or as one for all.
"""

import os
import sys

import typst


def main(fonts: str, template: str, *releases: str) -> None:
    """Print *releases* by *template*, knowing the *fonts* in those folders only."""
    families = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*fonts.split(os.pathsep)],
    )
    compiler = typst.Compiler(font_paths=families)
    for release in releases:
        compiler.compile(
            template,
            output=release.replace(".json", ".pdf"),
            sys_inputs={"release": release},
            pdf_standards=["ua-1", "a-2a"],
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
