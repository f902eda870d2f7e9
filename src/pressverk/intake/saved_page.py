"""A web page as browsers save it: one file, a file with a folder, or an archive (MHTML).

Nothing is fetched. Pictures are taken from the file itself and from its own folder only.
"""

import base64
import binascii
import contextlib
import email
import email.policy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import webencodings

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.files import fault, inside, read_bounded
from pressverk.intake.model import SourcePicture

LARGEST_PAGE, LARGEST_ARCHIVE, LARGEST_PICTURE = 20_000_000, 100_000_000, 30_000_000
MOST_PARTS = 2_000
ARCHIVES = frozenset({".mht", ".mhtml"})
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000}?)\s*-->")
DATA = re.compile(r"data:image/[\w.+-]{1,40}(;[\w=.-]{1,40})*?(?P<base64>;base64)?,", re.IGNORECASE)
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"BM": "bmp",
    b"II*\0": "tif", b"MM\0*": "tif",
}  # fmt: skip
SVG = re.compile(rb"(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*<svg[\s>]", re.DOTALL)

SUFFIXES = "png|jpe?g|gif|bmp|tiff?|webp|svg|avif|heic"

FindPicture = Callable[[str], SourcePicture | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """*html* that was saved from *address*.

    *picture* finds what ``img[src]`` names, if it was saved too.
    """

    html: str
    address: str
    picture: FindPicture


def load_page(path: Path) -> SavedPage:
    """Return the page in *path*.

    Raises:
        IntakeError: when it is too large, no page, or can't be read.
    """
    if path.suffix.lower() in ARCHIVES:
        return _from_archive(path)
    html = decode_html(read_bounded(path, LARGEST_PAGE))
    if "\0" in html or not re.search(r"<[a-zA-Z!]", html):
        message = _("is not a web page; save the page again from the browser")
        raise IntakeError([fault(path, "no-web-page", message)])
    saved = SAVED_FROM.search(html[:10_000])
    return SavedPage(
        html=html,
        address=saved[1] if saved else "",
        picture=lambda source: embedded_picture(source) or _beside(path.parent, source),
    )


def decode_html(data: bytes, declared: str = "") -> str:
    """Return *data* in the encoding that it or *declared* names, read as browsers do.

    >>> decode_html('<meta charset="ISO-8859-1">–å'.encode("windows-1252"))[-2:]
    '–å'
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if not declared and not data.isascii():
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode()  # no other encoding looks like it; browsers save pages in it
    named = CHARSET.search(data[:4096])
    label = declared or (named[1].decode("ascii") if named else "utf-8")
    encoding = webencodings.lookup(label)
    # A page that calls itself UTF-16 in letters of one byte isn't (HTML, 13.2.3.2).
    codec = (
        "utf-8"
        if encoding is None or encoding.name.startswith("utf-16")
        else encoding.codec_info.name
    )
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.decode("windows-1252" if codec == "utf-8" else codec, errors="replace")


def picture_suffix(data: bytes) -> str:
    """Return the suffix of the picture that *data* is, or nothing when it is none.

    >>> picture_suffix(b"GIF89a..."), picture_suffix(b"root:x:0:0:")
    ('gif', '')
    """
    for signature, suffix in SIGNATURES.items():
        if data.startswith(signature):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return "avif" if data[8:12] == b"avif" else "heic"
    return "svg" if SVG.match(data[:5000]) else ""


def _picture(name: str, data: bytes | None) -> SourcePicture | None:
    """Return *data* as a picture, if it is one and not too large, named after *name*."""
    if not data or len(data) > LARGEST_PICTURE or not (suffix := picture_suffix(data)):
        return None
    stem = unquote(name).rpartition("/")[2].partition("?")[0]
    stem = re.sub(rf"\.(?:{SUFFIXES})$", "", stem, flags=re.IGNORECASE)
    stem = re.sub(r"[^\w.-]+", "-", stem).strip(".-")
    return SourcePicture(name=f"{stem[:80] or 'bild'}.{suffix}", data=data)


def embedded_picture(source: str) -> SourcePicture | None:
    """Return the picture that *source* holds itself (RFC 2397)."""
    match = DATA.match(source)
    if match is None or len(source) > 2 * LARGEST_PICTURE:
        return None
    rest = source[match.end() :]
    try:
        data = base64.b64decode(unquote(rest)) if match["base64"] else unquote(rest).encode()
    except (binascii.Error, ValueError):
        return None
    return _picture("", data)


def _beside(folder: Path, source: str) -> SourcePicture | None:
    """Return the picture that *source* names in *folder* or below."""
    try:
        parts = urlsplit(source.strip())
    except ValueError:
        return None
    name = unquote(parts.path)
    if parts.scheme or parts.netloc or name.startswith("/") or re.search(r"[\\\0:]", name):
        return None
    found = inside(folder, [part for part in name.split("/") if part not in {"", "."}])
    if found is None or found.stat().st_size > LARGEST_PICTURE:
        return None
    try:
        return _picture(name, read_bounded(found, LARGEST_PICTURE))
    except IntakeError:
        return None


def _from_archive(path: Path) -> SavedPage:
    """Return the page of the MHTML file *path* (RFC 2557)."""
    message = email.message_from_bytes(
        read_bounded(path, LARGEST_ARCHIVE), policy=email.policy.default
    )
    parts = [part for part in message.walk() if not part.is_multipart()]
    root = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if root is None or len(parts) > MOST_PARTS or not isinstance(root, EmailMessage):
        text = _("has no web page; save the page again from the browser")
        raise IntakeError([fault(path, "no-web-page", text)])
    address = _header(root, "Content-Location") or _header(message, "Snapshot-Content-Location")
    named = _by_name(parts, address)

    def picture(source: str) -> SourcePicture | None:
        part = named.get(source) or named.get(_joined(address, source))
        return embedded_picture(source) or (_picture(source, _payload(part)) if part else None)

    html = decode_html(_payload(root) or b"", _charset(root))
    return SavedPage(html=html, address=address, picture=picture)


def _by_name(parts: list[EmailMessage], address: str) -> Mapping[str, EmailMessage]:
    """Return *parts* by what pages call them: addresses, and ``cid:`` with an id."""
    named: dict[str, EmailMessage] = {}
    for part in parts:
        if location := _header(part, "Content-Location"):
            named.setdefault(_joined(address, location), part)
        if identity := _header(part, "Content-ID"):
            named.setdefault(f"cid:{identity.strip('<>')}", part)
    return named


def _header(part: EmailMessage, name: str) -> str:
    """Return a header, or nothing where it can't be read."""
    try:
        return str(part.get(name, "")).strip()
    except (ValueError, IndexError, KeyError, AttributeError):
        return ""


def _charset(part: EmailMessage) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError):
        return ""


def _payload(part: EmailMessage) -> bytes | None:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else None


def _joined(address: str, source: str) -> str:
    try:
        return urljoin(address, source)
    except ValueError:
        return source
