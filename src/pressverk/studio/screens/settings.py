"""The screen "Settings": the newsroom's file as forms, the mail server tried out, people."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.colour import LEAST, contrast, nearest_legible
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.delivery.campaigns.release import secret_of, settings_of, signed
from pressverk.delivery.doctor import Answer, examine_mail, text_records
from pressverk.delivery.message.notice import notice_to
from pressverk.delivery.sender.sending import send_test
from pressverk.delivery.smtp.outcomes import Verdict
from pressverk.errors import PressverkError
from pressverk.files import write_whole
from pressverk.i18n import N_, _
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.config import parse_newsroom
from pressverk.newsroom.credentials import keep_mail_secret
from pressverk.newsroom.editing import Value, read_text, save_changes, save_text
from pressverk.newsroom.scaffold import slugify
from pressverk.readers.toml import read_toml
from pressverk.studio.answers import now_in_utc, told
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit
from pressverk.studio.store.audit import note
from pressverk.studio.store.people import all_people
from pressverk.studio.uploads import kept_uploads

# The keys that forms may set; all others are for those who edit the file.
KEYS = re.compile(
    r"language|time_zone|sender\.(name|website)|brand\.colour"
    r"|boilerplate\.[a-z]{2,3}\.(heading|text)"
    r"|contacts\.[a-z0-9]+([-_][a-z0-9]+)*\.(name|title|phone|email)"
    r"|mail\.(from_address|from_name|reply_to|unsubscribe|approval)"
    r"|mail\.smtp\.(host|port|security|auth|username)"
)
SWITCHES = frozenset({"mail.approval"})
NUMBERS = frozenset({"mail.smtp.port"})
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
LARGEST_LOGO = 2_000_000
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
    "file": N_("The file"),
}
SECURITIES, AUTHS = ("starttls", "tls", "none"), ("plain", "login", "xoauth2", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said above a section: findings of what couldn't be saved, with what was *given*."""

    section: str = ""
    findings: tuple[Finding, ...] = ()
    given: dict[str, str] | None = None
    answers: tuple[Answer, ...] = ()
    text: str | None = None


def show(call: Call) -> Response:
    """Show all settings."""
    return _show(call, Said())


def _show(call: Call, said: Said) -> Response:
    root = call.studio.options.root
    text = read_text(root) if said.text is None else said.text
    try:
        newsroom: Newsroom | None = parse_newsroom(text, root)
        faults: tuple[Finding, ...] = ()
    except PressverkError as error:
        newsroom, faults = None, error.findings
    table = read_toml(text, "")[0]
    given = said.given or {}
    colour = given.get("brand.colour") or _at(table, "brand.colour")
    return call.render(
        "settings.html.j2",
        status=422 if said.findings else 200,
        active="settings",
        said=said,
        sections={key: _(words) for key, words in SECTIONS.items()},
        faults=faults,
        newsroom_read=newsroom,
        contacts=_tables(table, "contacts"),
        boilerplate=_tables(table, "boilerplate"),
        value=lambda key: given.get(key, _at(table, key)),
        colour=colour,
        legible=_legible(colour),
        securities=SECURITIES,
        auths=AUTHS,
        file_text=text,
        seen=_digest(text),
        people=all_people(call.studio.store),
        groups=_groups(call),
        done=_done(call),
    )


def _at(table: dict[str, Any], key: str) -> str:
    """Return what stands at the dotted *key*, as a field of a form has it."""
    value: Any = table
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, str | int) else ""


def _tables(table: dict[str, Any], name: str) -> list[str]:
    found = table.get(name)
    return list(found) if isinstance(found, dict) else []


def _legible(colour: str) -> str:
    """Return the nearest legible shade of *colour* where it isn't legible itself, else nothing."""
    if not COLOUR.fullmatch(colour) or contrast(colour) >= LEAST:
        return ""
    return nearest_legible(colour)


def _groups(call: Call) -> dict[str, tuple[str, ...]]:
    login = call.studio.options.login
    return {str(role): tuple(login.groups.get(role, ())) for role in Role} if login else {}


def _done(call: Call) -> str:
    return {
        "saved": _("It is saved."),
        "contact-gone": _("The contact is removed."),
        "logo": _("The logo is changed. Pages are built with it from now on."),
        "password": _("The password is kept in the machine's keyring."),
        "sent": _("The mail server took the message. Look in your inbox."),
    }.get(call.request.query_params.get("did", ""), "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def save(call: Call) -> Response:
    """Save the fields of one section, if the file would still be right."""
    section = call.text("section")
    if section not in SECTIONS:
        raise HTTPException(404)
    given = {name: call.text(name)[:LONGEST] for name in call.form if KEYS.fullmatch(name)}
    root = call.studio.options.root
    try:
        text = _unchanged(call, root)
        save_changes(root, text, dict(_changes(text, given)))
    except PressverkError as error:
        return _show(call, Said(section=section, findings=error.findings, given=given))
    note(call.studio.store, call.person, "settings-changed", section)
    return told(call, "settings", "saved")


def _unchanged(call: Call, root: Path) -> str:
    """Return what the file says, if it is what the form was made of."""
    text = read_text(root)
    if _digest(text) != call.text("seen"):
        words = _("Somebody changed the settings meanwhile. Look at them, then do it once more.")
        raise Refused(409, _("The settings were changed"), words)
    return text


def _changes(text: str, given: dict[str, str]) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Yield what *given* changes: what is empty now, and was nowhere before, stays away."""
    table = read_toml(text, "")[0]
    for name, written in given.items():
        value = written.replace("\r\n", "\n").strip("\n" if "\n" in written else None)
        before = _at(table, name)
        if name in SWITCHES:
            yield tuple(name.split(".")), bool(value)
        elif value == before.strip("\n"):
            continue
        elif name in NUMBERS and value.isascii() and value.isdecimal():
            yield tuple(name.split(".")), int(value)
        else:
            ends = "\n" if "\n" in value or before.endswith("\n") else ""
            yield tuple(name.split(".")), f"{value}{ends}" if value else None


def save_file(call: Call) -> Response:
    """Save the whole file as it was edited, if it is right."""
    root, text = call.studio.options.root, call.text("text").replace("\r\n", "\n")
    try:
        save_text(root, _unchanged(call, root), text)
    except PressverkError as error:
        return _show(call, Said(section="file", findings=error.findings, given={"text": text}))
    note(call.studio.store, call.person, "settings-changed", "file")
    return told(call, "settings", "saved")


def add_contact(call: Call) -> Response:
    """Add a contact."""
    root = call.studio.options.root
    given = {key: call.text(key).strip()[:LONGEST] for key in ("name", "title", "phone", "email")}
    key = slugify(call.text("key").strip() or given["name"]) or "kontakt"
    try:
        text = _unchanged(call, root)
        if key in _tables(read_toml(text, "")[0], "contacts"):
            message = _("{key!r} is there already; give another name", key=key)
            place = Place(file="newsroom.toml")
            raise _refusal(Finding(place=place, message=message, rule="contact-there"))
        changes: dict[tuple[str, ...], Value] = {
            ("contacts", key, name): value or None for name, value in given.items()
        }
        save_changes(root, text, changes)
    except PressverkError as error:
        new = {f"new.{name}": value for name, value in given.items()}
        return _show(call, Said(section="contacts", findings=error.findings, given=new))
    note(call.studio.store, call.person, "contact-added", key)
    return told(call, "settings", "saved")


def _refusal(finding: Finding) -> PressverkError:
    return PressverkError([finding])


def remove_contact(call: Call) -> Response:
    """Remove a contact; articles that name it say so when they are checked."""
    root, key = call.studio.options.root, call.text("key")
    text = _unchanged(call, root)
    if key not in _tables(read_toml(text, "")[0], "contacts"):
        raise HTTPException(404)
    names = ("name", "title", "phone", "email")
    try:
        save_changes(root, text, {("contacts", key, name): None for name in names})
    except PressverkError as error:
        return _show(call, Said(section="contacts", findings=error.findings))
    note(call.studio.store, call.person, "contact-removed", key)
    return told(call, "settings", "contact-gone")


def change_logo(call: Call) -> Response:
    """Keep another logo beside the one that there is, and name it in the file."""
    root, upload = call.studio.options.root, call.form.get("logo")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused(422, _("That can't be done yet"), _("Choose a file first."))
    with kept_uploads(root, [upload]) as [path]:
        try:
            text = _unchanged(call, root)
            prepare_picture(path, width=LOGO_WIDTH, place=Place(file=path.name))
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()[:8]
            name = f"{slugify(path.stem) or 'logo'}-{digest}{path.suffix.lower()}"
            if not (root / name).exists():
                write_whole(root / name, data)
            save_changes(root, text, {("sender", "logo"): name})
        except PressverkError as error:
            return _show(call, Said(section="sender", findings=error.findings))
    note(call.studio.store, call.person, "settings-changed", "logo")
    return told(call, "settings", "logo")


def logo(call: Call) -> Response:
    """Return the newsroom's logo; in a picture no script of it runs."""
    path = call.studio.newsroom.logo
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise HTTPException(404)
    headers = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
    return Response(path.read_bytes(), media_type=media_type, headers=headers)


def try_mail(call: Call) -> Response:
    """Ask the mail server whether it lets us in; name servers too, where that is wanted."""
    newsroom = call.studio.newsroom
    settings = settings_of(newsroom)
    _count_try(call)
    if call.text("act") == "send":
        return _send_trial(call, newsroom)
    lookup = text_records if call.text("names") else _no_lookup
    answers = tuple(
        each
        for each in examine_mail(settings, secret_of(settings), lookup=lookup)
        if each.known or call.text("names")
    )
    note(call.studio.store, call.person, "mail-tried")
    return _show(call, Said(section="mail", answers=answers))


def _no_lookup(_name: str) -> None:
    """Ask no name server."""


def _count_try(call: Call) -> None:
    if not TRIES.allows(call.person.login):
        raise Refused(429, _("Too many tries"), _("Wait a few minutes, then try again."))


def _send_trial(call: Call, newsroom: Newsroom) -> Response:
    """Send a message to whoever tries: their own address, or the newsroom's."""
    settings = settings_of(newsroom)
    address = call.person.email or settings.reply_to
    words = _("This message was sent by the studio, to see whether mail leaves. It does.")
    subject = _("Mail from {sender} leaves", sender=newsroom.sender)
    notice = notice_to(address, subject, f"{words}\n", settings, now_in_utc())
    [message] = signed([notice], settings)
    outcome = send_test(message, settings, secret=secret_of(settings))
    note(call.studio.store, call.person, "mail-tried", address)
    if outcome.verdict is Verdict.ACCEPTED:
        return told(call, "settings", "sent")
    said = f"{outcome.code or ''} {outcome.text}".strip()
    fault = _("the mail server didn't take it: {reply}", reply=said)
    return _show(call, Said(section="mail", answers=(Answer(subject=address, fault=fault),)))


def keep_password(call: Call) -> Response:
    """Keep the password of the mail server in the machine's keyring, and nowhere else."""
    smtp = settings_of(call.studio.newsroom).smtp
    secret = call.text("password")
    if not smtp.username or not secret:
        raise Refused(422, _("That can't be done yet"), _("Give the user name first, and save it."))
    try:
        keep_mail_secret(smtp.username, smtp.host, secret)
    except PressverkError as error:
        return _show(call, Said(section="mail", findings=error.findings))
    note(call.studio.store, call.person, "password-kept")
    return told(call, "settings", "password")


def _post(path: str, name: str, handler: Any, largest: int = 500_000) -> Page:
    return Page(
        path=path,
        name=name,
        handler=handler,
        needs=Role.ADMINISTERS,
        methods=("POST",),
        largest=largest,
    )


def _pages() -> Iterable[Page]:
    yield Page(path="/settings", name="settings", handler=show, needs=Role.ADMINISTERS)
    yield Page(path="/settings/logo", name="logo", handler=logo, needs=Role.ADMINISTERS)
    yield _post("/settings/save", "settings-save", save)
    yield _post("/settings/file", "settings-file", save_file)
    yield _post("/settings/contact", "contact-add", add_contact)
    yield _post("/settings/contact/remove", "contact-remove", remove_contact)
    yield _post("/settings/logo/change", "logo-change", change_logo, LARGEST_LOGO)
    yield _post("/settings/mail", "mail-try", try_mail)
    yield _post("/settings/password", "password-keep", keep_password)


PAGES = tuple(_pages())
