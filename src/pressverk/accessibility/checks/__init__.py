"""What validators can't tell of a tagged PDF: whether its tags mean what the page shows.

``observe`` gives what the rules say; ``examine_meaning`` makes findings of it, in the article
that the PDF was made from when that is known.
"""

from collections.abc import Iterator, Mapping

from pressverk.accessibility.checks.languages import unmarked_languages
from pressverk.accessibility.checks.observation import Locate, Observation, Rule, locator
from pressverk.accessibility.checks.structure import (
    alternatives,
    fake_headings,
    headings,
    links,
    outline,
    tables,
    titles,
)
from pressverk.accessibility.checks.visibility import unread_text, unseen_text
from pressverk.accessibility.reader import TaggedPdf, UnreadablePdfError, read_tagged_pdf
from pressverk.model import Finding, Place

__all__ = ["Observation", "examine_meaning", "observe"]

RULES: tuple[Rule, ...] = (
    titles,
    alternatives,
    headings,
    fake_headings,
    outline,
    tables,
    links,
    unread_text,
    unseen_text,
    unmarked_languages,
)

# What the rules of articles say already.
TOLD_OF_ARTICLES = frozenset({"alt-repeats-caption"})


def observe(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield what the rules say about *pdf*; without tags, not much."""
    for rule in RULES if pdf.root.kids else (titles, unread_text):
        yield from rule(pdf)


def examine_meaning(
    data: bytes, file: str, sources: Mapping[str, str] | None = None
) -> list[Finding]:
    """Return what is to be mended or considered in the PDF *data*.

    *file* is what findings name: the PDF, or the article that it was made from. Its *sources*, by
    their names, are then searched for what findings are about.
    """
    try:
        pdf = read_tagged_pdf(data, file)
    except UnreadablePdfError as error:
        return list(error.findings)
    locate = locator(sources) if sources is not None else None
    found = [
        _finding(each, file, locate)
        for each in observe(pdf)
        if locate is None or each.rule not in TOLD_OF_ARTICLES
    ]
    found.sort(key=lambda each: (each.place.line or 0, each.place.page or 0))
    return [*pdf.findings, *found]


def _finding(observation: Observation, file: str, locate: Locate | None) -> Finding:
    place = locate(observation.passage) if locate and observation.passage else None
    return Finding(
        place=place or Place(file=file, page=observation.page),
        message=observation.message,
        rule=observation.rule,
        severity=observation.severity,
    )
