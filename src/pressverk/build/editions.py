"""The kinds of editions, and the names of their files. Imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass

USUAL = ("email",)  # what is built by default


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an edition is made.

    *suffix* goes between its name and ``.pdf``; *dpi* is the resolution of its pictures;
    *stylesheet* is a file of the layout that is added. The PDF must conform to *profiles*. An
    edition has a PDF, an HTML version, or both, and may enclose its sources.
    """

    suffix: str = ""
    dpi: int = 150
    stylesheet: str = ""
    profiles: tuple[str, ...] = ("ua1", "2a")
    has_pdf: bool = True
    has_html: bool = False
    has_enclosures: bool = False


RECIPES: Mapping[str, Recipe] = {
    "email": Recipe(has_html=True),
    "web": Recipe(suffix=".web", has_pdf=False, has_html=True),
    "archive": Recipe(suffix=".archive", dpi=300, profiles=("ua1", "3a"), has_enclosures=True),
    # There is no validator for PDF/X; tests check its requirements.
    "print": Recipe(suffix=".print", dpi=300, stylesheet="bleed.css", profiles=("ua1",)),
    "cover": Recipe(suffix=".cover", dpi=300, stylesheet="bleed.css", profiles=("ua1",)),
}


def file_name(slug: str, kind: str, *, html: bool = False) -> str:
    """Return the name, below ``output``, of an edition's PDF, or of its HTML version.

    >>> file_name("2026/lekpark", "archive"), file_name("lekpark", "email", html=True)
    ('2026/lekpark.archive.pdf', 'lekpark.html')
    """
    return f"{slug}.html" if html else f"{slug}{RECIPES[kind].suffix}.pdf"


def file_names(slug: str) -> frozenset[str]:
    """Return the names of all files that editions of the article called *slug* can have."""
    pdfs = {file_name(slug, kind) for kind, recipe in RECIPES.items() if recipe.has_pdf}
    return frozenset(pdfs | {file_name(slug, "email", html=True)})
