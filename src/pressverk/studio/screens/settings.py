"""The screen "Settings": the newsroom's file as forms, the mail server tried out, people."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.colour import legible_instead
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.delivery.campaigns.notices import send_notice
from pressverk.delivery.campaigns.release import secret_of, settings_of
from pressverk.delivery.doctor import Answer, examine_mail, text_records
from pressverk.errors import PressverkError
from pressverk.files import write_whole
from pressverk.i18n import N_, _
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom import editing
from pressverk.newsroom.config import parse_newsroom
from pressverk.newsroom.credentials import keep_mail_secret
from pressverk.newsroom.scaffold import slugify
from pressverk.readers.toml import read_toml
from pressverk.studio.pages import Call, Done, Refused, action, not_yet, now_in_utc, page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit
from pressverk.studio.store.people import all_people
from pressverk.studio.uploads import kept_uploads

LARGEST, LARGEST_LOGO = 500_000, 2_000_000  # bytes of a request
LOGO_WIDTH = 400  # pixels that a logo is tried at
MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
LONGEST = 20_000  # characters of a field
TRIES = RateLimit(most=20, seconds=600)
SECTIONS = {
    "sender": N_("Sender"),
    "brand": N_("Colour"),
    "contacts": N_("Contacts"),
    "boilerplate": N_("About oneself"),
    "mail": N_("Mail"),
    "people": N_("People"),
    "file": N_("The file"),
}
DONE = {
    "saved": N_("It is saved."),
    "contact-gone": N_("The contact is removed."),
    "logo": N_("The logo is changed. Pages are built with it from now on."),
    "password": N_("The password is kept in the machine's keyring."),
    "sent": N_("The mail server took the message. Look in your inbox."),
}
SECURITIES, AUTHS = ("starttls", "tls", "none"), ("plain", "login", "xoauth2", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said above a section: findings of what couldn't be saved, with what was *given*."""

    section: str = ""
    findings: tuple[Finding, ...] = ()
    given: Mapping[str, str] | None = None
    answers: tuple[Answer, ...] = ()


NOTHING = Said()


def show(call: Call, said: Said = NOTHING) -> Response:
    """Show all settings, and what is *said* above a section of them."""
    text = editing.read_text(call.root)
    newsroom, faults = _read(call, text)
    table = read_toml(text, "")[0]
    given = said.given or {}
    colour = given.get("brand.colour") or editing.value_at(table, "brand.colour")
    return call.render(
        "settings.html.j2",
        status=422 if said.findings else 200,
        active="settings",
        said=said,
        sections={key: _(words) for key, words in SECTIONS.items()},
        faults=faults,
        newsroom_read=newsroom,
        contacts=editing.names_in(table, "contacts"),
        boilerplate=editing.names_in(table, "boilerplate"),
        value=lambda key: given.get(key, editing.value_at(table, key)),
        colour=colour,
        legible=legible_instead(colour),
        securities=SECURITIES,
        auths=AUTHS,
        file_text=text,
        seen=_digest(text),
        people=all_people(call.store),
        groups=_groups(call),
        approves=given["mail.approval"] if "mail.approval" in given else _approves(call, newsroom),
        done=call.done(DONE),
    )


def _read(call: Call, text: str) -> tuple[Newsroom | None, tuple[Finding, ...]]:
    try:
        return parse_newsroom(text, call.root), ()
    except PressverkError as error:
        return None, error.findings


def _approves(call: Call, newsroom: Newsroom | None) -> bool:
    """Return whether somebody else approves; at first where there are logins for that alone."""
    if newsroom and newsroom.mail:
        return newsroom.mail.approval
    return call.studio.options.login is not None


def _groups(call: Call) -> dict[str, tuple[str, ...]]:
    login = call.studio.options.login
    return {str(role): tuple(login.groups.get(role, ())) for role in Role} if login else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def save(call: Call) -> Response | Done:
    """Save the fields of one section, if the file would still be right."""
    section = call.text("section")
    if section not in SECTIONS:
        raise HTTPException(404)
    given = {name: call.text(name)[:LONGEST] for name in call.form}
    try:
        editing.save_fields(call.root, _unchanged(call), given)
    except PressverkError as error:
        return show(call, Said(section=section, findings=error.findings, given=given))
    return Done(did="saved", act="settings-changed", subject=section)


def _unchanged(call: Call) -> str:
    """Return what the file says, if it is what the form was made of."""
    text = editing.read_text(call.root)
    if _digest(text) != call.text("seen"):
        words = _("Somebody changed the settings meanwhile. Look at them, then do it once more.")
        raise Refused(409, _("The settings were changed"), words)
    return text


def save_file(call: Call) -> Response | Done:
    """Save the whole file as it was edited, if it is right."""
    text = call.text("text").replace("\r\n", "\n")
    try:
        editing.save_text(call.root, _unchanged(call), text)
    except PressverkError as error:
        return show(call, Said(section="file", findings=error.findings, given={"text": text}))
    return Done(did="saved", act="settings-changed", subject="file")


def add_contact(call: Call) -> Response | Done:
    """Add a contact."""
    given = {name: call.text(name).strip()[:LONGEST] for name in editing.CONTACT}
    key = slugify(call.text("key").strip() or given["name"]) or "kontakt"
    try:
        editing.add_contact(call.root, _unchanged(call), key, given)
    except PressverkError as error:
        new = {f"new.{name}": value for name, value in given.items()}
        return show(call, Said(section="contacts", findings=error.findings, given=new))
    return Done(did="saved", act="contact-added", subject=key)


def remove_contact(call: Call) -> Response | Done:
    """Remove a contact."""
    text, key = _unchanged(call), call.text("key")
    if key not in editing.names_in(read_toml(text, "")[0], "contacts"):
        raise HTTPException(404)
    try:
        editing.remove_contact(call.root, text, key)
    except PressverkError as error:
        return show(call, Said(section="contacts", findings=error.findings))
    return Done(did="contact-gone", act="contact-removed", subject=key)


def change_logo(call: Call) -> Response | Done:
    """Keep another logo beside the one that there is, and name it in the file."""
    with kept_uploads(call.root, call.needed_files("logo")[:1]) as [path]:
        try:
            text = _unchanged(call)
            prepare_picture(path, width=LOGO_WIDTH, place=Place(file=path.name))
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()[:8]
            name = f"{slugify(path.stem) or 'logo'}-{digest}{path.suffix.lower()}"
            if not (call.root / name).exists():
                write_whole(call.root / name, data)
            editing.save_changes(call.root, text, {("sender", "logo"): name})
        except PressverkError as error:
            return show(call, Said(section="sender", findings=error.findings))
    return Done(did="logo", act="settings-changed", subject="logo")


def logo(call: Call) -> Response:
    """Return the newsroom's logo; in a picture no script of it runs."""
    path = call.studio.newsroom.logo
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise HTTPException(404)
    headers = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
    return Response(path.read_bytes(), media_type=media_type, headers=headers)


def try_mail(call: Call) -> Response | Done:
    """Ask the mail server whether it lets us in; name servers too, where that is wanted."""
    newsroom = call.studio.newsroom
    settings = settings_of(newsroom)
    if not TRIES.allows(call.person.login):
        raise Refused(429, _("Too many tries"), _("Wait a few minutes, then try again."))
    if call.text("act") == "send":
        return _send_trial(call, newsroom)
    lookup = text_records if call.text("names") else _no_lookup
    answers = tuple(
        each
        for each in examine_mail(settings, secret_of(settings), lookup=lookup)
        if each.known or call.text("names")
    )
    call.note("mail-tried")
    return show(call, Said(section="mail", answers=answers))


def _no_lookup(_name: str) -> None:
    """Ask no name server."""


def _send_trial(call: Call, newsroom: Newsroom) -> Response | Done:
    """Send a message to whoever tries: their own address, or the newsroom's."""
    address = call.person.email or settings_of(newsroom).reply_to
    words = _("This message was sent by the studio, to see whether mail leaves. It does.")
    subject = _("Mail from {sender} leaves", sender=newsroom.sender)
    try:
        send_notice(address, subject, f"{words}\n", newsroom, now_in_utc())
    except PressverkError as error:
        call.note("mail-tried", address)
        return show(call, Said(section="mail", findings=error.findings))
    return Done(did="sent", act="mail-tried", subject=address)


def keep_password(call: Call) -> Response | Done:
    """Keep the password of the mail server in the machine's keyring, and nowhere else."""
    smtp = settings_of(call.studio.newsroom).smtp
    secret = call.text("password")
    if not smtp.username or not secret:
        raise not_yet(_("Give the user name first, and save it."))
    try:
        keep_mail_secret(smtp.username, smtp.host, secret)
    except PressverkError as error:
        return show(call, Said(section="mail", findings=error.findings))
    return Done(did="password", act="password-kept")


ADMINISTERS = Role.ADMINISTERS
ACTIONS = {
    "/settings/save": ("settings-save", save),
    "/settings/file": ("settings-file", save_file),
    "/settings/contact": ("contact-add", add_contact),
    "/settings/contact/remove": ("contact-remove", remove_contact),
    "/settings/mail": ("mail-try", try_mail),
    "/settings/password": ("password-keep", keep_password),
}
PAGES = (
    page("/settings", "settings", show, ADMINISTERS),
    page("/settings/logo", "logo", logo, ADMINISTERS),
    action(
        "/settings/logo/change",
        "logo-change",
        change_logo,
        ADMINISTERS,
        largest=LARGEST_LOGO,
        back="settings",
    ),
    *(
        action(path, name, handler, ADMINISTERS, largest=LARGEST, back="settings")
        for path, (name, handler) in ACTIONS.items()
    ),
)
