"""The screen "What was done": the audit log, the newest first."""

from zoneinfo import ZoneInfo

from starlette.responses import Response

from pressverk.i18n import N_, _
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import acts

# What is written down, in words; an act that isn't here is shown by its name.
ACTS = {
    "logged-in": N_("logged in"),
    "logged-out": N_("logged out"),
    "key-refused": N_("a link was refused"),
    "login-without-role": N_("a login without a role was refused"),
    "began": N_("began the article"),
    "imported": N_("brought a file in"),
    "access": N_("changed who may see it"),
}
MOST = 500


def show(call: Call) -> Response:
    """Show what was done."""
    zone = ZoneInfo(call.studio.newsroom.time_zone)
    hidden = hidden_from(call.studio.store, call.person)
    rows = [
        (f"{each.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", each, _(ACTS.get(each.act, each.act)))
        for each in acts(call.studio.store, most=MOST)
        if each.subject not in hidden
    ]
    return call.render("audit.html.j2", active="audit", rows=rows)


PAGES = (Page(path="/audit", name="audit", handler=show, needs=Role.ADMINISTERS),)
