"""While somebody writes: pages of what is in the editor, what is wrong with it, other views."""

from contextlib import suppress
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from pressverk.build.pool import JobError
from pressverk.build.preview import jobs
from pressverk.build.preview.latest import latest_chapter, latest_texts
from pressverk.build.preview.model import digest_of
from pressverk.build.preview.pool import PreviewPool, SupersededError, Warming
from pressverk.content.article_files import find_file
from pressverk.content.front_matter_form import split_text
from pressverk.delivery.message.unsaved import preview_unsaved
from pressverk.errors import PressverkError, sentence
from pressverk.i18n import _, message_language
from pressverk.model import Newsroom
from pressverk.newsroom.paths import from_root
from pressverk.studio.articles import open_text
from pressverk.studio.pages import Call, Studio, action, page
from pressverk.studio.roles import Role
from pressverk.studio.security import isolated
from pressverk.studio.writing import (
    Written,
    findings_as_json,
    part_of,
    preview_as_json,
    preview_request,
    read_form,
)

POOL = "preview"
WARMED = 4  # articles that workers typeset when the studio begins
KEPT = "private, max-age=31536000, immutable"


def pool_in(studio: Studio) -> PreviewPool:
    """Return the preview that all share."""
    pool = studio.parts.get(POOL)
    if not isinstance(pool, PreviewPool):
        pool = studio.parts[POOL] = PreviewPool()
    return pool


def open_preview(studio: Studio) -> None:
    """Begin the preview's workers, and have them typeset what was written last."""
    pool = pool_in(studio)
    with suppress(PressverkError, OSError):
        newsroom = studio.newsroom
        texts, chapter = latest_texts(newsroom.root, WARMED), latest_chapter(newsroom.root)
        then: list[Warming] = [(jobs.make_preview, chapter)] if chapter else []
        then += [
            (view, each) for each in texts[:1] for view in (preview_unsaved, jobs.show_as_html)
        ]
        pool.warm_up(texts, newsroom, then)


async def close_preview(studio: Studio) -> None:
    """End the preview's workers."""
    pool = studio.parts.pop(POOL, None)
    if isinstance(pool, PreviewPool):
        await pool.close()


def pool_of(call: Call) -> PreviewPool:
    """Return the preview that all share."""
    return pool_in(call.studio)


async def preview(call: Call) -> Response:
    """Typeset the text of the form; 204 when a newer one of the same person took its place."""
    written = await run_in_threadpool(read_form, call)
    newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
    request = preview_request(call, written, message_language())
    try:
        made = await pool_of(call).preview(request, newsroom)
    except SupersededError:
        return Response(status_code=204)
    return JSONResponse(preview_as_json(made, written.parts, from_root(written.file, call.root)))


async def check(call: Call) -> Response:
    """Return what validators and listeners find in the pages of the form's text."""
    written = await run_in_threadpool(read_form, call)
    newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
    digest = digest_of(written.text)
    found = await pool_of(call).check(written.file, digest, newsroom, message_language())
    told = findings_as_json(found, written.parts, from_root(written.file, call.root))
    return JSONResponse({"findings": told})


async def page_image(call: Call) -> Response:
    """Return the picture of a page; who may not see the article doesn't see it."""
    sheet, scale = (str(call.request.path_params[name]) for name in ("sheet", "scale"))
    if not scale.isdecimal():
        raise HTTPException(404)
    file = await run_in_threadpool(find_file, call.root, call.article, part_of(call))
    picture = await pool_of(call).picture(file, sheet, min(int(scale[:4]), 1000) / 100)
    if picture is None:
        raise HTTPException(404)
    return Response(picture, media_type="image/png", headers={"cache-control": KEPT})


async def pdf(call: Call) -> Response:
    """Return the PDF of the text as it is saved; not the validated edition, but the same pages."""
    written = await run_in_threadpool(_saved, call)
    newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
    request = preview_request(call, written, message_language())
    try:
        made = await pool_of(call).preview(request, newsroom)
    except SupersededError:
        made = await pool_of(call).preview(request, newsroom)
    data = pool_of(call).pdf(written.file, made.text)
    if data is None:
        return call.render("findings.html.j2", status=422, findings=made.findings)
    name = quote(f"{call.article.replace('/', '-')}.pdf")
    return Response(
        data,
        media_type="application/pdf",
        headers={"content-disposition": f"inline; filename*=UTF-8''{name}"},
    )


def _saved(call: Call) -> Written:
    root = call.root
    text = open_text(call.store, root, call.article, part_of(call))
    return Written(
        source=find_file(root, call.article),
        file=text.path,
        part=text.part,
        parts=split_text(text.text),
    )


async def view(call: Call) -> Response:
    """Return the form's text in another form, for a frame: as HTML, as mail, as it is heard."""
    show = VIEWS.get(call.param("kind"))
    if show is None:
        raise HTTPException(404)
    written = await run_in_threadpool(read_form, call)
    newsroom = await run_in_threadpool(lambda: call.studio.newsroom)
    try:
        return await show(call, written, newsroom)
    except SupersededError:
        return Response(status_code=204)
    except PressverkError as error:
        return _lines(call, [sentence(finding) for finding in error.findings])
    except JobError:
        return _lines(call, [_("It took too long; simplify what was added last.")])


async def _as_html(call: Call, written: Written, newsroom: Newsroom) -> Response:
    request = preview_request(call, written, message_language())
    return isolated(await pool_of(call).run(jobs.show_as_html, request, newsroom))


async def _as_mail(call: Call, written: Written, newsroom: Newsroom) -> Response:
    request = preview_request(call, written, message_language())
    return isolated(await pool_of(call).run(preview_unsaved, request, newsroom))


async def _as_heard(call: Call, written: Written, newsroom: Newsroom) -> Response:
    pool = pool_of(call)
    made = await pool.preview(preview_request(call, written, message_language()), newsroom)
    data = pool.pdf(written.file, made.text)
    if data is None:
        return _lines(call, [sentence(finding) for finding in made.findings])
    file = from_root(written.file, newsroom.root)
    heard = await pool.run(jobs.show_as_heard, data, file, message_language())
    return _lines(call, heard.split("\n"))


VIEWS = {"html": _as_html, "mail": _as_mail, "heard": _as_heard}


def _lines(call: Call, lines: list[str]) -> Response:
    values = {"language": message_language(), "lines": [line for line in lines if line.strip()]}
    return isolated(call.studio.templates.render("lines.html.j2", values))


PAGES = (
    action("/write/preview/{name:path}", "write-preview", preview, Role.WRITES, for_scripts=True),
    action("/write/check/{name:path}", "write-check", check, Role.WRITES, for_scripts=True),
    page("/write/page/{sheet}/{scale}/{name:path}", "write-page", page_image),
    page("/write/pdf/{name:path}", "write-pdf", pdf),
    action("/write/view/{kind}/{name:path}", "write-view", view, Role.WRITES),
)
