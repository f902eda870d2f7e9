"""The files that articles and chapters are written in: their text, or why it can't be read.

What is wrong with single characters is found here, once for all that is made of a text.
"""

import codecs
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path

from pressverk.errors import ArticleError, unreadable
from pressverk.i18n import N_, _
from pressverk.model import Edit, Finding, Place, Severity
from pressverk.newsroom.paths import from_root

LARGEST = 2_000_000  # bytes; a report of 700 pages has 1,300,000 in 30 files
# Control characters but tab and line end, noncharacters, directional overrides, lost characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufffc-\uffff\ud800-\udfff]"
)
# Those, but for the noncharacter that preprocessing puts in.
DROPPED = re.compile(FORBIDDEN.pattern.replace("\ufdd0-\ufdef", "\ufdd0-\ufdd3\ufdd5-\ufdef"))
PRIVATE = re.compile("[\ue000-\uf8ff]")  # Wingdings and Symbol, as Word stores them
NEEDLESS = re.compile("[\u180e\u200b\u2060\ufeff]")
LINE_SEPARATOR, PARAGRAPH_SEPARATOR = "\u2028", "\u2029"
SEPARATORS = re.compile(f"[{LINE_SEPARATOR}{PARAGRAPH_SEPARATOR}]")
BULLETS = "\uf0b7\uf0a7\uf0d8\uf0fc\uf076"  # of Symbol and Wingdings, as Word uses them in lists
MOST_FINDINGS = 100
SIGNATURES = {
    b"PK\x03\x04": N_("a Word document or another archive (.docx, .odt)"),
    b"\xd0\xcf\x11\xe0": N_("an old Word document (.doc)"),
    b"{\\rtf": N_("a text in rich format (.rtf)"),
    b"%PDF-": N_("a PDF"),
}


# A text that is being written, in place of what its file holds.
_UNSAVED: ContextVar[tuple[Path, bytes] | None] = ContextVar("unsaved", default=None)


@contextmanager
def unsaved(path: Path, text: str) -> Iterator[None]:
    """Let the file *path* be read as *text* in this context, whether or not there is one."""
    token = _UNSAVED.set((path, text.encode("utf-8", "replace")))
    try:
        yield
    finally:
        _UNSAVED.reset(token)


def decode(data: bytes, file: str) -> str:
    """Return the text in *data*, UTF-8 with or without a byte order mark, with lines ended by LF.

    Raises:
        ArticleError: when it is too long or not UTF-8.
    """
    if len(data) > LARGEST:
        raise ArticleError([_too_large(file, len(data))])
    if kind := next((kind for sign, kind in SIGNATURES.items() if data.startswith(sign)), None):
        message = _(
            "is {kind} whatever its name says; give it the right name, and import it with:"
            " pressverk import",
            kind=_(kind),
        )
        raise ArticleError([_finding(file, "not-utf-8", message)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError([unreadable(error, file)]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encode_like(text: str, data: bytes) -> bytes:
    """Return *text* in UTF-8, with the line ends and the byte order mark that *data* has."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return mark + text.encode().replace(b"\n", end)


def read_text(path: Path, root: Path) -> str:
    """Return the text of the file *path* in the newsroom *root*.

    Raises:
        ArticleError: when it can't be read, leads out of the newsroom or is not UTF-8.
    """
    return read_file(path, root)[1]


def read_file(path: Path, root: Path) -> tuple[bytes, str]:
    """Return what the file *path* in the newsroom *root* holds, and the text that it is.

    Raises:
        ArticleError: when it can't be read, leads out of the newsroom or is not UTF-8.
    """
    file = from_root(path, root).encode("utf-8", "backslashreplace").decode()
    written = _UNSAVED.get()
    if written is not None and written[0] == path:
        return written[1], decode(written[1], file)
    try:
        if fault := _fault_of_file(path, root, file):
            raise ArticleError([fault])
        data = path.read_bytes()
        return data, decode(data, file)
    except OSError as error:
        raise ArticleError([unreadable(error, file)]) from error


def _fault_of_file(path: Path, root: Path, file: str) -> Finding | None:
    status = path.stat()
    if file != from_root(path, root):
        message = _("the name holds characters that are no text; rename the file")
        return _finding(file, "unreadable", message)
    if not stat.S_ISREG(status.st_mode):
        message = _("is not a file with text; write the article in a file that ends with .md")
        return _finding(file, "unreadable", message)
    if path.is_relative_to(root) and not path.resolve().is_relative_to(root.resolve()):
        message = _("is a link that leads out of the newsroom; copy the file itself there")
        return _finding(file, "article-outside", message)
    return _too_large(file, status.st_size) if status.st_size > LARGEST else None


def _too_large(file: str, size: int) -> Finding:
    message = _(
        "has {size} bytes; divide it, at most {most} are read",
        size=size,
        most=LARGEST,
    )
    return _finding(file, "article-size", message)


def _finding(file: str, rule: str, message: str) -> Finding:
    return Finding(place=Place(file=file), message=message, rule=rule)


def check_characters(text: str, file: str) -> Iterator[Finding]:
    """Yield the characters in *text* that can't be printed or seen, each with its place."""
    patterns = (FORBIDDEN, PRIVATE, NEEDLESS, SEPARATORS)
    found = [match for pattern in patterns for match in pattern.finditer(text)]
    front_end = text.find("\n---", 3) if text.startswith("---") else 0
    starts: dict[int, int] = {}
    line, start = 1, 0
    for match in sorted(found, key=re.Match.start)[:MOST_FINDINGS]:
        breaks = text.count("\n", start, match.start())
        if breaks or not starts:
            line += breaks
            starts[line] = text.rfind("\n", 0, match.start()) + 1
        start = match.start()
        place = Place(file=file, line=line, column=start - starts[line] + 1)
        finding = _finding_of_character(match[0], place)
        instead = _replacement(match, is_front=start < front_end)
        if instead is None:
            yield finding
            continue
        edit = Edit(
            line=line,
            column=start - starts[line] + 1,
            written=match[0],
            replacement=instead,
        )
        yield replace(finding, edits=(edit,))


def _replacement(match: re.Match[str], *, is_front: bool) -> str | None:
    """Return what is written for the character instead; None where only its author knows.

    Word has a vertical tab or a line separator where a line is broken within a paragraph.
    """
    character = match[0]
    if character in "\v\u2028":
        return " " if is_front else "\\\n"
    if character in "\f\u2029":
        return " " if is_front else "\n\n"
    if character in "\ufffc\ufffd":
        return None
    if PRIVATE.match(character):
        begins = match.string.rfind("\n", 0, match.start()) + 1
        is_bullet = character in BULLETS and not match.string[begins : match.start()].strip()
        return None if is_front or not is_bullet else "- "
    return ""


def _finding_of_character(character: str, place: Place) -> Finding:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    called = f"{code} {name}".strip()
    if SEPARATORS.match(character):
        message = _(
            "an invisible line end ({character}), as from Word or a web page; write \\ at the end"
            " of the line instead, or a blank line",
            character=called,
        )
        return Finding(
            place=place, message=message, rule="invisible-character", severity=Severity.ADVICE
        )
    if NEEDLESS.match(character):
        message = _(
            "an invisible character ({character}), as from Word or a web page; remove it",
            character=called,
        )
        return Finding(
            place=place, message=message, rule="invisible-character", severity=Severity.ADVICE
        )
    if PRIVATE.match(character):
        message = _(
            "a character of one font alone ({character}), as Word has for bullets and symbols;"
            " write it with another",
            character=called,
        )
    elif character in "\ufffc\ufffd":
        message = _(
            "something was lost here when the text was copied ({character}); write it again",
            character=called,
        )
    else:
        message = _(
            "an invisible control character ({character}), as from Word or a web page; remove it",
            character=called,
        )
    return Finding(place=place, message=message, rule="control-character")


def without_needless(text: str) -> str:
    """Return *text* without characters that mean nothing, its separators as Markdown breaks."""
    text = NEEDLESS.sub("", DROPPED.sub("", text))
    return text.replace(LINE_SEPARATOR, "\\\n").replace(PARAGRAPH_SEPARATOR, "\n\n")
