"""From the address of a picture in Markdown to its file, never outside the newsroom."""

import re
from difflib import get_close_matches
from pathlib import Path, PureWindowsPath
from unicodedata import normalize
from urllib.parse import unquote

from pressverk.content.pictures.picture import refusal
from pressverk.i18n import _
from pressverk.model import Place

# One letter and a colon is a drive, not a scheme.
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]+):|//", re.IGNORECASE)

LONGEST_NAME = 255  # bytes, on every file system in use


def find_picture(address: str, *, folder: Path, root: Path, place: Place) -> Path:
    """Return the file that *address* means, seen from *folder* in the newsroom at *root*.

    The path returned is real: its symbolic links are followed.

    Raises:
        ArticleError: when the address is none, leads out of *root*, or nothing is there.
    """
    _refuse_other_kinds(address, place)
    written = folder / unquote(address)
    found = _resolved(_as_stored(written))
    if found is None or not found.is_relative_to(root.resolve()):
        raise refusal(
            place,
            "picture-outside",
            _(
                "picture {picture} lies outside the newsroom; copy it into the article's folder",
                picture=repr(address),
            ),
        )
    if found.is_dir():
        raise refusal(
            place,
            "picture-folder",
            _("picture {picture} is a folder; name a file in it", picture=repr(address)),
        )
    if not found.is_file():
        raise refusal(place, "picture-missing", _missing(address, folder))
    return found


def likely_address(address: str, folder: Path) -> str:
    """Return the address of the file whose name is most like that in *address*; empty if none."""
    path = folder / unquote(address)
    names = {name.casefold(): name for name in _names(path.parent)}
    near = get_close_matches(path.name.casefold(), names, n=1)
    if not near:
        return ""
    return address[: len(address) - len(address.rpartition("/")[2])] + names[near[0]]


def _refuse_other_kinds(address: str, place: Place) -> None:
    """Refuse what no folder can hold: nothing, other machines, places on this one."""
    picture = repr(address)
    path = unquote(address)
    too_long = any(len(name.encode()) > LONGEST_NAME for name in path.split("/"))
    if not path.strip() or not path.isprintable() or too_long:
        raise refusal(
            place,
            "picture-address",
            _("picture has the address {picture}; give the name of a file", picture=picture),
        )
    if SCHEME.match(path):
        raise refusal(
            place,
            "picture-remote",
            _(
                "picture {picture} is an address on a network or a machine; "
                "save the file in the article's folder and give its name",
                picture=picture,
            ),
        )
    if path.startswith(("/", "\\", "~")) or PureWindowsPath(path).drive:
        raise refusal(
            place,
            "picture-absolute",
            _(
                "picture {picture} is an absolute path; "
                "put the file in the article's folder and give its name",
                picture=picture,
            ),
        )


def _resolved(path: Path) -> Path | None:
    """Return *path* with its links followed, or None when they go round in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # Python 3.13 changed one for the other
        return None


def _names(folder: Path) -> list[str]:
    """Return the names in *folder*, sorted; none when it can't be read."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _as_stored(path: Path) -> Path:
    """Return *path* by the name its folder holds: a Mac stores å as a and a ring."""
    if path.exists():
        return path
    composed = normalize("NFC", path.name)
    same = (name for name in _names(path.parent) if normalize("NFC", name) == composed)
    return path.with_name(next(same, path.name)) if path.name else path


def _missing(address: str, folder: Path) -> str:
    """Return the sentence about a file that isn't there, with the likeliest one that is."""
    if suggestion := likely_address(address, folder):
        return _(
            "picture {picture} is missing; did you mean {suggestion}?",
            picture=repr(address),
            suggestion=repr(suggestion),
        )
    return _(
        "picture {picture} is missing; put the file in the article's folder or mend its name",
        picture=repr(address),
    )
