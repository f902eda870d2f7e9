"""Pictures: figures with caption and credit, and decoration."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import (
    Context,
    SourceMap,
    Suggestions,
    error,
    mark_words,
    suggestion,
)
from pressverk.content.markup.notes import WRITTEN, in_caption
from pressverk.html import plain
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.readers import names

CURLY = ("”", "“", "»", "«")
WIDTHS = ("column", "wide", "half", "margin", "page")
# An address whose caption stands between typographic quotation marks, which Markdown doesn't read.
WITH_CURLY_CAPTION = re.compile(r"\S.* (?P<quoted>[”“»«„](?P<caption>[^\n]*)[”“»«])")
CHART = "chart "  # begins the classes of a figure that is drawn from data


def set_figures(root: Any, context: Context) -> Iterator[Finding]:
    """Turn the pictures that are alone in a paragraph into figures."""
    cursor = context.cursor()
    number = 0
    for picture in list(root.iter("img")):
        if _is_set(picture):
            number += bool(picture.getparent().get("id"))
            _number(picture.getparent(), number, context.around(picture))
            continue
        at = cursor.picture(picture.get("src", ""))
        place = context.source.place(at)
        decorative = "decorative" in picture.get("class", "").split()
        yield from _faults(picture, place, decorative=decorative)
        if not decorative:
            yield from _faults_of_width(picture, at, context)
            yield from _quoted_caption(picture, at, context)
            yield from _quoted_names(picture, at, context)
        if not _is_alone(picture):
            if not decorative:
                yield error("picture-in-text", place, _in_text(picture))
            _keep(picture, "src", "alt")
        elif decorative:
            picture.set("alt", "")
            _keep(picture, "src", "alt")
            _out_of_paragraph(picture, picture.makeelement("p", {"class": "decoration"}))
        elif picture.getparent().tag != "figure":
            number += bool(picture.get("id"))
            _out_of_paragraph(picture, _figure(picture, number, context))


def _is_set(picture: Any) -> bool:
    """Return whether *picture* came from data, as a figure."""
    return str(picture.getparent().get("class", "")).startswith(CHART)


def _faults(picture: Any, place: Place, *, decorative: bool) -> Iterator[Finding]:
    name, alt = repr(picture.get("src", "")), picture.get("alt", "").strip()
    if decorative:
        if alt:
            yield error("alternative-text", place, _decorative_with_text(name))
        return
    if not alt:
        yield error("alternative-text", place, _without_text(name))
    title, address = picture.get("title", "").strip(), picture.get("src", "")
    if not title and not WITH_CURLY_CAPTION.fullmatch(address):
        yield error("caption", place, _without_caption(name, picture.get("src", "")))
    if WRITTEN.search(picture.get("title", "")):
        yield error("note", place, in_caption())
    if WRITTEN.search(alt):
        yield error("note", place, _("a note in an alternative text; put it in the text"))
    if not (picture.get("photographer") or picture.get("illustrator")):
        yield error("credit", place, _without_credit(name))


def _faults_of_width(picture: Any, at: int | None, context: Context) -> Iterator[Finding]:
    width = picture.get("width", WIDTHS[0])
    if picture.get("alt", "").strip() and width not in WIDTHS:
        source, near = context.source, Suggestions((*WIDTHS, *names.WIDTHS)).nearest(width)
        start = None if at is None else source.visible.find("=", at)
        edits = source.edit_of(width, near, start) if near else ()
        message = _unknown_width(repr(picture.get("src", "")), width)
        yield error("picture-width", source.place(at), message, edits)


def _quoted_caption(picture: Any, at: int | None, context: Context) -> Iterator[Finding]:
    """Yield the caption between typographic quotation marks, read as part of the address."""
    match = WITH_CURLY_CAPTION.fullmatch(picture.get("src", ""))
    if match and not picture.get("title"):
        source, written, cured = context.source, match["quoted"], f'"{match["caption"]}"'
        message = _(
            "the quotation marks of {written} don't make a caption; write {cured}",
            written=written,
            cured=cured,
        )
        yield error("caption", source.place(at), message, source.edit_of(written, cured, at))


def _quoted_names(picture: Any, at: int | None, context: Context) -> Iterator[Finding]:
    """Yield the names between typographic quotation marks, which would be printed with them."""
    source = context.source
    for name in (picture.get("photographer", ""), picture.get("illustrator", "")):
        if name.startswith(CURLY):
            written = _whole_value(name, source, at)
            cured = written.strip("".join(CURLY))
            message = _(
                "the quotation marks of {written} would be printed; write {cured}",
                written=written,
                cured=f'"{cured}"',
            )
            edits = source.edit_of(written, f'"{cured}"', at)
            yield error("credit", source.place(at), message, edits)


def _whole_value(name: str, source: SourceMap, at: int | None) -> str:
    """Return the value that begins with *name*, to its quotation mark: it may have spaces."""
    start = -1 if at is None else source.visible.find(name, at)
    found = re.compile(r"[”“»«][^”“»«\n]*[”“»«]").match(source.visible, max(start, 0))
    return found[0] if start >= 0 and found else name


def _decorative_with_text(name: str) -> str:
    return _(
        "picture {name} is decorative but has an alternative text; remove one of them", name=name
    )


def _without_text(name: str) -> str:
    return _(
        "picture {name} has no alternative text; describe it in ![…] or mark it {decorative}",
        name=name,
        decorative="{.decorative}",
    )


def _without_caption(name: str, address: str) -> str:
    return _(
        'picture {name} has no caption; write it as ({address} "…")', name=name, address=address
    )


def _without_credit(name: str) -> str:
    return _(
        "picture {name} has no credit; write {photographer} or {illustrator} after it",
        name=name,
        photographer='{photographer="…"}',
        illustrator='{illustrator="…"}',
    )


def _unknown_width(name: str, width: str) -> str:
    return _(
        "picture {name} has width {width}; {suggestion}",
        name=name,
        width=repr(width),
        suggestion=suggestion(width, WIDTHS),
    )


def _is_alone(picture: Any) -> bool:
    """Return whether the paragraph of *picture* has only pictures."""
    parent = picture.getparent()
    return (
        parent.tag in {"p", "div"}
        and not plain(parent)
        and all(child.tag in {"img", "br"} for child in parent)
    )


def _in_text(picture: Any) -> str:
    return _(
        "picture {name} stands in running text; put blank lines around it",
        name=repr(picture.get("src", "")),
    )


def _keep(picture: Any, *names: str) -> None:
    for name in set(picture.keys()) - set(names):
        del picture.attrib[name]


def _figure(picture: Any, number: int, context: Context) -> Any:
    context = context.around(picture)
    width = picture.get("width", WIDTHS[0])
    width = width if width in WIDTHS else WIDTHS[0]
    figure = picture.makeelement("figure", {"class": f"figure figure-{width}"})
    caption = figure.makeelement("figcaption")
    text = picture.get("title", "").strip()
    caption.text = text
    figure.append(caption)
    if picture.get("id"):
        figure.set("id", picture.get("id"))
        _number(figure, number, context)
    credit = _credit(picture, context)
    if credit:
        span = caption.makeelement("span", {"class": "credit"})
        span.text = credit
        if len(caption):
            caption[-1].tail += " "
        else:
            caption.text = f"{text} " if text else ""
        caption.append(span)
    _keep(picture, "src", "alt")
    return figure


def _number(figure: Any, number: int, context: Context) -> None:
    """Begin the caption of *figure* with its number, when it can be referred to."""
    caption = figure.find("figcaption")
    if not figure.get("id") or caption is None:
        return
    label = caption.makeelement("span", {"class": "number"})
    word = context.gettext("Figure")
    label.text = f"{word} {context.scope.numbering}{number}"
    mark_words(label, context.language)
    label.tail = f" {caption.text or ''}" if caption.text or len(caption) else ""
    caption.text = None
    caption.insert(0, label)


def _credit(picture: Any, context: Context) -> str:
    credits_ = (
        (context.gettext("Photo: {name}"), picture.get("photographer")),
        (context.gettext("Illustration: {name}"), picture.get("illustrator")),
    )
    return ". ".join(text.format(name=name) for text, name in credits_ if name)


def _out_of_paragraph(picture: Any, frame: Any) -> None:
    """Put *picture* first into *frame*, and *frame* where its paragraph is."""
    paragraph = picture.getparent()
    if paragraph.getparent() is None:  # what it stood in isn't allowed, and is left out
        picture.addprevious(frame)
        frame.insert(0, picture)
        return
    paragraph.addprevious(frame)
    picture.tail = None
    frame.insert(0, picture)
    frame.tail = "\n"
    if not paragraph.findall("img"):
        _remove(paragraph)


def _remove(element: Any) -> None:
    """Remove *element*, but not the text after it."""
    previous, parent = element.getprevious(), element.getparent()
    tail = (element.tail or "").strip("\n")
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
