"""What each edition is, and which an article asks for. Imports nothing heavy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HEAD = 10_000  # bytes in which front matter ends
USUAL = ("email",)
LISTED = re.compile(
    rb"^editions[ \t]*:[ \t]*(?:\[([^\]]*)\]|((?:\r?\n[ \t]*-[ \t]*[\w'\"]+[ \t]*)+))", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an edition is made.

    *suffix* goes between its name and ``.pdf``; *dpi* is the resolution of its pictures;
    *stylesheet* is a file of the layout that comes after its own. *profiles* must hold. An
    edition has a PDF, a twin for the web, or both, and may enclose what it was made from.
    """

    suffix: str = ""
    dpi: int = 150
    stylesheet: str = ""
    profiles: tuple[str, ...] = ("ua1", "2a")
    has_pdf: bool = True
    has_twin: bool = False
    has_enclosures: bool = False


RECIPES: Mapping[str, Recipe] = {
    "email": Recipe(has_twin=True),
    "web": Recipe(suffix=".web", has_pdf=False, has_twin=True),
    "archive": Recipe(suffix=".archive", dpi=300, profiles=("ua1", "3a"), has_enclosures=True),
    # No profile of PDF/X is among those that can be proved; tests look at what it asks for.
    "print": Recipe(suffix=".print", dpi=300, stylesheet="sheet.css", profiles=("ua1",)),
}


def asked_editions(source: Path) -> tuple[str, ...]:
    """Return the editions that the front matter in the file *source* names, or the usual one.

    What is wrong in it is told when it is read as a whole.
    """
    try:
        with source.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return USUAL
    match = LISTED.search(head.partition(b"\n---")[0])
    if match is None:
        return USUAL
    named = [name.decode() for name in re.findall(rb"[a-z]+", match[1] or match[2] or b"")]
    return tuple(name for name in dict.fromkeys(named) if name in RECIPES) or USUAL
