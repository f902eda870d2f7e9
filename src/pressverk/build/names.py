"""Faults of the names of articles: two that would have one edition, and names that are no text."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pressverk.build.editions import file_names
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import find_articles, from_root, slug_of


def misnamed_sources(root: Path, sources: Sequence[Path]) -> dict[Path, Finding]:
    """Return faults of the names of *sources* among all articles of the newsroom."""
    slugs = {source: slug_of(source, root) for source in (*find_articles(root), *sources)}
    owners: dict[str, Path] = {}
    shared: dict[str, list[Path]] = {}
    for source, slug in slugs.items():
        for name in file_names(slug):
            if (first := owners.setdefault(name, source)) is not source:
                shared.setdefault(name, [first]).append(source)
    found: dict[Path, Finding] = {}
    for source in sources:
        if not _is_text(slugs[source]):
            found[source] = _unreadable(source, root)
        elif shared and (taken := _shared_name(slugs[source], shared)):
            other = next(each for each in shared[taken] if each != source)
            message, place = _shared(slugs[source], taken, other, root), from_root(source, root)
            found[source] = Finding(place=Place(file=place), message=message, rule="same-slug")
    return found


def _is_text(slug: str) -> bool:
    return slug.isprintable() and not any("\udc80" <= letter <= "\udcff" for letter in slug)


def _unreadable(source: Path, root: Path) -> Finding:
    message = _("the name holds characters that are no text; rename the file")
    place = Place(file=ascii(from_root(source, root))[1:-1])
    return Finding(place=place, message=message, rule="name-unreadable")


def _shared_name(slug: str, shared: Mapping[str, Sequence[Path]]) -> str | None:
    """Return the last of the names of *slug* that another article has, too."""
    return max((name for name in file_names(slug) if name in shared), default=None)


def _shared(slug: str, name: str, other: Path, root: Path) -> str:
    if slug == slug_of(other, root):
        return _("two articles are called {slug!r}; rename one", slug=slug)
    return _(
        "an edition is called {name!r}, and one of {other!r} too; rename one of the articles",
        name=name,
        other=from_root(other, root),
    )
