"""Sending what is planned, as commands show it: progress, waits and the outcome."""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar
from zoneinfo import ZoneInfo

from pressverk.cli.console import (
    now_in_utc,
    print_findings,
    say,
    with_progress,
)
from pressverk.delivery.campaigns.approval import needs_approval
from pressverk.delivery.campaigns.send import depart, line_of
from pressverk.delivery.campaigns.wording import clock, heading, standing, to_list
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign, Kind, Wait
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.scheduler import run_in_turns
from pressverk.delivery.timer import missing_timer
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Severity

Step = TypeVar("Step")


LONG = dt.timedelta(seconds=5)  # seconds after which a person wonders whether it still runs


def send_and_report(ledger: Ledger, number: int, newsroom: Newsroom) -> bool:
    """Send what is due of the campaign, print the outcome, and return whether all went well.

    A person sends it, so a paused campaign continues, and reasons not to send are reported.

    Raises:
        PressverkError: if nothing can be sent.
    """
    now = now_in_utc()
    operator.resume(ledger, number)
    campaign = queries.campaign(ledger, number)
    if not campaign.counts:  # all have it from another list
        return True
    is_unapproved = needs_approval(campaign, newsroom)
    if campaign.not_before > now or is_unapproved:
        say(standing(campaign, newsroom, now))
        undecided = _undecided(campaign)
        missing = missing_timer(ledger, now=now)
        print_findings((*undecided, *(_unapproved(campaign) if is_unapproved else ())))
        print_findings((missing,) if missing else ())
        return not undecided
    with line_of(newsroom) as line:
        events = run_in_turns([depart(line, ledger, campaign, newsroom, now=now)])
        leaving = past_waits(events, newsroom)
        for _delivery in with_progress(leaving, sum(campaign.counts.values()), _("sending")):
            pass
    return print_outcome(ledger, number, newsroom)


def past_waits(events: Iterable[Step | Wait], newsroom: Newsroom) -> Iterator[Step]:
    """Yield all events except waits, and print long waits on the terminal."""
    announced = None
    for event in events:
        if not isinstance(event, Wait):
            yield event
        elif event.until != announced and event.until > now_in_utc() + LONG and sys.stderr.isatty():
            announced = event.until
            moment = announced.astimezone(ZoneInfo(newsroom.time_zone))
            text = _(
                "waiting until {moment} because of the rate limit", moment=f"{moment:%H:%M:%S}"
            )
            say(text, err=True)


def print_outcome(ledger: Ledger, number: int, newsroom: Newsroom) -> bool:
    """Print the outcome, and return whether all went well."""
    campaign = queries.campaign(ledger, number)
    say(heading(campaign))
    if due := queries.next_due(ledger, number):
        moment = clock(due, newsroom)
        say(_("the rest is tried from {moment} on by: pressverk send-due", moment=moment))
    findings = _undecided(campaign)
    print_findings(findings)
    return not findings


def _undecided(campaign: Campaign) -> tuple[Finding, ...]:
    """Return findings about uncertain deliveries, which a person has to decide on."""
    messages = {
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
        for state, message in messages.items()
        if state in campaign.counts
    )


def _unapproved(campaign: Campaign) -> tuple[Finding, ...]:
    # A correction or follow-up goes to no list that anybody knows the name of.
    whom = (to_list(campaign.list_name),) if campaign.kind is Kind.RELEASE else ()
    message = _(
        "isn't approved as it is now; ask a colleague to run: {command}",
        command=" ".join(("pressverk approve", campaign.slug, *whom)),
    )
    place = Place(file=campaign.slug)
    return (Finding(place=place, message=message, rule="not-approved", severity=Severity.ADVICE),)
