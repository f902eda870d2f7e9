"""Files of any kind -> articles in a newsroom; a faulty one among them stops nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressverk.errors import PressverkError
from pressverk.i18n import _
from pressverk.intake.article import make_article
from pressverk.intake.files import fault
from pressverk.intake.imports import Imports, Outcome
from pressverk.intake.model import SourceDocument
from pressverk.intake.sources import read_source
from pressverk.model import Finding, Newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an import is to do: with which layout, into which *folder*."""

    newsroom: Newsroom
    folder: Path
    layout: str
    update: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one file: an outcome for each document in it, and its faults."""

    source: Path
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def import_files(paths: Iterable[Path], order: Order) -> Iterator[Step]:
    """Yield what came of each of *paths*, one after another.

    Raises:
        IntakeError: when what was imported before can't be read.
        OutputError: when the newsroom can't be written.
    """
    imports = Imports(order.newsroom.root, order.folder)
    for path in paths:
        yield _import_file(path, order, imports)


def _import_file(path: Path, order: Order, imports: Imports) -> Step:
    outcomes: list[Outcome] = []
    findings: list[Finding] = []
    try:
        outcomes.extend(_import_document(each, order, imports) for each in read_source(path))
    except PressverkError as error:
        findings += error.findings
    except RecursionError:
        findings.append(fault(path, "nesting", _("is nested too deeply; copy its text instead")))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # What nobody foresaw in one file must not keep five thousand others out.
        message = _("can't be read ({reason}); copy its text instead", reason=error)
        findings.append(fault(path, "unforeseen", message))
    return Step(source=path, outcomes=tuple(outcomes), findings=tuple(findings))


def _import_document(document: SourceDocument, order: Order, imports: Imports) -> Outcome:
    imported = make_article(document, order.newsroom, layout=order.layout)
    key = document.address or f"{document.source.resolve()}#{document.name}"
    return imports.take_in(imported, key, update=order.update, dry_run=order.dry_run)
