"""What commands that let campaigns leave have in common: who is at work, and how it went."""

import datetime as dt
import getpass
import os
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pressverk.cli.console import tell, with_progress
from pressverk.cli.delivery import heading
from pressverk.ledger.states import State
from pressverk.model import Finding, Place, Severity
from pressverk.translation import _

if TYPE_CHECKING:
    from pressverk.ledger.rows import Campaign
    from pressverk.ledger.store import Ledger
    from pressverk.model import Newsroom


def now_in_utc() -> dt.datetime:
    """Return the moment it is."""
    return dt.datetime.now(dt.UTC)


def whoever() -> str:
    """Return who is at work: ``PRESSVERK_USER``, or whom the system knows."""
    return os.environ.get("PRESSVERK_USER") or getpass.getuser()


def depart_and_tell(ledger: "Ledger", number: int, newsroom: "Newsroom", *, person: bool) -> bool:
    """Send what is due of the campaign, tell how it went, and return whether it went well.

    A *person* who sends again lets go on what was paused, and is told when nothing may leave; a
    timer that said so each minute would only be turned off.

    Raises:
        PressverkError: when nothing can be sent.
    """
    from pressverk.campaigns.departing import depart
    from pressverk.ledger import decisions, reading

    now = now_in_utc()
    if person:
        decisions.resume(ledger, number)
    campaign = reading.campaign(ledger, number)
    if not campaign.counts:  # all have it by another list
        return True
    is_early = campaign.not_before > now
    needs_approval = newsroom.mail and newsroom.mail.approval and not campaign.approved_by
    if (is_early or needs_approval) and not person:
        return True
    if is_early or needs_approval:
        click.echo(standing(campaign, newsroom))
        severity = Severity.ADVICE if is_early else Severity.ERROR
        tell(_unapproved(campaign, severity) if needs_approval else ())
        return is_early
    total = sum(campaign.counts.values())
    leaving = depart(ledger, campaign, newsroom, now=now)
    for _delivery in with_progress(leaving, total, _("sending")):
        pass
    return _tell_outcome(ledger, number, newsroom)


def _tell_outcome(ledger: "Ledger", number: int, newsroom: "Newsroom") -> bool:
    from pressverk.ledger import reading

    campaign = reading.campaign(ledger, number)
    click.echo(heading(campaign))
    if due := reading.next_due(ledger, number):
        moment = _clock(due, newsroom)
        click.echo(_("the rest is tried from {moment} on by: pressverk send-due", moment=moment))
    findings = _undecided(campaign)
    tell(findings)
    return not findings


def _undecided(campaign: "Campaign") -> tuple[Finding, ...]:
    """Return what a person has to look at."""
    told = {
        State.UNCERTAIN: _(
            "uncertain, as the answer was lost: {count}; look, then: {resend} or {accept}",
            count=campaign.counts.get(State.UNCERTAIN),
            resend=f"pressverk resend {campaign.id} --uncertain",
            accept=f"pressverk accept-uncertain {campaign.id}",
        ),
        State.FAILED: _(
            "not delivered: {count}; see why: {command}",
            count=campaign.counts.get(State.FAILED),
            command=f"pressverk deliveries {campaign.slug}",
        ),
    }
    place = Place(file=campaign.slug)
    return tuple(
        Finding(place=place, message=message, rule=f"{state}-deliveries")
        for state, message in told.items()
        if state in campaign.counts
    )


def standing(campaign: "Campaign", newsroom: "Newsroom") -> str:
    """Return what a campaign is, how far it has come, and when it leaves if that is to come."""
    if campaign.not_before <= now_in_utc():
        return heading(campaign)
    return _(
        "{heading}; leaves {moment}, by: pressverk send-due",
        heading=heading(campaign),
        moment=_clock(campaign.not_before, newsroom),
    )


def _unapproved(campaign: "Campaign", severity: Severity) -> tuple[Finding, ...]:
    name, _slash, group = campaign.list_name.partition("/")
    message = _(
        "isn't approved as it is now; ask a colleague to run: {command}",
        command=f"pressverk approve {campaign.slug} --to {name}{group and f' --group {group}'}",
    )
    place = Place(file=campaign.slug)
    return (Finding(place=place, message=message, rule="not-approved", severity=severity),)


def _clock(moment: dt.datetime, newsroom: "Newsroom") -> str:
    return f"{moment.astimezone(ZoneInfo(newsroom.time_zone)):%Y-%m-%d %H:%M}"
