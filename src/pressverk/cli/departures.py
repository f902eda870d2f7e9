"""What commands that let campaigns leave have in common: who is at work, and how it went."""

import datetime as dt
import getpass
import os
import sys
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from pressverk.cli.console import say, tell, with_progress
from pressverk.cli.delivery import clock, heading, standing, to_list
from pressverk.delivery.campaigns.send import depart, line_of
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender import sending
from pressverk.delivery.sender.scheduler import run_in_turns
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Severity

LONG = dt.timedelta(seconds=5)  # that a person wonders whether anything goes on


def now_in_utc() -> dt.datetime:
    """Return the moment it is."""
    return dt.datetime.now(dt.UTC)


def current_user() -> str:
    """Return who is at work: ``PRESSVERK_USER``, or whom the system knows.

    Raises:
        DeliveryError: when it knows nobody, as in a container.
    """
    try:
        return os.environ.get("PRESSVERK_USER") or getpass.getuser()
    except (KeyError, OSError) as error:  # OSError from Python 3.13 on
        message = _(
            "nobody knows you by name here (user {number}); say who you are in PRESSVERK_USER",
            number=os.getuid() if hasattr(os, "getuid") else "?",
        )
        place = Place(file="PRESSVERK_USER")
        raise DeliveryError([Finding(place=place, message=message, rule="no-user")]) from error


def depart_and_tell(ledger: Ledger, number: int, newsroom: Newsroom) -> bool:
    """Send what is due of the campaign, tell how it went, and return whether it went well.

    A person sends it: what was paused goes on, and why nothing may leave is told.

    Raises:
        PressverkError: when nothing can be sent.
    """
    now = now_in_utc()
    operator.resume(ledger, number)
    campaign = queries.campaign(ledger, number)
    if not campaign.counts:  # all have it by another list
        return True
    is_unapproved = needs_approval(campaign, newsroom)
    if campaign.not_before > now or is_unapproved:
        say(standing(campaign, newsroom, now))
        undecided = _undecided(campaign)
        tell((*undecided, *(_unapproved(campaign) if is_unapproved else ())))
        return not undecided
    with line_of(newsroom) as line:
        events = run_in_turns([depart(line, ledger, campaign, newsroom, now=now)])
        leaving = deliveries_among(events, newsroom)
        for _delivery in with_progress(leaving, sum(campaign.counts.values()), _("sending")):
            pass
    return tell_outcome(ledger, number, newsroom)


def needs_approval(campaign: Campaign, newsroom: Newsroom) -> bool:
    """Tell whether a colleague has to look at it first."""
    return newsroom.mail is not None and sending.needs_approval(campaign, newsroom.mail)


def deliveries_among(events: Iterable[Delivery | Wait], newsroom: Newsroom) -> Iterator[Delivery]:
    """Pass the deliveries on, and tell at the terminal of each wait that is long."""
    told = None
    for event in events:
        if not isinstance(event, Wait):
            yield event
        elif event.until != told and event.until > now_in_utc() + LONG and sys.stderr.isatty():
            told = event.until
            moment = told.astimezone(ZoneInfo(newsroom.time_zone))
            text = _("waiting until {moment} for the sake of pace", moment=f"{moment:%H:%M:%S}")
            say(text, err=True)


def tell_outcome(ledger: Ledger, number: int, newsroom: Newsroom) -> bool:
    """Tell how it went, and return whether it went well."""
    campaign = queries.campaign(ledger, number)
    say(heading(campaign))
    if due := queries.next_due(ledger, number):
        moment = clock(due, newsroom)
        say(_("the rest is tried from {moment} on by: pressverk send-due", moment=moment))
    findings = _undecided(campaign)
    tell(findings)
    return not findings


def _undecided(campaign: Campaign) -> tuple[Finding, ...]:
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


def _unapproved(campaign: Campaign) -> tuple[Finding, ...]:
    message = _(
        "isn't approved as it is now; ask a colleague to run: {command}",
        command=f"pressverk approve {campaign.slug} {to_list(campaign.list_name)}",
    )
    place = Place(file=campaign.slug)
    return (Finding(place=place, message=message, rule="not-approved", severity=Severity.ADVICE),)
