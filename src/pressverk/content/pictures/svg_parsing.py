"""From the bytes of a drawing to its elements, with entities and default attributes resolved.

Expat reads the file, since it applies what a document type declares. The tree that comes out has no
document type: what the sanitiser sees is all that any reader will see.
"""

import re
from xml.parsers import expat

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.picture import refusal
from pressverk.html import SVG
from pressverk.i18n import _
from pressverk.model import Place

MEGABYTES = 5
MOST_ATTRIBUTES = 256  # of one element; lxml searches all of them for each that is set
DEEPEST = 250  # elements inside each other
DEEPEST_BRACKETS = 100
BRACKETS = re.compile(r"[(\[{}\])]")
STYLE = f"{{{SVG}}}style"
LONGEST_SHEET = 300_000  # characters; Illustrator writes about 40 for each style
LONGEST_ENTITY = 200  # characters; Illustrator's are addresses

# What a drawing of `MEGABYTES` may become when its entities are replaced.
MOST_CHARACTERS = 2 * MEGABYTES * 1_000_000


def parse_drawing(data: bytes, *, name: str, place: Place) -> Element:
    """Return the root element of the drawing in *data*; comments are left out.

    Entities that hold plain text are replaced, as drawing programs declare them for long
    addresses. Attributes that the document type gives by default are set.

    Raises:
        ArticleError: at *place*, when *data* is too large, no XML, or its document type
            reaches outside it or multiplies it.
    """
    if len(data) > MEGABYTES * 1_000_000:
        message = _(
            "drawing {picture} is over the limit of {limit} megabytes; simplify it",
            picture=repr(name),
            limit=MEGABYTES,
        )
        raise refusal(place, "drawing-too-large", message)
    builder = _Builder(name, place)
    try:
        builder.parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, LookupError, ValueError) as error:
        message = _(
            "drawing {picture} is broken on line {line}; save it again",
            picture=repr(name),
            line=getattr(error, "lineno", None) or 1,
        )
        raise refusal(place, "drawing-broken", message) from error
    return builder.root()


class _Builder:
    """The handlers of one parser, which build a tree."""

    def __init__(self, name: str, place: Place) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped
        self._name, self._place = name, place
        self._open: list[Element] = []
        self._root: Element | None = None
        self._before: list[Element] = []
        self._characters = 0
        self._written: list[str] = []

    def root(self) -> Element:
        """Return the root; expat has made sure that there is one."""
        assert self._root is not None  # noqa: S101
        for instruction in self._before:
            self._root.addprevious(instruction)
        return self._root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count(len(tag) + sum(map(len, attributes.values())))
        if len(attributes) > MOST_ATTRIBUTES or len(self._open) > DEEPEST:
            raise self._too_much()
        if any(map(_is_tangled, attributes.values())):
            raise self._too_much()
        named = {_clark(key): value for key, value in attributes.items()}
        self._flush()
        if self._open:
            element = etree.SubElement(self._open[-1], _clark(tag), named)
        else:
            element = self._root = etree.Element(_clark(tag), named)
        element.sourceline = self.parser.CurrentLineNumber
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._flush()
        self._open.pop()

    def _text(self, text: str) -> None:
        self._count(len(text))
        self._written.append(text)

    def _flush(self) -> None:
        """Store the text read since the last tag in the tree."""
        text, self._written = "".join(self._written), []
        if not text or not self._open:
            return
        if _is_tangled(text) or (len(text) > LONGEST_SHEET and self._open[-1].tag == STYLE):
            raise self._too_much()
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = text
        else:
            parent.text = text

    def _instruction(self, target: str, text: str) -> None:
        instruction = etree.ProcessingInstruction(target, text)
        instruction.sourceline = self.parser.CurrentLineNumber
        if self._root is None:
            self._before.append(instruction)
        elif self._open:
            self._flush()
            self._open[-1].append(instruction)

    def _entity(self, *declaration: str | int | None) -> None:
        """Refuse an entity that isn't a short text."""
        _entity, is_parameter, value, *_rest = declaration
        plain = isinstance(value, str) and not {"&", "%", "<"} & set(value)
        if not is_parameter and plain and len(str(value)) <= LONGEST_ENTITY:
            return
        message = _(
            "drawing {picture} declares entities on line {line}; "
            "save it as plain SVG from the drawing program",
            picture=repr(self._name),
            line=self.parser.CurrentLineNumber,
        )
        raise refusal(self._place, "drawing-entity", message)

    def _skipped(self, entity: str, _is_parameter: object) -> None:
        raise ValueError(f"entity {entity} is declared elsewhere")

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > MOST_CHARACTERS:
            raise self._too_much()

    def _too_much(self) -> Exception:
        message = _(
            "drawing {picture} repeats its parts without end, or has more parts, attributes or "
            "styles than can be drawn, on line {line}; simplify it",
            picture=repr(self._name),
            line=self.parser.CurrentLineNumber,
        )
        return refusal(self._place, "drawing-endless", message)


def _is_tangled(text: str) -> bool:
    """Return whether brackets are nested deeper than in any style.

    >>> _is_tangled("a(" * 50 + "b" + ")" * 50), _is_tangled("(" * 200)
    (False, True)
    """
    depth = 0
    for bracket in BRACKETS.findall(text):
        depth += 1 if bracket in "([{" else -1
        if depth > DEEPEST_BRACKETS:
            return True
    return False


def _clark(name: str) -> str:
    """Return *name* as lxml writes it.

    >>> _clark("http://www.w3.org/2000/svg path"), _clark("path")
    ('{http://www.w3.org/2000/svg}path', 'path')
    """
    namespace, _space, local = name.rpartition(" ")
    return f"{{{namespace}}}{local}" if namespace else local
