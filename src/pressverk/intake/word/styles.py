"""What styles mean, by their names in Swedish, English and Finnish, and by what they set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pressverk.intake.style_names import Role, heading_level, primary, role_of
from pressverk.intake.word.package import NAMESPACES, Package, is_on, q, value_of

NO_LEVEL = 9  # outlineLvl of body text


SWITCHES = ("b", "i", "strike", "dstrike", "vanish", "caps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style with all that it takes from those it is based on.

    *level* is that of a heading from 1, *size* in half points, *numbering* an id and a level.
    """

    name: str = ""
    role: Role = Role.BODY
    level: int = 0
    switches: Mapping[str, bool] = field(default_factory=dict)
    raised: str = ""
    size: int | None = None
    language: str = ""
    numbering: tuple[str | None, int | None] = (None, None)

    @property
    def sets_apart(self) -> bool:
        """Whether its looks only show what a paragraph is: then they emphasise nothing."""
        return bool(self.level) or self.role is not Role.BODY


class Styles:
    """The styles of a document by id."""

    def __init__(self, package: Package) -> None:
        root = package.related_xml("styles")
        self._elements: dict[str, Any] = {}
        self._read: dict[str, Style] = {}
        self.language = ""
        self.size = 22
        self.paragraph_default = ""
        if root is None:
            return
        defaults = root.find("w:docDefaults/w:rPrDefault/w:rPr", NAMESPACES)
        if defaults is not None:
            self.language = _language(defaults)
            self.size = _size(defaults) or 20
        for element in root.iterfind("w:style", NAMESPACES):
            self._elements[element.get(q("w:styleId"), "")] = element
            is_default = element.get(q("w:default")) in {"1", "true"}
            if is_default and element.get(q("w:type")) == "paragraph":
                self.paragraph_default = element.get(q("w:styleId"), "")

    def __getitem__(self, style_id: str) -> Style:
        """Return the style with *style_id*, an empty one if there is none."""
        if style_id not in self._read:
            self._read[style_id] = self._resolve(style_id)
        return self._read[style_id]

    def _resolve(self, style_id: str) -> Style:
        chain = list(self._chain(style_id))
        if not chain:
            return Style()
        names = [value_of(each, "w:name") for each in chain]
        switches: dict[str, bool] = {}
        raised, size, language = "", None, ""
        number: str | None = None
        number_level: int | None = None
        for element in reversed(chain):
            properties = element.find("w:rPr", NAMESPACES)
            if properties is not None:
                switches |= switches_of(properties)
                raised = value_of(properties, "w:vertAlign", raised)
                size = _size(properties) or size
                language = _language(properties) or language
            number = value_of(element, "w:pPr/w:numPr/w:numId") or number
            level = value_of(element, "w:pPr/w:numPr/w:ilvl")
            number_level = int(level) if level.isdecimal() else number_level
        return Style(
            name=names[0],
            role=next(filter(None, map(role_of, names)), Role.BODY),
            level=_level(chain, names),
            switches=switches,
            raised=raised,
            size=size,
            language=language,
            numbering=(number, number_level),
        )

    def _chain(self, style_id: str) -> Iterator[Any]:
        """Yield the style with *style_id* and those it is based on, each once."""
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen:
            seen.add(style_id)
            yield self._elements[style_id]
            style_id = value_of(self._elements[style_id], "w:basedOn")


def switches_of(properties: Any) -> dict[str, bool]:
    """Return the switches that the run *properties* set."""
    found = {name: is_on(properties, f"w:{name}") for name in SWITCHES}
    return {name: value for name, value in found.items() if value is not None}


def outline_level(paragraph_properties: Any) -> int | None:
    """Return the level from 1 that a paragraph has in the outline; 0 for body text."""
    written = value_of(paragraph_properties, "w:outlineLvl")
    if not written.isdecimal():
        return None
    return 0 if int(written) >= NO_LEVEL else int(written) + 1


def _level(chain: list[Any], names: list[str]) -> int:
    for element, name in zip(chain, names, strict=True):
        if named := heading_level(name):
            return named
        properties = element.find("w:pPr", NAMESPACES)
        level = None if properties is None else outline_level(properties)
        if level is not None:
            return level
    return 0


def _size(properties: Any) -> int | None:
    written = value_of(properties, "w:sz")
    return int(written) if written.isdecimal() else None


def _language(properties: Any) -> str:
    return primary(value_of(properties, "w:lang"))
