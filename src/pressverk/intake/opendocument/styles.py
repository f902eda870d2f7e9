"""The styles of an OpenDocument text: what each means, with what it takes from its parents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pressverk.intake.assembly import Level
from pressverk.intake.style_names import Role, heading_level, list_depth, primary, role_of

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "chart": "urn:oasis:names:tc:opendocument:xmlns:chart:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "math": "http://www.w3.org/1998/Math/MathML",
}
ENCODED = re.compile(r"_([0-9a-f]{2,4})_")
CLIP = re.compile(r"\d+(?:\.\d+)?")
SIZE = re.compile(r"([\d.]+)pt")
LETTERS = frozenset("aAiI")


def q(name: str) -> str:
    """Return the qualified name that *name*, such as ``text:p``, is short for."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style with all that it takes from its parents; *looks* are attributes of its text.

    *depth* is how deep a list is that its name means.
    """

    role: Role = Role.BODY
    level: int = 0
    depth: int | None = None
    looks: Mapping[str, str] = field(default_factory=dict)

    @property
    def sets_apart(self) -> bool:
        """Whether its looks only show what a paragraph is: then they emphasise nothing."""
        return bool(self.level) or self.role is not Role.BODY

    @property
    def size(self) -> int | None:
        """The size of its letters in half points, where it is absolute."""
        match = SIZE.fullmatch(self.looks.get(q("fo:font-size"), ""))
        return round(2 * float(match[1])) if match else None

    @property
    def language(self) -> str:
        """The language of its text."""
        return primary(self.looks.get(q("fo:language"), ""))


class Styles:
    """The styles of a document by family and name."""

    def __init__(self, *roots: Any) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._read: dict[tuple[str, str], Style] = {}
        self._lists: dict[str, Mapping[int, Level]] = {}
        self._defaults: dict[str, str] = {}
        for root in roots:
            for element in root.iter(q("style:style")):
                key = (element.get(q("style:family"), ""), element.get(q("style:name"), ""))
                self._elements[key] = element
            for element in root.iter(q("text:list-style")):
                self._lists[element.get(q("style:name"), "")] = dict(_levels(element))
            for element in root.iter(q("style:default-style")):
                if element.get(q("style:family")) == "paragraph":
                    self._defaults = _looks(element)

    @property
    def default(self) -> Style:
        """What holds for all text."""
        return Style(looks=self._defaults)

    def find(self, family: str, name: str | None) -> Style:
        """Return the style *name* of a *family*, an empty one if there is none."""
        key = (family, name or "")
        if key not in self._read:
            self._read[key] = self._resolve(family, name or "")
        return self._read[key]

    def is_cropped(self, name: str | None) -> bool:
        """Return whether the graphic style *name* cuts something off its picture."""
        for element in self._chain("graphic", name or ""):
            for properties in element.iter(q("style:graphic-properties")):
                clip = properties.get(q("fo:clip"))
                if clip is not None:
                    return any(float(each) > 0 for each in CLIP.findall(clip))
        return False

    def list_level(self, name: str, depth: int) -> Level | None:
        """Return how the list style *name* counts at *depth*."""
        return self._lists.get(name, {}).get(depth)

    def list_style_of(self, name: str | None) -> str:
        """Return the list style that the paragraph style *name* brings along, if any."""
        for element in self._chain("paragraph", name or ""):
            if found := element.get(q("style:list-style-name")):
                return str(found)
        return ""

    def _resolve(self, family: str, name: str) -> Style:
        chain = list(self._chain(family, name))
        looks: dict[str, str] = {}
        for element in reversed(chain):
            looks |= _looks(element)
        names = [_name(each) for each in chain] or [_decoded(name)]
        return Style(
            role=next(filter(None, map(role_of, names)), Role.BODY),
            level=next(filter(None, map(heading_level, names)), 0),
            depth=next((d for d in map(list_depth, names) if d is not None), None),
            looks=looks,
        )

    def _chain(self, family: str, name: str) -> Iterator[Any]:
        seen: set[str] = set()
        while (family, name) in self._elements and name not in seen:
            seen.add(name)
            yield self._elements[family, name]
            name = self._elements[family, name].get(q("style:parent-style-name"), "")


def _name(element: Any) -> str:
    return element.get(q("style:display-name")) or _decoded(element.get(q("style:name"), ""))


def _decoded(name: str) -> str:
    """Return *name* as people know it.

    >>> _decoded("Heading_20_1")
    'Heading 1'
    """
    return ENCODED.sub(lambda match: chr(int(match[1], 16)), name)


def _looks(element: Any) -> dict[str, str]:
    properties = element.find("style:text-properties", NAMESPACES)
    return {} if properties is None else dict(properties.attrib)


def _levels(element: Any) -> Iterator[tuple[int, Level]]:
    for each in element:
        written = each.get(q("text:level"), "")
        if not written.isdecimal():
            continue
        form = each.get(q("style:num-format"), "")
        start = each.get(q("text:start-value"), "1")
        shown = each.get(q("text:display-levels"), "1")
        level = Level(
            bullet=each.tag != q("text:list-level-style-number"),
            none=each.tag == q("text:list-level-style-number") and not form,
            start=int(start) if start.isdecimal() else 1,
            style=form if form in LETTERS else "",
            compound=shown not in {"", "1"},
        )
        yield int(written) - 1, level
