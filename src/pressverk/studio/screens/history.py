"""The screen "History": all versions, what differs between them, and bringing one back."""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.accessibility.drawing import PagesChanged, pages_changed
from pressverk.build.built_editions import current_pdf
from pressverk.build.preview.model import PreviewRequest
from pressverk.build.preview.pool import SupersededError
from pressverk.content.article_files import find_file, part_files
from pressverk.content.differences import changed_lines
from pressverk.content.reports.overview import parts_of
from pressverk.delivery.campaigns.details import Milestone, milestones
from pressverk.delivery.export import campaign_pdf
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.formats import local_moment, recent_moment
from pressverk.i18n import N_, _
from pressverk.model import Newsroom
from pressverk.newsroom.paths import INDEX
from pressverk.newsroom.repository import commit, is_repository
from pressverk.studio.articles import open_text
from pressverk.studio.pages import Call, Done, action, not_yet, now_in_utc, page, save_or_refuse
from pressverk.studio.roles import Role
from pressverk.studio.screens.write_live import pool_of
from pressverk.studio.store.versions import (
    Origin,
    Version,
    part_of_version,
    text_at,
    text_of_version,
    versions,
)

SHOWN = 100  # versions on a page
LONGEST_MESSAGE = 300  # characters
DONE = {
    "restored": N_("The version is brought back; the one that was there is kept, too."),
    "built": N_("The pages are built."),
    "committed": N_("It is in the git repository."),
    "nothing-new": N_("Nothing was changed since it was committed last."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What differs on the pages, and where the pictures of the pages of each side are."""

    pages: PagesChanged
    before: tuple[str, ...]
    after: tuple[str, ...]


async def show(call: Call) -> Response:
    """Show the versions, and what differs between two of them, or from what was sent."""
    texts, values = await run_in_threadpool(_values, call)
    if texts and not values["since"]:
        values["looks"] = await _looks_of(call, values["part"], texts)
    return call.render("history.html.j2", active="history", **values)


def _values(call: Call) -> tuple[tuple[str, str] | None, dict[str, Any]]:
    """Return the two texts to compare, if any, and what the template is given."""
    newsroom, part = call.studio.newsroom, _part(call)
    now = open_text(call.store, newsroom.root, call.article, part)
    found = versions(call.store, call.article, part)
    passed = milestones(call.article, newsroom.root)
    since = next((it for it in passed if str(it.campaign.id) == call.query("since")), None)
    before, after = _compared(call, found, since, part)
    texts = None if before is None else (before, now.text if after is None else after)
    return texts, {
        "part": part,
        "parts": parts_of(call.source, newsroom),
        "versions": [(each, _moment(each, newsroom)) for each in _distinct(found)[:SHOWN]],
        "oldest": found[-1] if found else None,
        "count": len(found),
        "milestones": [(each, local_moment(each.at, newsroom.time_zone)) for each in passed],
        "since": since,
        "chosen": (call.query("before"), call.query("after")),
        "lines": changed_lines(*texts) if texts else None,
        "looks": _looks_since(call, newsroom, since) if since else None,
        "unsaved": now.unsaved,
        "in_git": is_repository(newsroom.root),
        "done": call.done(DONE),
    }


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


def _looks_since(call: Call, newsroom: Newsroom, since: Milestone) -> Looks | None:
    """Return which of the pages differ from those of *since*; None where none are built."""
    now = current_pdf(call.source, newsroom.root)
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        then = campaign_pdf(ledger, since.campaign)
    if now is None or then is None:
        return None
    pages = pages_changed(then, now, call.article)
    hashes = since.campaign.edition_sha256, hashlib.sha256(now).hexdigest()
    before, after = (
        tuple(
            call.url("picture", sha256=sha256, number=each.number, name=call.article)
            for each in sheets
        )
        for sha256, sheets in zip(hashes, (pages.before, pages.after), strict=True)
    )
    return Looks(pages=pages, before=before, after=after)


async def _looks_of(call: Call, part: str, texts: tuple[str, str]) -> Looks | None:
    """Return which pages of two *texts* differ; None where one of them can't be set."""
    source, pool, more = call.source, pool_of(call), f"?part={quote(part)}" if part else ""
    file = await run_in_threadpool(find_file, call.root, call.article, part)
    newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
    pdfs, pictures = [], []
    for at, text in enumerate(texts):
        person = f"{call.session and call.session.hash} {at}"
        chapter = file if part else None
        request = PreviewRequest(person=person, source=source, text=text, chapter=chapter)
        try:
            made = await pool.preview(request, newsroom)
        except SupersededError:
            return None
        pdfs.append(pool.pdf(file, made.text) or b"")
        addresses = (
            call.url("write-page", sheet=page.name, scale="150", name=call.article)
            for page in made.pages
        )
        pictures.append(tuple(address + more for address in addresses))
    if not all(pdfs):
        return None
    before, after = pdfs
    pages = await run_in_threadpool(pages_changed, before, after, call.article)
    return Looks(pages=pages, before=pictures[0], after=pictures[1])


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


def commit_to_git(call: Call) -> Done:
    """Commit the article's files to the newsroom's repository, under the name of who asks."""
    message = " ".join(call.text("message").split())[:LONGEST_MESSAGE]
    if not message or not is_repository(call.root):
        raise not_yet(_("Say what was done, in a few words."))
    source, person = call.source, call.person
    path = source.parent if source.name == INDEX else source
    is_new = commit(path, call.root, message, name=person.name, email=person.email)
    return Done(did="committed" if is_new else "nothing-new", act="committed", detail=message)


PAGES = (
    page("/history/{name:path}", "history", show),
    page("/history/version/{number:int}/{name:path}", "version", show_version),
    action("/history/restore/{name:path}", "restore", restore, Role.WRITES, back="history"),
    action("/history/commit/{name:path}", "commit", commit_to_git, Role.WRITES, back="history"),
)
