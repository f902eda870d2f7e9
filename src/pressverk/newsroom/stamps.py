"""Stamps of articles: what changes whenever one of an article's files does, none being read."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pressverk.newsroom.paths import INDEX

DEEPEST = 6  # folders below an article's that are looked at


def stamp_of(article: Path, house: str = "") -> str:
    """Return what changes when a file of *article* does, or what all articles share (*house*)."""
    digest = hashlib.sha256(house.encode())
    looks = _looks_below(article.parent, DEEPEST) if article.name == INDEX else [look_at(article)]
    for look in looks:
        digest.update(look.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _looks_below(folder: Path | str, depth: int) -> Iterable[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if depth and entry.is_dir(follow_symlinks=False):
            yield from _looks_below(entry.path, depth - 1)
        else:
            with suppress(OSError):
                status = entry.stat()
                yield f"{entry.name} {status.st_mtime_ns} {status.st_size}\n"


def look_at(path: Path) -> str:
    """Return what changes when the file *path* does: a line."""
    try:
        status = path.stat()
    except OSError:
        return f"{path.name} -\n"
    return f"{path.name} {status.st_mtime_ns} {status.st_size}\n"
