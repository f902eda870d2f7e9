"""Marked content: which content item each glyph belongs to (ISO 32000-2, 14.6 to 14.8.2)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.geometry import lines_of, united
from pressverk.accessibility.reader.model import Area, Artifact, Content, Run

WORD_GAP = 0.2  # ems between glyphs from which they are separate words
HYPHENS = ("\xad", "-", "\u2010")
WIDE = frozenset("WF")  # scripts without spaces between words


@dataclass(slots=True, kw_only=True)
class Piece:
    """A content item while it is built."""

    page: int
    language: str | None = None
    actual_text: str | None = None
    text: str = ""
    runs: list[Run] = field(default_factory=list)
    drawings: list[Area] = field(default_factory=list)
    ends_words: bool = False

    def show(self, run: Run, read: str, *, spaced: bool) -> None:
        """Add *run*, whose text is *read*; *spaced* is whether gaps in a line mean spaces."""
        if read:
            before = self.runs[-1] if self.runs else None
            apart = before is not None and are_apart(before, run, spaced=spaced)
            if self.ends_words and before is not None and are_on_two_lines(before, run):
                apart = False
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
            ends_words=self.ends_words,
        )


def space_between(before: str, after: str) -> str:
    r"""Return the space to read between two texts that are painted apart.

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
    """Return whether two runs are on different lines or, with *spaced*, apart on one line."""
    gap = max(other.area.left - one.area.right, one.area.left - other.area.right)
    far = WORD_GAP if spaced else 1.0
    return are_on_two_lines(one, other) or gap > far * max(one.size, other.size)


def are_on_two_lines(one: Run, other: Run) -> bool:
    """Return whether two runs are on different lines."""
    height = min(one.area.top, other.area.top) - max(one.area.bottom, other.area.bottom)
    return height < 0.3 * min(one.size, other.size)


# The key of a content item: the form XObject it is in, if any, and its identifier. A whole drawing
# that the tree refers to has only its object.
ContentKey = tuple[objects.Key | None, int | None]


@dataclass(slots=True, kw_only=True)
class _Mark:
    """An open marked-content sequence: its content item, and the text that replaces its glyphs."""

    piece: Piece | None = None
    replacement: str | None = None


@dataclass(slots=True, kw_only=True)
class Marks:
    """The open marked-content sequences of a page, and the content items so far.

    *lines* counts line ends with a painted space, and those without.
    """

    page: int
    marked: dict[ContentKey, Piece] = field(default_factory=dict)
    artifacts: list[tuple[Any, Piece]] = field(default_factory=list)
    unmarked: list[Piece] = field(default_factory=list)
    stack: list[_Mark] = field(default_factory=lambda: [_Mark()])
    ends_words: bool = False
    lines: Counter[bool] = field(default_factory=Counter)
    last: tuple[Run, str] | None = None

    def begin(self, tag: str, properties: Any, form: objects.Key | None) -> None:
        """Open a sequence in the form XObject *form*."""
        actual = objects.text(objects.entry(properties, "/ActualText"))
        identifier = objects.integer(objects.entry(properties, "/MCID"))
        if tag == "Artifact":
            piece = self._piece()
            self.artifacts.append((properties, piece))
            self.stack.append(_Mark(piece=piece))
        elif identifier is not None:
            piece = self.claim((form, identifier))
            piece.language = objects.text(objects.entry(properties, "/Lang")) or piece.language
            piece.actual_text = actual if actual is not None else piece.actual_text
        elif actual is not None:
            self.stack.append(_Mark(piece=self.stack[-1].piece, replacement=actual))
        else:
            self.stack.append(self.stack[-1])

    def claim(self, key: ContentKey) -> Piece:
        """Open a sequence for the content item *key*."""
        piece = self.marked.setdefault(key, self._piece())
        self.stack.append(_Mark(piece=piece))
        return piece

    def end(self) -> None:
        """Close the sequence that was opened last."""
        if len(self.stack) > 1:
            self.stack.pop()

    def begin_text(self) -> None:
        """Begin a new piece unless a sequence is open."""
        if self.stack[-1].piece is None:
            self.unmarked.append(self._piece())

    def _piece(self) -> Piece:
        return Piece(page=self.page, ends_words=self.ends_words)

    def show(self, run: Run, read: str, *, spaced: bool) -> None:
        """Add *run*, whose text is *read*, to its piece.

        A replacement text is read once, with the first glyphs it replaces.
        """
        mark = self.stack[-1]
        if mark.replacement is not None:
            read, mark.replacement = mark.replacement, ""
        if mark.piece is None and not self.unmarked:
            self.begin_text()
        (mark.piece or self.unmarked[-1]).show(run, read, spaced=spaced)
        if read and mark.piece is not None and not self._is_artifact(mark.piece):
            if self.last is not None and are_on_two_lines(self.last[0], run):
                self.lines[self.last[1][-1].isspace()] += 1
            self.last = run, read

    def _is_artifact(self, piece: Piece) -> bool:
        return any(piece is each for _properties, each in self.artifacts[-1:])

    def draw(self, area: Area) -> None:
        """Add a drawing to its piece; unmarked drawings are ignored."""
        if self.stack[-1].piece is not None:
            self.stack[-1].piece.drawings.append(area)

    def finished_artifacts(self) -> tuple[Artifact, ...]:
        """Return the artifacts."""
        return tuple(
            Artifact(
                kind=objects.name(objects.entry(properties, "/Type")),
                subtype=objects.name(objects.entry(properties, "/Subtype")),
                content=piece.finished(),
            )
            for properties, piece in self.artifacts
        )
