"""The line that says what the folded form of an article holds: its day, contacts and embargo."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from pressverk.formats import LOCALES, moment_in_words
from pressverk.i18n import _, message_language
from pressverk.model import Contact

KEYS = frozenset(
    {"date", "embargo", "contacts", "updated", "diary_number", "keywords", "language", "layout"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the form holds, in *words*, and whether something in it needs to be looked at."""

    words: str
    is_open: bool


def particulars_of(
    fields: Mapping[str, str],
    chosen: Iterable[str],
    contacts: Mapping[str, Contact],
    shown: Mapping[str, Any] | None,
    *,
    has_embargo: bool,
) -> Particulars:
    """Return what *fields* say; *shown* is the preview as the browser gets it."""
    names = [contacts[key].name if key in contacts else key for key in chosen]
    words = [_day(fields["date"]) or _("no day of publication")]
    words.append(", ".join(names) or _("no contact chosen"))
    if has_embargo:
        words.append(_embargo(fields["embargo"]))
    is_open = (
        not fields["date"]
        or any(key not in contacts for key in chosen)
        or any(map(_has_to_be_seen, (shown or {}).get("findings", ())))
    )
    return Particulars(words=" · ".join(words), is_open=is_open)


def _embargo(value: str) -> str:
    if not value:
        return _("no embargo")
    try:
        moment = moment_in_words(dt.datetime.fromisoformat(value), message_language())
    except ValueError:
        moment = value
    return _("embargo until {moment}", moment=moment)


def _day(value: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return format_date(day, "long", locale=LOCALES[message_language()])


def _has_to_be_seen(finding: Mapping[str, Any]) -> bool:
    is_serious = finding["severity"] == "error" or finding["rule"] == "undecided"
    return is_serious and finding["field"] in KEYS
