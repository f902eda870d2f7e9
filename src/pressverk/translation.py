"""The catalogues of translations, for documents (by their language) and for messages.

Message ids are English. Messages to press officers are Swedish unless the environment
asks for English; documents follow the article's language.
"""

import gettext
import os
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "pressverk"
LANGUAGES = ("sv", "en")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the texts of *language*; a language without a catalogue reads English.

    >>> catalogue("sv").gettext("Press release")
    'Pressmeddelande'
    """
    return gettext.translation(DOMAIN, CATALOGUES, [language.partition("-")[0]], fallback=True)


def message_language() -> str:
    """Return the language of messages: the first of the environment's that has a catalogue.

    ``PRESSVERK_LANGUAGE`` goes before the usual ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES``
    and ``LANG``; Swedish where they say nothing.
    """
    for name in ("PRESSVERK_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for tag in os.environ.get(name, "").split(":"):
            if tag[:2] in LANGUAGES:
                return tag[:2]
    return "sv"


def _(text: str, /, **values: object) -> str:
    """Return *text* in the language of messages, its ``{fields}`` filled from *values*."""
    translated = catalogue(message_language()).gettext(text)
    return translated.format(**values) if values else translated
