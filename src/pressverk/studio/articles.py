"""Articles opened and saved: no text is lost, whoever else changes the file.

A text is kept as a version, on disk, before the file is touched. Which file it is, the library's
list of articles says, never a path from a request.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.content.article_files import article_files, find_file, part_files
from pressverk.content.files import decode
from pressverk.errors import ArticleError, unreadable
from pressverk.files import explained, hold_lock, make_folder, replace_file
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import (
    STATE,
    from_root,
)
from pressverk.studio.store.database import Store
from pressverk.studio.store.people import Person
from pressverk.studio.store.versions import (
    Origin,
    keep_version,
    last_revision,
    revision_of,
    settle_version,
    text_of_revision,
    unsaved_version,
)

SAVE_LOCK = "studio-save.lock"
HELD = "studio-save.part"
FRESH = 1.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of an article, or of a *part* of a report, as its file has it now.

    *revision* is what whoever saves a changed text says that it is based on. *unsaved* is the
    version that was to become the file when the studio was killed.
    """

    article: str
    part: str
    path: Path
    text: str
    revision: str
    unsaved: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A text became the file; *version* is its number in the store."""

    revision: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """The file was changed since; it stays as it is.

    *theirs* is what it says now, *ours* what was to be saved, which is kept as *version*, and
    *base* what both began with, empty where nobody knows it.
    """

    base: str
    ours: str
    theirs: Text
    version: int


class ArticleList:
    """The articles of a newsroom by name, looked up at most once a second unless one is missing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files: dict[str, Path] = {}
        self._read = -FRESH

    def find(self, name: str) -> Path | None:
        """Return the file of the article *name*, None where there is none.

        Raises:
            NewsroomError: when a folder can't be read.
        """
        if name not in self._files or time.monotonic() - self._read > FRESH:
            self.all()
        return self._files.get(name)

    def all(self) -> dict[str, Path]:
        """Return all articles, looked up now.

        Raises:
            NewsroomError: when a folder can't be read.
        """
        self._files = article_files(self.root)
        self._read = time.monotonic()
        return self._files


def open_text(store: Store, root: Path, article: str, part: str = "") -> Text:
    """Return the text of *article*; what was changed in another program becomes a version.

    Raises:
        ArticleError: when there is no such article, or it can't be read.
        StoreError: when the store can't be written.
    """
    with _alone(root):
        text, _data = _read(root, article, part)
        unsaved = unsaved_version(store, article, part)
        if last_revision(store, article, part) != text.revision:
            keep_version(store, article, text.text, part=part, origin=Origin.OUTSIDE)
    return replace(text, unsaved=unsaved)


def keep_texts(store: Store, root: Path, article: str) -> None:
    """Keep what *article* and its parts say now, so that it is known what was looked at.

    Raises:
        ArticleError: when there is no such article.
        StoreError: when the store can't be written.
    """
    for part in ("", *part_files(find_file(root, article))):
        open_text(store, root, article, part)


def save_text(
    store: Store,
    root: Path,
    article: str,
    text: str,
    *,
    based_on: str,
    person: Person,
    part: str = "",
    origin: Origin = Origin.SAVED,
) -> Saved | Clash:
    """Make *text* the text of *article*, unless its file is no longer the one it is *based_on*.

    Either way it is kept as a version before anything else happens.

    Raises:
        ArticleError: when there is no such article, or it can't be read.
        StoreError: when the version can't be kept; the file is as it was.
        OutputError: when the file can't be written; it is as it was, and the version is kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    find_file(root, article, part)  # before the text of an article that isn't there is kept
    with _alone(root):
        before, data = _read(root, article, part)
        is_clash = before.revision not in {based_on, revision_of(text)}
        version = keep_version(
            store,
            article,
            text,
            part=part,
            based_on=based_on,
            person=person,
            origin=Origin.CLASHED if is_clash else Origin.PENDING,
        )
        if is_clash:
            base = text_of_revision(store, based_on) or ""
            return Clash(base=base, ours=text, theirs=before, version=version)
        if before.revision != revision_of(text):
            held = root / STATE / HELD
            with suppress(OSError):  # a link to what is replaced, unless nothing can be linked
                held.unlink(missing_ok=True)
                os.link(before.path, held)
            with explained(before.path):
                replace_file(before.path, _as_bytes(text, like=data), durable=True)
            _keep_overwritten(store, before, held, hashlib.sha256(data).digest())
        settle_version(store, version, origin)
    return Saved(revision=revision_of(text), version=version)


def _read(root: Path, article: str, part: str) -> tuple[Text, bytes]:
    path = find_file(root, article, part)
    file = from_root(path, root)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError([unreadable(error, file)]) from error
    if not path.resolve().is_relative_to(root.resolve()):
        message = _("is a link that leads out of the newsroom; copy the file itself there")
        finding = Finding(place=Place(file=file), message=message, rule="article-outside")
        raise ArticleError([finding])
    text = decode(data, file)
    return (
        Text(article=article, part=part, path=path, text=text, revision=revision_of(text)),
        data,
    )


def _keep_overwritten(store: Store, before: Text, held: Path, digest: bytes) -> None:
    """Keep what another program wrote just before its file was replaced: *held* isn't *digest*."""
    with suppress(OSError, ArticleError):
        replaced = held.read_bytes()
        held.unlink()
        if hashlib.sha256(replaced).digest() != digest:
            text = decode(replaced, before.article)
            keep_version(store, before.article, text, part=before.part, origin=Origin.CLASHED)


def _as_bytes(text: str, *, like: bytes) -> bytes:
    """Return *text* with the line ends and the byte order mark of the file as it was."""
    mark = b"\xef\xbb\xbf" if like.startswith(b"\xef\xbb\xbf") else b""
    data = text.encode()
    return mark + (data.replace(b"\n", b"\r\n") if b"\r\n" in like else data)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let nobody else save meanwhile, in whatever process of the studio.

    Raises:
        OutputError: when the newsroom can't be written.
    """
    state = root / STATE
    with explained(state):
        make_folder(state)
    with ExitStack() as stack:
        with explained(state / SAVE_LOCK):
            stack.enter_context(hold_lock(state / SAVE_LOCK))
        yield
