"""What the desk shows: a row for each article, those in work before those that are sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pressverk.delivery.campaigns.article_list import Row, When, calendar_of, matches, rows_of
from pressverk.delivery.campaigns.overview import Sendings, Standing, read_sendings
from pressverk.errors import PressverkError
from pressverk.model import Newsroom
from pressverk.studio.identity.access import confidential, hidden_from
from pressverk.studio.pages import Studio
from pressverk.studio.store.people import Person
from pressverk.studio.store.requests import open_requests

LEFT = frozenset({Standing.SENT, Standing.CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the desk shows to somebody."""

    in_work: tuple[Row, ...]
    sent: tuple[Row, ...]
    calendar: tuple[When, ...]
    counts: Mapping[Standing, int]
    total: int
    confidential: frozenset[str]
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
    titles = {name: studio.readings.title(name, path) for name, path in files.items()}
    rows = rows_of(read, titles, sendings, open_requests(studio.store))
    found = [row for row in rows if matches(query, row, read[row.name][0])]
    shown = [row for row in found if standing in {"", row.standing}]
    known = {name: reading for name, (reading, _is_current) in read.items() if reading}
    return Desk(
        in_work=tuple(row for row in shown if row.standing not in LEFT),
        sent=tuple(row for row in shown if row.standing in LEFT),
        calendar=calendar_of(known, sendings, newsroom, now),
        counts={each: sum(row.standing is each for row in found) for each in Standing},
        total=len(rows),
        confidential=confidential(studio.store),
        problem=problem or fault or _held(studio, files),
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
