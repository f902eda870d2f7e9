"""The tag trees of the parts under one document element (ISO 32000-1, 14.7).

Pages, annotations and forms know their place in the tree by keys of the parent tree, and cells
their headers by ids: both are renumbered, so that those of the parts don't meet.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def join_tags(book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> None:
    """Write the tag trees of *sources*, whose pages *book* has in this order, as one."""
    root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    parents: list[Any] = []
    names: list[tuple[bytes, Any]] = []
    kids: list[Any] = []
    offset = first_page = 0
    for number, source in enumerate(sources):
        tree = book.copy_foreign(source.Root.StructTreeRoot)
        (part,) = tree.K
        kids += _kids_of(part)
        named = _pairs(tree.get("/IDTree", Dictionary()).get("/Names", Array()))
        renamed = _rename(part, number) if named else {}
        names += [(renamed[bytes(name)], element) for name, element in named]
        for key, parent in _pairs(tree.ParentTree.Nums):
            parents += [int(key) + offset, parent]
        last_page = first_page + len(source.pages)
        for page in list(book.pages)[first_page:last_page]:
            _move_keys(page.obj, offset)
        offset += int(tree.ParentTreeNextKey)
        first_page = last_page
    for kid in kids:
        kid.P = document
    document.K = Array(kids)
    root.K = Array([document])
    root.ParentTree = book.make_indirect(Dictionary(Nums=Array(parents)))
    root.ParentTreeNextKey = offset
    if names:
        flat = [each for name, element in sorted(names) for each in (String(name), element)]
        root.IDTree = book.make_indirect(Dictionary(Names=Array(flat)))
    book.Root.StructTreeRoot = root


def _kids_of(element: Any) -> list[Any]:
    """Return the elements in the document element of a part, which holds nothing else."""
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _pairs(values: Any) -> list[tuple[Any, Any]]:
    flat = list(values)
    return list(zip(flat[::2], flat[1::2], strict=True))


def _rename(part: Any, number: int) -> dict[bytes, bytes]:
    """Put *number* before every id in *part*, and where cells name them; return the new names."""
    renamed: dict[bytes, bytes] = {}
    for element in _elements(part):
        if "/ID" in element:
            old = bytes(element.ID)
            renamed[old] = _numbered(old, number)
            element.ID = String(renamed[old])
        for group in _groups(element):
            if "/Headers" in group:
                group.Headers = Array(String(_numbered(bytes(h), number)) for h in group.Headers)
    return renamed


def _numbered(name: bytes, number: int) -> bytes:
    return b"%d-%s" % (number, name)


def _elements(element: Any) -> Iterator[Any]:
    """Yield *element* and all below it; a stack bears any depth."""
    stack = [element]
    while stack:
        element = stack.pop()
        yield element
        kids = element.get("/K", Array())
        stack += [
            kid
            for kid in (kids if isinstance(kids, Array) else [kids])
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        ]


def _groups(element: Any) -> list[Any]:
    attributes = element.get("/A")
    if attributes is None:
        return []
    return list(attributes) if isinstance(attributes, Array) else [attributes]


def _move_keys(page: Any, offset: int) -> None:
    """Move the keys of *page*, its annotations and the forms on it by *offset*."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + offset
    for annotation in page.get("/Annots", ()):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + offset
    seen: set[Any] = set()
    _move_form_keys(page.get("/Resources", Dictionary()), offset, seen)


def _move_form_keys(resources: Any, offset: int, seen: set[Any]) -> None:
    for form in resources.get("/XObject", Dictionary()).values():
        if form.get("/Subtype") != "/Form" or form.objgen in seen:
            continue
        seen.add(form.objgen)
        if "/StructParents" in form:
            form.StructParents = int(form.StructParents) + offset
        _move_form_keys(form.get("/Resources", Dictionary()), offset, seen)
