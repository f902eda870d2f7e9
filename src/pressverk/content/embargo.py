"""Embargoes: when they end, and whether a publication states them."""

import datetime as dt
import os
from dataclasses import replace

from pressverk.model import Article, Publication

LATEST = 253_402_300_799  # Unix time, s: the last second that datetime supports, in year 9999


def end_of(article: Article) -> dt.datetime | None:
    """Return the end of the embargo of *article*, in UTC, None without embargo.

    An ambiguous time, when summer time ends, is the later one, so that it never ends early.
    """
    embargo = article.embargo
    if embargo is None:
        return None
    return max(embargo.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def as_of(publication: Publication, now: dt.datetime) -> Publication:
    """Return *publication* without embargoes that have ended *now*."""
    leading, *others = publication.articles
    end = end_of(leading)
    if end is None or now < end:
        return publication
    return replace(publication, articles=(replace(leading, embargo=None), *others))


def term(publication: Publication, now: dt.datetime) -> tuple[float | None, float | None]:
    """Return since when and until when (Unix time, s) ``as_of`` returns the same as *now*."""
    end = end_of(publication.articles[0])
    if end is None:
        return None, None
    return (None, end.timestamp()) if now < end else (end.timestamp(), None)


def building_time() -> dt.datetime:
    """Return the current time of a build.

    It is that of ``SOURCE_DATE_EPOCH`` if set
    (https://reproducible-builds.org/specs/source-date-epoch/). Mail always uses the clock.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit():
        return dt.datetime.fromtimestamp(min(int(given), LATEST), dt.UTC)
    return dt.datetime.now(dt.UTC)
