"""Notes, pictures and attachments collected while a document of an office program is read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pressverk.intake.model import Note, NoteKind, SourcePicture


@dataclass(slots=True, kw_only=True)
class Gathering:
    """Notes, pictures and attachments on their way into a document.

    *size* is that of ordinary letters in half points. *shares* are how many letters are in which
    language; *called* are the notes that the text calls, in the order of their calls.
    """

    size: int = 22
    date: dt.date | None = None
    diary_number: str = ""
    notes: list[Note] = field(default_factory=list)
    pictures: dict[str, SourcePicture] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    shares: Counter[str] = field(default_factory=Counter)
    counter: int = 0

    def note(
        self,
        kind: NoteKind,
        rule: str,
        message: str,
        text: str = "",
        *,
        at: HtmlElement | None = None,
    ) -> None:
        """Add a note, at an element if given; the same note only once."""
        anchor = ""
        if at is not None:
            anchor = at.get("data-note") or self._new_anchor()
            at.set("data-note", anchor)
        note = Note(kind=kind, rule=rule, message=message, text=text, anchor=anchor)
        if note not in self.notes:
            self.notes.append(note)

    def _new_anchor(self) -> str:
        self.counter += 1
        return f"word-{self.counter}"
