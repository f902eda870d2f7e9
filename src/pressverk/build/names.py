"""Faults of the names of articles: two that would have one edition, and names that are no text."""

from collections.abc import Sequence
from pathlib import Path

from pressverk.build.editions import file_names
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import find_articles, from_root, slug_of


def misnamed_sources(root: Path, sources: Sequence[Path]) -> dict[Path, Finding]:
    """Return faults of the names of *sources* among all articles of the newsroom."""
    found: dict[Path, Finding] = {}
    owners: dict[str, list[Path]] = {}
    for source in dict.fromkeys((*find_articles(root), *sources)):
        for name in file_names(slug_of(source, root)):
            owners.setdefault(name, []).append(source)
    for source in sources:
        slug, place = slug_of(source, root), Place(file=from_root(source, root))
        if not slug.isprintable() or any("\udc80" <= letter <= "\udcff" for letter in slug):
            shown = ascii(from_root(source, root))[1:-1]
            message = _("the name holds characters that are no text; rename the file")
            found[source] = Finding(
                place=Place(file=shown), message=message, rule="name-unreadable"
            )
            continue
        for name in sorted(file_names(slug)):
            if others := [other for other in owners[name] if other != source]:
                message = _shared(slug, name, others[0], root)
                found[source] = Finding(place=place, message=message, rule="same-slug")
    return found


def _shared(slug: str, name: str, other: Path, root: Path) -> str:
    if slug == slug_of(other, root):
        return _("two articles are called {slug!r}; rename one", slug=slug)
    return _(
        "an edition is called {name!r}, and one of {other!r} too; rename one of the articles",
        name=name,
        other=from_root(other, root),
    )
