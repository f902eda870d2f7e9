"""Classes: those that the dialect sets for layouts, and the few that authors may give.

What the dialect sets is marked until authors' classes have been looked through: a layout's
``footnote`` or ``embargo`` is nothing that a text can take for itself.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from pressverk.i18n import _

# A noncharacter: no author can write it.
MARK = "\ufdd3"
# Where the dialect keeps an author's classes until its own are marked.
AUTHORED = "authored-class"
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "img": ("decorative",),
    "p": ("no-row-headers",),
    "table": ("no-row-headers",),
}
# In an attribute list or an element, of bounded length: there may be many beginnings of one.
WRITTEN = (
    r"(?:\{{[^{{}}\n]*?|<[^<>]{{0,1000}}?(?i:\bclass)=[^<>]{{0,1000}}?)"
    r"(?<![\w-])(\.?{name})(?![\w-])"
)


class ClassMarker(Treeprocessor):
    """Marks the classes in the tree, before attribute lists are read and HTML is put back."""

    def run(self, root: Element) -> None:
        """Mark them, and give authors theirs back."""
        for element in root.iter():
            marked = [f"{MARK}{name}" for name in element.get("class", "").split()]
            classes = [*marked, *element.attrib.pop(AUTHORED, "").split()]
            if classes:
                element.set("class", " ".join(classes))


def settle_classes(root: Any) -> None:
    """Take the marks away, and the classes that authors may not give."""
    for element in root.iter():
        kept = [
            name.removeprefix(MARK)
            for name in element.attrib.pop("class", "").split()
            if name.startswith(MARK) or name in ALLOWED.get(element.tag, ())
        ]
        if kept:
            element.set("class", " ".join(kept))


def refused(names: str, tag: str) -> list[str]:
    """Return those of the class *names* that an author may not give to *tag*."""
    allowed = ALLOWED.get(tag, ())
    return [name for name in names.split() if not name.startswith(MARK) and name not in allowed]


def refusal(name: str, tag: str) -> str:
    """Return the message about the class *name*, which an author has given to *tag*."""
    if near := get_close_matches(name, ALLOWED.get(tag, ()), n=1):
        return _(
            "class {name} has no meaning here; did you mean {near}?",
            name=repr(name),
            near=repr(near[0]),
        )
    return _("class {name} has no meaning here; remove it", name=repr(name))
