"""Releases: an edition in ``output/`` and its messages."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pressverk.build import built_editions, manifest
from pressverk.build.prepare import read_publication
from pressverk.content import embargo
from pressverk.delivery.campaigns.audience import unlisted
from pressverk.delivery.ledger.notes import KEY_SIZE, message_key
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.message.compose import (
    MessageTemplate,
    address_all,
    compose_template,
    size_advice,
)
from pressverk.delivery.message.headers import sign
from pressverk.errors import DeliveryError, MailError
from pressverk.formats import local_moment
from pressverk.i18n import _
from pressverk.model import (
    Edition,
    Finding,
    MailSettings,
    Message,
    Newsroom,
    Place,
    Publication,
    Recipient,
    Severity,
)
from pressverk.newsroom.credentials import SIGNING_KEY, mail_secret, signing_key
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A publication and its edition to be sent; *pdf* is the content of its file.

    *correction* says what was wrong in an earlier edition, None if it isn't a correction.
    *undecided* are the places with open decisions.
    """

    publication: Publication
    edition: Edition
    pdf: bytes
    newsroom: Newsroom
    correction: str | None = None
    undecided: tuple[Finding, ...] = ()


def read_release(
    source: Path, newsroom: Newsroom, *, correction: str | None = None
) -> tuple[Release, tuple[Finding, ...]]:
    """Return the release of the article *source*, and advice.

    Raises:
        MailError: if the newsroom has no settings for mail. OutputError: if the edition isn't built
        or isn't current. InvalidPdfError: if the edition fails validation. ArticleError: if the
        article is faulty.
    """
    settings_of(newsroom)
    edition, pdf = built_editions.built_edition(source, newsroom.root)
    publication, advice = read_publication(source, newsroom)
    release = Release(
        publication=publication,
        edition=edition,
        pdf=pdf,
        newsroom=newsroom,
        correction=correction,
        undecided=tuple(each for each in advice if each.rule == "undecided"),
    )
    return release, advice


def settings_of(newsroom: Newsroom) -> MailSettings:
    """Return the newsroom's settings for mail.

    Raises:
        MailError: if it has none.
    """
    if newsroom.mail is None:
        message = _("[mail] is missing; add it to send editions by email")
        place = Place(file=NEWSROOM_FILE)
        raise MailError([Finding(place=place, message=message, rule="no-mail")])
    return newsroom.mail


def template_of(
    release: Release,
    language: str,
    date: dt.datetime,
    *,
    key: bytes,
    answers: Mapping[str, str] = NOTHING,
) -> MessageTemplate:
    """Return the template of *release* for those who read *language*, dated *date*.

    *key* and *answers* are as in ``MessageTemplate``.

    Raises:
        MailError: if the edition can't be written as mail. LayoutError: for a fault in a template.
    """
    return compose_template(
        release.edition,
        release.pdf,
        release.publication,
        release.newsroom,
        language=language,
        date=date.astimezone(ZoneInfo(release.newsroom.time_zone)),
        key=key,
        correction=release.correction,
        answers=answers,
    )


def messages_of(
    release: Release,
    recipients: Iterable[Recipient],
    date: dt.datetime,
    *,
    key: bytes,
    answers: Mapping[str, str] = NOTHING,
    occasion: str = "",
) -> Iterator[Message]:
    """Yield the messages to *recipients*, unsigned.

    The bytes are the same for the same *date* and *key*.
    """

    def template_in(language: str) -> MessageTemplate:
        return template_of(release, language, date, key=key, answers=answers)

    return address_all(recipients, template_in, occasion=occasion)


def key_of(root: Path) -> bytes:
    """Return the secret of the newsroom at *root*, a temporary one if nothing was ever planned.

    Raises:
        LedgerError: if the ledger can't be read.
    """
    path = ledger_path(root)
    if not path.exists():
        return passing_key()
    with open_ledger(path) as ledger:
        return message_key(ledger)


def passing_key() -> bytes:
    """Return a temporary key for messages that aren't recorded in the ledger."""
    return secrets.token_bytes(KEY_SIZE)


def signed(messages: Iterable[Message], settings: MailSettings) -> Iterator[Message]:
    """Yield *messages*, signed if the newsroom has DKIM settings.

    Raises:
        MailError: if there is no key, or it can't be used.
    """
    if settings.dkim is None:
        yield from messages
        return
    key = signing_key(settings.dkim.selector, settings.dkim.domain)
    if key is None:
        message = _(
            "no key to sign mail with; give it in {variable} or in the keyring",
            variable=SIGNING_KEY,
        )
        place = Place(file=f"{NEWSROOM_FILE} [mail.dkim]")
        raise MailError([Finding(place=place, message=message, rule="dkim")])
    for each in messages:
        yield sign(each, settings.dkim, key)


def own_recipient(newsroom: Newsroom, address: str | None = None) -> Recipient:
    """Return the newsroom itself as a recipient, or the recipient of a test message at *address*.

    Raises:
        MailError: if the newsroom has no settings for mail.
    """
    return unlisted(address or settings_of(newsroom).reply_to, newsroom)


def embargo_of(release: Release) -> dt.datetime | None:
    """Return the time, in UTC, until which *release* is embargoed, None without embargo."""
    return embargo.end_of(release.publication.articles[0])


def place_of(release: Release) -> Place:
    """Return the place of the article of *release*, for findings."""
    source = release.publication.articles[0].source
    return Place(file=from_root(source, release.newsroom.root))


def refusal(release: Release, message: str, rule: str) -> DeliveryError:
    """Return an error that says why *release* can't be sent."""
    return DeliveryError([Finding(place=place_of(release), message=message, rule=rule)])


def refuse_undecided(release: Release) -> None:
    """Refuse to send a release with open decisions.

    Raises:
        DeliveryError: with the place of each open decision in *release*.
    """
    if release.undecided:
        raise DeliveryError(replace(each, severity=Severity.ERROR) for each in release.undecided)


def advice_on(release: Release, now: dt.datetime) -> tuple[Finding, ...]:
    """Return advice on sending *release*: on its embargo, and on its size."""
    place = place_of(release)
    [sample] = messages_of(release, [own_recipient(release.newsroom)], now, key=passing_key())
    return (*_past_embargo(release, place, now), *size_advice(sample, place))


def _past_embargo(release: Release, place: Place, now: dt.datetime) -> tuple[Finding, ...]:
    """Return advice if the PDF was built under an embargo that has ended since."""
    record = manifest.load(release.newsroom.root, release.edition.slug)
    held_until = embargo_of(release)
    if held_until is None or record is None or manifest.is_timely(record, now.timestamp()):
        return ()
    message = _(
        "the embargo ended on {moment}, and the PDF still names it; to send one that doesn't, run "
        "{command} first",
        moment=local_moment(held_until, release.newsroom.time_zone),
        command=f"pressverk build {release.edition.slug}",
    )
    return (Finding(place=place, message=message, rule="embargo-passed", severity=Severity.ADVICE),)


def secret_of(mail: MailSettings) -> str | None:
    """Return the password for the newsroom's mail server, None if it needs none.

    Raises:
        DeliveryError: if the keyring can't be opened.
    """
    if mail.smtp.auth == "none" or mail.smtp.username is None:
        return None
    return mail_secret(mail.smtp.username, mail.smtp.host)
