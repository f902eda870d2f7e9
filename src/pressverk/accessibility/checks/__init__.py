"""Checks of tagged PDFs that validators can't make: whether tags mean what the page shows.

``observe`` yields observations; ``examine_meaning`` turns them into findings, placed in the article
that the PDF was made from if it is known.
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

# Reported already by the checks of articles.
REPORTED_FOR_ARTICLES = frozenset({"alt-repeats-caption"})


def observe(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield the observations of all rules about *pdf*; most rules need tags."""
    for rule in RULES if pdf.root.kids else (titles, unread_text):
        yield from rule(pdf)


def examine_meaning(
    data: bytes, file: str, sources: Mapping[str, str] | None = None
) -> list[Finding]:
    """Return what is to be fixed or considered in the PDF *data*.

    *file* is what findings name: the PDF, or the article that it was made from. In *sources*,
    texts by file name, the places of findings are searched for.
    """
    try:
        pdf = read_tagged_pdf(data, file)
    except UnreadablePdfError as error:
        return list(error.findings)
    locate = locator(sources) if sources is not None else None
    found = [
        _finding(each, file, locate)
        for each in observe(pdf)
        if locate is None or each.rule not in REPORTED_FOR_ARTICLES
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
