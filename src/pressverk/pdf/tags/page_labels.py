"""Page labels: the numbers that readers show, as the pages print them (ISO 32000-1, 12.4.2)."""

from collections.abc import Iterator, Mapping, Sequence

import pydyf

from pressverk.pdf.weasyprint.internals import Box, TaggedPage, boxes

STYLES: Mapping[str, str] = {
    "decimal": "D",
    "lower-roman": "r",
    "upper-roman": "R",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
}


def write_page_labels(pdf: pydyf.PDF, pages: Sequence[TaggedPage]) -> None:
    """Label every page with its page counter, in the counter style that its margins use."""
    ranges = pydyf.Array()
    expected: tuple[str, int] | None = None
    for index, (page, style) in enumerate(zip(pages, _styles(pages), strict=True)):
        if (style, page.number) != expected:
            label = {"S": f"/{style}", "St": page.number}
            ranges += [index, pydyf.Dictionary(label)]
        expected = style, page.number + 1
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": ranges})


def _styles(pages: Sequence[TaggedPage]) -> list[str]:
    """Return a style for each page; one that shows no number goes with the next that does."""
    shown = [next(_shown_styles(page), None) for page in pages]
    styles: list[str] = []
    following = next((style for style in reversed(shown) if style), "D")
    for style in reversed(shown):
        following = style or following
        styles.append(following)
    return styles[::-1]


def _shown_styles(page: TaggedPage) -> Iterator[str]:
    for child in page.box.children:
        if isinstance(child, boxes.MarginBox):
            for box in child.descendants():
                yield from _counted(box)


def _counted(box: Box) -> Iterator[str]:
    content = box.style["content"]
    for item in content if isinstance(content, tuple) else ():
        if item[0] == "counter()" and item[1][0] == "page" and isinstance(item[1][1], str):
            yield STYLES.get(item[1][1], "D")
