"""HTML file -> Page: a document made elsewhere, with the files of its own folder."""

import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from pressverk.errors import TypesettingError
from pressverk.model import HOST, Finding, Page, Place, Resource
from pressverk.translation import _


class FolderResources(Mapping[str, Resource]):
    """The files below a folder, by their addresses; read when asked for, never outside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def __getitem__(self, address: str) -> Resource:
        """Return the file at *address*, wherever links lead as long as it is below the folder."""
        path = (self._folder / urlsplit(address).path.lstrip("/")).resolve()
        if not address.startswith(HOST) or not path.is_relative_to(self._folder):
            raise KeyError(address)
        if not path.is_file():
            raise KeyError(address)
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return Resource(media_type=media_type, sha256="", path=path)

    def __iter__(self) -> Iterator[str]:
        """Return the addresses of all files."""
        for path in sorted(self._folder.rglob("*")):
            address = f"{HOST}/{path.relative_to(self._folder).as_posix()}"
            if address in self:
                yield address

    def __len__(self) -> int:
        """Return the number of files."""
        return sum(1 for _address in self)


def page_of(path: Path) -> Page:
    """Return the HTML file *path* as a page whose resources are confined to its folder.

    Raises:
        TypesettingError: when it can't be read as UTF-8.
    """
    try:
        html = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = _("can't be read ({reason}); save it as UTF-8 text", reason=error)
        finding = Finding(place=Place(file=str(path)), message=message, rule="unreadable")
        raise TypesettingError([finding]) from error
    address = f"{HOST}/{quote(path.name)}"
    return Page(
        address=address, html=html, source=str(path), resources=FolderResources(path.parent)
    )
