"""Ruby: one assembly for each base and its annotation (ISO 32000-1, 14.8.4.4)."""

from pressverk.pdf.tags.tree import StructureElement


def part_rubies(root: StructureElement) -> None:
    """Give each pair of base and annotation in *root* a Ruby of its own.

    HTML has several in one element; PDF's Ruby holds one RB and what stands over it.
    """
    for ruby in [element for element in root.descendants() if element.type == "Ruby"]:
        pairs = _pairs(ruby)
        if ruby.parent is None or len(pairs) < 2:
            continue
        parts = [_part(ruby, pair) for pair in pairs]
        where = ruby.parent.kids.index(ruby)
        ruby.parent.kids[where : where + 1] = parts


def _pairs(ruby: StructureElement) -> list[list[StructureElement]]:
    pairs: list[list[StructureElement]] = []
    for child in ruby.children():
        if child.type == "RB" or not pairs:
            pairs.append([])
        pairs[-1].append(child)
    return pairs


def _part(ruby: StructureElement, pair: list[StructureElement]) -> StructureElement:
    part = StructureElement("Ruby", ruby.parent, ruby.source, pair[0].order)
    part.entries.update(ruby.entries)
    for child in pair:
        child.parent = part
        part.kids.append(child)
    return part
