"""Translation catalogues, for documents (by their language) and for messages.

Message ids are English. Messages to press officers are Swedish unless the environment
asks for English; documents follow the article's language.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "pressverk"
LANGUAGES = ("sv", "en")
# Where one process serves people of several languages: that of the one who is served.
SERVED: ContextVar[str] = ContextVar("served_language", default="")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of *language*; texts are English if there is none.

    >>> catalogue("sv").gettext("Press release")
    'Pressmeddelande'
    """
    return gettext.translation(DOMAIN, CATALOGUES, [language.partition("-")[0]], fallback=True)


def words_of(language: str) -> str:
    """Return the language of labels and dates in a document in *language*.

    >>> words_of("sv-FI"), words_of("fi")
    ('sv', 'en')
    """
    primary = language.partition("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def message_language() -> str:
    """Return the language of messages: the first in the environment that has a catalogue.

    Within ``messages_in`` it is the language given there.
    ``PRESSVERK_LANGUAGE`` takes precedence over ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` and
    ``LANG``; the default is Swedish.
    """
    if served := SERVED.get():
        return served
    for name in ("PRESSVERK_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for tag in os.environ.get(name, "").split(":"):
            if tag[:2] in LANGUAGES:
                return tag[:2]
    return "sv"


@contextmanager
def messages_in(language: str) -> Iterator[None]:
    """Say messages in *language* meanwhile, in this thread or task alone.

    >>> with messages_in("en"):
    ...     _("Press release")
    'Press release'
    """
    token = SERVED.set(language)
    try:
        yield
    finally:
        SERVED.reset(token)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark *text* for the catalogues without translating it yet."""
    return text


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - N_ for both numbers
    """Mark both forms for the catalogues without translating them yet."""
    return singular, plural


# Click's own messages, looked up in the catalogue that ``configure_click`` sets.
CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Aborted!"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing {param_type}"),
    N_("Missing parameter: {param_name}"),
    N_("Error: {message}"),
    N_("Error: invalid input"),
    N_("Error: The two entered values do not match."),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Could not open file {filename!r}: {message}"),
    N_("unknown error"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Argument {name!r} takes {nargs} values."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{name} {filename!r} is not executable."),
    N_("file"),
    N_("directory"),
    N_("path"),
    N_("Show this message and exit."),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("(dynamic)"),
    N_("Choose from:\n\t{choices}"),
    N_("Do you want to continue?"),
    N_("Repeat for confirmation"),
    N_("Press any key to continue..."),
)
CLICK_PLURALS = (
    NN_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NN_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NN_("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
    NN_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    NN_(
        "{value!r} does not match the format {format}.",
        "{value!r} does not match the formats {formats}.",
    ),
)


def configure_click() -> None:
    """Make Click's own messages appear in the language of messages."""
    os.environ["LANGUAGE"] = message_language()
    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.textdomain(DOMAIN)


def _(text: str, /, **values: object) -> str:
    """Return *text* in the language of messages, its ``{fields}`` filled from *values*."""
    translated = catalogue(message_language()).gettext(text)
    return translated.format(**values) if values else translated


# What the operating system, SQLite, OpenSSL and Python's TOML parser say most often.
REASONS = (
    N_("Address already in use"),
    N_("Broken pipe"),
    N_("Connection refused"),
    N_("Connection reset by peer"),
    N_("Connection timed out"),
    N_("Disk quota exceeded"),
    N_("File exists"),
    N_("File name too long"),
    N_("Input/output error"),
    N_("Is a directory"),
    N_("Name or service not known"),
    N_("Network is unreachable"),
    N_("No address associated with hostname"),
    N_("No route to host"),
    N_("No space left on device"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Operation not permitted"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("No locks available"),
    N_("Stale file handle"),
    N_("Temporary failure in name resolution"),
    N_("Too many levels of symbolic links"),
    N_("Too many open files"),
    N_("timed out"),
    N_("attempt to write a readonly database"),
    N_("database disk image is malformed"),
    N_("database is locked"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("file is not a database"),
    N_("unable to open database file"),
    N_("certificate has expired"),
    N_("certificate is not yet valid"),
    N_("hostname mismatch"),
    N_("self-signed certificate"),
    N_("self-signed certificate in certificate chain"),
    N_("unable to get local issuer certificate"),
    N_("wrong version number"),
    N_("Cannot overwrite a value"),
    N_("Escaped character is not a Unicode scalar value"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"),
    N_("Expected newline or end of document after a statement"),
    N_("Invalid date or datetime"),
    N_("Invalid hex value"),
    N_("Invalid initial character for a key part"),
    N_("Invalid statement"),
    N_("Invalid value"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unescaped '\\' in a string"),
    N_("Unterminated string"),
)


def reason_of(error: Exception) -> str:
    """Return what a library or the operating system says of *error*, as ``in_our_words`` does.

    >>> with messages_in("sv"):
    ...     reason_of(IsADirectoryError(21, "Is a directory"))
    'det är en mapp'
    """
    said = error.strerror if isinstance(error, OSError) else None
    return in_our_words(said or str(error) or type(error).__name__)


def in_our_words(said: str) -> str:
    """Return what a library says in the language of messages, or marked as English.

    >>> with messages_in("sv"):
    ...     in_our_words("Unknown error 524")
    'på engelska: Unknown error 524'
    """
    translated = catalogue(message_language()).gettext(said) if said in REASONS else said
    if translated == said and message_language() != "en":
        return _("in English: {said}", said=said)
    return translated


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return the text for *count* in the language of messages, its ``{count}`` and fields filled.

    >>> ngettext("{count} fil", "{count} filer", 1)
    '1 fil'
    """
    translated = catalogue(message_language()).ngettext(singular, plural, count)
    return translated.format(count=count, **values)
