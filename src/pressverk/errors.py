"""Errors that a press officer can fix: the exceptions, and how their findings are written.

PressverkError
├── NewsroomError      newsroom.toml
├── InputError         a file that was given to a command
├── ClusterError       other machines that typeset
├── ArticleError       front matter, Markdown, pictures
├── LayoutError        templates and stylesheets
├── TypesettingError   fonts, resources, what WeasyPrint can't lay out
├── InvalidPdfError    a PDF that fails a profile
├── OutputError        writing
├── RecipientError     lists of recipients
├── MailError          what can't be written as mail
├── LedgerError        the record of deliveries
├── IntakeError        material made elsewhere
└── DeliveryError      the mail server, and what may be sent
"""

from collections.abc import Iterable

from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place, Severity


class PressverkError(Exception):
    """All errors of one file at once; ``findings`` holds them in reading order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(sentence(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type["PressverkError"], tuple[tuple[Finding, ...]]]:
        """Keep the findings when an error is pickled."""
        return type(self), (self.findings,)


class NewsroomError(PressverkError):
    """``newsroom.toml`` is missing or wrong."""


class InputError(PressverkError):
    """A file that was given to a command can't be read."""


class ClusterError(PressverkError):
    """A cluster can't be used, or is lost."""


class ArticleError(PressverkError):
    """An article has faults."""


class LayoutError(PressverkError):
    """A layout has a fault in a template or a stylesheet."""


class TypesettingError(PressverkError):
    """A document can't be laid out."""


class InvalidPdfError(PressverkError):
    """A PDF fails validation."""


class OutputError(PressverkError):
    """A file can't be written."""


class RecipientError(PressverkError):
    """A list of recipients has faults."""


class MailError(PressverkError):
    """A message can't be written."""


class LedgerError(PressverkError):
    """The record of deliveries can't be read or written."""


class IntakeError(PressverkError):
    """Material that was made elsewhere can't be read."""


class DeliveryError(PressverkError):
    """Nothing can be sent now; what was sent before stays recorded."""


def position(place: Place) -> str:
    """Return *place* as compilers write it, so that editors can jump to it.

    >>> position(Place(file="articles/spring/index.md", line=3, column=7))
    'articles/spring/index.md:3:7'
    >>> position(Place(file="output/spring.pdf", page=2))
    'output/spring.pdf, p. 2'
    """
    parts = [place.file, *(str(n) for n in (place.line, place.column) if n is not None)]
    page = "" if place.page is None else ", " + _("p. {page}", page=place.page)
    return ":".join(parts) + page


def sentence(finding: Finding) -> str:
    """Return ``place: what is; what to do``.

    >>> sentence(Finding(place=Place(file="a.md", line=2), message="no title; add one", rule="x"))
    'a.md:2: no title; add one'
    """
    return f"{position(finding.place)}: {finding.message}"


def unreadable(error: OSError | UnicodeDecodeError, file: str) -> Finding:
    """Return why the text *file* can't be read: its first line that isn't UTF-8, or another reason.

    *error* is of decoding the whole file.
    """
    if isinstance(error, UnicodeDecodeError):
        line = error.object.count(b"\n", 0, error.start) + 1
        message = _("is not UTF-8 text; save it as UTF-8 in your editor")
        return Finding(place=Place(file=file, line=line), message=message, rule="not-utf-8")
    message = _("can't be read ({reason}); check its name and rights", reason=reason_of(error))
    return Finding(place=Place(file=file), message=message, rule="unreadable")


def only_errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are errors, which stop the build."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
