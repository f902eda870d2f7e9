"""What a timer lets leave: all that is due, and what falls due meanwhile."""

import datetime as dt
from collections.abc import Callable, Generator, Iterator

from pressverk.cli.console import tell
from pressverk.cli.departures import deliveries_among, needs_approval, now_in_utc, tell_outcome
from pressverk.delivery.campaigns.send import depart, line_of
from pressverk.delivery.ledger.queries import due
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import SmtpConnection
from pressverk.delivery.sender.scheduler import Sending, run_in_turns
from pressverk.errors import PressverkError
from pressverk.model import Newsroom

AGAIN = dt.timedelta(minutes=1)  # as often as a timer would let the same campaign leave
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def depart_in_turns(ledger: Ledger, newsroom: Newsroom) -> bool:
    """Send all that is due, tell how it went, and return whether it went well.

    No campaign waits for the pace of another, nor one that falls due for those on their way.
    """
    went_well: list[bool] = []
    resting: dict[int, dt.datetime] = {}

    with line_of(newsroom) as line:

        def newcomers() -> Iterator[Sending]:
            now = now_in_utc()
            for campaign in due(ledger, now=now):
                if resting.get(campaign.id, now) <= now and not needs_approval(campaign, newsroom):
                    resting[campaign.id] = NEVER
                    yield leaving(campaign)

        def leaving(campaign: Campaign) -> Sending:
            went_well.append((yield from _depart(line, ledger, campaign, newsroom)))
            resting[campaign.id] = now_in_utc() + AGAIN

        for _delivery in deliveries_among(run_in_turns((), newcomers=newcomers), newsroom):
            pass
    return all(went_well)


def _depart(
    line: Callable[[], SmtpConnection],
    ledger: Ledger,
    campaign: Campaign,
    newsroom: Newsroom,
) -> Generator[Delivery | Wait, None, bool]:
    """Let one campaign leave, and return whether that went well; its faults are its own."""
    try:
        yield from depart(line, ledger, campaign, newsroom, now=now_in_utc())
        return tell_outcome(ledger, campaign.id, newsroom)
    except PressverkError as error:
        tell(error.findings)
        return False
