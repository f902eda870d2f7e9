"""Make the fonts of the HTML version anew: subsets of the shipped ones, in fonts/web.

A reserved name is for the whole font (SIL OFL 1.1, section 3), so the subsets have names of their
own, and no names inside.
"""

from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parents[1] / "fonts"
SOURCES = {
    "PressverkSerif-Regular": "source-serif-4/SourceSerif4-Regular.otf",
    "PressverkSerif-Italic": "source-serif-4/SourceSerif4-It.otf",
    "PressverkSerif-Semibold": "source-serif-4/SourceSerif4-Semibold.otf",
    "PressverkSans-Regular": "source-sans-3/SourceSans3-Regular.otf",
    "PressverkSans-Semibold": "source-sans-3/SourceSans3-Semibold.otf",
}
FEATURES = ["kern", "liga", "lnum", "tnum", "ccmp", "locl", "mark"]
# The Nordic languages with Sami and Finnish, their neighbours', and the signs of typography.
LETTERS = "ÀÁÂÄÅÆÇÈÉÊËÍÏÑÓÔÖØÚÜÝÞÐŠŽČĐŊŦàáâäåæçèéêëíïñóôöøúüýßþðšžčđŋŧłŁśćńęążźőű"
SIGNS = "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}§°·×©®«»½²³µ–—‘’“”„†•…‰›€−→←↩′"


def main() -> None:
    """Write every subset."""
    characters = "".join(map(chr, range(0x20, 0x7F))) + LETTERS + SIGNS
    for name, source in SOURCES.items():
        options = subset.Options(
            flavor="woff2", layout_features=FEATURES, hinting=False, name_IDs=[]
        )
        font = subset.load_font(FONTS / source, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        subset.save_font(font, FONTS / "web" / f"{name}.woff2", options)


if __name__ == "__main__":
    main()
