"""Likely mistakes that stop an edition from being sent until somebody confirms them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from pressverk.build import manifest
from pressverk.content.checks import embargo
from pressverk.content.checks.unfinished import RULE as UNFINISHED_TEXT
from pressverk.content.checks.unfinished import unfinished_in
from pressverk.delivery.campaigns.release import Release, place_of
from pressverk.delivery.ledger.queries import campaigns
from pressverk.delivery.ledger.store import Ledger
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Severity


class Doubt(StrEnum):
    """The name of a doubt that has to be confirmed before sending."""

    PAST_EMBARGO = "past-embargo"
    UNFINISHED = UNFINISHED_TEXT


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
        place = replace(place_of(release), line=embargo.line_of(article, "embargo"))
        yield Finding(place=place, message=told, rule=Doubt.PAST_EMBARGO)


def _is_built_after_it(release: Release) -> bool:
    record = manifest.load(release.newsroom.root, release.edition.slug)
    return record is not None and record.since is not None


def unfinished(release: Release) -> tuple[Finding, ...]:
    """Return the placeholder texts left in *release* as errors, at the first place of each."""
    found = unfinished_in(release.publication, release.newsroom)
    return tuple(replace(each, severity=Severity.ERROR) for each in found)
