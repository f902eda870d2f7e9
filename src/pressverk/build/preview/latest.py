"""What people are likely to open first, for workers to have typeset once when they do."""

from collections.abc import Iterator
from pathlib import Path

from pressverk.build.preview.model import PreviewRequest
from pressverk.content.article_files import part_files
from pressverk.newsroom.paths import find_articles


def latest_texts(root: Path, most: int) -> list[PreviewRequest]:
    """Return the *most* articles that were written last in the newsroom at *root*.

    Raises:
        NewsroomError: when its folders can't be read.
    """
    files = sorted(find_articles(root), key=lambda each: -each.stat().st_mtime)
    return [_request(path) for path in files[:most]]


def latest_chapter(root: Path) -> PreviewRequest | None:
    """Return the chapter that was written last of all reports of the newsroom at *root*.

    Raises:
        NewsroomError: when its folders can't be read.
    """
    found = max(_chapters(root), key=lambda each: each[1].stat().st_mtime, default=None)
    return _request(*found) if found else None


def _chapters(root: Path) -> Iterator[tuple[Path, Path]]:
    for article in find_articles(root):
        for path in part_files(article).values():
            yield article, path


def _request(source: Path, chapter: Path | None = None) -> PreviewRequest:
    text = (chapter or source).read_text("utf-8", "replace")
    return PreviewRequest(person="", source=source, text=text, chapter=chapter)
