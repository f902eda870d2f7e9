"""The screen "Desk": all articles with their states, what leaves when, and where to begin."""

import datetime as dt

from starlette.datastructures import UploadFile
from starlette.responses import Response

from pressverk.delivery.campaigns.overview import WORDS, Standing
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Place
from pressverk.newsroom.paths import slug_of
from pressverk.newsroom.scaffold import new_article, new_report, slugify
from pressverk.studio.desk_rows import desk_for
from pressverk.studio.guard import Refused
from pressverk.studio.identity.access import may_see
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit
from pressverk.studio.store.audit import note
from pressverk.studio.uploads import ACCEPTED, LARGEST, kept_uploads, take_in

LAYOUTS = {"press-release": N_("Press release"), "annual-report": N_("Report")}
USUAL = "press-release"
UPLOADS = RateLimit(most=60, seconds=300)


def show(call: Call) -> Response:
    """Show the desk."""
    query = call.request.query_params.get("q", "")[:200]
    chosen = call.request.query_params.get("state", "")
    desk = desk_for(
        call.studio, call.person, query=query, standing=chosen, now=dt.datetime.now(dt.UTC)
    )
    filters = [(each.value, _(WORDS[each]), desk.counts[each]) for each in Standing]
    return call.render(
        "desk.html.j2",
        active="desk",
        desk=desk,
        query=query,
        chosen=chosen,
        filters=[each for each in filters if each[2] or each[0] == chosen],
        accepted=",".join(ACCEPTED),
        all_articles=sorted((row.title, row.name) for row in (*desk.in_work, *desk.sent)),
    )


def ask_new(call: Call) -> Response:
    """Show the form of a new article."""
    return _new_form(call)


def begin(call: Call) -> Response:
    """Begin an article, and go on to write it."""
    title, layout = " ".join(call.text("title").split()), call.text("layout")
    if not slugify(title):
        return _new_form(call, _("Write a headline with letters or digits in it."))
    if layout not in LAYOUTS:
        return _new_form(call, _("Choose what it is to be."))
    newsroom = call.studio.newsroom
    found = find_layout(layout, newsroom.root, Place(file=layout))
    make = new_report if is_for_reports(found, newsroom.root) else new_article
    contact = call.text("contact")
    try:
        paths = make(
            newsroom.root,
            layout,
            title,
            language=newsroom.language,
            contact=contact if contact in newsroom.contacts else next(iter(newsroom.contacts)),
            day=dt.datetime.now().astimezone().date(),
        )
    except PressverkError as error:
        return _new_form(call, error.findings[0].message)
    name = slug_of(paths[0], newsroom.root)
    note(call.studio.store, call.person, "began", name)
    return call.redirect("write", name=name)


def _new_form(call: Call, fault: str = "") -> Response:
    return call.render(
        "new.html.j2",
        status=422 if fault else 200,
        active="desk",
        layouts=[(name, _(text)) for name, text in LAYOUTS.items()],
        contacts=call.studio.newsroom.contacts,
        title_given=call.text("title"),
        layout_given=call.text("layout") or call.request.query_params.get("layout", USUAL),
        contact_given=call.text("contact"),
        fault=fault,
    )


def bring_in(call: Call) -> Response:
    """Take in files that were dropped: documents, saved pages, pictures, spreadsheets."""
    if not UPLOADS.allows(str(call.person.id)):
        raise Refused(429, _("Too many files at once"), _("Wait a minute, then go on."))
    uploads = [
        each
        for each in call.form.getlist("files")
        if isinstance(each, UploadFile) and each.filename
    ]
    if not uploads:
        return call.redirect("desk")
    article = call.text("article")
    file = call.studio.articles.find(article) if article else None
    if file and not may_see(call.studio.store, call.person, article):
        file = None
    root = call.studio.options.root
    with kept_uploads(root, uploads) as paths:
        taken = take_in(paths, root, file)
    for each in taken:
        note(call.studio.store, call.person, "imported", each.article, each.status)
    return call.render("imported.html.j2", active="desk", taken=taken)


PAGES = (
    Page(path="/", name="desk", handler=show, needs=None),
    Page(path="/new", name="new", handler=ask_new, needs=Role.WRITES),
    Page(path="/new", name="begin", handler=begin, needs=Role.WRITES, methods=("POST",)),
    Page(
        path="/import",
        name="import",
        handler=bring_in,
        needs=Role.WRITES,
        methods=("POST",),
        largest=LARGEST,
    ),
)
