"""Run by `svg_raster`: a drawing on standard input becomes a PNG on standard output."""

import sys

import resvg_py

from pressverk.content.pictures.svg_raster import SECONDS, font_files
from pressverk.content.pictures.svg_styles import MONO, SANS, SERIF

MEMORY = 4_000_000_000  # bytes of addresses


def main() -> None:
    """Draw with the shipped fonts only, so that all machines draw the same."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    drawn = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.read(),
        zoom=float(sys.argv[1]),
        skip_system_fonts=True,
        font_files=font_files(),
        font_family=SANS,
        sans_serif_family=SANS,
        serif_family=SERIF,
        cursive_family=SERIF,
        fantasy_family=SERIF,
        monospace_family=MONO,
    )
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
