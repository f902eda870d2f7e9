"""The screen "What was done": the audit log, the newest first."""

from zoneinfo import ZoneInfo

from starlette.responses import Response

from pressverk.formats import recent_moment
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, now_in_utc, page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import acts

MOST = 500


def show(call: Call) -> Response:
    """Show what was done."""
    zone, now = ZoneInfo(call.studio.newsroom.time_zone), now_in_utc()
    hidden = hidden_from(call.store, call.person)
    rows = [
        (recent_moment(each.at.astimezone(zone), now), each)
        for each in acts(call.store, most=MOST)
        if each.subject not in hidden
    ]
    return call.render("audit.html.j2", active="audit", rows=rows)


PAGES = (page("/audit", "audit", show, Role.ADMINISTERS),)
