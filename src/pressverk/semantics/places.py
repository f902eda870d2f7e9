"""Where in an article a passage of its PDF was written."""

import re
from collections.abc import Callable, Iterator

from pressverk.model import Place
from pressverk.source import Source

MOST_WORDS = (10, 6, 4)
FEWEST_WORDS = 2
# Between two words there may be marks, fixed spaces, an attribute list, or the rest of a link.
BETWEEN = r"(?:[\W_]|\]\([^)\n]*\)|\{[^}\n]*\})+?"

Locate = Callable[[str], Place | None]


def locator(text: str, file: str) -> Locate:
    """Return what finds a passage in the article *text*, named *file*, by its first words."""
    source = Source(text, file=file, first_line=1)

    def locate(passage: str) -> Place | None:
        for pattern in _patterns(passage):
            found = re.search(pattern, source.uncommented)
            if found:
                return source.place(found.start())
        return None

    return locate


def _patterns(passage: str) -> Iterator[str]:
    if re.match(r"[a-z]+:", passage):
        yield re.escape(passage)
    words = re.findall(r"\w+", passage)
    for most in MOST_WORDS:
        if len(words) >= min(most, FEWEST_WORDS) and (most == MOST_WORDS[0] or len(words) >= most):
            yield r"\b" + BETWEEN.join(map(re.escape, words[:most])) + r"\b"
    if len(words) == 1 and len(words[0]) > 3:
        yield rf"\b{re.escape(words[0])}\b"
