"""What is decided about a campaign, and what there is to see of it: pages, mail, a bundle."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from pressverk.accessibility.drawing import draw_page
from pressverk.build.built_editions import current_pdf
from pressverk.build.limited import in_worker
from pressverk.build.preview.bounded import BoundedCache
from pressverk.delivery.bounces.apply_report import apply_and_leave_out
from pressverk.delivery.bounces.mailboxes import readings_in
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.details import mail_of
from pressverk.delivery.campaigns.notices import send_notice
from pressverk.delivery.export import pdf_of, write_zip
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Newsroom
from pressverk.studio.pages import Call, Done, Refused, action, now_in_utc, page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit, isolated
from pressverk.studio.store.people import all_people
from pressverk.studio.store.requests import ask as keep_request
from pressverk.studio.uploads import kept_uploads

KEPT = "private, max-age=31536000, immutable"  # what is called by its hash never changes
WIDTHS = (320, 1000)  # pixels of a small picture of a page, and of a large one
PICTURES: BoundedCache[tuple[Path, str, str, int, int]] = BoundedCache(60_000_000)  # bytes
MAILS = RateLimit(most=20, seconds=3600)
LONGEST_NOTE = 2_000
LARGEST = 20_000_000  # bytes of mailboxes


def act(call: Call) -> Done:
    """Do what somebody decided about a campaign of the article."""
    number, newsroom = call.number("campaign"), call.studio.newsroom
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        campaign_of(ledger, call, number)
        did, count = _decide(ledger, number, call.text("act"), newsroom)
    call.studio.scheduler.wake()
    return Done(did=did, act=did, detail=str(number), count=count, event="campaign")


def _decide(ledger: Ledger, number: int, what: str, newsroom: Newsroom) -> tuple[str, int | None]:
    """Do *what* was decided, and return what it is called and how many deliveries it changed."""
    now = now_in_utc()
    match what:
        case "go-on":
            operator.resume(ledger, number)
            return "gone-on", None
        case "cancel":
            return "cancelled", operator.cancel(ledger, number, now=now)
        case "resend-uncertain" | "resend-failed":
            state = State(what.removeprefix("resend-"))
            operator.resume(ledger, number)
            return "resent", decisions.resend(ledger, number, state, newsroom, now=now).queued
        case "accept-uncertain":
            return "accepted", operator.settle(ledger, number, now=now)
    raise HTTPException(404)


def campaign_of(ledger: Ledger, call: Call, number: int) -> Campaign:
    """Return campaign *number*, which is one of the article in the address.

    Raises:
        HTTPException: 404 when it isn't.
    """
    with suppress(DeliveryError):
        found = queries.campaign(ledger, number)
        if found.slug == call.article:
            return found
    raise HTTPException(404)


def export(call: Call) -> Response:
    """Give the bundle for the registrar, as a zip archive."""
    number, path = int(call.param("number")), ledger_path(call.root)
    if not path.exists():
        raise HTTPException(404)
    with open_ledger(path) as ledger:
        campaign_of(ledger, call, number)
        handle, kept = tempfile.mkstemp(suffix=".zip")
        with os.fdopen(handle, "wb") as file:
            write_zip(ledger, number, file)
    removing = BackgroundTask(Path(kept).unlink, missing_ok=True)
    call.note("exported", detail=str(number))
    name = f"{call.article.replace('/', '-')}-{number}.zip"
    return FileResponse(kept, media_type="application/zip", filename=name, background=removing)


def mail(call: Call) -> Response:
    """Show the message that a campaign sends, in a frame."""
    with open_ledger(ledger_path(call.root)) as ledger:
        found = mail_of(ledger, campaign_of(ledger, call, int(call.param("number"))))
    if found is None:
        raise HTTPException(404)
    return isolated(found.html)


def picture(call: Call) -> Response:
    """Return a page of one of the article's PDFs as a picture."""
    sha256, number = call.param("sha256"), int(call.param("number"))
    width = WIDTHS[0] if call.query("small") else WIDTHS[1]
    # The article is part of the key: whoever sees one gets no page of another by its hash.
    key = call.root, call.article, sha256, number, width
    data = PICTURES.get(key)
    if data is None:
        data = draw_page(_pdf(call, sha256), number, width, "PDF")
        if data is None:
            raise HTTPException(404)
        PICTURES.put(key, data)
    return Response(data, media_type="image/webp", headers={"cache-control": KEPT})


def pdf(call: Call) -> Response:
    """Return one of the article's PDFs."""
    data = _pdf(call, call.param("sha256"))
    name = call.article.replace("/", "-").encode("ascii", "replace").decode().replace("?", "-")
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": KEPT}
    return Response(data, media_type="application/pdf", headers=headers)


def _pdf(call: Call, sha256: str) -> bytes:
    """Return the article's PDF with that SHA-256, built or sent.

    Raises:
        HTTPException: 404 when there is none.
    """
    built = current_pdf(call.source, call.root)
    if built is not None and hashlib.sha256(built).hexdigest() == sha256:
        return built
    if sent := pdf_of(call.article, sha256, call.root):
        return sent
    raise HTTPException(404)


def ask(call: Call) -> Done:
    """Ask a colleague to approve: on the desk, and by mail where somebody is chosen."""
    newsroom, address = call.studio.newsroom, call.text("to")
    text = call.text("note").strip()[:LONGEST_NOTE]
    if address:
        if address not in {known for _name, known in colleagues(call, newsroom)}:
            raise HTTPException(404)
        if not MAILS.allows(call.person.login):
            raise Refused(429, _("Too many tries"), _("Wait an hour, then try again."))
        _mail(call, newsroom, address, text)
    keep_request(call.store, call.article, call.person, text)
    did = "asked-by-mail" if address else "asked"
    return Done(did=did, act="asked", detail=address, event="comment")


def reports(call: Call) -> Done:
    """Take in delivery reports: saved messages, or mailboxes of them."""
    with kept_uploads(call.root, call.needed_files("reports")) as paths:
        readings = [it for path in paths for it in in_worker(path, readings_in, str(path))]
    found = [report for reading in readings for report in reading.reports]
    outcome = apply_and_leave_out(call.studio.newsroom, found, now=now_in_utc())
    count = len(outcome.applied)
    return Done(did="reported", act="reports-in", detail=str(count), count=count, event="campaign")


def colleagues(call: Call, newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return whom a mail about what waits may go to: who approves, and the newsroom's contacts."""
    found = {
        person.email: person.name
        for person in all_people(call.store)
        if person.email and person.may(Role.APPROVES) and person.login != call.person.login
    }
    for contact in newsroom.contacts.values():
        if contact.email and contact.email != call.person.email:
            found.setdefault(contact.email, contact.name)
    return [(name, address) for address, name in found.items()]


def _mail(call: Call, newsroom: Newsroom, address: str, text: str) -> None:
    """Send a link to what waits.

    Raises:
        DeliveryError: when the mail server doesn't take it.
    """
    words = _(
        "{person} asks you to look at “{article}” and approve that it is sent:\n\n{link}\n",
        person=call.person.name,
        article=call.article,
        link=_absolute(call, "approval", name=call.article),
    )
    subject = _("To approve: {article}", article=call.article)
    body = f"{words}\n{text}\n" if text else words
    send_notice(address, subject, body, newsroom, now_in_utc())


def _absolute(call: Call, to: str, **params: str) -> str:
    """Return the address of the page *to* as people reach it from elsewhere."""
    options = call.studio.options
    base = options.address or f"http://127.0.0.1:{options.port}"
    return base.removesuffix("/").removesuffix(options.prefix) + call.url(to, **params)


SENDS = Role.SENDS
PAGES = (
    action("/send/act/{name:path}", "campaign-act", act, SENDS, is_once=True, back="sending"),
    action("/send/ask/{name:path}", "ask", ask, SENDS, is_once=True, back="sending"),
    action("/send/reports/{name:path}", "reports", reports, SENDS, back="sending", largest=LARGEST),
    page("/send/export/{number:int}/{name:path}", "campaign-export", export, SENDS),
    page("/mail/{number:int}/{name:path}", "campaign-mail", mail),
    page("/picture/{sha256}/{number:int}/{name:path}", "picture", picture),
    page("/pdf/{sha256}/{name:path}", "pdf", pdf),
)
