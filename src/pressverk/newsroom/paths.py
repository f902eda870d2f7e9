"""The paths in a newsroom's folder. Imports nothing heavy: every command starts here."""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pressverk.errors import NewsroomError, unreadable
from pressverk.i18n import _
from pressverk.model import Finding, Place

NEWSROOM_FILE = "newsroom.toml"
ARTICLES, OUTPUT, STATE = "articles", "output", ".pressverk"
IMPORT_REPORT = "import.md"  # beside an article that was imported: what became of its source
STUDIO_FILE = "studio.sqlite3"  # what the studio remembers, in STATE
INDEX, SUFFIX = "index.md", ".md"
SPOKEN = ".spoken.txt"  # an article's approved transcript
# A folder of articles: a year, a month below it, or a day.
PERIOD = re.compile(r"\d{4}(-\d\d){0,2}|\d\d")


def find_newsroom(start: Path) -> Path:
    """Return the nearest folder, *start* or one above it, that holds a ``newsroom.toml``.

    Raises:
        NewsroomError: if there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / NEWSROOM_FILE).is_file():
            return folder
    message = _(
        "no newsroom here or in a folder above; go to a newsroom or make one: pressverk init DIR"
    )
    place = Place(file=NEWSROOM_FILE)
    raise NewsroomError([Finding(place=place, message=message, rule="no-newsroom")])


def find_articles(root: Path) -> list[Path]:
    """Return the article files of the newsroom at *root*, in the order of their names.

    An article is ``articles/<name>/index.md`` or ``articles/<name>.md``. A folder that is named by
    a year or a date, such as ``2026``, and isn't an article, contains articles.

    Raises:
        NewsroomError: if a folder can't be read.
    """
    return list(_articles_in(root / ARTICLES))


def _articles_in(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for name in _names_in(folder):
        file = f"{os.fspath(folder)}/{name}"
        is_folder = os.path.isdir(file)  # noqa: PTH112 - quick, as below
        file = f"{file}/{INDEX}" if is_folder else file
        # A broken link counts as an article, so that reading it reports the fault.
        is_article = name[1:].endswith(SUFFIX) or is_folder
        if is_article and (os.path.isfile(file) or os.path.islink(file)):  # noqa: PTH113, PTH114
            yield Path(file)
        elif is_folder and PERIOD.fullmatch(name):
            yield from _articles_in(folder / name)


def _names_in(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - quick, for every command begins here
    except OSError as error:
        raise NewsroomError([unreadable(error, str(folder))]) from error
    return sorted(name for name in names if not name.startswith("."))


def slug_of(article: Path, root: Path) -> str:
    """Return the name of an article in the newsroom at *root*, by its path below ``articles``.

    Commands and editions below ``output`` use this name.

    >>> slug_of(Path("/press/articles/spring/index.md"), Path("/press"))
    'spring'
    >>> slug_of(Path("/press/articles/2026/summer.md"), Path("/press"))
    '2026/summer'
    """
    file, folder = os.fspath(article), f"{os.fspath(root)}/{ARTICLES}/"
    way = file.removeprefix(folder) if file.startswith(folder) else _last_names(article)
    name = way.removesuffix(f"/{INDEX}") if way.endswith(f"/{INDEX}") else way.removesuffix(SUFFIX)
    return unicodedata.normalize("NFC", name)


def _last_names(article: Path) -> str:
    return f"{article.parent.name}/{INDEX}" if article.name == INDEX else article.name


def from_root(path: Path, root: Path) -> str:
    """Return *path* relative to the newsroom's folder, as messages show it.

    >>> from_root(Path("/home/press/articles/spring.md"), Path("/home/press"))
    'articles/spring.md'
    """
    file, folder = path.as_posix(), f"{root.as_posix()}/"
    if file.startswith(folder):  # as nearly always; pathlib takes ten times longer
        return file[len(folder) :]
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
