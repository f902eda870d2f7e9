"""Files that come from a browser: looked at as the command line does, in a process of its own."""

import contextlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from starlette.datastructures import UploadFile

from pressverk.build.pool import JobError, Pool
from pressverk.errors import InputError, PressverkError
from pressverk.files import explained, make_folder, only_writer, write_whole
from pressverk.i18n import N_, _, message_language, messages_in
from pressverk.intake.sources import READERS
from pressverk.model import Finding, Limits, Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import ARTICLES, INDEX, STATE, slug_of
from pressverk.newsroom.scaffold import slugify

LARGEST = 100_000_000  # bytes of one request; a Word file with pictures has a tenth
LIMITS = Limits(seconds=120, megabytes=2048)
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".svg", ".tif", ".tiff", ".webp", ".gif"})
TABLES = frozenset({".xlsx", ".ods", ".csv"})
WIDEST = 2000  # pixels that a picture is prepared for, to see whether it can be
DATA = "data"
TOO_MUCH = N_("can't be read: it takes too long, or too much memory; save it anew, or its parts")
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: an article, data or a picture, or *findings* that say why not.

    *article* is the one it became, or belongs to. *notes* are what a person has to decide or
    should know.
    """

    file: str
    status: str
    article: str = ""
    title: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@contextlib.contextmanager
def kept_uploads(root: Path, uploads: Sequence[UploadFile]) -> Iterator[tuple[Path, ...]]:
    """Keep *uploads* as files, named as they were as far as a name may be, until this ends.

    Raises:
        OutputError: when they can't be written.
    """
    state = root / STATE
    with explained(state):
        make_folder(state)
        folder = Path(tempfile.mkdtemp(prefix="upload-", dir=state))
    try:
        paths = []
        for number, upload in enumerate(uploads):
            path = folder / str(number) / safe_name(upload.filename or "")
            with explained(path):
                path.parent.mkdir()
                with path.open("wb") as file:
                    shutil.copyfileobj(upload.file, file)
            paths.append(path)
        yield tuple(paths)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    r"""Return *name*, given by a browser, as the name of a file in a folder of ours.

    >>> safe_name("../../etc/Årsrapport 2026.docx"), safe_name("C:\\bilder\\torg.JPG")
    ('Årsrapport 2026.docx', 'torg.JPG')
    >>> safe_name("..")
    'file'
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = "".join(each for each in last if each.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:80]}{dot}{suffix[:10]}" if dot else plain[:80]) or "file"


def take_in(
    paths: Sequence[Path], root: Path, language: str, *, article: str = "", file: Path | None = None
) -> list[Taken]:
    """Take *paths* in: documents become articles, pictures and tables go to *article* in *file*.

    One that can't be taken in stops no other.
    """
    with Pool(1, LIMITS) as pool:
        return [
            _taken(pool, path, root, language=language, article=article, file=file)
            for path in paths
        ]


def _taken(
    pool: Pool, path: Path, root: Path, *, language: str, article: str, file: Path | None
) -> Taken:
    try:
        suffix = path.suffix.lower()
        if suffix in PICTURES | TABLES and file is None:
            message = _("belongs to an article; choose which, then drop it again")
            raise _refusal(path, message, "no-article")
        if suffix in PICTURES and file:
            name = pool.submit(take_picture, path, file, root).result()
            return Taken(file=path.name, status="picture", article=article, name=name)
        if suffix in TABLES and file:
            found = pool.submit(take_tables, path, file, root, language).result()
            return replace(found, article=article)
        return pool.submit(take_document, path, root, language).result()
    except PressverkError as error:
        return Taken(file=path.name, status="failed", findings=error.findings)
    except JobError:
        refusal = _refusal(path, _(TOO_MUCH), "unreadable")
        return Taken(file=path.name, status="failed", findings=refusal.findings)


def in_worker(path: Path, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what *function* makes of *path*, which came from a browser, in a process with limits.

    Raises:
        PressverkError: as *function* does, and when it takes too long or too much memory.
    """
    with Pool(1, LIMITS) as pool:
        try:
            future = pool.submit(_in_language, message_language(), function, args, kwargs)
            return cast("T", future.result())
        except JobError as error:
            raise _refusal(path, _(TOO_MUCH), "unreadable") from error


def _in_language(
    language: str,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> object:
    with messages_in(language):
        return function(*args, **kwargs)


def take_document(path: Path, root: Path, language: str) -> Taken:
    """Make an article of the document *path*; called in a worker.

    Raises:
        PressverkError: when it can't be read, or the newsroom can't be written.
    """
    # Only workers need what reads documents.
    from pressverk.intake.importing import Order, import_files  # noqa: PLC0415
    from pressverk.intake.imports import Status  # noqa: PLC0415
    from pressverk.intake.model import NoteKind  # noqa: PLC0415

    with messages_in(language), only_writer(root / STATE):
        order = Order(newsroom=read_newsroom(root), folder=root / ARTICLES, layout="press-release")
        [step] = import_files([path], order)
        findings = tuple(_renamed(each, path) for each in step.findings)
        if not step.outcomes:
            return Taken(file=path.name, status="failed", findings=findings)
        outcome = step.outcomes[0]
        is_new = outcome.status is Status.NEW
        notes = [note for note in outcome.imported.notes if note.kind is not NoteKind.CHANGED]
        return Taken(
            file=path.name,
            status=outcome.status.value,
            article=slug_of(outcome.article, root),
            title=outcome.imported.title,
            notes=tuple(dict.fromkeys(note.message for note in notes)) if is_new else (),
            findings=findings,
        )


def take_picture(path: Path, article: Path, root: Path) -> str:
    """Put the picture *path* beside *article* if it can be printed, and return what it is called.

    Nothing is written over. Called in a worker.

    Raises:
        ArticleError: when it can't be printed.
        OutputError: when it can't be written.
    """
    from pressverk.content.pictures.prepare import prepare_picture  # noqa: PLC0415 - as above

    prepare_picture(path, width=WIDEST, place=Place(file=path.name))
    if article.name != INDEX:
        message = _("the article is a single file; make it a folder with index.md to add pictures")
        raise _refusal(article, message, "no-folder")
    data = path.read_bytes()
    with only_writer(root / STATE):
        wished = f"{slugify(path.stem) or 'bild'}{path.suffix.lower()}"
        name = free_name(article.parent, wished, data)
        if not (article.parent / name).exists():
            write_whole(article.parent / name, data)
    return name


def free_name(folder: Path, wished: str, data: bytes) -> str:
    """Return *wished*, or a name like it, that no file in *folder* has but one that holds *data*.

    Raises:
        InputError: when there are too many.
    """
    path = Path(wished)
    for number in range(1, 1000):
        name = wished if number == 1 else f"{path.stem}-{number}{path.suffix}"
        there = folder / name
        if not there.exists() or (there.is_file() and there.read_bytes() == data):
            return name
    raise _refusal(path, _("has the name of a thousand others; give it another"), "taken-name")


def take_tables(path: Path, article: Path, root: Path, language: str) -> Taken:
    """Write the tables of the spreadsheet *path* as data of the report *article*.

    Called in a worker.

    Raises:
        PressverkError: when it can't be read or written, or the data were edited since.
    """
    from pressverk.intake.spreadsheets import import_tables, write_tables  # noqa: PLC0415 - as above

    with messages_in(language), only_writer(root / STATE):
        imported = import_tables(path, file=path.name)
        written = write_tables(imported, article.parent / DATA)
    questions = [finding.message for each in written for finding in each.table.questions]
    names = ", ".join(each.table.name for each in written)
    return Taken(file=path.name, status="data", name=names, notes=tuple(dict.fromkeys(questions)))


def _renamed(finding: Finding, path: Path) -> Finding:
    """Return *finding* with the name that its author knows: not where we keep it meanwhile."""
    return replace(finding, place=replace(finding.place, file=path.name))


def _refusal(path: Path, message: str, rule: str) -> InputError:
    return InputError([Finding(place=Place(file=path.name), message=message, rule=rule)])


ACCEPTED = sorted({*READERS, *PICTURES, *TABLES, ".xml"})
