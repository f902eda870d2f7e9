"""What is brought to a text from a file: its words and tables, and pictures put beside it.

Called in a worker: files from elsewhere are read with limits of time and memory.
"""

from pathlib import Path

from pressverk.content.pictures.prepare import SUFFIXES
from pressverk.files import only_writer, write_whole
from pressverk.i18n import messages_in
from pressverk.intake.picture_files import kind_of
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import INDEX, STATE
from pressverk.studio.front_matter_form import split_text
from pressverk.studio.uploads import TABLES, free_name, take_picture


def picture_beside(path: Path, article: Path, root: Path, language: str) -> str:
    """Put the picture *path* beside *article*, its name ending as what it is; return that name.

    Raises:
        PressverkError: when it can't be printed or written, or the article has no folder.
    """
    endings = SUFFIXES.get(kind_of(path.read_bytes()), ())
    if endings and path.suffix.lower() not in endings:
        path = path.rename(path.with_suffix(endings[0]))
    with messages_in(language):
        return take_picture(path, article, root)


def text_of_html(html: str, language: str, messages: str) -> str:
    """Return *html* from the clipboard in the dialect; *language* is that of the article.

    Raises:
        IntakeError: when it is too large or nested too deeply.
    """
    from pressverk.intake.pasted import text_of_pasted  # noqa: PLC0415 - with what reads documents

    with messages_in(messages):
        return text_of_pasted(html, language)


def text_of_file(path: Path, article: Path, root: Path, language: str) -> str:
    """Return what the document or spreadsheet *path* says, to be put into the text of *article*.

    A document's pictures are put beside the article.

    Raises:
        PressverkError: when it can't be read or written.
    """
    with messages_in(language):
        newsroom = read_newsroom(root)
        if path.suffix.lower() in TABLES:
            from pressverk.intake.spreadsheets.tables_in_text import (  # noqa: PLC0415 - heavy
                tables_in_text,
            )

            return tables_in_text(path, file=path.name, language=newsroom.language)
        from pressverk.intake.article import make_article  # noqa: PLC0415 - as above
        from pressverk.intake.sources import read_source  # noqa: PLC0415 - as above

        texts: list[str] = []
        for document in read_source(path):
            made = make_article(document, newsroom, layout="press-release")
            body = split_text(made.text).body
            body = _with_pictures_beside(body, dict(made.files), article, root)
            texts.append(f"{made.title}\n\n{body}")
        return "\n\n".join(texts)


def _with_pictures_beside(body: str, files: dict[str, bytes], article: Path, root: Path) -> str:
    """Write the pictures among *files* beside *article*; return *body* with the names they got."""
    with only_writer(root / STATE):
        for name, data in files.items():
            if article.name != INDEX or "/" in name or name.endswith(".md"):
                continue
            taken = free_name(article.parent, name, data)
            if not (article.parent / taken).exists():
                write_whole(article.parent / taken, data)
            body = body.replace(f"]({name}", f"]({taken}")
    return body
