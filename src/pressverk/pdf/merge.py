"""Parts -> one PDF: pages in order, then tags, outlines, destinations and labels, joined.

Read and written with pikepdf. The first part gives the whole its metadata, its language and
its output intent; the parts of a publication agree on them. Pages, annotations and forms know
their place in the structure tree by keys of the parent tree, and cells their headers by ids
(ISO 32000-1, 14.7): both are renumbered, so that those of the parts don't collide.
"""

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, String

from pressverk.model import ELSEWHERE
from pressverk.pdf.fill_numbers import BEGIN, COMMENT, fill_description, fill_numbers
from pressverk.pdf.saving import bytes_of


def join_tags(book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> None:
    """Write the tag trees of *sources*, whose pages *book* has in this order, as one."""
    root = book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    parents = NumberTree.new(book)
    names: dict[bytes, Any] = {}
    kids: list[Any] = []
    offset = first_page = 0
    for number, source in enumerate(sources):
        tree = book.copy_foreign(source.Root.StructTreeRoot)
        (part,) = tree.K
        kids += _kids_of(part)
        if "/IDTree" in tree:
            renamed = _rename(part, number)
            for name, element in NameTree(tree.IDTree).items():
                names[renamed[bytes(String(name))]] = element
        for key, parent in NumberTree(tree.ParentTree).items():
            parents[key + offset] = parent
        last_page = first_page + len(source.pages)
        for page in list(book.pages)[first_page:last_page]:
            _move_keys(page.obj, offset)
        offset += int(tree.ParentTreeNextKey)
        first_page = last_page
    for kid in kids:
        kid.P = document
    document.K = Array(kids)
    root.K = Array([document])
    root.ParentTree = parents.obj
    root.ParentTreeNextKey = offset
    if names:
        root.IDTree = book.make_indirect(_name_tree(names))
    book.Root.StructTreeRoot = root


def _kids_of(element: Any) -> list[Any]:
    """Return the elements in the document element of a part, which holds nothing else."""
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _name_tree(named: Mapping[bytes, Any]) -> Any:
    """Return *named* as a name tree of one leaf.

    pikepdf.NameTree sorts names by their text; readers compare their bytes (ISO 32000-1, 7.9.6),
    which differ in order: "å" is E5, and "–" is 85.
    """
    return Dictionary(Names=Array(v for name in sorted(named) for v in (String(name), named[name])))


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


def join_outlines(book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> None:
    """Write the outlines of *sources*, whose pages *book* has, as one.

    Only the uppermost entries change. pikepdf.Outline would rewrite all of them, and adopts no
    entries of another file.
    """
    copied = [
        book.copy_foreign(source.Root.Outlines) for source in sources if "/Outlines" in source.Root
    ]
    items = [item for outline in copied for item in _siblings(outline)]
    if not items:
        return
    root = book.make_indirect(Dictionary(Type=Name.Outlines))
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        item.Parent = root
        _set(item, "/Prev", before)
        _set(item, "/Next", after)
    root.First, root.Last = items[0], items[-1]
    root.Count = sum(int(outline.get("/Count", 0)) for outline in copied)
    book.Root.Outlines = root
    book.Root.PageMode = Name.UseOutlines


def _siblings(outline: Any) -> Iterator[Any]:
    item = outline.get("/First")
    while item is not None:
        following = item.get("/Next")
        yield item
        item = following


def _set(item: Any, key: str, value: Any) -> None:
    if value is not None:
        item[key] = value
    elif key in item:
        del item[key]


TOP = "top"
# What the catalogue of the first part says for the whole book.
COMMON = ("Lang", "MarkInfo", "Metadata", "OutputIntents", "ViewerPreferences", "Extensions")


def merge_parts(
    parts: Sequence[bytes],
    *,
    starts: Sequence[int | None] = (),
    label: Callable[[str], str] = str,
) -> bytes:
    """Return *parts*, tagged PDFs with distinct names in them, as one tagged PDF.

    Links of a part to a place elsewhere, as ``fill_page_numbers`` writes them, lead there. Its
    deferred numbers are written: *label* returns what is printed on the page of an id, *starts*
    from which number the pages of each part count, None where they keep their numbers. The same
    parts give the same bytes.
    """
    sources = [pikepdf.open(io.BytesIO(part)) for part in parts]
    book = pikepdf.new()
    with warnings.catch_warnings():
        # Of what is not copied along: all of it is joined below.
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
        for source in sources:
            book.pages.extend(source.pages)
    _take_common(book, sources[0])
    join_tags(book, sources)
    join_outlines(book, sources)
    _join_labels(book, sources, starts or [None] * len(sources))
    folios = _folios(book)
    destinations = _join_destinations(book, sources)
    for number, page in enumerate(book.pages):
        _lead_elsewhere(page.obj, destinations, book.pages[0].obj)
        _fill(page.obj, folios[number], label)
    _share_streams(book)
    return bytes_of(book, sources[0].pdf_version)


def _take_common(book: pikepdf.Pdf, first: pikepdf.Pdf) -> None:
    for name in COMMON:
        if f"/{name}" in first.Root:
            book.Root[f"/{name}"] = book.copy_foreign(_indirect(first, first.Root[f"/{name}"]))
    book.docinfo.update({key: str(value) for key, value in first.docinfo.items()})


def _indirect(pdf: pikepdf.Pdf, value: Any) -> Any:
    """Return *value* as pikepdf copies it between files: as an object of its own."""
    is_own = not isinstance(value, pikepdf.Object) or value.is_indirect
    return value if is_own else pdf.make_indirect(value)


def _fill(page: Any, folio: int, label: Callable[[str], str]) -> None:
    """Write the deferred numbers of *page*, which has the number *folio*."""
    content = page.Contents.read_bytes()
    if COMMENT in content:
        page.Contents.write(fill_numbers(content, folio, label))
    for annotation in page.get("/Annots", ()):
        described = str(annotation.get("/Contents", ""))
        if BEGIN in described:
            annotation.Contents = String(fill_description(described, label))


def _folios(book: pikepdf.Pdf) -> list[int]:
    """Return the numbers of all pages, from their labels."""
    labels = NumberTree(book.Root.PageLabels)
    first = {index: int(label.get("/St", 1)) for index, label in labels.items()}
    folios: list[int] = []
    for number in range(len(book.pages)):
        folios.append(first[number] if number in first else folios[-1] + 1)
    return folios


def _join_labels(
    book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf], starts: Sequence[int | None]
) -> None:
    """Give the pages of every part the labels that they had (ISO 32000-1, 12.4.2).

    Those of a part with an entry in *starts* are numbered from there.
    """
    labels = NumberTree.new(book)
    offset = 0
    for source, start in zip(sources, starts, strict=True):
        own = dict(NumberTree(source.Root.PageLabels)) if "/PageLabels" in source.Root else {}
        moved = start - int(own[0].St) if start is not None and own else 0
        for index, label in own.items():
            entries = {key: _plain(value) for key, value in label.items()}
            entries["/St"] = int(entries.get("/St", 1)) + moved
            labels[index + offset] = Dictionary(entries)
        offset += len(source.pages)
    book.Root.PageLabels = labels.obj


def _plain(value: Any) -> Any:
    return value if isinstance(value, Name | int) else int(value)


def _join_destinations(book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> frozenset[str]:
    """Write one tree of named destinations, and return the names."""
    named: dict[bytes, Any] = {}
    for source in sources:
        for name, target in destinations_of(source):
            named.setdefault(name, book.copy_foreign(_indirect(source, target)))
    if named:
        book.Root.Names = Dictionary(Dests=_name_tree(named))
    return frozenset(str(String(name)) for name in named)


def destinations_of(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, Any]]:
    """Yield the named destinations of *pdf*: the name, and where it leads."""
    tree = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    for name, target in NameTree(tree).items() if tree is not None else ():
        yield bytes(String(name)), target


def _lead_elsewhere(page: Any, destinations: frozenset[str], first: Any) -> None:
    """Make links to places elsewhere in the book links within it; ``top`` is its *first* page."""
    for annotation in page.get("/Annots", ()):
        address = str(annotation.get("/A", Dictionary()).get("/URI", ""))
        name = address.removeprefix(ELSEWHERE)
        if address.startswith(ELSEWHERE) and name in destinations:
            del annotation["/A"]
            annotation.Dest = String(name)
        elif address == f"{ELSEWHERE}{TOP}":
            del annotation["/A"]
            annotation.Dest = Array([first, Name.Fit])


def _share_streams(book: pikepdf.Pdf) -> None:
    """Keep one of each font file and picture that several parts brought along."""
    kept: dict[tuple[bytes, str], Any] = {}
    for descriptor in book.objects:
        if not isinstance(descriptor, pikepdf.Dictionary):
            continue
        for key in ("/FontFile2", "/FontFile3", "/CIDSet"):
            stream = descriptor.get(key)
            if isinstance(stream, pikepdf.Stream):
                found = kept.setdefault((stream.read_raw_bytes(), key), stream)
                if found.objgen != stream.objgen:
                    descriptor[key] = found
        pictures = descriptor.get("/XObject")
        if isinstance(pictures, pikepdf.Dictionary):
            for name, picture in list(pictures.items()):
                if picture.get("/Subtype") == "/Image" and "/SMask" not in picture:
                    shape = f"{picture.Width}×{picture.Height}"
                    found = kept.setdefault((picture.read_raw_bytes(), shape), picture)
                    if found.objgen != picture.objgen:
                        pictures[name] = found
