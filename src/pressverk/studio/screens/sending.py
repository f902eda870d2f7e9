"""The screen "Send": what is planned and sent of an article, and planning more of it."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pressverk.build import pipeline
from pressverk.delivery.campaigns.details import campaigns_of
from pressverk.delivery.campaigns.orders import (
    Order,
    OrderError,
    list_choices,
    look_at,
    order_of,
    plan_order,
    readiness,
    sent_articles,
)
from pressverk.delivery.campaigns.release import passing_key, read_release, template_of
from pressverk.delivery.campaigns.summary import summary_lines
from pressverk.delivery.ledger.states import State
from pressverk.delivery.timer import timer_advice
from pressverk.errors import OutputError, only_errors
from pressverk.formats import local_moment
from pressverk.i18n import N_, NN_, _
from pressverk.model import Newsroom
from pressverk.studio.articles import keep_texts
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, Done, Refused, action, not_yet, now_in_utc, page
from pressverk.studio.roles import Role
from pressverk.studio.screens.campaigns import colleagues
from pressverk.studio.security import isolated
from pressverk.studio.store.requests import last_request

DONE = {
    "planned": N_("It is planned."),
    "nothing-new": N_("Nothing new is sent: all have it already, or get it by another list."),
    "built": N_("The pages are built."),
    "gone-on": N_("It goes on."),
    "cancelled": NN_("{count} is called off", "{count} are called off"),
    "resent": NN_("{count} is queued once more", "{count} are queued once more"),
    "accepted": NN_("{count} is taken for accepted", "{count} are taken for accepted"),
    "reported": NN_(
        "{count} new delivery report is taken in", "{count} new delivery reports are taken in"
    ),
    "asked": N_("Your colleague is asked, and finds it on the desk."),
    "asked-by-mail": N_("Your colleague is asked by mail."),
}


def show(call: Call) -> Response:
    """Show what is planned and sent, and the form to send more."""
    return _form(call, dict(call.request.query_params))


def _form(call: Call, fields: dict[str, str], problem: OrderError | None = None) -> Response:
    newsroom, now = call.studio.newsroom, now_in_utc()
    faults = call.studio.scheduler.faults.get(call.article, ())
    campaigns = campaigns_of(call.article, newsroom, now=now, faults=faults)
    stand = readiness(call.source, newsroom, now)
    tomorrow = now.astimezone(ZoneInfo(newsroom.time_zone)) + dt.timedelta(days=1)
    return call.render(
        "sending.html.j2",
        status=422 if problem else 200,
        active="sending",
        article_title=stand.title or call.article,
        campaigns=campaigns,
        stand=stand,
        has_mail=newsroom.mail is not None,
        choices=list_choices(newsroom),
        earlier=_earlier(call),
        is_sent=any(State.ACCEPTED in each.campaign.counts for each in campaigns),
        fields=fields,
        problem=problem,
        tomorrow=tomorrow.date().isoformat(),
        done=call.done(DONE),
        colleagues=colleagues(call, newsroom),
        asked=last_request(call.store, call.article),
        timer=timer_advice(newsroom.root, now),
    )


def look(call: Call) -> Response:
    """Show what would leave, for whom and when; nothing is changed."""
    newsroom, now, fields = call.studio.newsroom, now_in_utc(), dict(call.request.query_params)
    try:
        order = _order(call, fields, newsroom, now)
    except OrderError as problem:
        return _form(call, fields, problem)
    found = look_at(order, call.source, newsroom, now)
    ends = found.summary.embargo
    return call.render(
        "look.html.j2",
        active="sending",
        article_title=found.release.publication.title.replace("\xad", ""),
        found=found,
        lines=summary_lines(found.summary, newsroom, now),
        leaves=_leaves(found.leaves, newsroom, now),
        embargo=_leaves(ends, newsroom, now) if ends else "",
        needs_approval=bool(newsroom.mail and newsroom.mail.approval),
        fields=order.fields,
    )


def _leaves(moment: dt.datetime, newsroom: Newsroom, now: dt.datetime) -> str:
    return _("at once") if moment <= now else local_moment(moment, newsroom.time_zone)


def letter(call: Call) -> Response:
    """Show the message as HTML, in a frame."""
    newsroom = call.studio.newsroom
    correction = call.request.query_params.get("message")
    release, _advice = read_release(call.source, newsroom, correction=correction)
    return isolated(template_of(release, newsroom.language, now_in_utc(), key=passing_key()).html)


def plan(call: Call) -> Done:
    """Plan what somebody has looked at; what may leave leaves."""
    keep_texts(call.store, call.root, call.article)
    newsroom, now = call.studio.newsroom, now_in_utc()
    try:
        order = _order(call, {name: call.text(name) for name in call.form}, newsroom, now)
    except OrderError as problem:
        raise not_yet(str(problem)) from problem
    numbers = plan_order(
        order,
        call.source,
        newsroom,
        seen=call.text("seen"),
        confirmed=frozenset(map(str, call.form.getlist("confirm"))),
        by=call.person.login,
        now=now,
    )
    if numbers is None:
        text = _("The pages or the list were changed since you looked. Look once more.")
        raise Refused(409, _("It isn't what you looked at"), text)
    for number in numbers:
        call.note("planned", detail=str(number))
    call.studio.scheduler.wake()
    return Done(did="planned" if numbers else "nothing-new", event="campaign")


def _order(call: Call, fields: Mapping[str, str], newsroom: Newsroom, now: dt.datetime) -> Order:
    """Return what somebody wants; the articles it may follow are those that they may see.

    Raises:
        OrderError: when something in it is missing or can't be read.
    """
    return order_of(fields, call.article, _earlier(call), newsroom, now)


def _earlier(call: Call) -> list[str]:
    """Return the articles that were sent and that whoever asks may see, the latest first."""
    hidden = hidden_from(call.store, call.person) | {call.article}
    return [slug for slug in sent_articles(call.root) if slug not in hidden]


def build(call: Call) -> Done:
    """Build the pages, or tell why they can't be."""
    outcomes = list(pipeline.build(call.root, [call.source]))
    if any(each.failed for each in outcomes):
        raise OutputError(only_errors([finding for each in outcomes for finding in each.findings]))
    back = call.text("back") if call.text("back") in {"listen", "history", "report"} else ""
    return Done(did="built", act="built", event="article", page=back)


SENDS = Role.SENDS
PAGES = (
    page("/send/{name:path}", "sending", show, SENDS),
    page("/send/look/{name:path}", "look", look, SENDS),
    page("/send/letter/{name:path}", "letter", letter, SENDS),
    action("/send/plan/{name:path}", "plan", plan, SENDS, is_once=True, back="sending"),
    action(
        "/send/build/{name:path}", "build", build, Role.WRITES, or_else=(SENDS,), back="sending"
    ),
)
