"""The parts of a Word document, and how they lead to each other."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pressverk.i18n import _
from pressverk.intake.containers import Container, open_container

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What strict documents (ISO/IEC 29500-1) call the namespaces of the others.
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
}


def q(name: str) -> str:
    """Return the qualified name that *name*, such as ``w:p``, is short for.

    >>> q("w:p")
    '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p'
    """
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """Where a part leads: *target* is a part's name, or an address when it is *external*."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a document; *main* is the name of its text."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self._relationships: dict[str, dict[str, Relationship]] = {}
        roots = self.relationships("").values()
        self.main = next((each.target for each in roots if each.kind == "officeDocument"), "")
        if self.main not in container.names:
            message = _("is not a Word document, whatever its name says; save it as .docx")
            raise container.fault("no-word-document", message)

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return where *part* leads, by the ids that it uses."""
        if part not in self._relationships:
            self._relationships[part] = dict(self._read_relationships(part))
        return self._relationships[part]

    def _read_relationships(self, part: str) -> Iterator[tuple[str, Relationship]]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.container.names:
            return
        for each in self.container.xml(path).iter(RELATIONSHIPS):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rpartition("/")[2]
            yield (
                each.get("Id", ""),
                Relationship(kind=kind, target=target, external=external),
            )

    def related(self, kind: str, part: str = "") -> str | None:
        """Return the part of a *kind* that *part*, the main one if left out, leads to."""
        found = self.relationships(part or self.main).values()
        names = (each.target for each in found if each.kind == kind and not each.external)
        return next((name for name in names if name in self.container.names), None)

    def xml(self, name: str) -> Any:
        """Return the root of the part *name*, in the namespaces of transitional documents."""
        root = self.container.xml(name)
        if any(uri in STRICT for uri in root.nsmap.values()):
            _make_transitional(root)
        return root

    def related_xml(self, kind: str) -> Any | None:
        """Return the root of the part of a *kind*, if there is one."""
        name = self.related(kind)
        return None if name is None else self.xml(name)


def open_package(path: Path) -> Package:
    """Return the Word document in the file *path*.

    Raises:
        IntakeError: when it is none, or can't be trusted.
    """
    return Package(open_container(path))


def _make_transitional(root: Any) -> None:
    for element in root.iter():
        element.tag = _transitional(element.tag)
        for name, value in list(element.attrib.items()):
            if (new := _transitional(name)) != name:
                del element.attrib[name]
                element.set(new, value)


def _transitional(name: str) -> str:
    uri, brace, local = name.removeprefix("{").partition("}")
    return q(f"{STRICT[uri]}:{local}") if brace and uri in STRICT else name


def value_of(element: Any, path: str, default: str = "") -> str:
    """Return the ``w:val`` of what *path* finds first in *element*."""
    found = element.find(path, NAMESPACES)
    return default if found is None else (found.get(q("w:val")) or default)


def is_on(element: Any, name: str) -> bool | None:
    """Return whether the switch *name* in *element* is on; None when it isn't there."""
    found = element.find(name, NAMESPACES)
    if found is None:
        return None
    return found.get(q("w:val"), "true").lower() not in {"0", "false", "off", "none"}
