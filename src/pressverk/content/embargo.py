"""Until when a release is held back, and what it tells of that."""

import datetime as dt
import os
from dataclasses import replace

from pressverk.model import Article, Publication

LATEST = 253_402_300_799  # Unix time, s: the last second that Python can tell, in year 9999


def end_of(article: Article) -> dt.datetime | None:
    """Return the moment, in UTC, before which *article* may not be published.

    Where clocks are changed it could be two moments: then it is the later one, never early.
    """
    embargo = article.embargo
    if embargo is None:
        return None
    return max(embargo.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def as_of(publication: Publication, now: dt.datetime) -> Publication:
    """Return *publication* as it is *now*: without an embargo that has ended."""
    leading, *others = publication.articles
    end = end_of(leading)
    if end is None or now < end:
        return publication
    return replace(publication, articles=(replace(leading, embargo=None), *others))


def term(publication: Publication, now: dt.datetime) -> tuple[float | None, float | None]:
    """Return since when and until when (Unix time, s) *publication* is as it is *now*."""
    end = end_of(publication.articles[0])
    if end is None:
        return None, None
    return (None, end.timestamp()) if now < end else (end.timestamp(), None)


def building_time() -> dt.datetime:
    """Return the moment that a build goes by.

    It is that of ``SOURCE_DATE_EPOCH`` where a reproducible build gives one
    (https://reproducible-builds.org/specs/source-date-epoch/). Mail goes by the clock alone.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit():
        return dt.datetime.fromtimestamp(min(int(given), LATEST), dt.UTC)
    return dt.datetime.now(dt.UTC)
