"""A small reader of tag trees, on its own terms: nothing of pressverk is used.

``read_tags`` takes a PDF's bytes and returns its Document element with the text that a
screen reader would get: glyphs through ToUnicode, or ActualText where it is given.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Drawn = str | None


@dataclass(eq=False)
class Link:
    """An annotation under a structure element."""

    page: int
    contents: str
    target: str
    flags: int


@dataclass(eq=False)
class Text:
    """One piece of marked content."""

    page: int
    text: str
    painted: str
    in_form: bool = False


@dataclass(eq=False)
class Tag:
    """A structure element."""

    type: str
    entries: dict[str, str]
    attributes: dict[str, Any]
    parent: "Tag | None" = None
    kids: list["Tag | Text | Link"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Tag"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid

    def all(self, *kinds: str) -> list["Tag"]:
        return [tag for tag in self if tag.type in kinds]

    def one(self, kind: str) -> "Tag":
        (tag,) = self.all(kind)
        return tag

    @property
    def texts(self) -> list[Text]:
        return [
            text
            for kid in self.kids
            for text in (
                kid.texts if isinstance(kid, Tag) else [kid] if isinstance(kid, Text) else []
            )
        ]

    @property
    def text(self) -> str:
        """The text in reading order, hyphens at line ends taken back."""
        joined = "".join(text.text for text in self.texts).replace("\xad", "")
        return re.sub(r"[ \n]+", " ", joined).strip()

    @property
    def links(self) -> list[Link]:
        return [kid for kid in self.kids if isinstance(kid, Link)]

    @property
    def pages(self) -> list[int]:
        return sorted({text.page for text in self.texts})

    @property
    def shape(self) -> str:
        """The tree on one line: ``P('Text' Link('link'))``."""
        parts: list[str] = []
        words = ""
        for kid in [*self.kids, None]:
            if isinstance(kid, Text):
                words += kid.text
                continue
            if words.strip():
                parts.append(repr(" ".join(words.replace("\xad", "").split())))
            words = ""
            if isinstance(kid, Tag):
                parts.append(kid.shape)
        return f"{self.type}({' '.join(parts)})" if parts else self.type


@dataclass
class TagDocument:
    """A read PDF: its tags, and what is painted outside of them."""

    root: Tag
    pdf: pikepdf.Pdf
    artifacts: list[tuple[int, dict[str, str], str]]
    unmarked: list[tuple[int, str]]
    unread: list[tuple[int, str]]


def read(data: bytes) -> TagDocument:
    pdf = pikepdf.open(io.BytesIO(data))
    contents = [_PageContent(page) for page in pdf.pages]
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    walker = _Walker(contents, numbers)
    (document,) = pdf.Root.StructTreeRoot.K
    root = walker.tag(document, None, None)
    return TagDocument(
        root=root,
        pdf=pdf,
        artifacts=[(n, *item) for n, page in enumerate(contents) for item in page.artifacts],
        unmarked=[(n, item) for n, page in enumerate(contents) for item in page.unmarked],
        unread=[
            (n, painted)
            for n, page in enumerate(contents)
            for key, (painted, _text) in page.marked.items()
            if (n, key) not in walker.reached
        ],
    )


def read_tags(data: bytes) -> Tag:
    return read(data).root


class _Walker:
    def __init__(self, contents: list["_PageContent"], numbers: dict[Any, int]) -> None:
        self.contents, self.numbers = contents, numbers
        self.reached: set[tuple[int, Any]] = set()

    def tag(self, element: pikepdf.Object, parent: Tag | None, page: int | None) -> Tag:
        tag = Tag(
            type=str(element.S)[1:],
            entries={
                key: str(element["/" + key])
                for key in ("Alt", "ActualText", "E", "ID", "Lang", "T")
                if "/" + key in element
            },
            attributes=dict(_attributes(element.get("/A"))),
            parent=parent,
        )
        if "/Pg" in element:
            page = self.numbers[element.Pg.objgen]
        kids: Any = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            tag.kids.append(self.kid(kid, tag, page))
        return tag

    def kid(self, kid: Any, tag: Tag, page: int | None) -> Tag | Text | Link:
        if not isinstance(kid, pikepdf.Dictionary):
            assert page is not None
            return self.content(page, (None, int(kid)))
        if "/Pg" in kid and kid.get("/Type") in ("/MCR", "/OBJR"):
            page = self.numbers[kid.Pg.objgen]
        assert page is not None or kid.get("/Type") == "/StructElem"
        if kid.get("/Type") == "/MCR":
            assert page is not None
            form = kid.Stm.objgen if "/Stm" in kid else None
            return self.content(page, (form, int(kid.MCID)))
        if kid.get("/Type") == "/OBJR":
            assert page is not None
            return _link(kid.Obj, page)
        return self.tag(kid, tag, page)

    def content(self, page: int, key: tuple[Any, int]) -> Text:
        painted, text = self.contents[page].marked[key]
        assert (page, key) not in self.reached, "content referenced twice"
        self.reached.add((page, key))
        return Text(page, text, painted, in_form=key[0] is not None)


def _link(annotation: pikepdf.Object, page: int) -> Link:
    target = annotation.A.URI if "/A" in annotation else "#" + str(annotation.Dest)
    return Link(
        page, str(annotation.get("/Contents", "")), str(target), int(annotation.get("/F", 0))
    )


def _attributes(found: Any) -> Iterator[tuple[str, Any]]:
    for group in [] if found is None else found if isinstance(found, pikepdf.Array) else [found]:
        for key, value in group.items():
            if key != "/O":
                yield f"{str(group.O)[1:]}.{key[1:]}", _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    return str(value) if isinstance(value, pikepdf.String) else float(value)


class _PageContent:
    """What a page paints: under which identifier, as an artifact, or neither."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.marked: dict[tuple[Any, int], tuple[str, str]] = {}
        self.artifacts: list[tuple[dict[str, str], str]] = []
        self.unmarked: list[str] = []
        self.maps: dict[Any, dict[int, str]] = {}
        self.walk(page.obj, page.obj.Resources, None, [])

    def walk(self, obj: Any, resources: Any, form: Any, stack: list[tuple[str, Any, Any]]) -> None:
        font = None
        depth = len(stack)
        for instruction in pikepdf.parse_content_stream(obj):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name in {"BMC", "BDC"}:
                properties = operands[1] if name == "BDC" else {}
                stack.append((str(operands[0]), properties, form))
                self.begin(stack)
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                font = resources.Font[operands[0]]
            elif name in {"Tj", "TJ"}:
                shown = operands[0] if name == "TJ" else operands
                strings = [bytes(s) for s in shown if isinstance(s, pikepdf.String)]
                self.put(stack, "".join(self.decode(font, s) for s in strings))
            elif name in {"f", "f*", "S", "s", "B", "b", "B*", "b*", "sh"}:
                self.put(stack, None)
            elif name == "Do":
                inner = resources.XObject[operands[0]]
                if inner.Subtype == "/Form":
                    self.walk(inner, inner.get("/Resources", resources), inner.objgen, stack)
                else:
                    self.put(stack, None)
        assert len(stack) == depth, "marked content doesn't nest"

    def begin(self, stack: list[tuple[str, Any, Any]]) -> None:
        tag, properties, form = stack[-1]
        if "/MCID" in properties:
            assert not any(outer == "/Artifact" for outer, *_ in stack), "text in an artifact"
            meant = str(properties["/ActualText"]) if "/ActualText" in properties else None
            key = (form, int(properties["/MCID"]))
            assert key not in self.marked, "identifier used twice"
            self.marked[key] = ("", meant or "")
        elif tag == "/Artifact":
            inside = any("/MCID" in properties for _tag, properties, _form in stack)
            assert not inside, "artifact in text"

    def put(self, stack: list[tuple[str, Any, Any]], text: str | None) -> None:
        for tag, properties, form in reversed(stack):
            if tag == "/Artifact":
                names = {key[1:]: str(value)[1:] for key, value in properties.items()}
                self.artifacts.append((names, text or ""))
                return
            if "/MCID" in properties:
                key = (form, int(properties["/MCID"]))
                painted, meant = self.marked[key]
                if "/ActualText" not in properties:
                    meant += text or ""
                self.marked[key] = (painted + (text if text is not None else "\ufffc"), meant)
                return
        self.unmarked.append(text if text is not None else "\ufffc")

    def decode(self, font: Any, shown: bytes) -> str:
        meanings = self.maps.setdefault(font.objgen, _to_unicode(font))
        codes = (int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2))
        return "".join(meanings.get(code, "\ufffd") for code in codes)


def _to_unicode(font: Any) -> dict[int, str]:
    data = font.ToUnicode.read_bytes().decode("ascii")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", data, re.DOTALL)
        for code, text in re.findall(r"<([0-9a-f]+)> <([0-9a-f]*)>", block)
    }
