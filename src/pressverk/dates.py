"""Dates and moments in words."""

import datetime as dt

import babel
import babel.dates

from pressverk.translation import catalogue


def in_words(day: dt.date, language: str) -> str:
    """Return *day* as it is written in running text.

    >>> in_words(dt.date(2018, 11, 23), "sv"), in_words(dt.date(2018, 11, 23), "en")
    ('23 november 2018', '23 November 2018')
    """
    return babel.dates.format_date(day, "d MMMM y", locale=_locale(language))


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return *moment* as an embargo is written.

    >>> moment_in_words(dt.datetime(2018, 11, 23, 10, 0), "sv")
    'fredag 23 november 2018 kl. 10.00'
    """
    day = babel.dates.format_date(moment, "EEEE d MMMM y", locale=_locale(language))
    return (
        catalogue(language)
        .gettext("{day} at {hour}:{minute}")
        .format(day=day, hour=f"{moment:%H}", minute=f"{moment:%M}")
    )


def _locale(language: str) -> babel.Locale:
    try:
        return babel.Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return babel.Locale("sv")
