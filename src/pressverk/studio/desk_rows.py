"""What the desk shows: a row for each article, those in work before those that are sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date

from pressverk.delivery.campaigns.overview import (
    WORDS,
    Moment,
    Reading,
    Sendings,
    Standing,
    moments_between,
    read_sendings,
    standing_of,
)
from pressverk.errors import PressverkError
from pressverk.formats import LOCALES
from pressverk.i18n import _, message_language, ngettext
from pressverk.model import Newsroom
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Studio
from pressverk.studio.store.people import Person

DAYS_SHOWN = 7  # from today on
LEFT = frozenset({Standing.SENT, Standing.CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article on the desk; *notes* are what somebody should know beside its state."""

    name: str
    title: str
    day: str
    standing: Standing
    state: str
    notes: tuple[str, ...]
    is_report: bool
    is_confidential: bool
    writers: tuple[str, ...]
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Something on the desk's calendar, in words."""

    day: str
    clock: str
    what: str
    article: str
    title: str
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the desk shows to somebody."""

    in_work: tuple[Row, ...]
    sent: tuple[Row, ...]
    calendar: tuple[When, ...]
    counts: Mapping[Standing, int]
    total: int
    problem: str = ""


def desk_for(
    studio: Studio,
    person: Person,
    *,
    query: str = "",
    standing: str = "",
    now: dt.datetime,
) -> Desk:
    """Return the desk as *person* may see it: what *query* finds, in the state *standing*.

    Raises:
        NewsroomError: when the articles can't be listed.
    """
    newsroom, problem = _newsroom(studio)
    hidden = hidden_from(studio.store, person)
    files = {name: path for name, path in studio.articles.all().items() if name not in hidden}
    read = studio.readings.of(files)
    sendings, fault = _sendings(studio, newsroom)
    asked = {row["article"] for row in studio.store.rows(ASKED)}
    closed = {row["article"] for row in studio.store.rows("SELECT article FROM confidential")}
    by_article = sendings.by_article()
    rows = []
    for name, (reading, is_current) in read.items():
        campaigns = by_article.get(name, ())
        at = standing_of(
            reading,
            campaigns,
            sendings.unapproved,
            is_current=is_current,
            is_asked=name in asked,
        )
        rows.append(_row(name, reading, at, studio, is_closed=name in closed))
    found = [row for row in rows if _matches(query, row, read[row.name][0])]
    shown = [row for row in found if standing in {"", row.standing}]
    shown.sort(key=lambda row: row.order, reverse=True)
    known = {name: reading for name, (reading, _is_current) in read.items() if reading}
    return Desk(
        in_work=tuple(row for row in shown if row.standing not in LEFT),
        sent=tuple(row for row in shown if row.standing in LEFT),
        calendar=_calendar(known, sendings, newsroom, now),
        counts={each: sum(row.standing is each for row in found) for each in Standing},
        total=len(rows),
        problem=problem or fault or _held(studio, files),
    )


ASKED = (
    "SELECT article FROM requests WHERE answered IS NULL "
    "AND id IN (SELECT max(id) FROM requests GROUP BY article)"
)


def _held(studio: Studio, seen: Mapping[str, Path]) -> str:
    """Return what keeps planned mail from leaving, of articles that are *seen*; usually nothing."""
    return next(
        (
            f"{article}: {findings[0].message}" if article else findings[0].message
            for article, findings in studio.scheduler.faults.items()
            if findings and (not article or article in seen)
        ),
        "",
    )


def _newsroom(studio: Studio) -> tuple[Newsroom | None, str]:
    try:
        return studio.newsroom, ""
    except PressverkError as error:
        return None, error.findings[0].message


def _sendings(studio: Studio, newsroom: Newsroom | None) -> tuple[Sendings, str]:
    try:
        return read_sendings(studio.options.root, newsroom), ""
    except PressverkError as error:
        return Sendings(), error.findings[0].message


def _row(
    name: str, reading: Reading | None, at: Standing, studio: Studio, *, is_closed: bool
) -> Row:
    return Row(
        name=name,
        title=studio.readings.title(name, studio.articles.find(name)),
        day=_day(reading.date) if reading else "",
        standing=at,
        state=_(WORDS[at]),
        notes=tuple(_notes(reading, at)) if reading else (),
        is_report=bool(reading and reading.is_report),
        is_confidential=is_closed,
        writers=studio.events.writers(name),
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


def _matches(query: str, row: Row, reading: Reading | None) -> bool:
    """Return whether each word of *query* is in the title, the name or the text."""
    where = f"{row.title} {row.name} {reading.words if reading else ''}".casefold()
    return all(word in where for word in query.casefold().split())


def _calendar(
    readings: Mapping[str, Reading],
    sendings: Sendings,
    newsroom: Newsroom | None,
    now: dt.datetime,
) -> tuple[When, ...]:
    """Return what happens today and in the days after, and what should have left before."""
    zone = ZoneInfo(newsroom.time_zone) if newsroom else dt.UTC
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = today + dt.timedelta(days=DAYS_SHOWN)
    late = moments_between(today - dt.timedelta(days=30), today, readings, sendings)
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
        what = _("to {list_name}", list_name=moment.list_name)
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
