"""Which reader reads which file, and what to do about files that none reads."""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pressverk.errors import IntakeError
from pressverk.i18n import N_, _, reason_of
from pressverk.intake.containers import old_word
from pressverk.intake.files import fault
from pressverk.intake.model import SourceDocument

Reader = Callable[[Path], Iterable[SourceDocument]]

# Readers by the ends of names; imported when they are needed, for each brings its libraries.
READERS = {
    ".docx": "pressverk.intake.word.reading:read_word",
    ".docm": "pressverk.intake.word.reading:read_word",
    ".dotx": "pressverk.intake.word.reading:read_word",
    ".odt": "pressverk.intake.opendocument.reading:read_opendocument",
    ".ott": "pressverk.intake.opendocument.reading:read_opendocument",
    ".html": "pressverk.intake.web_page:read_web_page",
    ".htm": "pressverk.intake.web_page:read_web_page",
    ".xhtml": "pressverk.intake.web_page:read_web_page",
    ".mht": "pressverk.intake.web_page:read_web_page",
    ".mhtml": "pressverk.intake.web_page:read_web_page",
    ".txt": "pressverk.intake.copied_text:read_copied_text",
}
WXR, FEED = "pressverk.intake.wordpress:read_wordpress", "pressverk.intake.feed:read_feed"
FEEDS = frozenset({".xml", ".rss", ".atom", ".wxr"})
RTF = N_("is rich text (.rtf); open it in Word and choose File, Save As, Word Document (.docx)")
ADVICE = {
    ".rtf": RTF,
    ".pages": N_("is a document of Pages; open it in Pages and choose File, Export To, Word"),
    ".pdf": N_("is a PDF, from which no text comes back whole; import the document it was made of"),
    ".gdoc": N_("only points to a document of Google; open it there, and download it as Word"),
    ".wpd": N_("is a document of WordPerfect; open it in LibreOffice and save it as Word (.docx)"),
    ".xlsx": N_("is a spreadsheet; import it with: pressverk import-data FILE"),
    ".xls": N_("is a spreadsheet of an old Excel; save it as .xlsx and use: pressverk import-data"),
    ".csv": N_("is a table; import it with: pressverk import-data FILE"),
    ".md": N_("is Markdown already; put it into articles/ and run: pressverk check"),
}
BEGINNING = 4_000
# The folders that browsers save a page's files in, in the languages people here use.
BESIDE = re.compile(r".+[_ -](?:files|filer|tiedostot|fichiers|dateien)", re.IGNORECASE)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of *paths*: folders are opened, what no reader reads in them is passed by.

    A page that is saved complete has a folder beside it, which is no page.
    """
    for path in paths:
        if not path.is_dir() or path.suffix.lower() in ADVICE:
            yield path
            continue
        inner = sorted(path.iterdir())
        folders = [each for each in inner if each.is_dir() and not each.is_symlink()]
        yield from (each for each in inner if each.is_file() and _is_source(each))
        yield from files_in(each for each in folders if not BESIDE.fullmatch(each.name))


def read_source(path: Path) -> Iterator[SourceDocument]:
    """Yield the documents in the file *path*.

    Raises:
        IntakeError: when no reader reads it, and from the readers.
    """
    module, _colon, name = _reader(path).partition(":")
    reader: Reader = getattr(importlib.import_module(module), name)
    yield from reader(path)


def _is_source(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return not hidden and (path.suffix.lower() in READERS or path.suffix.lower() in FEEDS)


def _reader(path: Path) -> str:
    suffix = path.suffix.lower()
    beginning = _beginning(path)
    if suffix in FEEDS:
        return WXR if b"wordpress.org/export" in beginning else FEED
    if suffix == ".doc":
        raise IntakeError([fault(path, "old-word", _about_doc(beginning))])
    if suffix in ADVICE:
        raise IntakeError([fault(path, "other-format", _(ADVICE[suffix]))])
    if suffix not in READERS:
        message = _(
            "is of a kind that can't be imported; save it as Word (.docx), as a web page (.html) "
            "or as text (.txt)"
        )
        raise IntakeError([fault(path, "unknown-kind", message)])
    return READERS[suffix]


def _about_doc(beginning: bytes) -> str:
    """Return what to do about a .doc: some are rich text or a web page inside."""
    return _(RTF) if beginning.startswith(b"{\\rtf") else old_word()


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BEGINNING)
    except OSError as error:
        message = _("can't be read ({reason})", reason=reason_of(error))
        raise IntakeError([fault(path, "unreadable", message)]) from error
