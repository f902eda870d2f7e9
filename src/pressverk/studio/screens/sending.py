"""The screen "Send": what is planned and sent of an article, and planning more of it."""

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pressverk.build import pipeline
from pressverk.build.built_editions import find_edition
from pressverk.build.prepare import read_publication
from pressverk.content import embargo
from pressverk.delivery.campaigns.audience import audiences
from pressverk.delivery.campaigns.details import Shown, people_on_lists, shown
from pressverk.delivery.campaigns.guards import doubts, refuse_doubtful
from pressverk.delivery.campaigns.orders import (
    ListChoice,
    Order,
    OrderError,
    list_choices,
    order_of,
    seen_of,
    sent_articles,
)
from pressverk.delivery.campaigns.planning import leaves_at, plan_all, without_readers
from pressverk.delivery.campaigns.release import (
    Release,
    advice_on,
    passing_key,
    read_release,
    template_of,
)
from pressverk.delivery.campaigns.summary import summary_lines, summary_of
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.queries import kept_correction
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.timer import missing_timer
from pressverk.errors import OutputError, PressverkError, only_errors
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Newsroom
from pressverk.studio.answers import in_newsroom, keep_texts, now_in_utc, source_of, tell, told
from pressverk.studio.guard import Refused
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.screens.campaigns import colleagues
from pressverk.studio.security import isolated
from pressverk.studio.store.audit import note
from pressverk.studio.store.once import new_token, once
from pressverk.studio.store.requests import last_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How an article stands before it is sent: *problems* are why it can't be, yet."""

    problems: tuple[Finding, ...] = ()
    needs_build: bool = False
    embargo: str = ""
    title: str = ""


def show(call: Call) -> Response:
    """Show what is planned and sent, and the form to send more."""
    return _form(call, dict(call.request.query_params))


def _form(call: Call, fields: dict[str, str], problem: OrderError | None = None) -> Response:
    newsroom, now = call.studio.newsroom, now_in_utc()
    campaigns = campaigns_shown(call, newsroom, now)
    stand = _stand(call, newsroom, now)
    choices: tuple[ListChoice, ...] = list_choices(newsroom)
    return call.render(
        "sending.html.j2",
        status=422 if problem else 200,
        active="sending",
        name=call.article,
        article_title=stand.title or call.article,
        campaigns=campaigns,
        stand=stand,
        has_mail=newsroom.mail is not None,
        choices=choices,
        earlier=_earlier(call),
        is_sent=any(State.ACCEPTED in each.campaign.counts for each in campaigns),
        fields=fields,
        problem=problem,
        tomorrow=(now.astimezone(ZoneInfo(newsroom.time_zone)) + dt.timedelta(days=1))
        .date()
        .isoformat(),
        done=done_words(call),
        token=new_token(),
        colleagues=colleagues(call, newsroom),
        asked=last_request(call.studio.store, call.article),
        timer=_timer(newsroom, now),
    )


def campaigns_shown(call: Call, newsroom: Newsroom, now: dt.datetime) -> list[Shown]:
    """Return the campaigns of the article, the newest first."""
    path = ledger_path(newsroom.root)
    if not path.exists():
        return []
    people, faults = people_on_lists(newsroom), call.studio.scheduler.faults
    with open_ledger(path) as ledger:
        return [
            shown(ledger, each, newsroom, people, now=now, faults=faults.get(call.article, ()))
            for each in reversed(queries.campaigns(ledger, slug=call.article))
        ]


def _stand(call: Call, newsroom: Newsroom, now: dt.datetime) -> Stand:
    """Return how the article stands: readable, built, current."""
    source = source_of(call)
    try:
        publication, _advice = read_publication(source, newsroom)
    except PressverkError as error:
        return Stand(problems=error.findings)
    title = publication.title.replace("\xad", "")
    end = embargo.end_of(publication.articles[0])
    stand = Stand(title=title, embargo=in_newsroom(end, newsroom) if end and end > now else "")
    try:
        find_edition(source, newsroom.root)
    except OutputError:
        return replace(stand, needs_build=True)
    return stand


def _timer(newsroom: Newsroom, now: dt.datetime) -> Finding | None:
    path = ledger_path(newsroom.root)
    if not path.exists():
        return None
    with open_ledger(path) as ledger:
        return missing_timer(ledger, now=now)


def done_words(call: Call) -> str:
    """Return what was just done, told once by the address that the form led to."""
    count = call.request.query_params.get("count", "")
    number = int(count) if count.isdecimal() and len(count) < 7 else 0
    return {
        "planned": _("It is planned."),
        "nothing-new": _("Nothing new is sent: all have it already, or get it by another list."),
        "again": _("That was done already; it isn't done twice."),
        "built": _("The pages are built."),
        "gone-on": _("It goes on."),
        "cancelled": ngettext("{count} is called off", "{count} are called off", number),
        "resent": ngettext("{count} is queued once more", "{count} are queued once more", number),
        "accepted": ngettext(
            "{count} is taken for accepted", "{count} are taken for accepted", number
        ),
        "asked": _("Your colleague is asked, and finds it on the desk."),
        "asked-by-mail": _("Your colleague is asked by mail."),
    }.get(call.request.query_params.get("did", ""), "")


def look(call: Call) -> Response:
    """Show what would leave, for whom and when; nothing is changed."""
    newsroom, now, fields = call.studio.newsroom, now_in_utc(), dict(call.request.query_params)
    try:
        order = _order(call, fields, newsroom, now)
    except OrderError as problem:
        return _form(call, fields, problem)
    release, advice = _release(call, order, newsroom)
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        found, list_advice = audiences(order.whom, newsroom, ledger, release.edition.sha256)
        left = [without_readers(ledger, release, each) for each in found]
        leaves = max(leaves_at(ledger, release, each, order.options, now) for each in found)
        unsure = doubts(ledger, release, now)
        summary = summary_of(release, found, leaves)
    return call.render(
        "look.html.j2",
        active="sending",
        name=call.article,
        article_title=release.publication.title.replace("\xad", ""),
        lines=summary_lines(summary, newsroom, now),
        summary=summary,
        leaves=_leaves(leaves, newsroom, now),
        embargo=_leaves(summary.embargo, newsroom, now) if summary.embargo else "",
        pages=range(1, release.edition.page_count + 1),
        sha256=release.edition.sha256,
        readers=[reader for audience, _earlier in left for reader in audience.recipients],
        earlier=[address for _audience, earlier in left for address in earlier],
        doubts=unsure,
        advice=[*advice, *list_advice, *advice_on(release, now)],
        undecided=release.undecided,
        needs_approval=bool(newsroom.mail and newsroom.mail.approval),
        fields=order.fields,
        seen=seen_of(release, found),
        token=new_token(),
    )


def letter(call: Call) -> Response:
    """Show the message as HTML, in a frame."""
    newsroom, now = call.studio.newsroom, now_in_utc()
    correction = call.request.query_params.get("message")
    release, _advice = read_release(source_of(call), newsroom, correction=correction)
    return isolated(template_of(release, newsroom.language, now, key=passing_key()).html)


def plan(call: Call) -> Response:
    """Plan what somebody has looked at, once; what may leave leaves."""
    keep_texts(call)
    newsroom, now = call.studio.newsroom, now_in_utc()
    fields = {name: call.text(name) for name in call.form}
    with once(call.studio.store, call.text("token")) as is_new:
        if not is_new:
            return told(call, "sending", "again", name=call.article)
        try:
            order = _order(call, fields, newsroom, now)
        except OrderError as problem:
            raise Refused(422, _("That can't be done yet"), str(problem)) from problem
        numbers = _planned(call, order, newsroom, now)
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        for number in numbers:
            operator.resume(ledger, number)  # a person sends it: what was paused goes on
            note(call.studio.store, call.person, "planned", call.article, str(number))
    call.studio.scheduler.wake()
    tell(call, "campaign")
    return told(call, "sending", "planned" if numbers else "nothing-new", name=call.article)


def _planned(call: Call, order: Order, newsroom: Newsroom, now: dt.datetime) -> list[int]:
    """Plan *order*, if it is still what was looked at, and return the campaigns' numbers."""
    release, _advice = _release(call, order, newsroom)
    confirmed = frozenset(map(str, call.form.getlist("confirm")))
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        found, _list_advice = audiences(order.whom, newsroom, ledger, release.edition.sha256)
        if seen_of(release, found) != call.text("seen"):
            text = _("The pages or the list were changed since you looked. Look once more.")
            raise Refused(409, _("It isn't what you looked at"), text)
        refuse_doubtful(ledger, release, confirmed, now)
        planned = plan_all(
            ledger, release, order.whom, order.options, by=call.person.login, now=now
        )
        return [each.campaign for each in planned if each.campaign]


def _order(call: Call, fields: dict[str, str], newsroom: Newsroom, now: dt.datetime) -> Order:
    """Return what somebody wants; the articles it may follow are those that they may see.

    Raises:
        OrderError: when something in it is missing or can't be read.
    """
    known = _earlier(call)
    return order_of(fields, call.article, known, newsroom, now)


def _earlier(call: Call) -> list[str]:
    """Return the articles that were sent and that whoever asks may see, the latest first."""
    hidden = hidden_from(call.studio.store, call.person) | {call.article}
    return [slug for slug in sent_articles(call.studio.options.root) if slug not in hidden]


def _release(call: Call, order: Order, newsroom: Newsroom) -> tuple[Release, tuple[Finding, ...]]:
    release, advice = read_release(source_of(call), newsroom, correction=order.correction)
    if order.correction == "":
        with open_ledger(ledger_path(newsroom.root)) as ledger:
            said = kept_correction(ledger, release.edition.slug, release.edition.sha256) or ""
        release = replace(release, correction=said)
    return release, advice


def build(call: Call) -> Response:
    """Build the pages, or tell why they can't be."""
    outcomes = list(pipeline.build(call.studio.options.root, [source_of(call)]))
    if any(each.failed for each in outcomes):
        raise OutputError(only_errors([finding for each in outcomes for finding in each.findings]))
    note(call.studio.store, call.person, "built", call.article)
    tell(call, "article")
    back = call.text("back") if call.text("back") in {"listen", "history", "sending"} else "sending"
    return told(call, back, "built", name=call.article)


def _leaves(moment: dt.datetime, newsroom: Newsroom, now: dt.datetime) -> str:
    if moment <= now:
        return _("at once")
    return in_newsroom(moment, newsroom)


PAGES = (
    Page(path="/send/{name:path}", name="sending", handler=show, needs=Role.SENDS),
    Page(path="/send/look/{name:path}", name="look", handler=look, needs=Role.SENDS),
    Page(path="/send/letter/{name:path}", name="letter", handler=letter, needs=Role.SENDS),
    Page(
        path="/send/plan/{name:path}",
        name="plan",
        handler=plan,
        needs=Role.SENDS,
        methods=("POST",),
    ),
    Page(
        path="/send/build/{name:path}",
        name="build",
        handler=build,
        needs=Role.WRITES,
        or_else=(Role.SENDS,),
        methods=("POST",),
    ),
)
