"""Which files a report is made of."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import SPOKEN, SUFFIX, find_articles, slug_of


def find_chapters(
    patterns: Iterable[str], report: Path, place: Place
) -> tuple[list[Path], list[Finding]]:
    """Return the files that *patterns* name beside the file *report*, in their order.

    What ``*`` stands for is in the order of the names. *place* is where they are named.
    """
    found: list[Path] = []
    faults: list[Finding] = []
    for pattern in patterns:
        matches, fault = _matches(pattern, report)
        for path in matches:
            if path in found:
                message = _(
                    "chapter {name!r} is taken in twice; name it once",
                    name=path.relative_to(report.parent).as_posix(),
                )
                faults.append(Finding(place=place, message=message, rule="chapter-twice"))
            else:
                found.append(path)
        if fault:
            faults.append(Finding(place=place, message=fault[1], rule=fault[0]))
    return found, faults


def _matches(pattern: str, report: Path) -> tuple[list[Path], tuple[str, str] | None]:
    """Return the files that *pattern* stands for, or the rule that it breaks and why."""
    folder = report.parent
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts or ":" in pattern:
        message = _("chapter {name!r} isn't below the report's folder; move it there", name=pattern)
        return [], ("chapter-outside", message)
    paths = sorted(folder.glob(pattern)) if "*" in pattern else [folder / pattern]
    paths = [path for path in paths if path.is_file()]
    if any(path.resolve() == report.resolve() for path in paths):
        message = _("the report takes in itself ({name!r}); name its chapters only", name=pattern)
        return [], ("report-in-itself", message)
    if any(not path.resolve().is_relative_to(folder.resolve()) for path in paths):
        message = _("chapter {name!r} isn't below the report's folder; move it there", name=pattern)
        return [], ("chapter-outside", message)
    if not paths:
        return [], ("chapter-missing", _missing(pattern, folder))
    return paths, None


def _missing(pattern: str, folder: Path) -> str:
    known = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob(f"*{SUFFIX}"))]
    near = get_close_matches(pattern, known, n=1)
    if near:
        return _("no chapter {name!r}; did you mean {near!r}?", name=pattern, near=near[0])
    return _("no chapter {name!r}; write it or take its name away", name=pattern)


def find_releases(
    patterns: Iterable[str], report: Path, root: Path, place: Place
) -> tuple[list[Path], list[Finding]]:
    """Return the newsroom's articles that *patterns* name, each once, but not *report* itself.

    *place* is where they are named.
    """
    articles = {slug_of(path): path for path in find_articles(root)}
    found: dict[str, Path] = {}
    faults: list[Finding] = []
    for pattern in patterns:
        names = [name for name in articles if fnmatchcase(name, pattern)]
        found |= {name: articles[name] for name in names}
        if not names:
            message = _no_release(pattern, articles)
            faults.append(Finding(place=place, message=message, rule="release-missing"))
        elif pattern == slug_of(report):
            message = _("the report takes in itself ({name!r}); name releases only", name=pattern)
            faults.append(Finding(place=place, message=message, rule="report-in-itself"))
    found.pop(slug_of(report), None)
    return list(found.values()), faults


def _no_release(pattern: str, articles: Iterable[str]) -> str:
    near = get_close_matches(pattern, list(articles), n=1)
    if near:
        return _("no article {name!r}; did you mean {near!r}?", name=pattern, near=near[0])
    return _("no article {name!r}; write it or take its name away", name=pattern)


def files_of(report: Path) -> Iterator[Path]:
    """Yield the folder of *report* and all in it, hidden files apart; a build reads some of it."""
    yield report.parent
    for path in sorted(report.parent.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(report.parent).parts)
        if not hidden and not path.name.endswith(SPOKEN):
            yield path
