"""Text in drawings: its width, its line breaks, and the distances between labels.

Widths are those of the shipped Source Sans 3, so they are the same on every machine.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.resources import files

import pyphen
from PIL import ImageFont

from pressverk.i18n import words_of

FONTS = files("pressverk.fonts") / "source-sans-3"
FACES = {400: "SourceSans3-Regular.otf", 600: "SourceSans3-Semibold.otf"}
LONGEST = 500  # characters that are measured
HYPHENS = "-–/"
PART = 3  # letters at least before and after a hyphen
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


def wrapped(
    text: str, room: float, size: float, language: str, weight: int = 400
) -> tuple[str, ...]:
    """Return *text* in lines that fit in *room*, words longer than that divided with hyphens.

    Nothing is left out of a text of less than 500 characters.

    >>> wrapped("Hallunda-Norsborgsområdet", 50, 8, "sv")
    ('Hallunda-', 'Norsborgsom-', 'rådet')
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    words = [
        part for word in text.split(" ") for part in _parts(word, room, size, language, weight)
    ]
    broken: list[str] = []
    for word, is_next in words:
        longer = f"{broken[-1]} {word}" if broken else word
        if is_next and broken and width(longer, size, weight) <= room:
            broken[-1] = longer
        else:
            broken.append(word)
    return tuple(broken)


def _parts(
    word: str, room: float, size: float, language: str, weight: int
) -> Iterator[tuple[str, bool]]:
    """Yield the parts of *word* that are no wider than *room*, and whether each begins it."""
    begins = True
    while len(word) > 1 and width(word, size, weight) > room:
        fits = partial(_is_short, word, room=room, size=size, weight=weight)
        end = next(
            (max(filter(fits, ends)) for ends in _breaks(word, language) if any(map(fits, ends))), 1
        )
        yield _hyphenated(word, end), begins
        word, begins = word[end:], False
    yield word, begins


def _breaks(word: str, language: str) -> tuple[Sequence[int], ...]:
    """Return where *word* is divided best, where well, and where if there is no other way."""
    hyphens = [end for end in range(2, len(word)) if word[end - 1] in HYPHENS]
    return hyphens, _dictionary(words_of(language)).positions(word), range(1, len(word))


@cache
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=language, left=PART, right=PART)


def _hyphenated(word: str, end: int) -> str:
    return word[:end] if word[end - 1] in HYPHENS else f"{word[:end]}-"


def _is_short(word: str, end: int, *, room: float, size: float, weight: int) -> bool:
    return width(_hyphenated(word, end), size, weight) <= room


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
