"""Publication -> MessageTemplate -> one Message for each recipient: the bytes that are sent."""

import base64
import datetime as dt
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import MappingProxyType
from urllib.parse import quote

from pressverk.addresses import needs_smtputf8, normalise, on_the_wire, parse_address
from pressverk.content.embargo import as_of
from pressverk.delivery.message.bodies import forms_of
from pressverk.delivery.message.headers import (
    DROPPED,
    Field,
    HeaderError,
    address_field,
    fixed_field,
    links_field,
    serialise,
    text_field,
)
from pressverk.delivery.message.pictures import InlinePicture, first_picture, logo_of
from pressverk.errors import MailError
from pressverk.formats import megabytes, moment_in_words
from pressverk.i18n import _, catalogue, words_of
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
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root

LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"})
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """An edition as a message in one language, ready to be addressed.

    *fields* are the headers that all recipients share, *body* the bytes after the headers.
    *language* is that of the release; *html* and *text* are its bodies, for previews. *key* is the
    newsroom's secret, so that nobody else can guess a Message-ID. *answers* has the Message-IDs
    that this template replies to, by normalised address.
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
    key: bytes
    answers: Mapping[str, str]
    needs_smtputf8: bool


def compose_template(
    edition: Edition,
    pdf: bytes,
    publication: Publication,
    newsroom: Newsroom,
    *,
    language: str,
    date: dt.datetime,
    key: bytes,
    correction: str | None = None,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> MessageTemplate:
    """Return *edition*, whose file contains *pdf*, as a template for readers of *language*.

    *language* is that of labels and dates; the release keeps its own. An embargo is stated if
    *date*, the date of the mail, is before it. *correction* says what was wrong in an earlier
    edition; it may be empty. *key* and *answers* are as in ``MessageTemplate``.

    Raises:
        MailError: if the newsroom has no settings for mail, or for text that can't be in a header.
        LayoutError: for a fault in a template, at its line.
    """
    settings = mail_settings(newsroom)
    place = Place(file=from_root(publication.articles[0].source, newsroom.root))
    words = words_of(language)
    embargo = as_of(publication, date).articles[0].embargo
    name = attachment_name(publication)
    html, text, pictures = compose_letter(publication, newsroom, words, embargo, correction)
    subject = _subject(publication.title, words, embargo, correction)
    body, type_field = _body((text, html), pictures, pdf, name, edition.sha256)
    senders = [parse_address(each) for each in (settings.from_address, settings.reply_to)]
    return MessageTemplate(
        edition_sha256=edition.sha256,
        language=publication.language,
        subject=subject,
        html=with_pictures(html, pictures),
        text=text,
        attachment=name,
        settings=settings,
        fields=_shared_fields(settings, subject, publication.language, date, place),
        type_field=type_field,
        body=body,
        key=key,
        answers=answers,
        needs_smtputf8=any(map(needs_smtputf8, senders)),
    )


def compose_letter(
    publication: Publication,
    newsroom: Newsroom,
    words: str,
    embargo: dt.datetime | None,
    correction: str | None = None,
) -> tuple[str, str, list[InlinePicture]]:
    """Return the letter as HTML and as text, and the pictures of its HTML, which ``cid:`` names.

    Raises:
        MailError: if the newsroom has no settings for mail.
        LayoutError: for a fault in a template, at its line.
    """
    settings = mail_settings(newsroom)
    domain = parse_address(settings.from_address).domain
    logo = logo_of(newsroom, publication.language, domain)
    picture = first_picture(publication.articles[0], newsroom, domain)
    context = {
        "embargo": embargo,
        "correction": correction,
        "attachment": attachment_name(publication),
        "logo": logo,
        "web": _web_address(settings, publication.slug),
    }
    html, text = forms_of(publication, newsroom, words, context, picture)
    return html, text, [each for each in (logo, picture) if each and f"cid:{each.cid}" in html]


def attachment_name(publication: Publication) -> str:
    """Return a file name in ASCII, since other names arrive as "Untitled" in some clients."""
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


def mail_settings(newsroom: Newsroom) -> MailSettings:
    """Return how *newsroom* sends mail.

    Raises:
        MailError: when it has no settings for that.
    """
    if newsroom.mail is None:
        message = _("[mail] is missing; add it to send editions by email")
        place = Place(file=NEWSROOM_FILE)
        raise MailError([Finding(place=place, message=message, rule="no-mail")])
    return newsroom.mail


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
    message = _("{key} is {value!r}; remove '=?' and invisible characters", key=key, value=text)
    return Finding(place=place, message=message, rule="header")


def _web_address(settings: MailSettings, slug: str) -> str:
    """Return where the HTML edition of *slug* is published, if the newsroom says so."""
    return (settings.web_url or "").replace("{name}", quote(slug, safe="/"))


def with_pictures(html: str, pictures: Sequence[InlinePicture]) -> str:
    """Return *html* with *pictures* in it, for previews."""
    for each in pictures:
        data = base64.b64encode(each.data).decode("ascii")
        html = html.replace(f'"cid:{each.cid}"', f'"data:{each.media_type};base64,{data}"')
    return html


def _body(
    forms: tuple[str, str],
    pictures: Sequence[InlinePicture],
    pdf: bytes,
    name: str,
    sha256: str,
) -> tuple[bytes, Field]:
    """Return the message body, and its Content-Type field.

    Its boundaries are made from its content, so that the same template has the same bytes; *sha256*
    is that of *pdf*.
    """
    text, html = forms
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    shown = list(message.iter_parts())[-1]
    for each in pictures:
        kind, subtype = each.media_type.split("/")
        shown.add_related(
            each.data, kind, subtype, cid=f"<{each.cid}>", filename=each.name, disposition="inline"
        )
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=name, params={"name": name}
    )
    digest = hashlib.sha256(f"{text}\0{html}\0{sha256}".encode()).hexdigest()[:32]
    mixed, inner, related = (f"=_{digest}_{level}" for level in ("mixed", "alternative", "related"))
    message.set_boundary(mixed)
    next(message.iter_parts()).set_boundary(inner)
    if pictures:
        shown.set_boundary(related)
    _head, _blank, body = message.as_bytes().partition(b"\r\n\r\n")
    return body, fixed_field("Content-Type", "multipart/mixed;", f'boundary="{mixed}"')


MUCH = 5_000_000  # octets; many servers accept 10 MB, some mailboxes less


def address_message(
    template: MessageTemplate, recipient: Recipient, *, occasion: str = ""
) -> Message:
    """Return the message of *template* to *recipient*.

    *occasion* distinguishes sendings of different messages, such as a test before the release:
    clients show only one message with the same Message-ID.

    Raises:
        MailError: if the name or address can't be in a header.
    """
    try:
        message_id = message_id_of(template, recipient.address, occasion)
        address = parse_address(recipient.address)
        to = address_field("To", recipient.name or recipient.organisation, recipient.address)
        head = serialise([*template.fields, to, *_own_fields(template, recipient, message_id)])
    except ValueError as error:
        raise MailError([_refused_address(recipient)]) from error
    digest = hashlib.sha256(head)
    digest.update(template.body)
    return Message(
        recipient=on_the_wire(address),
        message_id=message_id,
        subject=template.subject,
        head=head,
        body=template.body,
        sha256=digest.hexdigest(),
        needs_smtputf8=template.needs_smtputf8 or needs_smtputf8(address),
    )


def address_all(
    recipients: Iterable[Recipient],
    template_in: Callable[[str], MessageTemplate],
    *,
    occasion: str = "",
) -> Iterator[Message]:
    """Yield a message to each of *recipients*, in their languages.

    *template_in* composes the template in a language; it is called once for each language.

    Raises:
        MailError: as ``address_message``.
    """
    templates: dict[str, MessageTemplate] = {}
    for recipient in recipients:
        language = words_of(recipient.language)
        if language not in templates:
            templates[language] = template_in(language)
        yield address_message(templates[language], recipient, occasion=occasion)


def size_of(message: Message) -> int:
    """Return the size of *message* in octets, as servers count it (RFC 1870)."""
    return len(message.head) + len(message.body)


def size_advice(message: Message, place: Place) -> tuple[Finding, ...]:
    """Return advice if *message* is so large that some recipients may not get it."""
    size = size_of(message)
    if size <= MUCH:
        return ()
    advice = _(
        "the message is {size} MB, and some newsrooms take no more than {most} MB; use smaller "
        "pictures",
        size=megabytes(size),
        most=MUCH // 1_000_000,
    )
    return (Finding(place=place, message=advice, rule="large-message", severity=Severity.ADVICE),)


def message_id_of(template: MessageTemplate, address: str, occasion: str = "") -> str:
    """Return the Message-ID of *template* to *address*: reproducible, and unique to the address.

    It is an authentication code (RFC 2104): otherwise, somebody with an edition and its readers'
    addresses could forge delivery reports.
    """
    parts = "\0".join((template.edition_sha256, normalise(address), occasion))
    domain = parse_address(template.settings.from_address).domain
    code = hmac.digest(template.key, parts.encode(), "sha256").hex()[:40]
    return f"<{code}@{domain}>"


def _own_fields(template: MessageTemplate, recipient: Recipient, message_id: str) -> list[Field]:
    fields = [fixed_field("Message-ID", message_id)]
    if earlier := template.answers.get(normalise(recipient.address)):
        fields += [fixed_field("In-Reply-To", earlier), fixed_field("References", earlier)]
    links = _unsubscribe_links(template.settings, recipient.address)
    fields.append(links_field("List-Unsubscribe", links))
    if template.settings.unsubscribe_url:
        fields.append(fixed_field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return [*fields, template.type_field]


def _unsubscribe_links(settings: MailSettings, address: str) -> list[str]:
    mailbox = quote(on_the_wire(parse_address(settings.unsubscribe)), safe="@+!$'*")
    links = [f"mailto:{mailbox}?subject={quote(address, safe='@')}"]
    if settings.unsubscribe_url:
        who = quote(address, safe="")
        links.insert(0, settings.unsubscribe_url.replace("{address}", who))
    return links


def _refused_address(recipient: Recipient) -> Finding:
    message = _(
        "the recipient {address!r} ({name!r}) can't be in a header; remove '=?' and invisible "
        "characters",
        address=recipient.address,
        name=recipient.name or recipient.organisation,
    )
    return Finding(place=Place(file=recipient.address), message=message, rule="header")
