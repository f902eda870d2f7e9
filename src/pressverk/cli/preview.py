"""Previews: a message shown, written to a folder or sent as a test, before it is sent to a list."""

import contextlib
import datetime as dt
import sys
import tempfile
from pathlib import Path

import click

from pressverk.addresses import parse_address
from pressverk.cli.console import (
    has_screen,
    now_in_utc,
    print_findings,
    say,
)
from pressverk.delivery.campaigns.audience import Audience, Whom, audiences
from pressverk.delivery.campaigns.release import (
    Release,
    embargo_of,
    key_of,
    messages_of,
    own_recipient,
    passing_key,
    secret_of,
    settings_of,
    signed,
    template_of,
)
from pressverk.delivery.campaigns.schedule import SendOptions, departure
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.message.compose import address_message
from pressverk.delivery.message.preview import preview, summary, write_messages
from pressverk.delivery.sender.sending import send_test
from pressverk.delivery.smtp.outcomes import Verdict
from pressverk.files import write_private, write_whole
from pressverk.i18n import _
from pressverk.model import Place

TEMPORARY = "-"  # an option without its value


def _departure(release: Release, options: SendOptions) -> dt.datetime:

    return departure(
        options,
        embargo=embargo_of(release),
        planned=None,
        now=now_in_utc(),
        time_zone=release.newsroom.time_zone,
        place=Place(file=release.edition.slug),
    )


def show(release: Release, options: SendOptions, file: str) -> None:
    """Show the message as addressed to the newsroom itself; its text is the same for all."""
    newsroom = release.newsroom
    date = _departure(release, options)
    template = template_of(release, newsroom.language, date, key=passing_key())
    shown = preview(
        template, address_message(template, own_recipient(newsroom), occasion="preview")
    )
    path = Path(file)
    if file == TEMPORARY:
        name = release.edition.slug.rpartition("/")[2]
        path = Path(tempfile.mkdtemp(prefix="pressverk-")) / f"{name}.html"
    write_whole(path, shown.encode())
    say(str(path))
    if file == TEMPORARY and has_screen():
        click.launch(str(path))


def rehearse(release: Release, options: SendOptions, whom: Whom, folder: str) -> None:
    """Write all messages, and print a summary."""
    date = _departure(release, options)
    key = key_of(release.newsroom.root)
    unsigned = [
        message
        for audience in audiences_of(release, whom)
        for message in messages_of(
            release, audience.recipients, date, key=key, answers=audience.answers
        )
    ]
    messages = list(signed(unsigned, settings_of(release.newsroom)))
    target = Path(tempfile.mkdtemp(prefix="pressverk-") if folder == TEMPORARY else folder)
    write_messages(messages, target)
    words = summary(messages)
    write_private(target / "summary.txt", f"{words}\n".encode())
    say(words)
    say(str(target))


def audiences_of(release: Release, whom: Whom) -> tuple[Audience, ...]:
    """Return the audiences, and print advice; the ledger is opened only if it is needed."""
    newsroom, sha256 = release.newsroom, release.edition.sha256
    with contextlib.ExitStack() as stack:
        ledger = None
        if whom.kind is not Kind.RELEASE:
            ledger = stack.enter_context(open_ledger(ledger_path(newsroom.root)))
        found, advice = audiences(whom, newsroom, ledger, sha256)
    print_findings(advice)
    return found


def try_out(release: Release, address: str) -> None:
    """Send one message to *address* and exit with the outcome; no list is read."""
    try:
        parse_address(address)
    except ValueError as error:
        fault = _("{value!r} is not an email address", value=address)
        raise click.BadParameter(fault, param_hint="--test-to") from error
    now, mail = now_in_utc(), settings_of(release.newsroom)
    recipient = own_recipient(release.newsroom, address)
    unsigned = messages_of(release, [recipient], now, key=passing_key())
    [message] = signed(unsigned, mail)
    outcome = send_test(message, mail, secret=secret_of(mail))
    reply = f"{outcome.code or ''} {outcome.text}".strip()
    if outcome.verdict is not Verdict.ACCEPTED:
        say(_("the mail server didn't take it: {reply}", reply=reply), err=True)
        sys.exit(1)
    say(_("sent to {address}: {reply}", address=address, reply=reply))
