"""The articles of a newsroom as a list, in words: where each is, what is left to do, and when."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_date

from pressverk.delivery.campaigns.overview import (
    WORDS,
    Moment,
    Reading,
    Sendings,
    Standing,
    moments_between,
    standing_of,
)
from pressverk.formats import LOCALES
from pressverk.i18n import _, message_language, ngettext
from pressverk.model import Newsroom

DAYS_SHOWN = 7  # from today on
MONTH = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article in a list; *notes* are what somebody should know beside its state."""

    name: str
    title: str
    day: str
    standing: Standing
    state: str
    notes: tuple[str, ...]
    is_report: bool
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Something that happens at a time, in words."""

    day: str
    clock: str
    what: str
    article: str
    title: str
    is_late: bool = False


def rows_of(
    read: Mapping[str, tuple[Reading | None, bool]],
    titles: Mapping[str, str],
    sendings: Sendings,
    asked: Collection[str],
) -> list[Row]:
    """Return a row for each article *read*, whose reading may be out of date, the latest first.

    A colleague was *asked* to approve some of them.
    """
    by_article = sendings.by_article()
    rows = []
    for name, (reading, is_current) in read.items():
        at = standing_of(
            reading,
            by_article.get(name, ()),
            sendings.unapproved,
            is_current=is_current,
            is_asked=name in asked,
        )
        rows.append(_row(name, titles[name], reading, at))
    return sorted(rows, key=lambda row: row.order, reverse=True)


def _row(name: str, title: str, reading: Reading | None, at: Standing) -> Row:
    return Row(
        name=name,
        title=title,
        day=_day(reading.date) if reading else "",
        standing=at,
        state=_(WORDS[at]),
        notes=tuple(_notes(reading, at)) if reading else (),
        is_report=bool(reading and reading.is_report),
        order=f"{reading.date if reading else ''} {name}",
    )


def _notes(reading: Reading, at: Standing) -> list[str]:
    notes = []
    if at is Standing.FAULTY:
        notes.append(ngettext("{count} error", "{count} errors", reading.errors))
    if reading.undecided:
        notes.append(
            ngettext("{count} thing to decide", "{count} things to decide", reading.undecided)
        )
    if at is Standing.DRAFT and reading.is_unfinished:
        notes.append(_("text of the template is left"))
    return notes


def _day(iso: str) -> str:
    try:
        day = dt.date.fromisoformat(iso)
    except ValueError:
        return ""
    return format_date(day, "d MMM y", locale=LOCALES[message_language()])


def matches(query: str, row: Row, reading: Reading | None) -> bool:
    """Return whether each word of *query* is in the title, the name or the text."""
    where = f"{row.title} {row.name} {reading.words if reading else ''}".casefold()
    return all(word in where for word in query.casefold().split())


def calendar_of(
    readings: Mapping[str, Reading],
    sendings: Sendings,
    newsroom: Newsroom | None,
    now: dt.datetime,
) -> tuple[When, ...]:
    """Return what happens today and in the week from it, and what should have left before."""
    zone = ZoneInfo(newsroom.time_zone) if newsroom else dt.UTC
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = today + dt.timedelta(days=DAYS_SHOWN)
    late = moments_between(today - MONTH, today, readings, sendings)
    coming = moments_between(today, end, readings, sendings)
    moments = [*(each for each in late if each.is_departure), *coming]
    return tuple(_when(each, each.at.astimezone(zone), now.astimezone(zone)) for each in moments)


def _when(moment: Moment, there: dt.datetime, now: dt.datetime) -> When:
    days = (there.date() - now.date()).days
    near = {0: _("today"), 1: _("tomorrow")}
    day = near.get(days) or format_date(
        there.date(), "EEE d MMM", locale=LOCALES[message_language()]
    )
    what = _("embargo ends")
    if moment.is_departure:
        what = _("to {list_name}", list_name=moment.readers)
        if moment.is_unapproved:
            what = _("{what}, isn't approved yet", what=what)
    return When(
        day=day,
        clock=f"{there:%H.%M}" if message_language() == "sv" else f"{there:%H:%M}",
        what=what,
        article=moment.article,
        title=moment.title,
        is_late=moment.is_departure and not moment.is_unapproved and there < now,
    )
