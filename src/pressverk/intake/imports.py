"""What was imported before; articles are written to their folders whole, and never over another.

For each article ``.pressverk/imports/`` keeps what it came from and the text as it was written:
what a person has changed since is seen by it.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import unified_diff
from enum import StrEnum
from itertools import count
from pathlib import Path

from pressverk.errors import IntakeError
from pressverk.files import make_folder, write_whole
from pressverk.i18n import _
from pressverk.intake.article import Imported
from pressverk.intake.merging import merge
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import IMPORT_REPORT, INDEX, STATE, from_root

IMPORTS = "imports"


class Status(StrEnum):
    """What has become of a document."""

    NEW = "new"
    UNCHANGED = "unchanged"  # imported before, and the same since
    CHANGED = "changed"  # imported before, and another since: --update takes it in
    UPDATED = "updated"
    CLASHED = "clashed"  # updated but for what a person has changed as well
    DUPLICATE = "duplicate"  # the same words as another article's
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import has done with one document, and the difference that it made."""

    status: Status
    article: Path
    imported: Imported
    difference: str = ""
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of an article that was imported: its files with their hashes."""

    key: str
    folder: str
    digest: str
    files: Mapping[str, str]


class Imports:
    """The articles that were imported into one folder of a newsroom."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.state = root / STATE / IMPORTS
        self.entries = dict(_entries(self.state))
        self.by_digest = {entry.digest: entry for entry in self.entries.values()}
        self.taken: set[str] = set()

    def take_in(self, imported: Imported, key: str, *, update: bool, dry_run: bool) -> Outcome:
        """Bring *imported*, which came from what *key* names, to its folder.

        Raises:
            OutputError: when a file can't be written.
        """
        known = self.entries.get(key)
        if known and self._article(known).exists():
            return self._again(imported, known, update=update, dry_run=dry_run)
        same = self.by_digest.get(imported.digest)
        if same and (self._article(same).exists() or dry_run):
            return Outcome(status=Status.DUPLICATE, article=self._article(same), imported=imported)
        folder = self.folder / self._free_name(imported.slug)
        entry = Entry(
            key=key,
            folder=from_root(folder, self.root),
            digest=imported.digest,
            files={name: _hash(data) for name, data in imported.files.items()},
        )
        if not dry_run:
            _write_folder(folder, imported.files)
            self._remember(entry, imported.text)
        self.entries[key] = self.by_digest[entry.digest] = entry
        return Outcome(status=Status.NEW, article=folder / INDEX, imported=imported)

    def _again(self, imported: Imported, known: Entry, *, update: bool, dry_run: bool) -> Outcome:
        """Take in what came from the same source as the article *known*."""
        article = self._article(known)
        base = self._base(known)
        ours = article.read_text("utf-8")
        if base is not None and base == imported.text and known.digest == imported.digest:
            return Outcome(status=Status.UNCHANGED, article=article, imported=imported)
        merged = merge(ours if base is None else base, ours, imported.text)
        difference = _difference(ours, merged.text, from_root(article, self.root))
        status = Status.CLASHED if merged.clashes else Status.UPDATED
        if not update:
            status = Status.CHANGED
        elif not dry_run:
            self._replace(known, imported, merged.text)
        return Outcome(
            status=status,
            article=article,
            imported=imported,
            difference=difference,
            clashes=merged.clashes,
        )

    def _replace(self, known: Entry, imported: Imported, text: str) -> None:
        """Write *text* over the article *known*, and its pictures where nobody changed them."""
        folder = self.root / known.folder
        files: dict[str, str] = {}
        for name, data in imported.files.items():
            target = folder / name
            is_ours = (
                name == IMPORT_REPORT or not target.exists() or self._is_untouched(known, name)
            )
            if name != INDEX and is_ours:
                _write(target, data)
            files[name] = _hash(data)
        write_whole(folder / INDEX, text.encode())
        entry = Entry(key=known.key, folder=known.folder, digest=imported.digest, files=files)
        self.entries[known.key] = self.by_digest[entry.digest] = entry
        self._remember(entry, imported.text)

    def _is_untouched(self, known: Entry, name: str) -> bool:
        return known.files.get(name) == _hash((self.root / known.folder / name).read_bytes())

    def _article(self, entry: Entry) -> Path:
        return self.root / entry.folder / INDEX

    def _base(self, entry: Entry) -> str | None:
        with contextlib.suppress(OSError):
            return (self.state / f"{_hash(entry.key.encode())}.md").read_text("utf-8")
        return None

    def _remember(self, entry: Entry, text: str) -> None:
        make_folder(self.state)
        name = _hash(entry.key.encode())
        write_whole(self.state / f"{name}.md", text.encode(), durable=False)
        data = json.dumps(asdict(entry), ensure_ascii=False, indent=1)
        write_whole(self.state / f"{name}.json", data.encode(), durable=False)

    def _free_name(self, slug: str) -> str:
        """Return *slug*, or the first with a number after it, that no article has."""
        for number in count(1):
            name = slug if number == 1 else f"{slug}-{number}"
            in_the_way = (self.folder / name, self.folder / f"{name}.md")
            if name not in self.taken and not any(map(os.path.lexists, in_the_way)):
                self.taken.add(name)
                return name
        raise AssertionError


def _entries(state: Path) -> Iterator[tuple[str, Entry]]:
    for path in sorted(state.glob("*.json")) if state.is_dir() else ():
        try:
            entry = Entry(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            message = _("is damaged; remove it, and the article counts as written by hand")
            finding = Finding(place=Place(file=str(path)), message=message, rule="imports")
            raise IntakeError([finding]) from error
        yield entry.key, entry


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* to *folder*, which appears with all of them or not at all."""
    part = folder.with_name(f".{folder.name}.part")
    if part.exists():
        shutil.rmtree(part)
    for name, data in files.items():
        _write(part / name, data)
    part.rename(folder)


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    write_whole(path, data, durable=False)


def _difference(before: str, after: str, name: str) -> str:
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
