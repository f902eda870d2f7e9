"""What a grid is drafted as, before it is written."""

from dataclasses import dataclass, field

from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.columns import Column, Question


@dataclass(slots=True)
class Draft:
    """A file of data as it will be written, with its questions and notes."""

    name: str
    origin: str  # file, sheet and cells
    columns: list[Column]
    key: tuple[str, ...]
    title: str = ""
    source: str = ""
    note: str = ""
    numbers: str = "sv"
    totals: dict[str, str] = field(default_factory=dict)
    doubtful_totals: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    numbers_of_rows: list[int] = field(default_factory=list)

    def ask(self, rule: str, location: tuple[str, ...], text: str) -> None:
        """Add a question whose answer changes what stands at *location*."""
        self.questions.append(Question(rule=rule, location=location, text=text))
