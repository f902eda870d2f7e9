"""Marked content: whose is what is painted (ISO 32000-2, 14.6 to 14.8.2)."""

from dataclasses import dataclass, field
from typing import Any

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.model import Area, Artifact, Run
from pressverk.accessibility.reader.pieces import Piece

# What a content item is known by: the form it lies in, if any, and its identifier. A whole
# drawing that the tree claims is known by its object alone.
ContentKey = tuple[objects.Key | None, int | None]


@dataclass(slots=True, kw_only=True)
class _Mark:
    """A sequence that is open: who gets what is painted in it, and what is read instead."""

    piece: Piece | None = None
    replacement: str | None = None


@dataclass(slots=True, kw_only=True)
class Marks:
    """The sequences that are open on a page, and the pieces that came of them."""

    page: int
    marked: dict[ContentKey, Piece] = field(default_factory=dict)
    artifacts: list[tuple[Any, Piece]] = field(default_factory=list)
    unmarked: list[Piece] = field(default_factory=list)
    stack: list[_Mark] = field(default_factory=lambda: [_Mark()])

    def begin(self, tag: str, properties: Any, form: objects.Key | None) -> None:
        """Open a sequence in *form*."""
        actual = objects.text(objects.entry(properties, "/ActualText"))
        identifier = objects.integer(objects.entry(properties, "/MCID"))
        if tag == "Artifact":
            piece = Piece(page=self.page)
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
        """Open a sequence that is known by *key*."""
        piece = self.marked.setdefault(key, Piece(page=self.page))
        self.stack.append(_Mark(piece=piece))
        return piece

    def end(self) -> None:
        """Close the sequence that was opened last."""
        if len(self.stack) > 1:
            self.stack.pop()

    def begin_text(self) -> None:
        """Begin a new piece, if nothing claims what comes."""
        if self.stack[-1].piece is None:
            self.unmarked.append(Piece(page=self.page))

    def show(self, run: Run, read: str, *, spaced: bool) -> None:
        """Hand *run*, that is *read* so, to its piece.

        A replacement is read once, with the first glyphs it stands for.
        """
        mark = self.stack[-1]
        if mark.replacement is not None:
            read, mark.replacement = mark.replacement, ""
        if mark.piece is None and not self.unmarked:
            self.begin_text()
        (mark.piece or self.unmarked[-1]).show(run, read, spaced=spaced)

    def draw(self, area: Area) -> None:
        """Hand a drawing to its piece; what nothing claims is no matter."""
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
