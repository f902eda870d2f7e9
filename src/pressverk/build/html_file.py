"""HTML file -> Document: HTML from elsewhere, with the files of its own folder."""

import datetime as dt
import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import lxml.html

from pressverk.errors import TypesettingError, unreadable
from pressverk.i18n import _
from pressverk.model import HOST, Document, Enclosure, Finding, Place, Resource

# The current time would make every PDF different, and a file's time depends on copying.
NO_DATE = dt.date(1970, 1, 1)


class FolderResources(Mapping[str, Resource]):
    """The files below a folder, by address; read on demand, never outside the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def __getitem__(self, address: str) -> Resource:
        """Return the file at *address*; symbolic links are followed only within the folder."""
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


def page_of(path: Path) -> Document:
    """Return the HTML file *path* as a document whose resources are confined to its folder.

    One that attaches files (``rel=attachment``) is for the archive, as PDF/A-3.

    Raises:
        TypesettingError: if it can't be read as UTF-8, or an attached file is missing.
    """
    try:
        html = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TypesettingError([unreadable(error, str(path))]) from error
    address, resources = f"{HOST}/{quote(path.name)}", FolderResources(path.parent)
    attached = dict(_attached(html, address))
    if missing := [target for target in attached if target not in resources]:
        raise TypesettingError([_not_there(path, target) for target in missing])
    return Document(
        address=address,
        html=html,
        source=str(path),
        resources=resources,
        edition="archive" if attached else "email",
        enclosures=tuple(
            _enclosure(target, resources[target], about) for target, about in attached.items()
        ),
    )


def _attached(html: str, address: str) -> Iterator[tuple[str, str]]:
    """Yield address and description of each file that *html* attaches."""
    if "attachment" not in html.lower():
        return
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    for element in lxml.html.document_fromstring(html, parser=parser).iter("a", "link"):
        href = element.get("href", "").strip()
        if href and "attachment" in element.get("rel", "").lower().split():
            target = unquote(urljoin(address, href))
            yield target, element.get("title") or " ".join(element.text_content().split())


def _enclosure(address: str, resource: Resource, description: str) -> Enclosure:
    """Return the file at *address*, named by its path in the folder."""
    if resource.path is None:
        raise ValueError(address)
    return Enclosure(
        name=urlsplit(address).path.strip("/").replace("/", "-"),
        media_type=resource.media_type,
        data=resource.path.read_bytes(),
        relationship="Unspecified",
        description=description,
        modified=NO_DATE,
    )


def _not_there(path: Path, target: str) -> Finding:
    message = _(
        "file {target!r}, which is to be attached, isn't in the document's folder; put it there, "
        "or fix the address",
        target=target.removeprefix(f"{HOST}/"),
    )
    return _fault(path, message, "attachment")


def _fault(path: Path, message: str, rule: str) -> Finding:
    return Finding(place=Place(file=str(path)), message=message, rule=rule)
