"""The lines at the headline in Word: the kind of a text, its day, the registrar's number."""

import re

from pressverk.i18n import _
from pressverk.intake.assembly import Piece
from pressverk.intake.dates import date_in, read_date_line
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import NoteKind
from pressverk.intake.style_names import Role

KIND = re.compile(
    r"(?:pressmeddelanden?|pressinbjudan|pressinformation|press release|news release|nyhet"
    r"|(?:lehdistö)?tiedote)\b[\s:,–-]*",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?:dnr|diarienummer|diarienr|ärendenummer)\s*[.:]*\s*(?P<number>\S.{0,40}?)\s*[.,;]?$",
    re.IGNORECASE,
)
MOST, LONGEST = 5, 80


def take_dateline(pieces: list[Piece], gathering: Gathering) -> list[Piece]:
    """Return *pieces* without the lines above and below the headline that front matter has.

    A line below it counts when it says a day.
    """
    rest = list(pieces)
    at = 0
    for _line in range(MOST):
        piece = rest[at] if at < len(rest) else None
        if piece is None:
            break
        if at == 0 and (piece.level or piece.role is Role.TITLE):
            at = 1
        elif _is_taken(piece, gathering, below=at > 0):
            rest.pop(at)
        else:
            break
    return rest


def _is_taken(piece: Piece, gathering: Gathering, *, below: bool) -> bool:
    """Return whether *piece* is a line of the kind, and take what it says if it is."""
    if piece.paragraph is None or piece.level:
        return False
    text = piece.paragraph.text
    if len(text) > LONGEST or piece.element.xpath(".//sup | .//img"):
        return False
    if (below and date_in(text) is None) or not _take(text, gathering):
        return False
    message = _("a line above or below the headline is moved to the front matter")
    gathering.note(NoteKind.CHANGED, "dateline", message, text)
    return True


def _take(text: str, gathering: Gathering) -> bool:
    """Take what *text* says, if it says nothing but a kind, a day and a number."""
    if match := NUMBER.search(text):
        gathering.diary_number = match["number"]
        text = text[: match.start()].strip(" ,;–-")
        if not text:
            return True
    kind = KIND.match(text)
    text = text[kind.end() :].strip() if kind else text
    if not text:
        return kind is not None
    line = read_date_line(text)
    if line is None:
        return False
    gathering.date = line.published or line.updated or gathering.date
    return True
