"""Where things lie in a newsroom's folder. Imports nothing heavy: every command starts here."""

import os
import unicodedata
from pathlib import Path

from pressverk.errors import NewsroomError
from pressverk.i18n import _
from pressverk.model import Finding, Place

NEWSROOM_FILE = "newsroom.toml"
ARTICLES, OUTPUT, STATE = "articles", "output", ".pressverk"
INDEX, SUFFIX = "index.md", ".md"
SPOKEN = ".spoken.txt"  # what is heard of an article, as approved


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

    An article is ``articles/<slug>/index.md`` or ``articles/<slug>.md``.
    """
    folder = root / ARTICLES
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        named = sorted((e.name, e.is_dir()) for e in entries if not e.name.startswith("."))
    found = [folder / name / INDEX if is_folder else folder / name for name, is_folder in named]
    return [path for path in found if path.suffix == SUFFIX and path.is_file()]


def slug_of(article: Path) -> str:
    """Return the name that an article's editions get.

    >>> slug_of(Path("articles/spring/index.md")), slug_of(Path("articles/summer.md"))
    ('spring', 'summer')
    """
    name = article.parent.name if article.name == INDEX else article.stem
    return unicodedata.normalize("NFC", name)


def from_root(path: Path, root: Path) -> str:
    """Return *path* as a press officer knows it: from the newsroom's folder.

    >>> from_root(Path("/home/press/articles/spring.md"), Path("/home/press"))
    'articles/spring.md'
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
