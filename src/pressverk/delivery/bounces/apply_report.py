"""Delivery reports (RFC 3464): parsing, applying them to the ledger, and marking bounces on lists.

Reports are untrusted, so no more is read than a report needs.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.delivery.ledger.operator import note_report, withdraw
from pressverk.delivery.ledger.queries import delivery_of_message, returned_to, steps
from pressverk.delivery.ledger.rows import Delivery
from pressverk.delivery.ledger.states import Event, after
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.recipients import bounce, find_lists, is_at, read_list, write_list
from pressverk.delivery.smtp.outcomes import readable
from pressverk.files import only_writer
from pressverk.model import Newsroom
from pressverk.newsroom.paths import STATE

MOST_READ = 1_000_000  # octets; the report comes before the message that it is about
LONGEST_HEADING = 200
LONGEST_FIELD = 4_000
LONG_LINE = re.compile(rb"^([^\n]{998})[^\n]+", re.MULTILINE)  # RFC 5322, 2.1.1
LONG_FIELD = re.compile(rb"((?:^[ \t][^\n]*\n){20})(?:^[ \t][^\n]*\n)+", re.MULTILINE)
STATUS = {"message/delivery-status", "message/global-delivery-status"}
ORIGINAL = {"message/rfc822", "message/global"}
HEADERS = {"text/rfc822-headers", "message/global-headers"}
MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
MACHINES = ("mailer-daemon", "postmaster")  # local parts of mail servers' own addresses
# The mailbox doesn't exist or is closed. A full mailbox, or a rejected message, may be temporary.
HARD = re.compile(r"5\.(1\.\d+|2\.1)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A server's report on one recipient of the message *message_id*.

    *report_id* is the Message-ID of the report itself. *address* is the recipient as the reporting
    server knows it, which differs from the original one if the mail was forwarded; *original* is
    the original recipient, if reported. *action* and *status* are those of RFC 3464.
    """

    report_id: str
    message_id: str
    address: str
    original: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The *reports* in a message, and its description if it looks like one but can't be read."""

    reports: tuple[Report, ...] = ()
    puzzle: str = ""


def read_message(content: bytes) -> Reading:
    """Return the reports in the message *content*, which may be cut off."""
    try:
        message = message_from_bytes(_bounded(content))
        reports = reports_in(message)
        is_puzzle = not reports and looks_like_a_report(message)
        return Reading(reports=reports, puzzle=heading_of(message) if is_puzzle else "")
    except Exception:  # noqa: BLE001 - the parser raises all kinds, among them RecursionError
        return Reading(puzzle=readable(content[:LONGEST_HEADING]).strip())


def _bounded(content: bytes) -> bytes:
    """Return *content* cut to what a report can have and what the parser can read quickly."""
    lines = LONG_LINE.sub(rb"\1", content[:MOST_READ].replace(b"\r\n", b"\n"))
    return LONG_FIELD.sub(rb"\1", lines)


def reports_in(message: Message) -> tuple[Report, ...]:
    """Return the reports in *message*, none if it isn't a report or doesn't name its message."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return ()
    message_id = _original_id(message)
    if not message_id:
        return ()
    return tuple(
        Report(
            report_id=_text(message, "Message-ID"),
            message_id=message_id,
            address=_typed(block, "Final-Recipient"),
            original=_typed(block, "Original-Recipient"),
            action=_text(block, "Action").lower(),
            status=_text(block, "Status").partition(" ")[0],
            diagnostic=_typed(block, "Diagnostic-Code"),
        )
        for block in _blocks(message)
        if "Action" in block
    )


def looks_like_a_report(message: Message) -> bool:
    """Return whether a mail server wrote *message*, even if ``reports_in`` can't read it."""
    sender = parseaddr(_text(message, "From"))[1].partition("@")[0].lower()
    return (
        (
            message.get_content_type() == "multipart/report"
            and str(message.get_param("report-type", "")).lower() == "delivery-status"
        )
        or "X-Failed-Recipients" in message  # Exim
        or sender in MACHINES  # qmail, and others
    )


def heading_of(message: Message) -> str:
    """Return a line that identifies *message*: date, sender and subject."""
    return "  ".join(filter(None, (_text(message, name) for name in ("Date", "From", "Subject"))))


def is_hard(report: Report) -> bool:
    """Return whether the address itself doesn't work, so that further mail is useless."""
    return report.action == "failed" and bool(HARD.fullmatch(report.status))


def _blocks(message: Message) -> Iterator[Message]:
    """Yield the groups of fields: that of the message, then one for each recipient."""
    for part in message.walk():
        if part.get_content_type() not in STATUS:
            continue
        inner = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(inner, list):
            yield from (block for block in inner if isinstance(block, Message))
        else:  # which the standard library reads as a message with one group and a body
            for group in re.split(rb"\n\s*\n", part.as_bytes().replace(b"\r\n", b"\n")):
                yield message_from_bytes(group)


def _original_id(message: Message) -> str:
    """Return the Message-ID of the reported message."""
    for part in message.walk():
        kind, inner = part.get_content_type(), part.get_payload()
        if kind in ORIGINAL and isinstance(inner, list) and isinstance(inner[0], Message):
            found = _text(inner[0], "Message-ID")
        elif kind in HEADERS:
            found = _text(message_from_bytes(_content(part)), "Message-ID")
        else:
            continue
        if named := MESSAGE_ID.search(found):
            return named[0]
    named = MESSAGE_ID.search(_text(message, "In-Reply-To") or _text(message, "References"))
    return named[0] if named else ""


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content.lstrip(b"\r\n")
    return part.as_bytes().partition(b"\n\n")[2]


def _text(message: Message, name: str) -> str:
    """Return the field *name* as a printable line, empty if there is none."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    written = str(next(values, "")).encode("utf-8", "surrogateescape")[:LONGEST_FIELD]
    try:
        text = written.decode()
    except UnicodeDecodeError:  # servers don't all follow RFC 3464
        text = written.decode("latin-1")
    return readable(re.sub(r"\s+", " ", _decoded(text)).encode(errors="replace")).strip()


def _decoded(text: str) -> str:
    """Return *text* with its encoded words (RFC 2047) decoded, if possible."""
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def _typed(message: Message, name: str) -> str:
    """Return a field's value without its type: ``rfc822; a@example.com``."""
    return _text(message, name).partition(";")[2].strip()


ACTIONS = {"failed": False, "delivered": True}  # other actions report nothing final
# After this many returned messages over this time, an address certainly doesn't work.
REPEATED, OVER = 3, dt.timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A report that was applied to the ledger.

    *is_gone* is whether it says that the address doesn't work, *is_certain* whether that was
    reported repeatedly over days.
    """

    recipient: str
    delivered: bool
    status: str
    diagnostic: str
    is_gone: bool
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of reports: those *applied*, and how many named another recipient."""

    applied: tuple[Applied, ...]
    strange: int


def apply_reports(
    ledger: Ledger, newsroom: Newsroom, reports: Iterable[Report], *, now: dt.datetime
) -> Outcome:
    """Apply *reports* to the deliveries that they are about.

    A report that was applied before is skipped, and so is one about another sender's message. It
    counts only for the recipient that it names. It doesn't change any list.

    Raises:
        LedgerError: if the ledger can't be written. RecipientError: if a list is faulty; then
        nothing is applied.
    """
    for path in find_lists(newsroom.root):
        read_list(path, newsroom)
    applied, strange = [], 0
    for report in reports:
        about = delivery_of_message(ledger, report.message_id)
        if about is None or report.action not in ACTIONS:
            continue
        if not _names(about, report.address, report.original):
            strange += 1
        elif done := _applied(ledger, report, about, now):
            applied.append(done)
    return Outcome(applied=tuple(applied), strange=strange)


def _applied(ledger: Ledger, report: Report, about: Delivery, now: dt.datetime) -> Applied | None:
    """Apply *report* to its delivery; return None if that isn't possible or was done before."""
    delivered = ACTIONS[report.action]
    if after(Event.CONFIRM if delivered else Event.BOUNCE, about.state) is None:
        return None
    # The Message-ID distinguishes two reports with the same text.
    words = f"{report.status} {report.diagnostic} {report.report_id}".strip()
    if any(step.reply == words for step in steps(ledger, about.id)):
        return None
    note_report(ledger, report.message_id, delivered=delivered, code=None, text=words, now=now)
    is_gone = is_hard(report) and _names(about, report.address or report.original)
    return Applied(
        recipient=about.recipient,
        delivered=delivered,
        status=report.status,
        diagnostic=report.diagnostic,
        is_gone=is_gone,
        is_certain=is_gone and _is_certain(ledger, about.recipient),
    )


def _names(delivery: Delivery, *addresses: str) -> bool:
    """Return whether one of *addresses* is the recipient."""
    for address in addresses:
        try:
            if normalise(address) == normalise(delivery.recipient):
                return True
        except ValueError:
            continue
    return False


def _is_certain(ledger: Ledger, address: str) -> bool:
    hard = {
        delivery: at
        for delivery, at, words in returned_to(ledger, address)
        if HARD.fullmatch(words.partition(" ")[0])
    }
    return len(hard) >= REPEATED and max(hard.values()) - min(hard.values()) >= OVER


def apply_and_leave_out(
    newsroom: Newsroom, reports: Iterable[Report], *, now: dt.datetime
) -> Outcome:
    """Apply *reports*, and leave those out who certainly can't be reached.

    Raises:
        PressverkError: as ``apply_reports`` and ``leave_out``.
    """
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        outcome = apply_reports(ledger, newsroom, reports, now=now)
        gone = {each.recipient for each in outcome.applied if each.is_certain}
        if gone:
            leave_out(ledger, newsroom, gone, now=now)
    return outcome


def leave_out(
    ledger: Ledger, newsroom: Newsroom, addresses: Collection[str], *, now: dt.datetime
) -> tuple[Path, ...]:
    """Mark *addresses* as bounced on the lists that they are on, and return the changed files.

    Waiting deliveries to them are cancelled at once, even while a sender runs.

    Raises:
        RecipientError: if a list is faulty. OutputError: if a list can't be written. LedgerError:
        if the ledger can't be written.
    """
    changed = []
    with only_writer(newsroom.root / STATE):
        for path in find_lists(newsroom.root):
            people, _advice = read_list(path, newsroom)
            marked = people
            for address in addresses:
                if any(is_at(each, address) and not each.bounced for each in people):
                    marked = bounce(marked, address, now.date())
            if marked != people:
                write_list(path, marked)
                changed.append(path)
    for address in addresses:
        withdraw(ledger, address, now=now)
    return tuple(changed)
