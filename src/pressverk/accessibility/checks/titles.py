"""A title that is none."""

import re
from collections.abc import Iterator

from pressverk.accessibility.checks.observation import Observation, shown
from pressverk.accessibility.reader import TaggedPdf
from pressverk.i18n import _
from pressverk.model import Severity

NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*"
    r"|.*\.(?:docx?|odt|indd|pdf|pptx?|xlsx?|html?|md|tex)"
    r"|untitled[ -]?\d*|namnlös(?:t)?[ -]?\d*|document[ -]?\d*|dokument[ -]?\d*|title|titel"
    r"|powerpoint[ -]presentation|presentation[ -]?\d*)",
    re.IGNORECASE,
)


def titles(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield a title that is missing, or that a program made up."""
    title = (pdf.title or "").strip()
    if not title:
        message = _("the document has no title; give it one in its properties")
        yield Observation(rule="no-title", message=message, severity=Severity.ERROR)
    elif NO_TITLE.fullmatch(title):
        message = _(
            "title {title!r} is a file name or a program's; say what the document is about",
            title=shown(title),
        )
        yield Observation(rule="title-says-nothing", message=message)
