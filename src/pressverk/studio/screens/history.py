"""The screen "History": all versions, what differs between them, and bringing one back."""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.accessibility.drawing import Change, Sheet, changed_pages, sheets_of
from pressverk.build.built_editions import current_pdf
from pressverk.content.article_files import part_files
from pressverk.content.differences import changed_lines
from pressverk.content.reports.overview import parts_of
from pressverk.delivery.campaigns.details import Milestone, milestones
from pressverk.delivery.export import campaign_pdf
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.formats import local_moment, recent_moment
from pressverk.i18n import N_, _
from pressverk.model import Newsroom
from pressverk.studio.articles import open_text
from pressverk.studio.pages import Call, Done, action, now_in_utc, page, save_or_refuse
from pressverk.studio.roles import Role
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
FIRST = N_("as it was when it was first opened here")


DONE = {
    "restored": N_("The version is brought back; the one that was there is kept, too."),
    "built": N_("The pages are built."),
}


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
    now = open_text(call.store, newsroom.root, call.article, part)
    found = versions(call.store, call.article, part)
    oldest = found[-1] if found and found[-1].origin is Origin.OUTSIDE else None
    passed = milestones(call.article, newsroom.root)
    since = next((it for it in passed if str(it.campaign.id) == call.query("since")), None)
    before, after = _compared(call, found, since, part)
    return call.render(
        "history.html.j2",
        active="history",
        part=part,
        parts=parts_of(call.source, newsroom),
        versions=[
            (each, _moment(each, newsroom), _(FIRST if each is oldest else ORIGINS[each.origin]))
            for each in _distinct(found)[:SHOWN]
        ],
        count=len(found),
        milestones=[(each, local_moment(each.at, newsroom.time_zone)) for each in passed],
        since=since,
        chosen=(call.query("before"), call.query("after")),
        lines=changed_lines(before, now.text if after is None else after)
        if before is not None
        else None,
        pages=_pages_changed(call, newsroom, since) if since else None,
        unsaved=now.unsaved,
        done=call.done(DONE),
    )


def _part(call: Call) -> str:
    """Return which text of a report is meant, empty for the article's own."""
    part = call.text("part") or call.query("part")
    if part and part not in part_files(call.source):
        raise HTTPException(404)
    return part


def _distinct(found: list[Version]) -> list[Version]:
    """Return *found*, the newest first, without those that say what the one before them said."""
    return [
        each
        for each, earlier in pairwise([*found, None])
        if each and (earlier is None or each.revision != earlier.revision)
    ]


def _moment(version: Version, newsroom: Newsroom) -> str:
    return recent_moment(version.at.astimezone(ZoneInfo(newsroom.time_zone)), now_in_utc())


def _compared(
    call: Call, found: list[Version], since: Milestone | None, part: str
) -> tuple[str | None, str | None]:
    """Return the two texts to compare; None for the article as it is now, or nothing at all."""
    if since:
        return text_at(call.store, call.article, since.campaign.created, part), None
    numbers = {str(each.id): each for each in found}
    before, after = (numbers.get(call.query(key)) for key in ("before", "after"))
    texts = [
        text_of_version(call.store, call.article, each.id) if each else None
        for each in (before, after)
    ]
    return texts[0], texts[1] if before else None


def _pages_changed(call: Call, newsroom: Newsroom, since: Milestone) -> PagesChanged | None:
    """Return which of the pages differ from those of *since*; None where none are built."""
    now = current_pdf(call.source, newsroom.root)
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
    number = int(call.param("number"))
    text = text_of_version(call.store, call.article, number)
    if text is None:
        raise HTTPException(404)
    part = part_of_version(call.store, number)
    return call.render(
        "version.html.j2",
        active="history",
        number=number,
        text=text,
        part=part,
        revision=open_text(call.store, call.root, call.article, part).revision,
    )


def restore(call: Call) -> Done:
    """Bring a version back, as the newest, unless the article was changed meanwhile."""
    number, part = call.number("version"), _part(call)
    text = text_of_version(call.store, call.article, number)
    if text is None or part_of_version(call.store, number) != part:
        raise HTTPException(404)
    save_or_refuse(call, text, part=part, origin=Origin.RESTORED)
    return Done(did="restored", act="restored", detail=str(number), event="article")


PAGES = (
    page("/history/{name:path}", "history", show),
    page("/history/version/{number:int}/{name:path}", "version", show_version),
    action("/history/restore/{name:path}", "restore", restore, Role.WRITES, back="history"),
)
