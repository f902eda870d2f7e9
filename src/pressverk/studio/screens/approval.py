"""The screen "Approve": what waits, as it is sent, for a second person to look at."""

from dataclasses import dataclass

from starlette.responses import Response

from pressverk.accessibility.drawing import Sheet, sheets_of
from pressverk.content.differences import Line, changed_lines
from pressverk.delivery.campaigns.approval import (
    approve,
    changes_in_words,
    changes_since,
    refuse_changed,
)
from pressverk.delivery.campaigns.details import Mail, Shown, mail_of, people_on_lists, shown
from pressverk.delivery.campaigns.wording import is_waiting
from pressverk.delivery.export import campaign_pdf
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign, CampaignState
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _
from pressverk.model import Finding, Newsroom, Recipient
from pressverk.studio.articles import open_text
from pressverk.studio.pages import Call, Done, Refused, action, not_yet, now_in_utc, page
from pressverk.studio.roles import Role
from pressverk.studio.screens.campaigns import campaign_of
from pressverk.studio.store.comments import comments
from pressverk.studio.store.requests import Answer, answer, last_request
from pressverk.studio.store.versions import text_at

LONGEST = 5_000  # characters of a note
DONE = {
    "approved": N_("It is approved."),
    "returned": N_("It is sent back, with your note."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A campaign that waits, with all that a second person looks at.

    *since* are the changes since the same was last approved, *text* those of the article's text.
    *problems* are why it can't be approved as it is.
    """

    shown: Shown
    sheets: tuple[Sheet, ...]
    mail: Mail | None
    since: tuple[str, ...]
    text: tuple[Line, ...]
    is_own: bool
    problems: tuple[Finding, ...]


def show(call: Call) -> Response:
    """Show what waits."""
    newsroom = call.studio.newsroom
    return call.render(
        "approval.html.j2",
        active="approval",
        waiting=_waiting(call, newsroom),
        comments=comments(call.store, call.article),
        request=last_request(call.store, call.article),
        needs_approval=bool(newsroom.mail and newsroom.mail.approval),
        done=call.done(DONE),
    )


def _waiting(call: Call, newsroom: Newsroom) -> list[Waiting]:
    path = ledger_path(newsroom.root)
    if not path.exists():
        return []
    people = people_on_lists(newsroom)
    with open_ledger(path) as ledger:
        return [
            _looked_at(call, ledger, each, newsroom, people)
            for each in reversed(queries.campaigns(ledger, slug=call.article))
            if is_waiting(each) and each.state is not CampaignState.CANCELLED
        ]


def _looked_at(
    call: Call,
    ledger: Ledger,
    campaign: Campaign,
    newsroom: Newsroom,
    people: dict[str, Recipient],
) -> Waiting:
    pdf = campaign_pdf(ledger, campaign)
    problems: tuple[Finding, ...] = ()
    try:
        refuse_changed(campaign, newsroom.root)
    except PressverkError as error:
        problems = error.findings
    last = queries.last_approved(ledger, campaign)
    changes = changes_since(ledger, campaign)
    before = last and text_at(call.store, call.article, last.at)
    now = open_text(call.store, newsroom.root, call.article).text
    return Waiting(
        shown=shown(ledger, campaign, newsroom, people, now=now_in_utc()),
        sheets=sheets_of(pdf, call.article) if pdf else (),
        mail=mail_of(ledger, campaign),
        since=tuple(line.strip() for line in changes_in_words(changes, campaign, newsroom)),
        text=changed_lines(before, now) if before else (),
        is_own=campaign.created_by == call.person.login,
        problems=problems,
    )


def decide(call: Call) -> Done:
    """Approve what was looked at, or send it back."""
    if call.text("answer") == Answer.RETURNED:
        text = call.text("note").strip()[:LONGEST]
        if not text:
            raise not_yet(_("Write what has to be changed."))
        answer(call.store, call.article, call.person, Answer.RETURNED, text)
        return Done(did="returned", act="returned", event="comment")
    number, newsroom = call.number("campaign"), call.studio.newsroom
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        campaign = campaign_of(ledger, call, number)
        if campaign.fingerprint != call.text("seen"):
            text = _("The pages, the mail, the readers or the time changed. Look once more.")
            raise Refused(409, _("It isn't what you looked at"), text)
        refuse_changed(campaign, newsroom.root)
        approve(ledger, campaign, by=call.person.login, now=now_in_utc())
    answer(call.store, call.article, call.person, Answer.APPROVED)
    call.studio.scheduler.wake()
    return Done(did="approved", act="approved", detail=str(number), event="campaign")


PAGES = (
    page("/approve/{name:path}", "approval", show, Role.APPROVES),
    action(
        "/approve/decide/{name:path}",
        "decide",
        decide,
        Role.APPROVES,
        is_once=True,
        back="approval",
    ),
)
