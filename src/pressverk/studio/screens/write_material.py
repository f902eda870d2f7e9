"""What is brought to a text: pasted HTML, pictures, Word files, spreadsheets."""

from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from pressverk.build.limited import in_worker
from pressverk.build.pool import JobError
from pressverk.content.article_files import find_file
from pressverk.i18n import _, message_language
from pressverk.intake import taking_in
from pressverk.studio.pages import Call, action
from pressverk.studio.roles import Role
from pressverk.studio.screens.write_live import pool_of
from pressverk.studio.uploads import LARGEST, kept_uploads


async def paste(call: Call) -> Response:
    """Return what was pasted, HTML, as the dialect."""
    html, language = call.text("html"), call.text("language") or "sv"
    try:
        text = await pool_of(call).run(taking_in.text_of_html, html, language, message_language())
    except JobError as error:
        message = _("takes too long; paste it in pieces")
        raise taking_in.refusal("", message, "unreadable") from error
    return JSONResponse({"text": text})


def take_picture(call: Call) -> Response:
    """Put a picture beside the article, if it can be printed, and return its name."""
    name = _taken(call, taking_in.take_picture)
    call.note("imported", detail=name)
    return JSONResponse({"name": name})


def take_document(call: Call) -> Response:
    """Return what a Word file, a saved page or a spreadsheet says, as text to put in."""
    return JSONResponse({"text": _taken(call, taking_in.text_of_file)})


def _taken(call: Call, take: Callable[[Path, Path, Path], str]) -> str:
    """Return what *take* makes of the file that was sent, in a worker with limits.

    Raises:
        PressverkError: when there is none, or it can't be read.
    """
    upload, root = call.form.get("file"), call.root
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise taking_in.refusal("", _("no file; choose one"), "no-file")
    article = find_file(root, call.article)
    with kept_uploads(root, [upload]) as [path]:
        return in_worker(path, take, path, article, root)


PAGES = (
    action("/write/paste/{name:path}", "write-paste", paste, Role.WRITES, for_scripts=True),
    action(
        "/write/picture/{name:path}",
        "write-picture",
        take_picture,
        Role.WRITES,
        for_scripts=True,
        largest=LARGEST,
    ),
    action(
        "/write/document/{name:path}",
        "write-document",
        take_document,
        Role.WRITES,
        for_scripts=True,
        largest=LARGEST,
    ),
)
