"""Likely mistakes that stop an edition from being sent until somebody confirms them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from pressverk.build import manifest
from pressverk.content.checks import embargo
from pressverk.delivery.campaigns.release import Release, place_of
from pressverk.delivery.ledger.queries import campaigns
from pressverk.delivery.ledger.store import Ledger
from pressverk.errors import DeliveryError
from pressverk.html import parse
from pressverk.i18n import _
from pressverk.model import Article, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root
from pressverk.newsroom.scaffold import stubs


class Doubt(StrEnum):
    """The name of a doubt that has to be confirmed before sending."""

    PAST_EMBARGO = "past-embargo"
    UNFINISHED = "unfinished-text"


# What people write where something is still missing: TODO, XX kronor, [KOLLA MED PER].
MARKS = re.compile(r"(?<!\w)(?:TODO|FIXME|XX+|\[[A-ZÅÄÖ]{2}[A-ZÅÄÖ0-9 .,:?!/–-]*\])(?!\w)")


def refuse_doubtful(
    ledger: Ledger, release: Release, confirmed: frozenset[str], now: dt.datetime
) -> None:
    """Refuse likely mistakes that aren't *confirmed*.

    Raises:
        DeliveryError: with all doubts.
    """
    findings = [it for it in doubts(ledger, release, now) if it.rule not in confirmed]
    if findings:
        raise DeliveryError(map(_with_option, findings))


def _with_option(finding: Finding) -> Finding:
    """Return *finding* with what somebody at a terminal does to confirm it."""
    option = f"--confirm {finding.rule}"
    message = _("{message}, or confirm it with {option}", message=finding.message, option=option)
    return replace(finding, message=message)


def doubts(ledger: Ledger, release: Release, now: dt.datetime) -> tuple[Finding, ...]:
    """Return the likely mistakes in *release*."""
    return (*_embargo(ledger, release, now), *unfinished(release))


def _embargo(ledger: Ledger, release: Release, now: dt.datetime) -> Iterator[Finding]:
    """Yield a doubt about an embargo in the past: with a mistyped year it would be sent at once.

    If it was planned or built under the embargo, there is no doubt.
    """
    article = release.publication.articles[0]
    planned = campaigns(ledger, slug=release.edition.slug)
    told = embargo.doubt_about(
        article,
        now,
        was_planned=any(each.edition_sha256 == release.edition.sha256 for each in planned),
        was_stated=bool(planned) or not _is_built_after_it(release),
    )
    if told:
        place = replace(place_of(release), line=embargo.line_of(article))
        yield Finding(place=place, message=told, rule=Doubt.PAST_EMBARGO)


def _is_built_after_it(release: Release) -> bool:
    record = manifest.load(release.newsroom.root, release.edition.slug)
    return record is not None and record.since is not None


def unfinished(release: Release) -> tuple[Finding, ...]:
    """Return the placeholder texts left in *release*, at the first place of each."""
    return unfinished_in(release.publication, release.newsroom)


def unfinished_in(publication: Publication, newsroom: Newsroom) -> tuple[Finding, ...]:
    """Return the placeholder texts left in *publication*, at the first place of each."""
    found = [
        finding for article in publication.articles for finding in _unfinished_in(article, newsroom)
    ]
    languages = {article.language for article in publication.articles}
    for language, about in newsroom.boilerplate.items():
        if language in languages:
            place = Place(file=f"{NEWSROOM_FILE} [boilerplate.{language}]")
            found += [_unfinished(place, mark) for mark in _marks_in(about.text)]
    return tuple(dict.fromkeys(found))


def _unfinished_in(article: Article, newsroom: Newsroom) -> Iterator[Finding]:
    body = " ".join(" ".join(parse(article.body).itertext()).split())
    file = from_root(article.source, newsroom.root)
    lines = article.source.read_text(encoding="utf-8", errors="replace").splitlines()
    for text in (article.title, article.lead, body):
        for mark in _marks_in(text):
            line = next((at for at, line in enumerate(lines, 1) if mark in line), None)
            yield _unfinished(Place(file=file, line=line), mark)


def _marks_in(text: str) -> list[str]:
    """Return the texts of templates and the marks of gaps in *text*, each once."""
    found = (match[0] for match in MARKS.finditer(text))
    return list(dict.fromkeys([*(stub for stub in stubs() if stub in text), *found]))


def _unfinished(place: Place, mark: str) -> Finding:
    message = _(
        "says {mark!r}, which nobody seems to have finished; write it",
        mark=mark,
    )
    return Finding(place=place, message=message, rule=Doubt.UNFINISHED)
