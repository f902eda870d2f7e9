"""Dates and moments in words, Swedish or English."""

import datetime as dt

from babel.dates import format_date

from pressverk.i18n import catalogue, words_of

LOCALES = {"sv": "sv_SE", "en": "en_GB"}


def in_words(day: dt.date, language: str) -> str:
    """Return *day* as it is written in running text.

    >>> in_words(dt.date(2018, 11, 23), "sv"), in_words(dt.date(2018, 11, 23), "en")
    ('23 november 2018', '23 November 2018')
    """
    return format_date(day, "d MMMM y", locale=LOCALES[words_of(language)])


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return *moment* as an embargo is written.

    >>> moment_in_words(dt.datetime(2018, 11, 23, 10, 0), "sv")
    'fredag 23 november 2018 kl. 10.00'
    """
    day = format_date(moment, "EEEE d MMMM y", locale=LOCALES[words_of(language)])
    at = catalogue(language).gettext("{day} at {hour}:{minute}")
    return at.format(day=day, hour=f"{moment:%H}", minute=f"{moment:%M}")
