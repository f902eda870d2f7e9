"""What is known while a document is read, and what is gathered on the way."""

from dataclasses import dataclass, field

from pressverk.intake.gathering import Gathering
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


@dataclass(slots=True, kw_only=True)
class Context(Gathering):
    """A document on its way.

    *part* is the part that is being read: pictures and links are looked up by it.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    language: str
    part: str
    fields: list[Field] = field(default_factory=list)

    @property
    def in_contents(self) -> bool:
        """Whether what is read belongs to a table of contents or an index."""
        return any(each.in_result and each.kind in {"TOC", "INDEX", "TOA"} for each in self.fields)

    @property
    def in_instruction(self) -> bool:
        """Whether what is read says how a field is made, and is no text."""
        return any(not each.in_result for each in self.fields)
