"""An OpenDocument text -> SourceDocument."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.assembly import (
    assemble,
    guess_headings,
    take_lead,
    take_release_parts,
    take_title,
)
from pressverk.intake.containers import Container, open_container, protected
from pressverk.intake.dateline import take_dateline
from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.opendocument.body import BodyReader, Text
from pressverk.intake.opendocument.styles import NAMESPACES, Styles, q
from pressverk.intake.passages import mark_languages

CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
SCRIPTS = ("Basic/", "Scripts/")


def read_opendocument(path: Path) -> Iterator[SourceDocument]:
    """Yield the document in the file *path*.

    Raises:
        IntakeError: when it is none, locked, damaged, or made to harm.
    """
    container = open_container(path)
    _refuse_locked(container)
    if CONTENT not in container.names:
        message = _("is not an OpenDocument text, whatever its name says; save it as .odt")
        raise container.fault("no-opendocument", message)
    content = container.xml(CONTENT)
    roots = [container.xml(STYLES)] if STYLES in container.names else []
    styles = Styles(*roots, content)
    text = Text(container=container, styles=styles, size=styles.default.size or 24)
    yield _document(path, content, text, roots)


def _document(path: Path, content: Any, text: Text, roots: list[Any]) -> SourceDocument:
    body = content.find("office:body/office:text", NAMESPACES)
    pieces = [] if body is None else BodyReader(text).pieces(body)
    pieces = take_dateline(pieces, text)
    guess_headings(pieces, text)
    title, pieces = take_title(pieces)
    lead, pieces = take_lead(pieces)
    element = Element("div")
    element.extend([*assemble(pieces, text), *_footnotes(text)])
    language = mark_languages(element, text)
    contacts = take_release_parts(element, text)
    _note_left_out(content, text, roots)
    meta = _meta(text.container)
    begins = bool(len(element)) and element[0].tag in {"h1", "h2", "h3"}
    return SourceDocument(
        name=path.stem,
        title=title or ("" if begins else meta.get("title", "")),
        lead=lead,
        date=text.date,
        diary_number=text.diary_number,
        updated=_day(meta.get("date", "")),
        language=language or None,
        author=meta.get("initial-creator", "") or meta.get("creator", ""),
        keywords=tuple(filter(None, meta.get("keyword", "").split("\n"))),
        body=element,
        contacts=contacts,
        pictures=text.pictures,
        attachments=text.attachments,
        notes=tuple(text.notes),
        source=path,
    )


def _footnotes(text: Text) -> Iterator[HtmlElement]:
    """Yield a section of the footnotes that *text* calls, if it calls any."""
    if text.called:
        section, listing = Element("section", {"class": "footnotes"}), Element("ol")
        section.append(listing)
        for label in text.called:
            item = Element("li", id=label)
            item.extend(text.footnotes.get(label, []))
            listing.append(item)
        yield section


def _refuse_locked(container: Container) -> None:
    if MANIFEST in container.names:
        manifest = container.xml(MANIFEST)
        if next(manifest.iter(q("manifest:encryption-data")), None) is not None:
            raise container.fault("protected", protected(".odt"))


def _note_left_out(content: Any, text: Text, roots: list[Any]) -> None:
    """Note what isn't taken in: changes, headers and footers, macros."""
    if content.find(".//text:tracked-changes/text:changed-region", NAMESPACES) is not None:
        message = _(
            "tracked changes are taken in as if they were accepted; see whether they are meant"
        )
        text.note(NoteKind.CHANGED, "tracked-changes", message)
    if any(name.startswith(SCRIPTS) for name in text.container.names):
        message = _("the document's macros are left out; none of them was run")
        text.note(NoteKind.LEFT_OUT, "macros", message)
    for kind in ("header", "footer"):
        for element in (each for root in roots for each in root.iter(q(f"style:{kind}"))):
            lines = ("".join(each.itertext()) for each in element.iter(q("text:p")))
            words = "\n".join(filter(None, (" ".join(each.split()) for each in lines)))
            if words:
                message = _("headers and footers are left out; the layout has its own")
                text.note(NoteKind.LEFT_OUT, kind, message, words)


def _meta(container: Container) -> dict[str, str]:
    if META not in container.names:
        return {}
    found: dict[str, str] = {}
    for each in container.xml(META).iterfind("office:meta/*", NAMESPACES):
        name, value = each.tag.rpartition("}")[2], " ".join("".join(each.itertext()).split())
        found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(text[:19]).date() if text else None
    except ValueError:
        return None
