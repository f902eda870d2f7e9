"""The files of articles and of the chapters of reports, by the names that people know."""

from pathlib import Path

from pressverk.content.reports.report_files import files_of
from pressverk.errors import ArticleError
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import IMPORT_REPORT, INDEX, SUFFIX, find_articles, slug_of


def article_files(root: Path) -> dict[str, Path]:
    """Return the article files of the newsroom at *root*, by the names that commands know.

    Raises:
        NewsroomError: when a folder can't be read.
    """
    return {slug_of(path, root): path for path in find_articles(root)}


def find_file(root: Path, article: str, part: str = "") -> Path:
    """Return the file of *article*, or of a *part* of it, a path that its report lists.

    Raises:
        ArticleError: when there is none.
    """
    path = article_files(root).get(article)
    if path and part:
        path = part_files(path).get(part)
    if path is None:
        message = _("there is no such article; it may have been moved or removed")
        finding = Finding(place=Place(file=part or article), message=message, rule="no-article")
        raise ArticleError([finding])
    return path


def part_files(article: Path) -> dict[str, Path]:
    """Return the texts below the folder of *article*, a report's chapters, by their paths in it."""
    if article.name != INDEX:
        return {}
    folder = article.parent
    others = {article, folder / IMPORT_REPORT}
    return {
        path.relative_to(folder).as_posix(): path
        for path in files_of(article)
        if path.suffix == SUFFIX and path.is_file() and path not in others
    }
