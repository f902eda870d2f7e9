"""The line of an HTML file that each element begins on, which WeasyPrint's parser doesn't keep."""

import re
from collections import defaultdict
from collections.abc import Mapping

from pressverk.pdf.weasyprint.internals import Element

# Comments and what holds no elements are passed over, to the end of the file when they don't end.
START_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|title|textarea)\b(?P<rest>.*?)(?:</(?P=raw)|\Z)"
    r"|<(?P<tag>[a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)


def lines_of(html: str, root: Element) -> Mapping[Element, int]:
    """Return the lines, from 1, of the elements of *root*, which was parsed from *html*.

    Those of a kind are counted in the file and in the tree: where the numbers differ, because the
    parser added some, or dropped some, their lines aren't known.
    """
    starts: dict[str, list[int]] = defaultdict(list)
    line, counted = 1, 0
    for match in START_TAG.finditer(html):
        if name := match["tag"] or match["raw"]:
            line += html.count("\n", counted, match.start())
            counted = match.start()
            starts[name.lower()].append(line)
    elements: dict[str, list[Element]] = defaultdict(list)
    for element in root.iter():
        if isinstance(element.tag, str):
            elements[element.tag.rpartition("}")[2].lower()].append(element)
    return {
        element: number
        for name, found in elements.items()
        if len(found) == len(starts[name])
        for element, number in zip(found, starts[name], strict=True)
    }
