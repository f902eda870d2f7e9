"""Where things lie in a newsroom's folder. Imports nothing heavy: every command starts here."""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pressverk.errors import NewsroomError
from pressverk.i18n import _
from pressverk.model import Finding, Place

NEWSROOM_FILE = "newsroom.toml"
ARTICLES, OUTPUT, STATE = "articles", "output", ".pressverk"
INDEX, SUFFIX = "index.md", ".md"
SPOKEN = ".spoken.txt"  # what is heard of an article, as approved
# A folder of articles: a year, a month below it, or a day.
PERIOD = re.compile(r"\d{4}(-\d\d){0,2}|\d\d")


def find_newsroom(start: Path) -> Path:
    """Return the nearest folder, *start* or one above it, that holds a ``newsroom.toml``.

    Raises:
        NewsroomError: when there is none.
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
    a year or a date, such as ``2026``, and that is no article itself, holds articles of its own.
    """
    return list(_articles_in(root / ARTICLES))


def _articles_in(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        named = sorted((e.name, e.is_dir()) for e in entries if not e.name.startswith("."))
    for name, is_folder in named:
        path = folder / name / INDEX if is_folder else folder / name
        if path.suffix == SUFFIX and path.is_file():
            yield path
        elif is_folder and PERIOD.fullmatch(name):
            yield from _articles_in(folder / name)


def slug_of(article: Path, root: Path) -> str:
    """Return the name of an article in the newsroom at *root*, by its way from ``articles``.

    Commands know it by this name, and its editions lie below ``output`` under it.

    >>> slug_of(Path("/press/articles/spring/index.md"), Path("/press"))
    'spring'
    >>> slug_of(Path("/press/articles/2026/summer.md"), Path("/press"))
    '2026/summer'
    """
    file, folder = os.fspath(article), f"{os.fspath(root / ARTICLES)}/"
    way = file.removeprefix(folder) if file.startswith(folder) else _last_names(article)
    name = way.removesuffix(f"/{INDEX}") if way.endswith(f"/{INDEX}") else way.removesuffix(SUFFIX)
    return unicodedata.normalize("NFC", name)


def _last_names(article: Path) -> str:
    return f"{article.parent.name}/{INDEX}" if article.name == INDEX else article.name


def from_root(path: Path, root: Path) -> str:
    """Return *path* as a press officer knows it: from the newsroom's folder.

    >>> from_root(Path("/home/press/articles/spring.md"), Path("/home/press"))
    'articles/spring.md'
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
