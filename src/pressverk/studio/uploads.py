"""Files that come from a browser: looked at as the command line does, in a process of its own."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from pressverk.build.limited import in_worker
from pressverk.errors import PressverkError
from pressverk.files import explained, make_folder, safe_name
from pressverk.intake.sources import READERS
from pressverk.intake.taking_in import PICTURES, TABLES, Taken, take_file
from pressverk.newsroom.paths import STATE

LARGEST = 100_000_000  # bytes of one request; a Word file with pictures has a tenth


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


ACCEPTED = sorted({*READERS, *PICTURES, *TABLES, ".xml"})
