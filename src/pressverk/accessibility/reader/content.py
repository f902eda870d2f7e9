"""What a page paints, under which identifier, and what nothing claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.fonts import Font
from pressverk.accessibility.reader.interpreter import TooMuchError, run_page
from pressverk.accessibility.reader.marked_content import ContentKey, Marks
from pressverk.accessibility.reader.model import Artifact, Content


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What a page paints; *damage* tells in a parser's words why there may be more."""

    marked: Mapping[ContentKey, Content] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    unmarked: tuple[Content, ...] = ()
    damage: str | None = None


def read_page(page: pikepdf.Page, number: int, fonts: dict[objects.Key, Font]) -> PageContent:
    """Return what *page* paints; *fonts* are those read so far, and grow."""
    marks, damage = Marks(page=number), None
    try:
        damage = run_page(page, marks, fonts)
    except (pikepdf.PdfError, TooMuchError, ValueError, TypeError) as error:
        damage = str(error)
    return PageContent(
        marked={key: piece.finished() for key, piece in marks.marked.items()},
        artifacts=marks.finished_artifacts(),
        unmarked=tuple(piece.finished() for piece in marks.unmarked if piece.runs),
        damage=damage,
    )
