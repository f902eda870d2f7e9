"""newsroom.toml -> Newsroom, mail settings included."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from pressverk.addresses import parse_address
from pressverk.colour import LEAST, contrast
from pressverk.errors import NewsroomError, unreadable
from pressverk.formats import number_in_message
from pressverk.i18n import _
from pressverk.model import (
    Boilerplate,
    Brand,
    Contact,
    DkimSettings,
    Finding,
    Limits,
    LoginSettings,
    MailSettings,
    Newsroom,
    Place,
    SmtpSettings,
    StudioSettings,
)
from pressverk.newsroom.paths import NEWSROOM_FILE
from pressverk.newsroom.schema import DkimTable, MailTable, NewsroomFile, SmtpTable, StudioTable
from pressverk.readers.toml import line_of, read_toml
from pressverk.validation import Locate, Location, validate


def mail_settings(table: MailTable, sender: str) -> MailSettings:
    """Return the settings in *table*; mail is from *sender* unless the table names one."""
    smtp = table.smtp
    return MailSettings(
        from_address=table.from_address,
        from_name=table.from_name or sender,
        reply_to=table.reply_to or table.from_address,
        unsubscribe=table.unsubscribe,
        unsubscribe_url=table.unsubscribe_url,
        web_url=table.web_url,
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


def studio_settings(table: StudioTable) -> StudioSettings:
    """Return the settings in *table*."""
    login = table.login
    return StudioSettings(
        address=table.address.rstrip("/"),
        proxies=tuple(table.proxies),
        login=LoginSettings(
            issuer=login.issuer,
            client_id=login.client_id,
            groups={role: tuple(names) for role, names in login.groups.model_dump().items()},
            groups_claim=login.groups_claim,
        )
        if login
        else None,
    )


def mail_faults(table: MailTable | None, place: Locate) -> Iterator[Finding]:
    """Yield faults between keys of *table*."""
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
    if table.web_url and "{name}" not in table.web_url:
        message = _(
            "web_url is the same for all articles; write {name} where the name of each goes",
            name="{name}",
        )
        yield Finding(place=place(("mail", "web_url")), message=message, rule="web-url")
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
    """Return whether *host* is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("smtp.example.com")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_newsroom(root: Path) -> Newsroom:
    """Return the newsroom in the folder *root*.

    Raises:
        NewsroomError: with all faults of the file.
    """
    path = root / NEWSROOM_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NewsroomError([unreadable(error, NEWSROOM_FILE)]) from error
    return parse_newsroom(text, root)


def parse_newsroom(text: str, root: Path) -> Newsroom:
    """Return the newsroom that *text*, the content of ``newsroom.toml``, describes.

    Raises:
        NewsroomError: with all faults, each at its line.
    """
    table, faults = read_toml(text, NEWSROOM_FILE)
    if faults:
        raise NewsroomError(faults)

    def place(location: Location) -> Place:
        return Place(file=NEWSROOM_FILE, line=line_of(text, location))

    file, faults = validate(NewsroomFile, table, place)
    if file:
        faults += [*_file_findings(file, root, place), *mail_faults(file.mail, place)]
    if faults or file is None:
        raise NewsroomError(sorted(faults, key=lambda fault: fault.place.line or 0))
    return Newsroom(
        root=root,
        sender=file.sender.name,
        website=file.sender.website,
        logo=root / file.sender.logo,
        brand=Brand(
            colour=file.brand.colour.lower(),
            second=file.brand.second.lower() if file.brand.second else None,
        ),
        language=file.language,
        time_zone=file.time_zone,
        boilerplate={
            language: Boilerplate(heading=entry.heading, text=entry.text)
            for language, entry in file.boilerplate.items()
        },
        contacts={key: Contact(**entry.model_dump()) for key, entry in file.contacts.items()},
        mail=mail_settings(file.mail, file.sender.name) if file.mail else None,
        limits=Limits(seconds=file.limits.seconds, megabytes=file.limits.megabytes),
        studio=studio_settings(file.studio) if file.studio else None,
    )


def _file_findings(file: NewsroomFile, root: Path, place: Locate) -> list[Finding]:
    findings = []
    if not file.contacts:
        message = _(
            "no contact is given; add one, such as [contacts.press] with a name and a phone"
        )
        findings.append(Finding(place=place(("contacts",)), message=message, rule="no-contacts"))
    for key, colour in (("colour", file.brand.colour), ("second", file.brand.second)):
        if colour and (ratio := contrast(colour)) < LEAST:
            message = _(
                "colour {colour!r} has the contrast {ratio}:1 against white; choose one of at "
                "least {least}:1",
                colour=colour,
                ratio=number_in_message(ratio),
                least=number_in_message(LEAST),
            )
            findings.append(
                Finding(place=place(("brand", key)), message=message, rule="brand-contrast")
            )
    logo = (root / file.sender.logo).resolve()
    if not logo.is_relative_to(root.resolve()) or not logo.is_file():
        message = _(
            "logo {logo!r} is not a file in the newsroom; put it there", logo=file.sender.logo
        )
        findings.append(
            Finding(place=place(("sender", "logo")), message=message, rule="missing-logo")
        )
    elif logo.suffix.lower() not in {".svg", ".png"}:
        message = _("logo {logo!r} is neither SVG nor PNG; give one of them", logo=file.sender.logo)
        findings.append(
            Finding(place=place(("sender", "logo")), message=message, rule="wrong-logo")
        )
    return findings
