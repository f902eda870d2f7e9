"""What stands above the headline in Word: the kind of a text, its day, the registrar's number."""

import re

from pressverk.i18n import _
from pressverk.intake.assembly import Piece
from pressverk.intake.dates import read_date_line
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import NoteKind

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
    """Return *pieces* without the lines above the headline, which are told and taken from there."""
    rest = list(pieces)
    for _line in range(MOST):
        first = rest[0] if rest else None
        if first is None or first.paragraph is None or first.level:
            break
        text = first.paragraph.text
        if (
            len(text) > LONGEST
            or first.element.xpath(".//sup | .//img")
            or not _take(text, gathering)
        ):
            break
        message = _("a line above the headline is taken into the front matter")
        gathering.note(NoteKind.CHANGED, "dateline", message, text)
        rest.pop(0)
    return rest


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
