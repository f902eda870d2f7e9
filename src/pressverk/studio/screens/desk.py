"""The screen "Desk": all articles with their states, what leaves when, and where to begin."""

import datetime as dt

from starlette.responses import Response

from pressverk.delivery.campaigns.overview import WORDS, Standing
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Place
from pressverk.newsroom.paths import slug_of
from pressverk.newsroom.scaffold import new_article, new_report, slugify
from pressverk.studio.desk_rows import desk_for
from pressverk.studio.identity.access import may_see
from pressverk.studio.pages import Call, Refused, action, page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit
from pressverk.studio.uploads import ACCEPTED, LARGEST, kept_uploads, take_in

LAYOUTS = {"press-release": N_("Press release"), "annual-report": N_("Report")}
USUAL = "press-release"
UPLOADS = RateLimit(most=60, seconds=300)


def show(call: Call) -> Response:
    """Show the desk."""
    query = call.query("q")[:200]
    chosen = call.query("state")
    desk = desk_for(
        call.studio, call.person, query=query, standing=chosen, now=dt.datetime.now(dt.UTC)
    )
    filters = [(each.value, _(WORDS[each]), desk.counts[each]) for each in Standing]
    return call.render(
        "desk.html.j2",
        active="desk",
        desk=desk,
        writers_of=call.studio.events.writers,
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
    call.note("began", name)
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
    uploads = call.files("files")
    if not uploads:
        return call.redirect("desk")
    article = call.text("article")
    file = call.studio.articles.find(article) if article else None
    if file and not may_see(call.store, call.person, article):
        file = None
    root = call.root
    with kept_uploads(root, uploads) as paths:
        taken = take_in(paths, root, file)
    for each in taken:
        call.note("imported", each.article, each.status)
    return call.render("imported.html.j2", active="desk", taken=taken)


PAGES = (
    page("/", "desk", show),
    page("/new", "new", ask_new, Role.WRITES),
    action("/new", "begin", begin, Role.WRITES),
    action("/import", "import", bring_in, Role.WRITES, largest=LARGEST),
)
