"""What is known while a document is read, and what is gathered on the way."""

from collections import Counter
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pressverk.intake.model import Note, NoteKind, SourcePicture
from pressverk.intake.word.numbering import Numbering
from pressverk.intake.word.package import Package
from pressverk.intake.word.styles import Styles


@dataclass(slots=True)
class Field:
    """A field that has begun: its instruction, and whether its result has."""

    instruction: str = ""
    in_result: bool = False

    @property
    def kind(self) -> str:
        """The first word of the instruction, such as ``TOC``."""
        return (self.instruction.split() or [""])[0].upper()


@dataclass(slots=True)
class Context:
    """A document on its way.

    *part* is the part that is being read: pictures and links are looked up by it. *shares* are
    how many letters are in which language.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    language: str
    part: str
    notes: list[Note] = field(default_factory=list)
    pictures: dict[str, SourcePicture] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
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
        """Note what there is to tell, at an element if given; the same thing only once."""
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

    @property
    def in_contents(self) -> bool:
        """Whether what is read belongs to a table of contents or an index."""
        return any(each.in_result and each.kind in {"TOC", "INDEX", "TOA"} for each in self.fields)

    @property
    def in_instruction(self) -> bool:
        """Whether what is read says how a field is made, and is no text."""
        return any(not each.in_result for each in self.fields)
