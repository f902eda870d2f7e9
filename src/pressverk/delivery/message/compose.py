"""A publication -> a letter: all of the mail that doesn't depend on whom it is for."""

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pressverk.addresses import needs_smtputf8, parse_address
from pressverk.content.embargo import as_of
from pressverk.delivery.message.forms import forms_of
from pressverk.delivery.message.headers import (
    DROPPED,
    Field,
    HeaderError,
    address_field,
    fixed_field,
    text_field,
)
from pressverk.errors import MailError
from pressverk.formats import moment_in_words
from pressverk.i18n import _, catalogue, words_of
from pressverk.model import Edition, Finding, MailSettings, Newsroom, Place, Publication
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root

LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"})
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An edition as mail in one language, ready to be addressed.

    *fields* are the headers that all recipients share, *body* what follows the headers, as it
    is sent. *language* is that of the release, *html* and *text* are its two forms, for previews.
    *corrects* is the SHA-256 of the edition that this one corrects.
    """

    edition_sha256: str
    language: str
    subject: str
    html: str
    text: str
    attachment: str
    settings: MailSettings
    fields: tuple[Field, ...]
    type_field: Field
    body: bytes
    corrects: str | None
    needs_smtputf8: bool


def compose_letter(
    edition: Edition,
    pdf: bytes,
    publication: Publication,
    newsroom: Newsroom,
    *,
    language: str,
    date: dt.datetime,
    correction: str | None = None,
    corrects: str | None = None,
) -> Letter:
    """Return *edition*, whose file holds *pdf*, as mail for those who read *language*.

    *language* is that of labels and dates; the release is in its own. An embargo is told when
    *date*, the date of the mail, is before it. *correction* says what was wrong in an earlier
    edition, whose SHA-256 is *corrects*; it may be empty.

    Raises:
        MailError: when the newsroom has no settings for mail, when *pdf* isn't the edition, or
            for texts that can't stand in a header.
        LayoutError: for a fault in a template, at its line.
    """
    settings = _settings(newsroom)
    place = Place(file=from_root(publication.articles[0].source, newsroom.root))
    if hashlib.sha256(pdf).hexdigest() != edition.sha256:
        file = from_root(edition.pdf, newsroom.root) if edition.pdf else edition.slug
        raise MailError([_changed(file)])
    words = words_of(language)
    told = as_of(publication, date).articles[0].embargo
    name = attachment_name(publication)
    context = {"embargo": told, "correction": correction, "attachment": name}
    html, text = forms_of(publication, newsroom, words, context)
    subject = _subject(publication.title, words, told, correction)
    body, type_field = _body(text, html, pdf, name)
    senders = [parse_address(each) for each in (settings.from_address, settings.reply_to)]
    return Letter(
        edition_sha256=edition.sha256,
        language=publication.language,
        subject=subject,
        html=html,
        text=text,
        attachment=name,
        settings=settings,
        fields=_shared_fields(settings, subject, publication.language, date, place),
        type_field=type_field,
        body=body,
        corrects=corrects,
        needs_smtputf8=any(map(needs_smtputf8, senders)),
    )


def attachment_name(publication: Publication) -> str:
    """Return a file name in ASCII: in some clients other names arrive as "Untitled"."""
    words = catalogue(words_of(publication.language))
    kind = words.gettext("Press release") if publication.layout == "press-release" else ""
    parts = [_ascii(kind), _ascii(publication.slug)[:LONGEST_NAME].strip("-")]
    return f"{'-'.join(filter(None, parts)) or publication.layout}.pdf"


def _ascii(text: str) -> str:
    """Return *text* in a–z, digits and hyphens.

    >>> _ascii("Årets Æra & co")
    'arets-aera-co'
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return re.sub("[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def _settings(newsroom: Newsroom) -> MailSettings:
    if newsroom.mail is None:
        message = _("[mail] is missing; add it to send editions by email")
        place = Place(file=NEWSROOM_FILE)
        raise MailError([Finding(place=place, message=message, rule="no-mail")])
    return newsroom.mail


def _changed(file: str) -> Finding:
    message = _("isn't the PDF that was proved; build it again")
    return Finding(place=Place(file=file), message=message, rule="changed-pdf")


def _subject(title: str, words: str, embargo: dt.datetime | None, correction: str | None) -> str:
    gettext = catalogue(words).gettext
    subject = title
    if correction is not None:
        subject = gettext("Correction: {title}").format(title=subject)
    if embargo:
        moment = moment_in_words(embargo, words)
        subject = gettext("EMBARGO until {moment}: {title}").format(moment=moment, title=subject)
    return " ".join(subject.translate(DROPPED).split())


def _shared_fields(
    settings: MailSettings, subject: str, language: str, date: dt.datetime, place: Place
) -> tuple[Field, ...]:
    try:
        title = text_field("Subject", subject)
    except HeaderError as error:
        raise MailError([_refused("title", subject, place)]) from error
    try:
        sender = address_field("From", settings.from_name, settings.from_address)
    except HeaderError as error:
        place = Place(file=NEWSROOM_FILE)
        raise MailError([_refused("from_name", settings.from_name, place)]) from error
    return (
        fixed_field("Date", format_datetime(date)),
        sender,
        address_field("Reply-To", "", settings.reply_to),
        title,
        fixed_field("Content-Language", language),
        fixed_field("MIME-Version", "1.0"),
    )


def _refused(key: str, text: str, place: Place) -> Finding:
    message = _(
        "{key} is {value!r}; take away '=?' and signs that can't be seen", key=key, value=text
    )
    return Finding(place=place, message=message, rule="header")


def _body(text: str, html: str, pdf: bytes, name: str) -> tuple[bytes, Field]:
    """Return all that follows the headers, and the field that tells its type.

    Its boundaries come from what it holds, so that the same letter is the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=name, params={"name": name}
    )
    digest = hashlib.sha256(b"\0".join((text.encode(), html.encode(), pdf))).hexdigest()[:32]
    mixed, inner = (f"=_{digest}_{level}" for level in ("mixed", "alternative"))
    message.set_boundary(mixed)
    next(message.iter_parts()).set_boundary(inner)
    _head, _blank, body = message.as_bytes().partition(b"\r\n\r\n")
    return body, fixed_field("Content-Type", "multipart/mixed;", f'boundary="{mixed}"')
