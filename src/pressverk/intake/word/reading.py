"""A Word file -> SourceDocument."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.assembly import (
    assemble,
    guess_headings,
    take_lead,
    take_release_parts,
    take_title,
)
from pressverk.intake.dateline import take_dateline
from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.passages import mark_languages
from pressverk.intake.word.context import Context
from pressverk.intake.word.document import BodyReader
from pressverk.intake.word.numbering import Numbering
from pressverk.intake.word.package import NAMESPACES, Package, open_package, q
from pressverk.intake.word.styles import Styles

MACROS = ("vbaProject.bin", "vbaData.xml")


def read_word(path: Path) -> Iterator[SourceDocument]:
    """Yield the document in the Word file *path*.

    Raises:
        IntakeError: when it is none, locked, damaged, or made to harm.
    """
    package = open_package(path)
    styles = Styles(package)
    context = Context(
        package=package,
        styles=styles,
        size=styles.size,
        numbering=Numbering(package),
        language=styles.language,
        part=package.main,
    )
    context.comments = dict(_comments(package))
    _note_parts(package, context)
    yield _document(path, context)


def _document(path: Path, context: Context) -> SourceDocument:
    root = context.package.xml(context.package.main)
    body = root.find("w:body", NAMESPACES)
    reader = BodyReader(context)
    pieces = [] if body is None else reader.pieces(body)
    pieces = take_dateline(pieces, context)
    guess_headings(pieces, context)
    title, pieces = take_title(pieces)
    lead, pieces = take_lead(pieces)
    element = Element("div")
    element.extend(assemble(pieces, context))
    element.extend(_footnotes(context))
    language = mark_languages(element, context)
    contacts = take_release_parts(element, context)
    properties = _properties(context.package)
    _leave_headers_out(context)
    return SourceDocument(
        name=path.stem,
        title=title or ("" if _begins_with_heading(element) else properties.get("title", "")),
        lead=lead,
        date=context.date,
        diary_number=context.diary_number,
        updated=_day(properties.get("modified", "")),
        language=language or None,
        author=properties.get("creator", ""),
        keywords=tuple(_keywords(properties.get("keywords", ""))),
        body=element,
        contacts=contacts,
        pictures=context.pictures,
        attachments=context.attachments,
        notes=tuple(context.notes),
        source=path,
    )


def _begins_with_heading(element: HtmlElement) -> bool:
    return bool(len(element)) and element[0].tag in {"h1", "h2", "h3"}


def _footnotes(context: Context) -> list[HtmlElement]:
    """Return the section with the notes that are called, in the order of their calls."""
    texts = {**_notes(context, "footnotes", "fn"), **_notes(context, "endnotes", "fne")}
    if not context.called:
        return []
    section = Element("section", {"class": "footnotes"})
    listing = Element("ol")
    section.append(listing)
    for label in context.called:
        item = Element("li", id=label)
        item.extend(texts.get(label, []))
        listing.append(item)
    return [section]


def _notes(context: Context, kind: str, prefix: str) -> Mapping[str, list[HtmlElement]]:
    name = context.package.related(kind)
    if name is None:
        return {}
    found: dict[str, list[HtmlElement]] = {}
    outer, context.part = context.part, name
    for note in context.package.xml(name):
        label = f"{prefix}{note.get(q('w:id'), '')}"
        if label in context.called:
            found[label] = assemble(BodyReader(context).pieces(note), context)
    context.part = outer
    return found


def _comments(package: Package) -> Iterator[tuple[str, str]]:
    root = package.related_xml("comments")
    for each in root.iterfind("w:comment", NAMESPACES) if root is not None else ():
        texts = each.xpath(".//w:t/text()", namespaces=NAMESPACES)
        author = each.get(q("w:author"), "")
        text = " ".join("".join(texts).split())
        if text:
            yield (
                each.get(q("w:id"), ""),
                _("Comment by {who}: {text}", who=author or "?", text=text),
            )


def _leave_headers_out(context: Context) -> None:
    """Note the words in headers and footers, which the layout makes its own of."""
    seen: set[str] = set()
    for relation in context.package.relationships(context.package.main).values():
        if relation.kind not in {"header", "footer"} or relation.external:
            continue
        if relation.target not in context.package.container.names:
            continue
        root = context.package.xml(relation.target)
        texts = [
            "".join(p.xpath(".//w:t/text()", namespaces=NAMESPACES)) for p in root.iter(q("w:p"))
        ]
        text = "\n".join(filter(None, (" ".join(each.split()) for each in texts)))
        if text and text not in seen:
            seen.add(text)
            message = _("headers and footers are left out; the layout has its own")
            context.note(NoteKind.LEFT_OUT, relation.kind, message, text)


def _note_parts(package: Package, context: Context) -> None:
    names = package.container.names
    if any(name.endswith(MACROS) for name in names):
        message = _("the document's macros are left out; none of them was run")
        context.note(NoteKind.LEFT_OUT, "macros", message)
    for relation in package.relationships(package.main).values():
        if relation.external and relation.kind not in {"hyperlink", "image"}:
            message = _(
                "the document refers to {target}, which is neither fetched nor followed",
                target=f"'{relation.target[:200]}'",
            )
            context.note(NoteKind.LEFT_OUT, "external", message)


def _properties(package: Package) -> Mapping[str, str]:
    """Return the document's properties by their local names."""
    roots = package.relationships("").values()
    name = next((each.target for each in roots if each.kind == "core-properties"), "")
    if name not in package.container.names:
        return {}
    root = package.container.xml(name)
    found: dict[str, str] = {}
    for each in root:
        if isinstance(each.tag, str) and each.text and each.text.strip():
            found[each.tag.rpartition("}")[2]] = " ".join(each.text.split())
    return found


def _keywords(text: str) -> Iterator[str]:
    separator = ";" if ";" in text else ","
    yield from filter(None, (each.strip() for each in text.split(separator)))


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None
