"""Send times: at once, at a given time, and never before an embargo by mistake."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pressverk.errors import DeliveryError
from pressverk.formats import local_moment, parse_moment
from pressverk.i18n import _
from pressverk.model import Finding, Place

PATIENCE = dt.timedelta(days=2)  # later, news is no longer news
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
NOW = frozenset({"now", "nu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """Options of sending: *at* a time, *under_embargo* or not.

    *confirmed* are the names of the doubts that have been confirmed.
    """

    at: dt.datetime | None = None
    under_embargo: bool = False
    confirmed: frozenset[str] = frozenset()


def departure(
    wish: SendOptions,
    *,
    embargo: dt.datetime | None,
    planned: dt.datetime | None,
    now: dt.datetime,
    time_zone: str,
    place: Place,
    date: dt.date | None = None,
) -> dt.datetime:
    """Return the time from which a release may be sent; *planned* is the time decided before.

    It isn't sent before its *date*, if given, unless a time is requested.

    Raises:
        DeliveryError: if it would be sent before its embargo without ``under_embargo``; if it has
        neither an embargo nor a time, and its date is in the future.
    """
    if embargo is None:
        if (at := wish.at or planned) is None and date and date > _day(now, time_zone):
            raise DeliveryError([_not_yet(place, date)])
        return at or now
    if wish.under_embargo:
        return wish.at or (planned if planned and planned < embargo else now)
    if wish.at is None:
        return planned or max(embargo, now)
    if wish.at >= embargo:
        return wish.at
    message = _(
        "is under embargo until {moment}; give a later time, or --under-embargo to send it marked "
        "as embargoed",
        moment=local_moment(embargo, time_zone),
    )
    raise DeliveryError([Finding(place=place, message=message, rule="before-embargo")])


def _day(now: dt.datetime, time_zone: str) -> dt.date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def _not_yet(place: Place, date: dt.date) -> Finding:
    message = _(
        "is dated {date}, which is to come; say when it leaves: {then}, or --at now",
        date=date.isoformat(),
        then=f'--at "{date.isoformat()} 08:00"',
    )
    return Finding(place=place, message=message, rule="date-to-come")


def deadline_of(moment: dt.datetime) -> dt.datetime:
    """Return the deadline of deliveries that may be sent at *moment*.

    Raises:
        OverflowError: if there is no such time.
    """
    return moment + PATIENCE


def _read(text: str) -> dt.datetime:
    """Return the time that *text* means, with a time zone only if it names one.

    Raises:
        ValueError: if it can't be read.
    """
    if MOMENT.fullmatch(text):  # fromisoformat takes more
        return dt.datetime.fromisoformat(text)
    read = parse_moment(text)
    if read is None:
        raise ValueError(text)
    return read


def moment_of(text: str, time_zone: str, now: dt.datetime) -> dt.datetime:
    """Return the time, in UTC, that *text* means in the newsroom's time zone.

    An ambiguous time, when summer time ends, is the later one, so that nothing is sent early.

    >>> now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    >>> moment_of("2026-10-25 02:30", "Europe/Stockholm", now).isoformat()
    '2026-10-25T01:30:00+00:00'

    Raises:
        ValueError: with advice, if it can't be read, doesn't exist or has passed.
    """
    if text.strip().lower() in NOW:
        return now
    zone = ZoneInfo(time_zone)
    try:
        read = _read(text)
        moment = (read if read.tzinfo else read.replace(tzinfo=zone, fold=1)).astimezone(dt.UTC)
        deadline_of(moment)
    except (ValueError, OverflowError) as error:
        raise ValueError(_("give a day and a time: YYYY-MM-DD HH:MM, or now")) from error
    if not read.tzinfo and moment.astimezone(zone).replace(tzinfo=None) != read:
        raise ValueError(_("clocks skip that hour when summer time begins; give another"))
    if moment < now:
        raise ValueError(_("that has passed; give a moment to come, or now"))
    return moment
