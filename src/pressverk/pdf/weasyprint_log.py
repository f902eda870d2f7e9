"""What WeasyPrint logs, as findings that say what to do.

A record is known by its message before arguments are filled in, which WeasyPrint keeps stable
within a series; what is not known is passed on in WeasyPrint's own words.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import get_ident
from urllib.parse import unquote

from pressverk.i18n import _, in_our_words
from pressverk.model import HOST, Finding, Place, Severity

LOGGERS = ("weasyprint", "fontTools")
NO_GLYPH = ".notdef glyph rendered"
NOT_A_RESOURCE = "is not among the page's resources"

LogFinding = tuple[str, str, Severity]


@contextmanager
def captured_log() -> Iterator[list[logging.LogRecord]]:
    """Yield a list that fills with what this thread logs at WARNING or above.

    Nothing of it goes anywhere else meanwhile.
    """
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    propagated = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.propagate = False
    try:
        yield listener.records
    finally:
        for logger, propagate in zip(loggers, propagated, strict=True):
            logger.removeHandler(listener)
            logger.propagate = propagate


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.records.append(record)


def log_findings(records: Iterable[logging.LogRecord], place: Place) -> tuple[Finding, ...]:
    """Return *records* as findings at *place*, each once, in the order they came."""
    found = (
        Finding(
            place=place, rule=rule, message=message, severity=severity, subject=_subject(record)
        )
        for record in records
        if (entry := _finding_of(record))
        for rule, message, severity in [entry]
    )
    return tuple(dict.fromkeys(found))


def _subject(record: logging.LogRecord) -> str:
    """Return the character that *record* is about, if it is about one."""
    if record.msg.startswith(NO_GLYPH) and isinstance(record.args, tuple):
        return str(record.args[0])
    return ""


def _finding_of(record: logging.LogRecord) -> LogFinding | None:
    """Return rule, message and severity, or None for what Pressverk finds by itself."""
    args = record.args if isinstance(record.args, tuple) else ()
    for beginning, describe in KNOWN.items():
        if record.msg.startswith(beginning):
            return describe(*args)
    return _unknown(record)


def _unknown(record: logging.LogRecord) -> LogFinding:
    said = record.getMessage().rstrip(".")
    if record.levelno >= logging.ERROR:
        message = _("WeasyPrint can't set what is written: {said}; fix what it names", said=said)
        return "not-set", message, Severity.ERROR
    message = _("WeasyPrint says: {said}; fix what it names, or leave it", said=said)
    return "style-ignored", message, Severity.ADVICE


def _as_written(address: str) -> str:
    """Return *address* without the host that only pages know."""
    return unquote(address).removeprefix(f"{HOST}/")


def _missing_character(character: str, code: int) -> LogFinding:
    message = _(
        "no font has {character!r} (U+{code:04X}); write it with other characters, or add a font "
        "that has it",
        character=character,
        code=code,
    )
    return "missing-sign", message, Severity.ERROR


def _picture(address: str, reason: object) -> LogFinding:
    address = _as_written(address)
    if str(reason).endswith(NOT_A_RESOURCE):
        message = _(
            "picture {address!r} isn't there; put the file there, or fix the address",
            address=address,
        )
    else:
        message = _(
            "picture {address!r} can't be read ({reason}); save it again as PNG, JPEG or SVG",
            address=address,
            reason=in_our_words(str(reason)) if str(reason) else _("of a kind that is no picture"),
        )
    return "picture-unreadable", message, Severity.ERROR


def _stylesheet(address: str, reason: object) -> LogFinding:
    message = _(
        "stylesheet {address!r} can't be read ({reason}); put it there, or fix the address",
        address=_as_written(address),
        reason=in_our_words(str(reason)),
    )
    return "stylesheet-unreadable", message, Severity.ERROR


def _font(family: str) -> LogFinding:
    message = _(
        "font {family!r} can't be loaded; fix the src of its @font-face, or remove the rule",
        family=family,
    )
    return "font-unreadable", message, Severity.ERROR


def _dead_link(name: str) -> LogFinding:
    message = _(
        "link to {target!r} leads nowhere; give what it means that id, or fix the link",
        target=f"#{name}",
    )
    return "dead-link", message, Severity.ERROR


def _dead_reference(token: tuple[str, object]) -> LogFinding:
    _kind, target = token
    if isinstance(target, tuple):
        target = target[-1]
    return _dead_link(str(target).removeprefix("#"))


def _id_twice(name: str) -> LogFinding:
    message = _("id {name!r} is given twice, and links lead to the first; rename one", name=name)
    return "id-twice", message, Severity.ADVICE


def _slow_fonts(_family: str) -> LogFinding:
    message = _(
        "fonts are made smaller the slow way; install libharfbuzz-subset0 (see: pressverk doctor)"
    )
    return "slow-fonts", message, Severity.ADVICE


def _drawing(reason: object) -> LogFinding:
    message = _(
        "a drawing can't be shown ({reason}); save it again as plain SVG",
        reason=in_our_words(str(reason)),
    )
    return "picture-unreadable", message, Severity.ERROR


KNOWN: dict[str, Callable[..., LogFinding | None]] = {
    NO_GLYPH: _missing_character,
    "Failed to load image at": _picture,
    "Failed to load inline SVG": _drawing,
    "Failed to render SVG image": _drawing,
    "Failed to load stylesheet at": _stylesheet,
    "Font-face %r cannot be loaded": _font,
    "No anchor #%s": _dead_link,
    "Content discarded: target points to undefined anchor": _dead_reference,
    "Anchor defined twice": _id_twice,
    "Using fontTools instead of HarfBuzz-Subset": _slow_fonts,
    'Missing required "lang"': lambda: None,
}
