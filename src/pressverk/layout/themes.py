"""The files of a layout, found by its name: the newsroom's come before the shipped ones."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pressverk.errors import LayoutError, unreadable
from pressverk.i18n import _
from pressverk.model import HOST, Finding, Place, Resource
from pressverk.newsroom.paths import from_root
from pressverk.readers.names import LAYOUTS
from pressverk.readers.toml import read_toml

PRINT, WEB, STYLESHEET = "print.html.j2", "web.html.j2", "print.css"
SETTINGS = "layout.toml"
BASE = "base"  # what layouts share
A4_WIDTH = 210.0  # mm
FONT_URL = re.compile(r"""url\(\s*["']?/fonts/([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The folders of a layout, its own before the shared ones, the newsroom's first."""

    name: str
    folders: tuple[Path, ...]
    fonts: tuple[Path, ...]

    def file(self, name: str) -> Path | None:
        """Return the first file called *name*, None if there is none."""
        return _first(self.folders, name)

    def font(self, name: str) -> Path | None:
        """Return the font file called *name*, a path below a ``fonts`` folder."""
        return _first(self.fonts, name)


def find_layout(name: str, root: Path, place: Place) -> Layout:
    """Return the layout *name*, requested at *place*, in the newsroom at *root*.

    Raises:
        LayoutError: if there is none.
    """
    shipped, own = Path(str(files("pressverk.layouts"))), root / "layouts"
    folders = _folders(name, own, shipped)
    if not folders:
        known = sorted({p.parent.name for f in (own, shipped) for p in f.glob(f"*/{PRINT}")})
        near = get_close_matches(LAYOUTS.get(name.lower(), name), known, n=1)
        message = (
            _("unknown layout {name!r}; did you mean {near!r}?", name=name, near=near[0])
            if near
            else _("unknown layout {name!r}; known are {known}", name=name, known=", ".join(known))
        )
        raise LayoutError([Finding(place=place, message=message, rule="unknown-layout")])
    folders += _folders(BASE, own, shipped)
    for file in (PRINT, WEB, STYLESHEET):
        if _first(folders, file) is None:
            message = _("layout {name!r} lacks the file {file!r}; add it", name=name, file=file)
            raise LayoutError([Finding(place=place, message=message, rule="layout-incomplete")])
    fonts = (root / "fonts", Path(str(files("pressverk.fonts"))))
    return Layout(name=name, folders=folders, fonts=fonts)


def is_for_reports(layout: Layout, root: Path) -> bool:
    """Return whether the ``layout.toml`` of *layout* says that it is for reports.

    Raises:
        LayoutError: if that file can't be read.
    """
    return _settings(layout, root).get("publication") == "report"


def picture_widths(layout: Layout, root: Path) -> Mapping[str, float]:
    """Return the maximum widths of the layout's figures, in millimetres, by class."""
    table = _settings(layout, root)
    try:
        widths = {str(name): float(width) for name, width in table.get("pictures", {}).items()}
    except (ValueError, TypeError, AttributeError) as error:
        message = _("[pictures] has more than widths; write lines such as column = 116")
        place = Place(file=from_root(layout.file(SETTINGS) or Path(SETTINGS), root))
        finding = Finding(place=place, message=message, rule="layout-toml")
        raise LayoutError([finding]) from error
    return {"column": A4_WIDTH, **widths}


def resources_of(layout: Layout) -> dict[str, Resource]:
    """Return the layout's stylesheet, the files beside it, and the fonts it names, by address."""
    found = {
        f"{HOST}/layout/{path.name}": _on_disk(path)
        for folder in reversed(layout.folders)
        for path in sorted(folder.iterdir())
        if path.suffix in {".css", ".svg", ".png", ".jpg"}
    }
    for address in [address for address in found if address.endswith(".css")]:
        path = found[address].path
        for name in FONT_URL.findall(path.read_text("utf-8", "replace") if path else ""):
            if font := layout.font(name):
                found[f"{HOST}/fonts/{name}"] = _on_disk(font)
    return found


def _folders(name: str, *parents: Path) -> tuple[Path, ...]:
    return tuple(parent / name for parent in parents if (parent / name).is_dir())


def _settings(layout: Layout, root: Path) -> dict[str, Any]:
    path = layout.file(SETTINGS)
    if path is None:
        return {}
    file = from_root(path, root)
    try:
        tables, faults = read_toml(path.read_text(encoding="utf-8-sig"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutError([unreadable(error, file)]) from error
    if faults:
        raise LayoutError(faults)
    return tables


def _on_disk(path: Path) -> Resource:
    status = path.stat()
    media_type = mimetypes.guess_type(path.name)[0] or f"font/{path.suffix[1:]}"
    return Resource(
        media_type=media_type, sha256=_digest(path, status.st_mtime_ns, status.st_size), path=path
    )


@cache
def _digest(path: Path, _modified: int, _size: int) -> str:
    """Return the SHA-256 of the file; the cache depends on its time and size."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _first(folders: tuple[Path, ...], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
