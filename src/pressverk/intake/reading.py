"""A source file -> the articles in it, or the findings that say why it has none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pressverk.errors import PressverkError
from pressverk.i18n import _, reason_of
from pressverk.intake.article import Imported, make_article
from pressverk.intake.files import fault
from pressverk.intake.sources import read_source
from pressverk.model import Finding, Newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An article made of one document; *key* says which document of which file it was."""

    key: str
    imported: Imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one file, or of one document among many in it."""

    source: Path
    made: tuple[Made, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_whole(path: Path, newsroom: Newsroom, layout: str) -> Reading:
    """Return all that comes of the file *path*."""
    readings = list(read_each(path, newsroom, layout))
    return Reading(
        source=path,
        made=tuple(made for reading in readings for made in reading.made),
        findings=tuple(finding for reading in readings for finding in reading.findings),
    )


def read_each(path: Path, newsroom: Newsroom, layout: str) -> Iterator[Reading]:
    """Yield what comes of each document in the file *path*, and at last why no more can be read."""
    try:
        for document in read_source(path):
            key = document.address or f"{document.source.resolve()}#{document.name}"
            made = Made(key=key, imported=make_article(document, newsroom, layout=layout))
            yield Reading(source=path, made=(made,))
    except PressverkError as error:
        yield Reading(source=path, findings=error.findings)
    except RecursionError:
        yield _faulty(path, "nesting", _("is nested too deeply; copy its text instead"))
    except MemoryError:
        yield _faulty(path, "memory", _("takes too much memory; copy its text instead"))
    except TimeoutError:
        yield _faulty(path, "time", _("takes too long to read; copy its text instead"))
    except Exception as error:  # noqa: BLE001 - what nobody foresaw must not keep 5,000 others out
        message = _("can't be read ({reason}); copy its text instead", reason=reason_of(error))
        yield _faulty(path, "unforeseen", message)


def lost(path: Path) -> Reading:
    """Return what comes of the file *path*, the process that read it having ended."""
    return _faulty(path, "lost", _("can't be read, the program ended; copy its text instead"))


def _faulty(path: Path, rule: str, message: str) -> Reading:
    return Reading(source=path, findings=(fault(path, rule, message),))
