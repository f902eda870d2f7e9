"""Charts of office documents: they are left out, and what they show is kept as CSV."""

import csv
import io
from collections.abc import Sequence

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import NoteKind


def leave_chart_out(
    rows: Sequence[Sequence[str]], title: str, alternative: str, gathering: Gathering
) -> HtmlElement:
    """Return an empty paragraph that carries the note about a chart, and keep its *rows* as a file.

    The first row names the series, the first column the categories.
    """
    place = Element("p")
    if not rows:
        message = _("a chart is left out, it has no data")
        gathering.note(NoteKind.LEFT_OUT, "chart", message, alternative, at=place)
        return place
    file = f"diagram-{len(gathering.attachments) + 1}.csv"
    gathering.attachments[file] = _csv(rows)
    message = _(
        "a chart is left out; its data are in {file}, draw it from them", file=f"data/{file}"
    )
    text = "\n".join(filter(None, (title, alternative)))
    gathering.note(NoteKind.DECIDE, "chart", message, text, at=place)
    return place


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\n").writerows(rows)
    return target.getvalue().encode()
