"""Content items while they are read: glyphs come one string at a time, and spaces between them."""

from dataclasses import dataclass, field
from unicodedata import east_asian_width

from pressverk.accessibility.reader.geometry import lines_of, united
from pressverk.accessibility.reader.model import Area, Content, Run

WORD_GAP = 0.2  # ems from which glyphs are read as words apart
HYPHENS = ("\xad", "-", "\u2010")
WIDE = frozenset("WF")  # scripts that don't space words


@dataclass(slots=True, kw_only=True)
class Piece:
    """A content item that grows."""

    page: int
    language: str | None = None
    actual_text: str | None = None
    text: str = ""
    runs: list[Run] = field(default_factory=list)
    drawings: list[Area] = field(default_factory=list)

    def show(self, run: Run, read: str, *, spaced: bool) -> None:
        """Add *run*, that is *read* so; *spaced* when gaps in a line stand for spaces."""
        if read:
            apart = bool(self.runs) and are_apart(self.runs[-1], run, spaced=spaced)
            self.text += (space_between(self.text, read) if apart else "") + read
        self.runs.append(run)

    def finished(self) -> Content:
        """Return the content item as it is now."""
        areas = lines_of(run.area for run in self.runs)
        areas += [united(self.drawings)] if self.drawings else []
        return Content(
            page=self.page,
            text=self.text if self.actual_text is None else self.actual_text,
            painted="".join(run.text for run in self.runs),
            areas=tuple(areas),
            runs=tuple(self.runs),
            language=self.language,
            paints_graphics=bool(self.drawings),
        )


def space_between(before: str, after: str) -> str:
    r"""Return the space that is read between two texts that stand apart.

    Many programs paint none at the end of a line, or between words that they place.

    >>> space_between("the", "end"), space_between("the ", "end"), space_between("hyph\xad", "en")
    (' ', '', '')
    """
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    if before[-1] in HYPHENS or {east_asian_width(before[-1]), east_asian_width(after[0])} <= WIDE:
        return ""
    return " "


def are_apart(one: Run, other: Run, *, spaced: bool = True) -> bool:
    """Tell whether two runs stand on different lines or, when *spaced*, apart on one."""
    height = min(one.area.top, other.area.top) - max(one.area.bottom, other.area.bottom)
    gap = max(other.area.left - one.area.right, one.area.left - other.area.right)
    far = WORD_GAP if spaced else 1.0
    return height < 0.3 * min(one.size, other.size) or gap > far * max(one.size, other.size)
