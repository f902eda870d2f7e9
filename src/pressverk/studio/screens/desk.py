"""The screen "Desk": all articles with their states, what leaves when, and where to begin."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from pressverk.delivery.campaigns.article_list import Row, When, calendar_of, matches, rows_of
from pressverk.delivery.campaigns.overview import WORDS, Sendings, Standing, read_sendings
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Newsroom, Place
from pressverk.newsroom.paths import slug_of
from pressverk.newsroom.scaffold import new_article, new_report, slugify
from pressverk.studio.identity.access import confidential, hidden_from, may_see
from pressverk.studio.pages import Call, Refused, Studio, action, page
from pressverk.studio.roles import Role
from pressverk.studio.security import RateLimit
from pressverk.studio.store.people import Person
from pressverk.studio.store.requests import open_requests
from pressverk.studio.uploads import ACCEPTED, LARGEST, kept_uploads, take_in

LAYOUTS = {"press-release": N_("Press release"), "annual-report": N_("Report")}
USUAL = "press-release"
UPLOADS = RateLimit(most=60, seconds=300)


LEFT = frozenset({Standing.SENT, Standing.CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the desk shows to somebody."""

    in_work: tuple[Row, ...]
    sent: tuple[Row, ...]
    calendar: tuple[When, ...]
    counts: Mapping[Standing, int]
    total: int
    confidential: frozenset[str]
    problem: str = ""


def desk_for(
    studio: Studio,
    person: Person,
    *,
    query: str = "",
    standing: str = "",
    now: dt.datetime,
) -> Desk:
    """Return the desk as *person* may see it: what *query* finds, in the state *standing*.

    Raises:
        NewsroomError: when the articles can't be listed.
    """
    newsroom, problem = _newsroom(studio)
    hidden = hidden_from(studio.store, person)
    files = {name: path for name, path in studio.articles.all().items() if name not in hidden}
    read = studio.readings.of(files)
    sendings, fault = _sendings(studio, newsroom)
    titles = {name: studio.readings.title(name, path) for name, path in files.items()}
    rows = rows_of(read, titles, sendings, open_requests(studio.store))
    found = [row for row in rows if matches(query, row, read[row.name][0])]
    shown = [row for row in found if standing in {"", row.standing}]
    known = {name: reading for name, (reading, _is_current) in read.items() if reading}
    return Desk(
        in_work=tuple(row for row in shown if row.standing not in LEFT),
        sent=tuple(row for row in shown if row.standing in LEFT),
        calendar=calendar_of(known, sendings, newsroom, now),
        counts={each: sum(row.standing is each for row in found) for each in Standing},
        total=len(rows),
        confidential=confidential(studio.store),
        problem=problem or fault or _held(studio, files),
    )


def _held(studio: Studio, seen: Mapping[str, Path]) -> str:
    """Return what keeps planned mail from leaving, of articles that are *seen*; usually nothing."""
    return next(
        (
            f"{article}: {findings[0].message}" if article else findings[0].message
            for article, findings in studio.scheduler.faults.items()
            if findings and (not article or article in seen)
        ),
        "",
    )


def _newsroom(studio: Studio) -> tuple[Newsroom | None, str]:
    try:
        return studio.newsroom, ""
    except PressverkError as error:
        return None, error.findings[0].message


def _sendings(studio: Studio, newsroom: Newsroom | None) -> tuple[Sendings, str]:
    try:
        return read_sendings(studio.options.root, newsroom), ""
    except PressverkError as error:
        return Sendings(), error.findings[0].message


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
