"""What is decided about a campaign, and what there is to see of it: pages, mail, a bundle."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from pressverk.addresses import parse_address
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.details import mail_of
from pressverk.delivery.campaigns.release import secret_of, settings_of, signed
from pressverk.delivery.export import write_zip
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.message.notice import notice_to
from pressverk.delivery.sender.sending import send_test
from pressverk.delivery.smtp.outcomes import Verdict
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place
from pressverk.studio.answers import now_in_utc, number_in, source_of, tell, told
from pressverk.studio.editions import WIDTHS, Pictures, pdf_called
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit, isolated
from pressverk.studio.store.audit import note
from pressverk.studio.store.once import once
from pressverk.studio.store.people import all_people
from pressverk.studio.store.requests import ask as keep_request

KEPT = "private, max-age=31536000, immutable"  # what is called by its hash never changes
MAILS = RateLimit(most=20, seconds=3600)
LONGEST_NOTE = 2_000


def act(call: Call) -> Response:
    """Do what somebody decided about a campaign of the article, once."""
    number, what = number_in(call, "campaign"), call.text("act")
    with once(call.studio.store, call.text("token")) as is_new:
        if not is_new:
            return told(call, "sending", "again", name=call.article)
        newsroom = call.studio.newsroom
        with open_ledger(ledger_path(newsroom.root)) as ledger:
            campaign_of(ledger, call, number)
            did, count = _decide(ledger, number, what, newsroom)
        note(call.studio.store, call.person, did, call.article, str(number))
    call.studio.scheduler.wake()
    tell(call, "campaign")
    return told(call, "sending", did, count, name=call.article)


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
    number = int(call.request.path_params["number"])
    path = ledger_path(call.studio.options.root)
    if not path.exists():
        raise HTTPException(404)
    with open_ledger(path) as ledger:
        campaign_of(ledger, call, number)
        handle, kept = tempfile.mkstemp(suffix=".zip")
        with os.fdopen(handle, "wb") as file:
            write_zip(ledger, number, file)
    removing = BackgroundTask(Path(kept).unlink, missing_ok=True)
    note(call.studio.store, call.person, "exported", call.article, str(number))
    name = f"{call.article.replace('/', '-')}-{number}.zip"
    return FileResponse(kept, media_type="application/zip", filename=name, background=removing)


def mail(call: Call) -> Response:
    """Show the message that a campaign sends, in a frame."""
    with open_ledger(ledger_path(call.studio.options.root)) as ledger:
        found = mail_of(ledger, campaign_of(ledger, call, int(call.request.path_params["number"])))
    if found is None:
        raise HTTPException(404)
    return isolated(found.html)


def picture(call: Call) -> Response:
    """Return a page of one of the article's PDFs as a picture."""
    sha256, number = (
        str(call.request.path_params["sha256"]),
        int(call.request.path_params["number"]),
    )
    width = WIDTHS[0] if call.request.query_params.get("small") else WIDTHS[1]
    pictures = call.studio.parts.setdefault("pictures", Pictures())
    data = pictures.find(call.article, sha256, number, width)
    if data is None:
        pdf = pdf_called(sha256, call.article, source_of(call), call.studio.options.root)
        data = pdf and pictures.draw(pdf, call.article, sha256, number, width)
    if not data:
        raise HTTPException(404)
    return Response(data, media_type="image/webp", headers={"cache-control": KEPT})


def pdf(call: Call) -> Response:
    """Return one of the article's PDFs."""
    sha256 = str(call.request.path_params["sha256"])
    data = pdf_called(sha256, call.article, source_of(call), call.studio.options.root)
    if data is None:
        raise HTTPException(404)
    name = call.article.replace("/", "-").encode("ascii", "replace").decode().replace("?", "-")
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": KEPT}
    return Response(data, media_type="application/pdf", headers=headers)


def ask(call: Call) -> Response:
    """Ask a colleague to approve: on the desk, and by mail where somebody is chosen."""
    newsroom, address = call.studio.newsroom, call.text("to")
    text = call.text("note").strip()[:LONGEST_NOTE]
    with once(call.studio.store, call.text("token")) as is_new:
        if not is_new:
            return told(call, "sending", "again", name=call.article)
        if address:
            if address not in _known_addresses(call, newsroom):
                raise HTTPException(404)
            if not MAILS.allows(call.person.login):
                raise Refused(429, _("Too many tries"), _("Wait an hour, then try again."))
            _mail(call, newsroom, address, text)
        keep_request(call.studio.store, call.article, call.person, text)
        note(call.studio.store, call.person, "asked", call.article, address)
    tell(call, "comment")
    return told(call, "sending", "asked-by-mail" if address else "asked", name=call.article)


def colleagues(call: Call, newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return whom a mail about what waits may go to: who approves, and the newsroom's contacts."""
    found = {
        person.email: person.name
        for person in all_people(call.studio.store)
        if person.email and person.may(Role.APPROVES) and person.login != call.person.login
    }
    for contact in newsroom.contacts.values():
        if contact.email and contact.email != call.person.email:
            found.setdefault(contact.email, contact.name)
    return [(name, address) for address, name in found.items()]


def _known_addresses(call: Call, newsroom: Newsroom) -> set[str]:
    return {address for _name, address in colleagues(call, newsroom)}


def _mail(call: Call, newsroom: Newsroom, address: str, text: str) -> None:
    """Send a link to what waits.

    Raises:
        DeliveryError: when the mail server doesn't take it.
    """
    settings = settings_of(newsroom)
    parse_address(address)
    words = _(
        "{person} asks you to look at “{article}” and approve that it is sent:\n\n{link}\n",
        person=call.person.name,
        article=call.article,
        link=_absolute(call, "approval", name=call.article),
    )
    subject = _("To approve: {article}", article=call.article)
    body = f"{words}\n{text}\n" if text else words
    notice = notice_to(address, subject, body, settings, now_in_utc())
    [message] = signed([notice], settings)
    outcome = send_test(message, settings, secret=secret_of(settings))
    if outcome.verdict is not Verdict.ACCEPTED:
        said = f"{outcome.code or ''} {outcome.text}".strip()
        fault = _("the mail server didn't take it: {reply}", reply=said)
        raise DeliveryError(
            [Finding(place=Place(file=address), message=fault, rule="mail-refused")]
        )


def _absolute(call: Call, page: str, **params: str) -> str:
    """Return the address of *page* as people reach it from elsewhere."""
    options = call.studio.options
    base = options.address or f"http://127.0.0.1:{options.port}"
    return base.removesuffix("/").removesuffix(options.prefix) + call.url(page, **params)


PAGES = (
    Page(
        path="/send/act/{name:path}",
        name="campaign-act",
        handler=act,
        needs=Role.SENDS,
        methods=("POST",),
    ),
    Page(
        path="/send/ask/{name:path}", name="ask", handler=ask, needs=Role.SENDS, methods=("POST",)
    ),
    Page(
        path="/send/export/{number:int}/{name:path}",
        name="campaign-export",
        handler=export,
        needs=Role.SENDS,
    ),
    Page(path="/mail/{number:int}/{name:path}", name="campaign-mail", handler=mail, needs=None),
    Page(
        path="/picture/{sha256}/{number:int}/{name:path}",
        name="picture",
        handler=picture,
        needs=None,
    ),
    Page(path="/pdf/{sha256}/{name:path}", name="pdf", handler=pdf, needs=None),
)
