"""What is brought to a text: pasted HTML, pictures, Word files, spreadsheets."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from pressverk.content.pictures.prepare import SUFFIXES, prepare_picture
from pressverk.errors import InputError, PressverkError
from pressverk.files import explained, make_folder, write_whole
from pressverk.i18n import _
from pressverk.intake.article import make_article
from pressverk.intake.pasted import text_of_pasted
from pressverk.intake.picture_files import kind_of
from pressverk.intake.sources import read_source
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.paths import INDEX, STATE
from pressverk.newsroom.scaffold import slugify
from pressverk.studio.articles import find_file
from pressverk.studio.front_matter_form import split_text
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note

PICTURE, DOCUMENT = 60_000_000, 100_000_000  # bytes of one upload
TABLES = frozenset({".xlsx", ".ods", ".csv"})
SCREEN = 1200  # pixels that a picture is tried at


def paste(call: Call) -> Response:
    """Return what was pasted, HTML, as the dialect."""
    try:
        text = text_of_pasted(call.text("html"), call.text("language") or "sv")
    except PressverkError as error:
        return _refused(error)
    return JSONResponse({"text": text})


def take_picture(call: Call) -> Response:
    """Put a picture beside the article, if it can be printed, and return its name."""
    try:
        upload = _upload(call)
        folder = find_file(call.studio.options.root, call.article).parent
        name = _keep_picture(upload, folder, call.studio.newsroom)
    except PressverkError as error:
        return _refused(error)
    note(call.studio.store, call.person, "picture-added", call.article, name)
    return JSONResponse({"name": name})


def _upload(call: Call) -> UploadFile:
    upload = call.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise InputError([_finding("", "no-file", _("no file; choose one"))])
    return upload


def _keep_picture(upload: UploadFile, folder: Path, newsroom: Newsroom) -> str:
    """Write the picture beside the article by a name that nothing there has, and return that.

    Raises:
        ArticleError: when it can't be printed; nothing is written then.
        OutputError: when it can't be written.
    """
    data = upload.file.read()
    name = _picture_name(upload.filename or "", data)
    tried = newsroom.root / STATE / "uploads"
    with explained(tried):
        make_folder(tried)
    with TemporaryDirectory(dir=tried) as temporary:
        path = Path(temporary) / name
        path.write_bytes(data)
        prepare_picture(path, width=SCREEN, place=Place(file=upload.filename or name))
    free = _free_name(folder, name, data)
    if not (folder / free).exists():
        write_whole(folder / free, data)
    return free


def _picture_name(wished: str, data: bytes) -> str:
    """Return a plain name for a picture, with the suffix of what it is."""
    path = Path(wished.replace("\\", "/"))
    suffixes = SUFFIXES.get(kind_of(data), (path.suffix.lower(),))
    suffix = path.suffix.lower() if path.suffix.lower() in suffixes else suffixes[0]
    return f"{slugify(path.stem) or 'bild'}{suffix}"


def _free_name(folder: Path, name: str, data: bytes) -> str:
    """Return *name*, or one with a number if another file has it; the same file keeps its name."""
    path = Path(name)
    for number in range(1, 1000):
        free = name if number == 1 else f"{path.stem}-{number}{path.suffix}"
        there = folder / free
        if not there.exists() or (there.is_file() and there.read_bytes() == data):
            return free
    raise InputError([_finding(name, "too-many", _("there are a thousand of that name"))])


def take_document(call: Call) -> Response:
    """Return what a Word file, a saved page or a spreadsheet says, as text to put in."""
    try:
        upload = _upload(call)
        folder = find_file(call.studio.options.root, call.article).parent
        text = _text_of_document(upload, folder, call.studio.newsroom)
    except PressverkError as error:
        return _refused(error)
    note(call.studio.store, call.person, "document-taken-in", call.article, upload.filename or "")
    return JSONResponse({"text": text})


def _text_of_document(upload: UploadFile, folder: Path, newsroom: Newsroom) -> str:
    suffix = Path(upload.filename or "").suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        suffix = ""
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / f"{slugify(Path(upload.filename or '').stem) or 'fil'}{suffix}"
        path.write_bytes(upload.file.read())
        if suffix in TABLES:
            from pressverk.intake.spreadsheets.tables_in_text import tables_in_text  # noqa: PLC0415

            return tables_in_text(path, file=upload.filename or "", language=newsroom.language)
        return _text_of_source(path, folder, newsroom)


def _text_of_source(path: Path, folder: Path, newsroom: Newsroom) -> str:
    """Return the text of a document without its front matter; its pictures are put beside."""
    texts: list[str] = []
    for document in read_source(path):
        made = make_article(document, newsroom, layout="press-release")
        body = split_text(made.text).body
        for name, data in made.files.items():
            if name == INDEX or "/" in name or Path(name).suffix == ".md":
                continue
            free = _free_name(folder, name, data)
            if not (folder / free).exists():
                write_whole(folder / free, data)
            body = body.replace(f"]({name}", f"]({free}")
        texts.append(f"{made.title}\n\n{body}" if not body.startswith(made.title) else body)
    return "\n\n".join(texts)


def _refused(error: PressverkError) -> Response:
    messages = [finding.message for finding in error.findings]
    return JSONResponse({"messages": messages}, status_code=422)


def _finding(file: str, rule: str, message: str) -> Finding:
    return Finding(place=Place(file=file), message=message, rule=rule)


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
        largest=PICTURE,
    ),
    Page(
        path="/write/document/{name:path}",
        name="write-document",
        handler=take_document,
        needs=Role.WRITES,
        methods=POST,
        largest=DOCUMENT,
    ),
)
