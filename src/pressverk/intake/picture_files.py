"""The pictures of a source as files that can be printed."""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from PIL import Image

from pressverk.content.pictures.prepare import DRAWING, SIGNATURES, SUFFIXES
from pressverk.i18n import _
from pressverk.intake.model import Note, NoteKind, SourcePicture
from pressverk.newsroom.scaffold import slugify

HASH = re.compile(r"[0-9A-Fa-f]{16,}")  # how LibreOffice names pictures
CONVERTED = frozenset({"BMP", "ICO", "JPEG 2000"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFiles:
    """Files by name, and the names by what the source calls its pictures.

    *refused* are those that can't be printed; their files are kept beside the others.
    """

    files: Mapping[str, bytes]
    names: Mapping[str, str]
    refused: frozenset[str]
    notes: tuple[Note, ...]


def printable(pictures: Mapping[str, SourcePicture]) -> PictureFiles:
    """Return *pictures* as files, each picture once; the bytes stay as they are if they can."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    refused: set[str] = set()
    notes: list[Note] = []
    for key, picture in pictures.items():
        kind = kind_of(picture.data)
        data = picture.data
        if kind in CONVERTED and (png := _as_png(data)):
            notes.append(_note(NoteKind.CHANGED, "picture-kind", _converted(picture.name, kind)))
            kind, data = "PNG", png
        name = _name(picture.name, kind, files, data)
        files[name] = data
        names[key] = name
        if kind not in SUFFIXES:
            refused.add(key)
            message = _unprintable(name, kind)
            notes.append(_note(NoteKind.DECIDE, "picture-kind", message, f"picture-{key}"))
    return PictureFiles(files=files, names=names, refused=frozenset(refused), notes=tuple(notes))


def kind_of(data: bytes) -> str:
    """Return the kind of the picture *data*, by its first bytes; nothing if it is none."""
    if b"<svg" in data[:1000]:
        return DRAWING
    if data[40:44] == b" EMF" or data.startswith(b"\xd7\xcd\xc6\x9a"):
        return "Windows Metafile"
    return next((kind for kind, start, magic in SIGNATURES if data.startswith(magic, start)), "")


def _as_png(data: bytes) -> bytes | None:
    target = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(target, "PNG")
    except Exception:  # noqa: BLE001 - Pillow raises all kinds at damaged files
        return None
    return target.getvalue()


def _name(wished: str, kind: str, files: Mapping[str, bytes], data: bytes) -> str:
    """Return a name that no other picture has."""
    path = PurePosixPath(wished.replace("\\", "/"))
    stem = "bild" if HASH.fullmatch(path.stem) else slugify(path.stem) or "bild"
    suffixes = SUFFIXES.get(kind, (_plain(path.suffix),))
    suffix = path.suffix.lower() if path.suffix.lower() in suffixes else suffixes[0]
    for number in count(1):
        name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
        if files.get(name, data) == data:
            return name
    raise AssertionError


def _plain(suffix: str) -> str:
    return "".join(
        each for each in suffix.lower() if (each.isascii() and each.isalnum()) or each == "."
    )


def _converted(name: str, kind: str) -> str:
    return _(
        "picture {name} was of the kind {kind}; it is saved as PNG", name=repr(name), kind=kind
    )


def _unprintable(name: str, kind: str) -> str:
    return _(
        "picture {name} is of a kind that can't be printed ({kind}); save it as PNG or JPEG and"
        " put it here",
        name=repr(name),
        kind=kind or "?",
    )


def _note(kind: NoteKind, rule: str, message: str, anchor: str = "") -> Note:
    return Note(kind=kind, rule=rule, message=message, anchor=anchor)
