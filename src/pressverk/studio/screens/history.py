"""The screen "History": all versions, what differs between them, and bringing one back."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.accessibility.drawing import Change, changed_pages
from pressverk.content.differences import changed_lines
from pressverk.delivery.campaigns.wording import KINDS
from pressverk.delivery.export import campaign_pdf
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.i18n import N_, _
from pressverk.model import Newsroom
from pressverk.studio.answers import in_newsroom, number_in, source_of, tell, told
from pressverk.studio.articles import Clash, open_text, part_files, save_text
from pressverk.studio.editions import Sheet, built_pdf, sheets_of
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note
from pressverk.studio.store.versions import (
    Origin,
    Version,
    part_of_version,
    text_at,
    text_of_version,
    versions,
)

SHOWN = 100  # versions on a page
ORIGINS = {
    Origin.PENDING: N_("not saved to the end"),
    Origin.SAVED: N_("saved here"),
    Origin.CLASHED: N_("kept beside what somebody else saved"),
    Origin.OUTSIDE: N_("changed in another program"),
    Origin.RESTORED: N_("brought back"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """A version in the list; *sign* is how its length differs from the one before it."""

    version: Version
    moment: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What was approved, or sent, and when: *sha256* is the PDF's, *text* what the article said."""

    campaign: Campaign
    words: str
    at: datetime
    moment: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesChanged:
    """The pages that differ from those that are built now."""

    before: str
    after: str
    sheets: tuple[Sheet, ...]
    sheets_before: tuple[Sheet, ...]
    changes: tuple[Change, ...]


def show(call: Call) -> Response:
    """Show the versions, and what differs between two of them, or from what was sent."""
    newsroom, part = call.studio.newsroom, _part(call)
    now = open_text(call.studio.store, newsroom.root, call.article, part)
    found = versions(call.studio.store, call.article, part)
    query = call.request.query_params
    milestones = _milestones(call, newsroom, part)
    since = next((it for it in milestones if str(it.campaign.id) == query.get("since")), None)
    before, after, title = _compared(call, found, since)
    return call.render(
        "history.html.j2",
        active="history",
        name=call.article,
        part=part,
        parts=sorted(part_files(now.path)),
        versions=[_shown(each, newsroom) for each in _distinct(found)[:SHOWN]],
        count=len(found),
        milestones=milestones,
        since=since,
        chosen=(query.get("before", ""), query.get("after", "")),
        title=title,
        lines=changed_lines(before, after if after is not None else now.text)
        if before is not None
        else None,
        pages=_pages_changed(call, newsroom, since) if since else None,
        revision=now.revision,
        unsaved=now.unsaved,
        done={
            "restored": _("The version is brought back; the one that was there is kept, too."),
            "built": _("The pages are built."),
        }.get(query.get("did", ""), ""),
    )


def _part(call: Call) -> str:
    """Return which text of a report is meant, empty for the article's own."""
    part = call.text("part") or call.request.query_params.get("part", "")
    if part and part not in part_files(source_of(call)):
        raise HTTPException(404)
    return part


def _distinct(found: list[Version]) -> list[Version]:
    """Return *found*, the newest first, without those that say what the one before them said."""
    return [
        each
        for each, earlier in pairwise([*found, None])
        if each and (earlier is None or each.revision != earlier.revision)
    ]


def _shown(version: Version, newsroom: Newsroom) -> VersionShown:
    there = version.at.astimezone(ZoneInfo(newsroom.time_zone))
    return VersionShown(
        version=version,
        moment=f"{there:%Y-%m-%d %H:%M:%S}",
        words=_(ORIGINS[version.origin]),
    )


def _compared(
    call: Call, found: list[Version], since: Milestone | None
) -> tuple[str | None, str | None, str]:
    """Return the two texts to compare and what they are; None for the article as it is now."""
    if since:
        return since.text, None, since.words
    query = call.request.query_params
    numbers = {str(each.id): each for each in found}
    before, after = (numbers.get(query.get(key, "")) for key in ("before", "after"))
    if before is None:
        return None, None, ""
    texts = [
        text_of_version(call.studio.store, call.article, each.id) if each else None
        for each in (before, after)
    ]
    return texts[0], texts[1], ""


def _milestones(call: Call, newsroom: Newsroom, part: str) -> list[Milestone]:
    """Return what was approved and sent, the latest first."""
    path = ledger_path(newsroom.root)
    if not path.exists():
        return []
    found: list[Milestone] = []
    with open_ledger(path) as ledger:
        for campaign in queries.campaigns(ledger, slug=call.article):
            text = text_at(call.studio.store, call.article, campaign.created, part)
            for at, words in _events(ledger, campaign):
                moment = in_newsroom(at, newsroom)
                found.append(
                    Milestone(campaign=campaign, words=words, at=at, moment=moment, text=text)
                )
    return sorted(found, key=lambda each: each.at, reverse=True)


def _events(ledger: Ledger, campaign: Campaign) -> Iterator[tuple[datetime, str]]:
    """Yield when *campaign* was approved and when it began to arrive, in words."""
    last = queries.last_approved(ledger, campaign)
    if last and campaign.edition_sha256 in last.seen.get("pdf", ()):
        yield (
            last.at,
            _(
                "approved by {person}, for {list_name}",
                person=last.by,
                list_name=campaign.list_name,
            ),
        )
    sent = [
        one.changed
        for one in queries.deliveries(ledger, campaign.id)
        if one.state is State.ACCEPTED
    ]
    if sent:
        kind = _(KINDS[campaign.kind])
        yield (
            min(sent),
            _("sent to {list_name} ({kind})", list_name=campaign.list_name, kind=kind),
        )


def _pages_changed(call: Call, newsroom: Newsroom, since: Milestone) -> PagesChanged | None:
    """Return which of the pages differ from those of *since*; None where none are built."""
    now = built_pdf(source_of(call), newsroom.root)
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        then = campaign_pdf(ledger, since.campaign)
    if now is None or then is None:
        return None
    return PagesChanged(
        before=since.campaign.edition_sha256,
        after=hashlib.sha256(now).hexdigest(),
        sheets=sheets_of(now, call.article),
        sheets_before=sheets_of(then, call.article),
        changes=changed_pages(then, now, call.article),
    )


def show_version(call: Call) -> Response:
    """Show a version whole."""
    number = int(call.request.path_params["number"])
    text = text_of_version(call.studio.store, call.article, number)
    if text is None:
        raise HTTPException(404)
    return call.render(
        "version.html.j2",
        active="history",
        name=call.article,
        number=number,
        text=text,
        part=part_of_version(call.studio.store, number),
        revision=open_text(
            call.studio.store,
            call.studio.options.root,
            call.article,
            part_of_version(call.studio.store, number),
        ).revision,
    )


def restore(call: Call) -> Response:
    """Bring a version back, as the newest, unless the article was changed meanwhile."""
    number, part = number_in(call, "version"), _part(call)
    text = text_of_version(call.studio.store, call.article, number)
    if text is None or part_of_version(call.studio.store, number) != part:
        raise HTTPException(404)
    done = save_text(
        call.studio.store,
        call.studio.options.root,
        call.article,
        text,
        based_on=call.text("revision"),
        person=call.person,
        part=part,
        origin=Origin.RESTORED,
    )
    if isinstance(done, Clash):
        words = _("The article was changed since you looked. Look at it, then do it once more.")
        raise Refused(409, _("The article was changed"), words)
    note(call.studio.store, call.person, "restored", call.article, str(number))
    tell(call, "article")
    return told(call, "history", "restored", name=call.article)


PAGES = (
    Page(path="/history/{name:path}", name="history", handler=show, needs=None),
    Page(
        path="/history/version/{number:int}/{name:path}",
        name="version",
        handler=show_version,
        needs=None,
    ),
    Page(
        path="/history/restore/{name:path}",
        name="restore",
        handler=restore,
        needs=Role.WRITES,
        methods=("POST",),
    ),
)
