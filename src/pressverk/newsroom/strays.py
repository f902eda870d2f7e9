"""Files that look like articles but aren't: what each is, and what to do about it."""

from collections.abc import Iterator
from pathlib import Path

from pressverk.i18n import N_, _
from pressverk.model import Finding, Place, Severity
from pressverk.newsroom.paths import ARTICLES, INDEX, PERIOD, SUFFIX, from_root

# What other programs call them, by the ends of their names.
KINDS = {
    ".docx": N_("a Word document"),
    ".docm": N_("a Word document"),
    ".doc": N_("a Word document"),
    ".odt": N_("an OpenDocument text"),
    ".rtf": N_("a text in rich format"),
    ".pages": N_("a document of Pages"),
    ".html": N_("a web page"),
    ".htm": N_("a web page"),
    ".txt": N_("a plain text"),
}
RENAMED = frozenset({".markdown", ".mdown", ".mkd"})


def find_strays(root: Path) -> Iterator[Finding]:
    """Yield advice on what lies in the articles' folder of the newsroom at *root* unread."""
    yield from _strays_in(root / ARTICLES, root)


def why_no_article(path: Path, name: str) -> str:
    """Return what the file *path*, known as *name*, is instead of an article; empty if unknown."""
    suffix = path.suffix.lower()
    if path.name.lower().endswith(f"{SUFFIX}.txt"):
        better = path.name[: -len(".txt")]
        return _("is an article that an editor has named .txt; rename it to {name}", name=better)
    if suffix in RENAMED or (suffix == SUFFIX and path.suffix != SUFFIX):
        return _("isn't read under this name; rename it to {name}", name=f"{path.stem}{SUFFIX}")
    if suffix in KINDS:
        command = f"pressverk import {name}"
        return _("is {kind}; import it with: {command}", kind=_(KINDS[suffix]), command=command)
    return ""


def _strays_in(folder: Path, root: Path) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith((".", "~$")):
            continue
        if path.is_file():
            if message := why_no_article(path, from_root(path, root)):
                yield _advice(path, root, message)
        elif path.is_dir() and not (path / INDEX).exists():
            if PERIOD.fullmatch(path.name):
                yield from _strays_in(path, root)
            else:
                yield from _strays_in_article(path, root)


def _strays_in_article(folder: Path, root: Path) -> Iterator[Finding]:
    """Yield advice on a *folder* that is there for an article and has none."""
    files = sorted(each for each in folder.iterdir() if each.is_file())
    for path in files:
        if path.name.lower() == INDEX or (path.suffix == SUFFIX and path.name != INDEX):
            message = _("isn't read under this name; rename it to {name}", name=INDEX)
        else:
            message = why_no_article(path, from_root(path, root))
        if message:
            yield _advice(path, root, message)
    for path in sorted(folder.glob(f"*/{INDEX}")):
        message = _(
            "lies too deep to be read; articles lie right in {folder} or in folders of years such"
            " as {example}",
            folder=f"{ARTICLES}/",
            example=f"{ARTICLES}/2026/",
        )
        yield _advice(path, root, message)


def _advice(path: Path, root: Path, message: str) -> Finding:
    place = Place(file=from_root(path, root))
    return Finding(place=place, message=message, rule="no-article", severity=Severity.ADVICE)
