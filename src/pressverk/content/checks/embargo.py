"""Dates that look like a slip: an embargo with a mistyped year holds nothing back."""

import datetime as dt
import re

from pressverk.content.embargo import end_of
from pressverk.formats import moment_in_words
from pressverk.i18n import _, message_language
from pressverk.model import Article

FAR = dt.timedelta(days=366)


def doubt_about(
    article: Article, now: dt.datetime, *, was_planned: bool, was_stated: bool
) -> str | None:
    """Return why the embargo of *article* looks like a slip, None if it doesn't.

    With a mistyped year it has ended before anybody knew of it, and the article would be sent
    at once. It has not if something *was planned* or an edition *was stated* to be under it.
    """
    end = end_of(article)
    if not was_planned and (told := early_embargo(article)):
        return told
    if article.embargo is None or end is None or end > now or was_stated:
        return None
    moment = moment_in_words(article.embargo, message_language())
    return _("the embargo, {moment}, has passed already; fix it, or remove it", moment=moment)


def early_embargo(article: Article) -> str | None:
    """Return that the embargo of *article* ends before its date, None if it doesn't."""
    if article.embargo is None or article.embargo.date() >= article.date:
        return None
    return _(
        "the embargo, {moment}, ends before the article's date, {date}; fix one of them",
        moment=moment_in_words(article.embargo, message_language()),
        date=article.date.isoformat(),
    )


def date_far_ahead(article: Article, now: dt.datetime) -> str | None:
    """Return that the date of *article* is more than a year after *now*, None if it isn't."""
    if article.date - now.date() <= FAR:
        return None
    date = article.date.isoformat()
    return _("the date, {date}, is more than a year ahead; fix the year if it is wrong", date=date)


def line_of(article: Article, *keys: str) -> int | None:
    """Return the line of the file that has one of *keys* of *article*, counted from 1."""
    pattern = rf"^(?:{'|'.join(keys)})[ \t]*:".encode()
    found = re.search(pattern, article.data, re.MULTILINE)
    return article.data.count(b"\n", 0, found.start()) + 1 if found else None
