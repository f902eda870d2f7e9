"""The approved transcript beside an article, and the comparison with a new one."""

from collections.abc import Iterator
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import SPOKEN

CONTEXT = 2  # lines of context around a difference


def approved_path(article: Path) -> Path:
    """Return the path of the approved transcript of *article*.

    >>> approved_path(Path("articles/spring/index.md")).as_posix()
    'articles/spring/index.spoken.txt'
    """
    return article.with_name(article.stem + SPOKEN)


def compare(article: Path, heard: str, *, slug: str, file: str) -> tuple[Finding, ...]:
    """Return findings if *heard* differs from the approved transcript of *article*.

    *file* is the approved transcript's name, for the place of findings.
    """
    command = f"pressverk listen --approve {slug}"
    try:
        approved = approved_path(article).read_text(encoding="utf-8")
    except FileNotFoundError:
        message = _("not approved yet; listen to it and run: {command}", command=command)
        return (Finding(place=Place(file=file), message=message, rule="transcript-unapproved"),)
    except (OSError, UnicodeDecodeError):
        message = _("can't be read; approve it again: {command}", command=command)
        return (Finding(place=Place(file=file), message=message, rule="transcript-unreadable"),)
    if approved == heard:
        return ()
    before, now = approved.splitlines(), heard.splitlines()
    if _first_word(before) != _first_word(now):
        message = _(
            "was approved in another language of messages, it begins {word!r}; set "
            "PRESSVERK_LANGUAGE to that, or approve it again: {command}",
            word=_first_word(before),
            command=command,
        )
        return (Finding(place=Place(file=file), message=message, rule="transcript-language"),)
    message = _(
        "the transcript differs from the approved one; listen to it, and if it is right run: "
        "{command}\n{difference}",
        command=command,
        difference="\n".join(_difference(before, now)),
    )
    place = Place(file=file, line=_first_difference(before, now))
    return (Finding(place=place, message=message, rule="transcript-changed"),)


def _first_word(lines: list[str]) -> str:
    """Return the screen reader's first word, which identifies its language."""
    return lines[0].partition(":")[0] if lines else ""


def _difference(before: list[str], now: list[str]) -> Iterator[str]:
    """Yield the lines that differ, with context: ``-`` is approved, ``+`` is new."""
    yield "--- " + _("approved")
    yield "+++ " + _("said now")
    for number, line in enumerate(unified_diff(before, now, lineterm="", n=CONTEXT)):
        if line.startswith("@@"):
            start = line.split()[1].lstrip("-").partition(",")[0]
            yield "@@ " + _("line {number}", number=start) + " @@"
        elif number > 1:  # skip the file names
            yield line


def _first_difference(before: list[str], now: list[str]) -> int:
    pairs = enumerate(zip_longest(before, now), 1)
    return next((number for number, (one, other) in pairs if one != other), len(before) or 1)
