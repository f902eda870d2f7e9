"""Checks of the mail set-up: whether mail can be sent, and whether its sender can be verified."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import dns.exception
import dns.resolver

from pressverk.addresses import parse_address
from pressverk.delivery.smtp.outcomes import NoSessionError
from pressverk.delivery.smtp.session import PATIENT, Session, Timeouts, close_session, open_session
from pressverk.formats import megabytes
from pressverk.i18n import _
from pressverk.model import MailSettings

PATIENCE = 5.0  # seconds for name servers, in total
Lookup = Callable[[str], tuple[str, ...] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of one check; *fault* says what is wrong and what to do, empty if nothing is.

    *known* is False if no server answered; *neutral* is True for what is neither good nor bad.
    """

    subject: str
    fault: str = ""
    known: bool = True
    neutral: bool = False


def text_records(name: str) -> tuple[str, ...] | None:
    """Return the TXT records of *name*, None if no name server answers."""
    try:
        found = dns.resolver.resolve(name, "TXT", lifetime=PATIENCE)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in found)


def examine_mail(
    mail: MailSettings,
    secret: str | None,
    *,
    lookup: Lookup = text_records,
    timeouts: Timeouts = PATIENT,
) -> Iterator[Answer]:
    """Yield whether the mail server accepts our login, and whether DNS lets it send for us.

    Nothing is sent.
    """
    yield from _ask_server(mail, secret, timeouts)
    domain = parse_address(mail.from_address).domain
    yield _spf(domain, lookup)
    if mail.dkim:
        yield _dkim(f"{mail.dkim.selector}._domainkey.{mail.dkim.domain}", lookup)
    yield _dmarc(domain, lookup)


def _ask_server(mail: MailSettings, secret: str | None, timeouts: Timeouts) -> Iterator[Answer]:
    smtp = mail.smtp
    place = f"{smtp.host}:{smtp.port}"
    try:
        session = open_session(smtp, secret, timeouts=timeouts)
    except NoSessionError as error:
        yield Answer(subject=place, fault=error.finding.message)
        return
    try:
        yield Answer(subject=_("{place}: connected", place=place))
        yield _security(session)
        if smtp.auth != "none":
            subject = _("logged in as {user} ({how})", user=smtp.username, how=smtp.auth)
            yield Answer(subject=subject)
        yield _size(session)
        takes = _("yes") if session.smtp.has_extn("smtputf8") else _("no")
        subject = _("takes addresses with Swedish letters before @: {yes}", yes=takes)
        yield Answer(subject=subject, neutral=True)
    finally:
        close_session(session)


def _security(session: Session) -> Answer:
    version = getattr(session.sock, "version", lambda: None)()
    if version is None:
        return Answer(subject=_("not encrypted, as the server is on this machine"))
    return Answer(subject=_("encrypted ({version}), the certificate is valid", version=version))


def _size(session: Session) -> Answer:
    most = session.smtp.esmtp_features.get("size", "")
    if not most.isdecimal() or int(most) == 0:
        return Answer(subject=_("takes messages of any size, or doesn't say"), neutral=True)
    subject = _("takes messages of up to {size} MB", size=megabytes(int(most)))
    return Answer(subject=subject, neutral=True)


def _spf(domain: str, lookup: Lookup) -> Answer:
    """Check the SPF record of *domain* (RFC 7208)."""
    subject = f"SPF {domain}"
    records = lookup(domain)
    if records is None:
        return _unanswered(subject)
    found = [each for each in records if each.lower().split(" ")[0] == "v=spf1"]
    if not found:
        fault = _("missing; publish which servers send for {domain}", domain=domain)
    elif len(found) > 1:
        fault = _("occurs {count} times, and then none counts; keep one", count=len(found))
    elif found[0].lower().split()[-1] in {"+all", "all"}:
        fault = _("lets anybody send ({record!r}); end it with ~all or -all", record=found[0])
    else:
        return Answer(subject=f"{subject}: {found[0]}")
    return Answer(subject=subject, fault=fault)


def _dkim(name: str, lookup: Lookup) -> Answer:
    """Check the DKIM key at *name* (RFC 6376)."""
    subject = f"DKIM {name}"
    records = lookup(name)
    if records is None:
        return _unanswered(subject)
    keys = [tags["p"] for each in records if "p" in (tags := _tags(each))]
    if not keys:
        fault = _("missing; publish the public key there")
    elif len(keys) > 1:
        fault = _("occurs {count} times, and then none counts; keep one", count=len(keys))
    elif not keys[0]:
        fault = _("is revoked (an empty p=); publish a new key")
    else:
        return Answer(subject=subject)
    return Answer(subject=subject, fault=fault)


def _dmarc(domain: str, lookup: Lookup) -> Answer:
    """Check the DMARC policy (RFC 7489) of *domain* or a parent domain."""
    labels = domain.split(".")
    for at in range(max(len(labels) - 1, 1)):
        name = f"_dmarc.{'.'.join(labels[at:])}"
        records = lookup(name)
        if records is None:
            return _unanswered(f"DMARC {name}")
        found = [each for each in records if _tags(each).get("v") == "DMARC1"]
        if len(found) == 1:
            return Answer(subject=f"DMARC {name}: {found[0]}")
        if found:
            fault = _("occurs {count} times, and then none counts; keep one", count=len(found))
            return Answer(subject=f"DMARC {name}", fault=fault)
    fault = _("missing; publish what to do with mail that isn't yours, such as p=none at first")
    return Answer(subject=f"DMARC _dmarc.{domain}", fault=fault)


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a record such as ``v=DMARC1; p=none``."""
    pairs = (tag.partition("=") for tag in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _sign, value in pairs}


def _unanswered(subject: str) -> Answer:
    return Answer(subject=_("{subject}: no name server answers", subject=subject), known=False)
