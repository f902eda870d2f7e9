"""Where words may be divided: Swedish compounds at their joints, addresses at their punctuation.

WeasyPrint 70 hyphenates by patterns (Pyphen), which know syllables and no compounds, and divides
what is longer than a line (``overflow-wrap``) after any character.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.resources import files
from typing import Any

from pressverk.pdf.weasyprint.internals import inline, pyphen, replaced

LEFT, RIGHT = 3, 4  # letters at least on each side of a joint
# What may stand between the parts of a compound: "trygghet-s-arbete".
LINKING = "s"
ADDRESS = re.compile(r"\S+@\S+\.\w|\w+://|www\.|\w\.\w{2,}/")
# Before characters that could be taken for the end of a sentence, after the others.
ADDRESS_BREAK = re.compile(r"(?<=[@/])(?=[^/])|(?<=\w)(?=[.?&=#_])")


@contextmanager
def words_divided_well() -> Iterator[None]:
    """Let compounds be divided between their words, and addresses at their punctuation."""
    with (
        replaced(pyphen, Pyphen=partial(_dictionary, pyphen.Pyphen)),
        replaced(inline, split_first_line=_with_divided_addresses(inline.split_first_line)),
    ):
        yield


def _dictionary(patterns: Any, *, lang: str, left: int, right: int) -> Any:
    found = patterns(lang=lang, left=left, right=right)
    return _Compounds(found) if lang.startswith("sv") else found


class _Compounds:
    """A dictionary of Pyphen's kind that divides known compounds at their joints.

    Only where no joint has room on a line, the syllables of the first word count.
    """

    def __init__(self, patterns: Any) -> None:
        self.patterns = patterns

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield both parts of *word* for each place where it may be divided, the last first."""
        found = joints(word.lower())
        for joint in reversed(found):
            yield word[:joint], word[joint:]
        first = found[0] if found else len(word)
        for start, _end in self.patterns.iterate(word[:first]):
            yield start, word[len(start) :]


@cache
def parts_of_compounds() -> frozenset[str]:
    """Return the words, in lowercase, that Swedish compounds are made of."""
    text = (files("pressverk.pdf.weasyprint") / "swedish_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def joints(word: str) -> tuple[int, ...]:
    """Return where the words meet that *word*, in lowercase, is made of.

    >>> joints("socialtjänsten"), joints("trygghetsarbete"), joints("tjänsten")
    ((6,), (9,), ())
    """
    known = parts_of_compounds()
    return tuple(
        end
        for end in range(LEFT, len(word) - RIGHT + 1)
        if _ends_word(word[:end], known) and _begins_word(word[end:], known)
    )


def _ends_word(part: str, known: frozenset[str]) -> bool:
    """Return whether *part* is one of the *known* words, or ends in one behind a joint."""
    for bare in {part, part.removesuffix(LINKING)}:
        for start in range(max(len(bare) - 2, 1)):
            if bare[start:] in known and (start == 0 or _ends_word(bare[:start], known)):
                return True
    return False


def _begins_word(part: str, known: frozenset[str]) -> bool:
    """Return whether *part* begins with one of the *known* words: endings are of many kinds."""
    return any(part[:end] in known for end in range(RIGHT, len(part) + 1))


def _with_divided_addresses(split: Callable[..., Any]) -> Callable[..., Any]:
    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **options: Any
    ) -> Any:
        line = split(text, style, context, max_width, *rest, **options)
        at = None if max_width is None or line[2] is None else _address_break(text, line[2])
        if at is None:
            return line
        layout, length, _end, *metrics = split(text[:at], style, context, None, *rest, **options)
        return layout, length, len(text[:at].encode()), *metrics

    return split_first_line


def _address_break(text: str, resume_at: int) -> int | None:
    """Return where the address ends well that is divided at byte *resume_at*, if it is in one."""
    end = len(text.encode()[:resume_at].decode())
    start = max(text.rfind(sign, 0, end) for sign in " \n") + 1
    word = re.compile(r"\S*").match(text, start)
    if word is None or start == end or word.end() == end or not ADDRESS.search(word[0]):
        return None
    places = [start + found.start() for found in ADDRESS_BREAK.finditer(word[0])]
    earlier = [place for place in places if start < place <= end]
    return earlier[-1] if earlier and earlier[-1] != end else None
