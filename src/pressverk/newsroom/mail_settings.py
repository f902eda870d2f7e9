"""What ``newsroom.toml`` says about mail."""

from collections.abc import Iterator
from ipaddress import ip_address

from pressverk.addresses import parse_address
from pressverk.i18n import _
from pressverk.model import DkimSettings, Finding, MailSettings, SmtpSettings
from pressverk.newsroom.mail_schema import DkimTable, MailTable, SmtpTable
from pressverk.validation import Locate


def mail_settings(table: MailTable, sender: str) -> MailSettings:
    """Return the settings in *table*; mail is from *sender* when it names nobody."""
    smtp = table.smtp
    return MailSettings(
        from_address=table.from_address,
        from_name=table.from_name or sender,
        reply_to=table.reply_to or table.from_address,
        unsubscribe=table.unsubscribe,
        unsubscribe_url=table.unsubscribe_url,
        approval=table.approval,
        per_minute=table.pace.per_minute,
        per_domain=table.pace.domains,
        smtp=SmtpSettings(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            auth=smtp.auth,
            username=smtp.username,
        ),
        dkim=DkimSettings(selector=table.dkim.selector, domain=table.dkim.domain)
        if table.dkim
        else None,
    )


def mail_faults(table: MailTable | None, place: Locate) -> Iterator[Finding]:
    """Yield what is wrong between the keys of *table*."""
    if table is None:
        return
    yield from _server_faults(table.smtp, place)
    if table.unsubscribe_url and "{address}" not in table.unsubscribe_url:
        message = _(
            "unsubscribe_url is the same for everybody; write {address} where the recipient's "
            "address goes",
            address="{address}",
        )
        yield Finding(
            place=place(("mail", "unsubscribe_url")), message=message, rule="unsubscribe-url"
        )
    if table.dkim:
        yield from _signature_faults(table.dkim, table.from_address, place)


def _server_faults(smtp: SmtpTable, place: Locate) -> Iterator[Finding]:
    if smtp.security == "none" and not is_loopback(smtp.host):
        message = _(
            "security is 'none' and mail to {host!r} could be read on its way; give 'starttls' "
            "or 'tls'",
            host=smtp.host,
        )
        yield Finding(
            place=place(("mail", "smtp", "security")), message=message, rule="mail-in-the-open"
        )
    if smtp.security == "none" and smtp.auth != "none":
        message = _(
            'auth is {auth!r} on a connection that isn\'t encrypted; give auth = "none" or '
            'security = "tls"',
            auth=smtp.auth,
        )
        yield Finding(
            place=place(("mail", "smtp", "auth")), message=message, rule="password-in-the-open"
        )
    if smtp.auth != "none" and not smtp.username:
        message = _("auth is {auth!r} and 'username' is missing; add it", auth=smtp.auth)
        yield Finding(place=place(("mail", "smtp", "auth")), message=message, rule="missing-key")


def _signature_faults(dkim: DkimTable, from_address: str, place: Locate) -> Iterator[Finding]:
    sender, signer = parse_address(from_address).domain, dkim.domain
    if sender != signer and not sender.endswith(f".{signer}"):
        message = _(
            "domain {signer!r} can't vouch for mail from {sender!r}; give the sender's domain or "
            "one above it",
            signer=dkim.domain,
            sender=sender,
        )
        yield Finding(place=place(("mail", "dkim", "domain")), message=message, rule="dkim-domain")


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("smtp.example.com")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
