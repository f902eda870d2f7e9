"""Text in drawings: its width, its line breaks, and the distances between labels.

Widths are those of the shipped Source Sans 3, so they are the same on every machine.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from PIL import ImageFont

FONTS = files("pressverk.fonts") / "source-sans-3"
FACES = {400: "SourceSans3-Regular.otf", 600: "SourceSans3-Semibold.otf"}
LONGEST = 500  # characters that are measured
EM = 1000  # measured large, so that rounding to pixels doesn't matter


@cache
def _face(weight: int) -> ImageFont.FreeTypeFont:
    path = str(FONTS / FACES[weight])
    return ImageFont.truetype(path, EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def width(text: str, size: float, weight: int = 400) -> float:
    """Return the width of *text* at *size*, in the unit of *size*.

    >>> width("1 234", 8) < width("1 234", 8, 600) < width("1 234", 10, 600)
    True
    """
    # Letter by letter, as WeasyPrint sets text in SVG: without kerning.
    return sum(_face(weight).getlength(character) for character in text) * size / EM


def widest(texts: Sequence[str], size: float, weight: int = 400) -> float:
    """Return the width of the widest of *texts*, 0 without any."""
    return max((width(text, size, weight) for text in texts), default=0)


def lines(text: str, room: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """Return *text* broken between words into lines that are no wider than *room*, if possible.

    >>> lines("Fittja och Alby", 40, 8)
    ('Fittja och', 'Alby')
    """
    broken: list[str] = []
    for word in text.split(" "):
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and width(longer, size, weight) <= room:
            broken[-1] = longer
        else:
            broken.append(word)
    return tuple(broken)


def fitted(text: str, room: float, size: float, most: int, weight: int = 400) -> tuple[str, ...]:
    """Return at most *most* lines of *text* that fit in *room*; an ellipsis ends what is cut.

    >>> fitted("Hallunda-Norsborgsområdet", 40, 8, 1)
    ('Hallunda…',)
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    broken = list(lines(text, room, size, weight))
    if len(broken) > most:
        broken = [*broken[: most - 1], " ".join(broken[most - 1 :])]
    return tuple(_cut(line, room, size, weight) for line in broken)


def _cut(line: str, room: float, size: float, weight: int) -> str:
    if width(line, size, weight) <= room:
        return line
    while line and width(f"{line}…", size, weight) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return *wanted* moved as little as needed to lie *gap* apart, within *low* and *high*.

    Labels that are too close form a block, which is centred on where they wanted to be; blocks
    that meet become one. When there is no room for all, they go beyond *high*.

    >>> spread([10, 12, 50], 10, 0, 100)
    (6.0, 16.0, 50.0)
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        members = [index]
        top = _block_top([wanted[index]], gap, low, high)
        while blocks and blocks[-1][0] + gap * len(blocks[-1][1]) > top:
            members = blocks.pop()[1] + members
            top = _block_top([wanted[each] for each in members], gap, low, high)
        blocks.append((top, members))
    placed = {
        index: top + gap * number for top, members in blocks for number, index in enumerate(members)
    }
    return tuple(float(placed[index]) for index in range(len(wanted)))


def _block_top(wanted: Sequence[float], gap: float, low: float, high: float) -> float:
    """Return the position of the first of a block of labels."""
    height = gap * (len(wanted) - 1)
    centred = sum(wanted) / len(wanted) - height / 2
    return max(low, min(centred, high - height))
