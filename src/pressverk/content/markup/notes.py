"""Footnotes: each is moved into the text at its first call."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.captions import is_caption
from pressverk.content.markup.context import Context, Suggestions, error
from pressverk.html import plain
from pressverk.i18n import _
from pressverk.model import Finding

CALL = "footnote-ref"
BACK = "footnote-backref"
CALLED = r"\[\^{label}\](?!:)"
WRITTEN = re.compile(r"\[\^([^\]\s]{1,80})\]")


def set_notes(root: Any, context: Context) -> Iterator[Finding]:
    """Move notes to their calls."""
    notes = _take_notes(root)
    called = {_label(call) for element in (root, *notes.values()) for call in _calls(element)}
    cursor = context.cursor()
    for label, note in notes.items():
        place = cursor.place(f"[^{label}]:")
        if label not in called:
            message = _(
                "note {label} is never called; put [^{plain}] where it belongs or remove it",
                label=repr(label),
                plain=label,
            )
            yield error("note", place, message)
        yield from _without_calls(note, label, context)
        yield from (error("note", place, message) for message in _faults(note, label))
    yield from _place_notes(root, notes, context)
    yield from _undefined(root, context, list(notes))


def _place_notes(root: Any, notes: dict[str, Any], context: Context) -> Iterator[Finding]:
    """Put each note at its first call, and its number at later calls."""
    cursor = context.cursor()
    numbers: dict[str, int] = {}
    for call in _calls(root):
        label = _label(call)
        offset = cursor.search(CALLED.format(label=re.escape(label)))
        if any(is_caption(paragraph) for paragraph in call.iterancestors("p")):
            yield error("note", context.source.place(offset), in_caption())
        if label in numbers:
            link = _reference(call, numbers[label], context.scope.prefix)
            _replace(call.getparent(), link)
        elif label in notes:
            numbers[label] = len(numbers) + 1
            note = _note(notes[label], numbers[label], context.scope.prefix)
            _replace(call.getparent(), note)


def _calls(element: Any) -> list[Any]:
    return [each for each in element.iter("a") if CALL in each.get("class", "").split()]


def _label(call: Any) -> str:
    return str(call.get("href", "")).removeprefix("#fn:")


def _without_calls(note: Any, label: str, context: Context) -> Iterator[Finding]:
    """Remove the calls in *note*, which can't have notes of its own."""
    cursor = context.cursor()
    cursor.find(f"[^{label}]:")
    for call in _calls(note):
        offset = cursor.search(CALLED.format(label=re.escape(_label(call))))
        message = _("note {label} calls another note; write one note", label=repr(label))
        yield error("note", context.source.place(offset), message)
        _replace(call.getparent(), call.makeelement("span"))


def _take_notes(root: Any) -> dict[str, Any]:
    """Remove the list of notes from the end, and return its items by label."""
    notes: dict[str, Any] = {}
    for division in [each for each in root.iter("div") if each.get("class") == "footnote"]:
        for item in division.iterfind("ol/li"):
            for link in [each for each in item.iter("a") if BACK in each.get("class", "").split()]:
                _remove_link(link)
            notes[item.get("id", "").removeprefix("fn:")] = item
        division.getparent().remove(division)
    return notes


def _remove_link(link: Any) -> None:
    """Remove *link* and the space before it."""
    parent = link.getparent()
    parent.remove(link)
    if not len(parent):
        parent.text = (parent.text or "").rstrip(" \xa0")
    elif parent[-1].tail:
        parent[-1].tail = parent[-1].tail.rstrip(" \xa0")


def _note(item: Any, number: int, prefix: str) -> Any:
    name = f"{prefix}note-{number}"
    note = item.makeelement("span", {"class": "footnote", "id": name, "role": "doc-footnote"})
    for paragraph in list(item):
        if len(note) or note.text:
            note.append(note.makeelement("br"))
        _append_text(note, (paragraph.text or "").lstrip())
        note.extend(list(paragraph))
    return note


def _append_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _reference(call: Any, number: int, prefix: str) -> Any:
    link = call.makeelement("a", {"class": "reference", "href": f"#{prefix}note-{number}"})
    link.text = str(number)
    return link


def _replace(old: Any, new: Any) -> None:
    new.tail = old.tail
    old.getparent().replace(old, new)


def in_caption() -> str:
    """Return the message about a note in a caption, which isn't possible."""
    return _("a note in a caption; put it in a cell or in the text")


def _faults(note: Any, label: str) -> Iterator[str]:
    if any(child.tag != "p" for child in note):
        yield _(
            "note {label} holds more than paragraphs; move lists, tables and pictures to the text",
            label=repr(label),
        )
    if not plain(note):
        yield _("note {label} is empty; write it or remove it", label=repr(label))


def _undefined(root: Any, context: Context, known: list[str]) -> Iterator[Finding]:
    cursor = context.cursor()
    suggestions = Suggestions(known)
    for element in root.iter():
        if element.tag in {"code", "pre"}:
            texts = [element.tail]
        elif any(True for _each in element.iterancestors("code", "pre")):
            texts = []
        else:
            texts = [element.text, element.tail]
        for match in (m for text in texts if text for m in WRITTEN.finditer(text)):
            message = _(
                "note {label} has no text; write a line [^{plain}]: … below; {suggestion}",
                label=repr(match[1]),
                plain=match[1],
                suggestion=suggestions.near(match[1]),
            )
            yield error("note", cursor.place(match[0]), message)
