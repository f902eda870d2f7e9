"""What is sent: an edition as it lies in ``output/``, and the letters it goes with."""

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
from pressverk.delivery.message.compose import Letter, address_all, compose_letter, size_advice
from pressverk.delivery.message.headers import sign
from pressverk.errors import DeliveryError, MailError
from pressverk.formats import moment_in_words
from pressverk.i18n import _, message_language
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
    """A publication and its edition, whose file holds *pdf*, on their way to readers.

    *correction* says what was wrong in an earlier edition, and is None where nothing was.
    *undecided* are the places in it where a person must still decide.
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
    """Return what the article in *source* is sent as, and advice.

    Raises:
        MailError: when the newsroom has no settings for mail.
        OutputError: when the edition isn't built or current.
        ProofError: when the edition fails its proof.
        ArticleError: when the article is faulty.
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
        MailError: when it has none.
    """
    if newsroom.mail is None:
        message = _("[mail] is missing; add it to send editions by email")
        place = Place(file=NEWSROOM_FILE)
        raise MailError([Finding(place=place, message=message, rule="no-mail")])
    return newsroom.mail


def letter_of(
    release: Release,
    language: str,
    date: dt.datetime,
    *,
    key: bytes,
    answers: Mapping[str, str] = NOTHING,
) -> Letter:
    """Return the letter of *release* for those who read *language*, dated *date*.

    *key* and *answers* are as in ``Letter``.

    Raises:
        MailError: when the edition can't be written as mail.
        LayoutError: for a fault in a template.
    """
    return compose_letter(
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

    They are the same for the same *date* and *key*.
    """

    def letter_in(language: str) -> Letter:
        return letter_of(release, language, date, key=key, answers=answers)

    return address_all(recipients, letter_in, occasion=occasion)


def key_of(root: Path) -> bytes:
    """Return the secret of the newsroom at *root*, a passing one where nothing was ever planned.

    Raises:
        LedgerError: when the ledger can't be read.
    """
    path = ledger_path(root)
    if not path.exists():
        return passing_key()
    with open_ledger(path) as ledger:
        return message_key(ledger)


def passing_key() -> bytes:
    """Return a key for messages that the ledger knows nothing of."""
    return secrets.token_bytes(KEY_SIZE)


def signed(messages: Iterable[Message], settings: MailSettings) -> Iterator[Message]:
    """Yield *messages* with the signature that the newsroom asks for, if it asks for any.

    Raises:
        MailError: when there is no key, or it can't be used.
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
    """Return the newsroom itself as a recipient, or who tries a message out at *address*.

    Raises:
        MailError: when the newsroom has no settings for mail.
    """
    return unlisted(address or settings_of(newsroom).reply_to, newsroom)


def embargo_of(release: Release) -> dt.datetime | None:
    """Return the moment, in UTC, before which nothing of *release* may be published."""
    return embargo.end_of(release.publication.articles[0])


def place_of(release: Release) -> Place:
    """Return the article of *release*, as findings name it."""
    source = release.publication.articles[0].source
    return Place(file=from_root(source, release.newsroom.root))


def refusal(release: Release, message: str, rule: str) -> DeliveryError:
    """Return the error that says why *release* can't be sent."""
    return DeliveryError([Finding(place=place_of(release), message=message, rule=rule)])


def refuse_undecided(release: Release) -> None:
    """Refuse to send what a person must still decide about.

    Raises:
        DeliveryError: with each place in *release* where that is so.
    """
    if release.undecided:
        raise DeliveryError(replace(each, severity=Severity.ERROR) for each in release.undecided)


def advice_on(release: Release, now: dt.datetime) -> tuple[Finding, ...]:
    """Return advice on sending *release*: on its embargo, and on its size."""
    place = place_of(release)
    [sample] = messages_of(release, [own_recipient(release.newsroom)], now, key=passing_key())
    return (*_past_embargo(release, place, now), *size_advice(sample, place))


def _past_embargo(release: Release, place: Place, now: dt.datetime) -> tuple[Finding, ...]:
    """Return advice when the PDF was built under an embargo that has ended since."""
    record = manifest.load(release.newsroom.root, release.edition.slug)
    held_until = embargo_of(release)
    if held_until is None or record is None or manifest.is_timely(record, now.timestamp()):
        return ()
    there = held_until.astimezone(ZoneInfo(release.newsroom.time_zone))
    message = _(
        "the embargo ended on {moment}, and the PDF still names it; to send one that doesn't, run "
        "{command} first",
        moment=moment_in_words(there, message_language()),
        command=f"pressverk build {release.edition.slug}",
    )
    return (Finding(place=place, message=message, rule="embargo-passed", severity=Severity.ADVICE),)


def secret_of(mail: MailSettings) -> str | None:
    """Return the password that the newsroom's server asks for, None where it asks for none.

    Raises:
        DeliveryError: when the keyring can't be opened.
    """
    if mail.smtp.auth == "none" or mail.smtp.username is None:
        return None
    return mail_secret(mail.smtp.username, mail.smtp.host)
