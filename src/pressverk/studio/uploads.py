"""Files that come from a browser: looked at as the command line does, in a process of its own."""

import contextlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from starlette.datastructures import UploadFile

from pressverk.build.pool import JobError, Pool
from pressverk.errors import PressverkError
from pressverk.files import explained, make_folder
from pressverk.i18n import N_, _, message_language, messages_in
from pressverk.intake.sources import READERS
from pressverk.intake.taking_in import PICTURES, TABLES, Taken, refusal, take_file
from pressverk.model import Limits
from pressverk.newsroom.paths import STATE

LARGEST = 100_000_000  # bytes of one request; a Word file with pictures has a tenth
LIMITS = Limits(seconds=120, megabytes=2048)
TOO_MUCH = N_("can't be read: it takes too long, or too much memory; save it anew, or its parts")
P = ParamSpec("P")
T = TypeVar("T")


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


def take_in(paths: Sequence[Path], root: Path, article: Path | None = None) -> list[Taken]:
    """Take *paths* in: documents become articles, pictures and tables go to *article*.

    One that can't be taken in stops no other.
    """
    taken = []
    for path in paths:
        try:
            taken.append(in_worker(path, take_file, path, root, article))
        except PressverkError as error:
            taken.append(Taken(file=path.name, status="failed", findings=error.findings))
    return taken


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
            raise refusal(path.name, _(TOO_MUCH), "unreadable") from error


def _in_language(
    language: str,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> object:
    with messages_in(language):
        return function(*args, **kwargs)


ACCEPTED = sorted({*READERS, *PICTURES, *TABLES, ".xml"})
