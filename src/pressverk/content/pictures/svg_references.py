"""How much a drawing becomes when every reference in it is followed.

Ten groups that each use the one before ten times are small on disk and ten thousand million
shapes on paper; two that use each other never end.
"""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from pressverk.content.pictures.svg_styles import addresses
from pressverk.content.pictures.svg_vocabulary import HREFS

MOST_ELEMENTS = 200_000
DEEPEST = 300


class EndlessError(Exception):
    """A drawing that can't be drawn in reasonable time; *line* is where it was noticed."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def measure(root: Element) -> int:
    """Return the number of elements drawn for *root*.

    Raises:
        EndlessError: when it is over `MOST_ELEMENTS`, or references go round or too deep.
    """
    by_id = {name: element for element in root.iter("*") if (name := element.get("id"))}
    return _measure(root, by_id, {}, depth=0)


def _measure(
    element: Element, by_id: dict[str, Element], known: dict[Element, int | None], *, depth: int
) -> int:
    """Return the number of elements drawn for *element*; *known* holds None while it is counted."""
    if element in known:
        size = known[element]
    elif depth > DEEPEST:
        size = None
    else:
        known[element] = None
        size = 1
        targets = [by_id[name] for name in _references(element) if name in by_id]
        for part in (*element.iterchildren("*"), *targets):
            size += _measure(part, by_id, known, depth=depth + 1)
        known[element] = size
    if size is None or size > MOST_ELEMENTS:
        raise EndlessError(element.sourceline or 1)
    return size


def _references(element: Element) -> Iterator[str]:
    """Yield the ids of the elements that *element* draws too."""
    for name, value in element.items():
        if name in HREFS:
            yield value.removeprefix("#")
        elif "url" in value.lower():
            yield from (address.removeprefix("#") for address in addresses(value))
