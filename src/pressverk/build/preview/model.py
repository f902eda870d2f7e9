"""What is asked of the preview, and what comes of it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pressverk.model import Finding

SCALES = (1.0, 1.5, 2.0, 3.0)  # pixels a point that pages are drawn at
Box = tuple[float, float, float, float]  # left, top, width, height; points from the top left


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """The *text* of an article as *person* has it in the editor, saved or not.

    *source* is the file of the article or report. A report's *chapter* is the file that the text
    is of, when it isn't *source* itself; then only that chapter is typeset. *language* is that of
    messages.
    """

    person: str
    source: Path
    text: str
    chapter: Path | None = None
    language: str = "sv"

    @property
    def file(self) -> Path:
        """The file that the text is of."""
        return self.chapter or self.source

    @property
    def key(self) -> tuple[str, Path]:
        """Whose queue it waits in: a person has one for each file that they write in."""
        return self.person, self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """A page: *name* is a hash of what is painted on it, *width* and *height* in points."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlace:
    """A line of a page (from 0), its box, and the line and column (from 1) it was written at."""

    page: int
    box: Box
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMeasures:
    """How long a text is, and how hard to read (LIX; None below a hundred words)."""

    characters: int = 0
    lix: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The pages of a text. Without pages, the text can't be typeset, as *findings* say.

    *text* is the SHA-256 of the text. Findings of what is written are complete; whether the PDF
    keeps its profiles and what its tags mean is checked afterwards, when the pages are shown.
    """

    text: str
    pages: tuple[PreviewPage, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: tuple[LinePlace, ...] = ()
    measures: TextMeasures = TextMeasures()


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """What a worker makes of a request: the preview, and the *pdf* of its pages."""

    preview: Preview
    pdf: bytes = b""


def digest_of(text: str) -> str:
    """Return what a text is known by: its SHA-256 in UTF-8.

    >>> digest_of("Lekpark")[:8]
    '8e3c2f26'
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
