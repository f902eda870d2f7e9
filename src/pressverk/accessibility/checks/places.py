"""Where in its sources a passage of a PDF was written."""

import re
from collections.abc import Callable, Iterator, Mapping

from pressverk.content.markup.source_map import Source
from pressverk.model import Place

MOST_WORDS = (10, 6, 4)
FEWEST_WORDS = 2
# Between two words there may be marks, fixed spaces, an attribute list, or the rest of a link.
# What was taken is never given back, or a row of brackets would take hours to search.
BETWEEN = r"(?:\]\([^)\n]*\)|\{[^}\n]*\}|[\W_])++"
EDGE_BEFORE, EDGE_AFTER = r"(?<![^\W_])", r"(?![^\W_])"

Locate = Callable[[str], Place | None]


def locator(texts: Mapping[str, str]) -> Locate:
    """Return what finds a passage in *texts*, by their file names, by its first words."""
    sources = [Source(text, file=file, first_line=1) for file, text in texts.items()]

    def locate(passage: str) -> Place | None:
        for pattern in _patterns(passage):
            for source in sources:
                if found := re.search(pattern, source.uncommented):
                    return source.place(found.start())
        return None

    return locate


def _patterns(passage: str) -> Iterator[str]:
    if re.match(r"[a-z]+:", passage):
        yield re.escape(passage)
    words = re.findall(r"[^\W_]+", passage)
    for most in MOST_WORDS:
        if len(words) >= min(most, FEWEST_WORDS) and (most == MOST_WORDS[0] or len(words) >= most):
            yield EDGE_BEFORE + BETWEEN.join(map(re.escape, words[:most])) + EDGE_AFTER
    if len(words) == 1 and len(words[0]) > 3:
        yield EDGE_BEFORE + re.escape(words[0]) + EDGE_AFTER
