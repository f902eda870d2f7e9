"""What a page paints, under which identifier, and what nothing claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.fonts import Font
from pressverk.accessibility.reader.interpreter import TooMuchError, run_page
from pressverk.accessibility.reader.marked_content import ContentKey, Marks
from pressverk.accessibility.reader.model import Artifact, Content

FEWEST_LINES = 3  # that end with a space, for a document to be one that paints them


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What a page paints; *damage* tells in a parser's words why there may be more."""

    marked: Mapping[ContentKey, Content] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    unmarked: tuple[Content, ...] = ()
    damage: str | None = None
    lines: Mapping[bool, int] = field(default_factory=dict)


def read_pages(pdf: pikepdf.Pdf) -> list[PageContent]:
    """Return what each page of *pdf* paints.

    Many programs paint no space where a line ends, so that one is read there. A document that
    paints them means words to go on where it paints none.
    """
    fonts: dict[objects.Key, Font] = {}
    pages = [read_page(page, number, fonts) for number, page in enumerate(pdf.pages, 1)]
    spaced, bare = (sum(page.lines.get(kind, 0) for page in pages) for kind in (True, False))
    if not bare or spaced < max(FEWEST_LINES, bare):
        return pages
    return [
        read_page(page, number, fonts, ends_words=True) for number, page in enumerate(pdf.pages, 1)
    ]


def read_page(
    page: pikepdf.Page, number: int, fonts: dict[objects.Key, Font], *, ends_words: bool = False
) -> PageContent:
    """Return what *page* paints; *fonts* are those read so far, and grow.

    With *ends_words* a space is painted wherever a word ends with its line.
    """
    marks, damage = Marks(page=number, ends_words=ends_words), None
    try:
        damage = run_page(page, marks, fonts)
    except (pikepdf.PdfError, TooMuchError, ValueError, TypeError) as error:
        damage = str(error)
    return PageContent(
        marked={key: piece.finished() for key, piece in marks.marked.items()},
        artifacts=marks.finished_artifacts(),
        unmarked=tuple(piece.finished() for piece in marks.unmarked if piece.runs),
        damage=damage,
        lines=marks.lines,
    )
