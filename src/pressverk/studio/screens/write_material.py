"""What is brought to a text: pasted HTML, pictures, Word files, spreadsheets."""

from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from pressverk.build.pool import JobError, Pool
from pressverk.errors import InputError, PressverkError
from pressverk.i18n import _, message_language
from pressverk.model import Finding, Place
from pressverk.studio.articles import find_file
from pressverk.studio.material import picture_beside, text_of_file, text_of_html
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.screens.write_live import pool_of
from pressverk.studio.store.audit import note
from pressverk.studio.uploads import LARGEST, LIMITS, kept_uploads


async def paste(call: Call) -> Response:
    """Return what was pasted, HTML, as the dialect."""
    html, language = call.text("html"), call.text("language") or "sv"
    try:
        text = await pool_of(call).run(text_of_html, html, language, message_language())
    except PressverkError as error:
        return _refused(error)
    except JobError:
        return _refused(_refusal("", "unreadable", _("takes too long; paste it in pieces")))
    return JSONResponse({"text": text})


def take_picture(call: Call) -> Response:
    """Put a picture beside the article, if it can be printed, and return its name."""
    try:
        name = _taken(call, picture_beside)
    except PressverkError as error:
        return _refused(error)
    note(call.studio.store, call.person, "imported", call.article, name)
    return JSONResponse({"name": name})


def take_document(call: Call) -> Response:
    """Return what a Word file, a saved page or a spreadsheet says, as text to put in."""
    try:
        text = _taken(call, text_of_file)
    except PressverkError as error:
        return _refused(error)
    return JSONResponse({"text": text})


def _taken(call: Call, take: Callable[[Path, Path, Path, str], str]) -> str:
    """Return what *take* makes of the file that was sent, in a worker with limits.

    Raises:
        PressverkError: when there is none, or it can't be read.
    """
    upload, root = call.form.get("file"), call.studio.options.root
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise _refusal("", "no-file", _("no file; choose one"))
    article = find_file(root, call.article)
    with kept_uploads(root, [upload]) as [path], Pool(1, LIMITS) as pool:
        try:
            return pool.submit(take, path, article, root, message_language()).result()
        except JobError as error:
            message = _(
                "can't be read: it takes too long, or too much memory; save it anew, or its parts"
            )
            raise _refusal(path.name, "unreadable", message) from error


def _refused(error: PressverkError) -> Response:
    messages = [finding.message for finding in error.findings]
    return JSONResponse({"messages": messages}, status_code=422)


def _refusal(file: str, rule: str, message: str) -> InputError:
    return InputError([Finding(place=Place(file=file), message=message, rule=rule)])


POST = ("POST",)
PAGES = (
    Page(
        path="/write/paste/{name:path}",
        name="write-paste",
        handler=paste,
        needs=Role.WRITES,
        methods=POST,
    ),
    Page(
        path="/write/picture/{name:path}",
        name="write-picture",
        handler=take_picture,
        needs=Role.WRITES,
        methods=POST,
        largest=LARGEST,
    ),
    Page(
        path="/write/document/{name:path}",
        name="write-document",
        handler=take_document,
        needs=Role.WRITES,
        methods=POST,
        largest=LARGEST,
    ),
)
