"""The screen "Write": an article's form, its text, and its pages beside it."""

import asyncio
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from pressverk.build.preview.model import Preview
from pressverk.build.preview.pool import SupersededError
from pressverk.content.front_matter_form import fields_of, in_short, split_text
from pressverk.content.reports.overview import parts_of
from pressverk.i18n import message_language
from pressverk.newsroom.paths import from_root
from pressverk.studio.articles import Clash, Saved, open_text, save_text
from pressverk.studio.articles import Text as OpenedText
from pressverk.studio.pages import Call, action, page
from pressverk.studio.roles import Role
from pressverk.studio.screens.write_live import pool_of
from pressverk.studio.store.audit import note_first
from pressverk.studio.store.comments import comments
from pressverk.studio.store.once import new_token
from pressverk.studio.store.versions import text_of_version, unsaved_version
from pressverk.studio.writing import (
    OF_REPORTS,
    WHOLE,
    Written,
    dialect_words,
    form_of,
    is_to_be_seen,
    part_of,
    passage_languages,
    preview_as_json,
    preview_request,
    read_form,
)

FIRST_PAGE = 3.0  # seconds that the screen waits for the first pages


async def show(call: Call) -> Response:
    """Show the article in the editor, with its pages if they are ready soon."""
    unsaved = await run_in_threadpool(unsaved_version, call.store, call.article, part_of(call))
    text = await run_in_threadpool(_opened, call)
    written = _as_written(call, text)
    preview = await _first_preview(call, written)
    values = await run_in_threadpool(_values, call, text, written, preview)
    return call.render("write.html.j2", unsaved=unsaved, **values)


def _opened(call: Call) -> OpenedText:
    return open_text(call.store, call.root, call.article, part_of(call))


def _as_written(call: Call, text: OpenedText) -> Written:
    source = text.path
    if text.part:
        source = open_text(call.store, call.root, text.article).path
    parts = split_text(text.text)
    return Written(source=source, file=text.path, part=text.part, parts=parts)


async def _first_preview(call: Call, written: Written) -> Preview | None:
    request = preview_request(call, written, message_language())
    try:
        newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
        waiting = pool_of(call).preview(request, newsroom)
        return await asyncio.wait_for(waiting, FIRST_PAGE)
    except (TimeoutError, SupersededError):
        return None


def _values(
    call: Call, text: OpenedText, written: Written, preview: Preview | None
) -> dict[str, Any]:
    """Return what the template is given."""
    root, parts = call.root, written.parts
    newsroom = call.studio.newsroom
    fields = fields_of(parts.front) if parts.front is not None else None
    file = from_root(written.file, root)
    shown = preview_as_json(preview, parts, file) if preview else None
    title = (fields or {}).get("title") or text.article
    form, chosen = form_of(call, text.text, written.source, text.part), _chosen(fields)
    is_report = bool(text.part) or form == OF_REPORTS
    return {
        "active": "write",
        "name": text.article,
        "part": text.part,
        "article_title": title,
        "text": text,
        "body": parts.body,
        "front": parts.front,
        "gap": parts.gap,
        "mode": WHOLE if parts.front is None else "",
        "fields": fields,
        "form": form,
        "particulars": fields
        and in_short(fields, chosen, newsroom.contacts, has_embargo="embargo" in form),
        "is_open": fields is not None
        and is_to_be_seen(fields, shown, is_unknown=not set(chosen) <= set(newsroom.contacts)),
        "contacts": newsroom.contacts,
        "chosen": chosen,
        "chapters": parts_of(written.source, newsroom) if is_report else [],
        "text_language": (fields or {}).get("language") or newsroom.language,
        "preview": shown,
        "comments": comments(call.store, text.article),
        "token": new_token(),
        "editor": _for_editor(call, text, written, shown, is_report=is_report),
        "languages": passage_languages(),
    }


def _chosen(fields: dict[str, str] | None) -> list[str]:
    listed = (fields or {}).get("contacts", "")
    return [each.strip() for each in listed.split(",") if each.strip()]


def _for_editor(
    call: Call,
    text: OpenedText,
    written: Written,
    shown: dict[str, Any] | None,
    *,
    is_report: bool,
) -> dict[str, Any]:
    """Return what the script needs: addresses, texts, and what can be completed."""
    name = text.article
    pages = (
        "write-save", "write-preview", "write-check", "write-paste", "write-picture",
        "write-document", "write-text",
    )  # fmt: skip
    return {
        "article": name,
        "part": text.part,
        "person": call.person.name,
        "revision": text.revision,
        "isReport": is_report,
        "datasets": sorted(path.stem for path in written.source.parent.glob("data/*.csv")),
        "urls": {page.removeprefix("write-"): call.url(page, name=name) for page in pages}
        | {
            "page": call.url("write-page", sheet="PAGE", scale="SCALE", name=name),
            "help": call.url("help"),
        },
        "texts": dialect_words(),
        "preview": shown,
    }


def save(call: Call) -> Response:
    """Save the text of the form; a browser without scripts comes here."""
    written = read_form(call)
    result = _save(call, written)
    if isinstance(result, Clash):
        return _clash_page(call, result)
    response = call.redirect("write", name=call.article)
    if written.part:
        response.headers["location"] += f"?part={written.part}"
    return response


def autosave(call: Call) -> Response:
    """Save the text at a pause, and tell the script what came of it."""
    result = _save(call, read_form(call))
    if isinstance(result, Clash):
        return JSONResponse({"state": "clash"}, status_code=409)
    return JSONResponse({"state": "saved", "revision": result.revision, "version": result.version})


def _save(call: Call, written: Written) -> Saved | Clash:
    note_first(call.store, call.person, "saved", call.article)
    return save_text(
        call.store,
        call.root,
        call.article,
        written.text,
        based_on=call.text("based_on"),
        person=call.person,
        part=written.part,
    )


def unsaved(call: Call) -> Response:
    """Show the text whose save was interrupted beside the text as it is."""
    store, part = call.store, part_of(call)
    version = unsaved_version(store, call.article, part)
    theirs = _opened(call)
    ours = text_of_version(store, call.article, version) if version else None
    if ours is None or version is None:
        return call.redirect("write", name=call.article)
    clash = Clash(base="", ours=ours, theirs=theirs, version=version)
    return _clash_page(call, clash, status=200, is_interrupted=True)


def _clash_page(
    call: Call, clash: Clash, *, status: int = 409, is_interrupted: bool = False
) -> Response:
    """Show both texts, and let one be made of them."""
    return call.render(
        "clash.html.j2",
        status=status,
        is_interrupted=is_interrupted,
        active="write",
        name=call.article,
        part=clash.theirs.part,
        clash=clash,
        editor={
            "article": call.article,
            "part": clash.theirs.part,
            "ours": clash.ours,
            "theirs": clash.theirs.text,
            "texts": dialect_words(),
        },
    )


def current_text(call: Call) -> Response:
    """Return the revision of the file, for a browser whose text may be older."""
    return JSONResponse({"revision": _opened(call).revision})


PAGES = (
    page("/write/{name:path}", "write", show, Role.WRITES),
    action("/write/{name:path}", "write-form", save, Role.WRITES, is_given_back=True),
    action("/write/save/{name:path}", "write-save", autosave, Role.WRITES, for_scripts=True),
    page("/write/unsaved/{name:path}", "write-unsaved", unsaved, Role.WRITES),
    page("/write/text/{name:path}", "write-text", current_text, Role.WRITES, for_scripts=True),
)
