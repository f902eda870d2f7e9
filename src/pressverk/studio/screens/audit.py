"""The screen "What was done": the audit log, the newest first."""

from zoneinfo import ZoneInfo

from starlette.responses import Response

from pressverk.i18n import N_, _
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, page
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
    "saved": N_("saved the text"),
    "restored": N_("brought a version back"),
    "commented": N_("commented"),
    "resolved": N_("settled a comment"),
    "built": N_("built the pages"),
    "transcript-approved": N_("approved what is heard"),
    "asked": N_("asked for approval"),
    "returned": N_("sent it back"),
    "planned": N_("planned it"),
    "approved": N_("approved it"),
    "cancelled": N_("called it off"),
    "resent": N_("had it sent again"),
    "accepted": N_("took it for accepted"),
    "reports-in": N_("took delivery reports in"),
    "exported": N_("took out the bundle for the registrar"),
    "list-made": N_("made a list"),
    "list-changed": N_("changed a list"),
    "list-brought-in": N_("brought a list in"),
    "list-taken-out": N_("took a list out"),
    "address-added": N_("added an address"),
    "opted-out": N_("noted that somebody opted out"),
    "bounced": N_("noted that an address doesn't work"),
    "deleted": N_("deleted an address"),
    "data-brought-in": N_("brought data in"),
    "schema-changed": N_("changed a schema"),
    "settings-changed": N_("changed the settings"),
    "contact-added": N_("added a contact"),
    "contact-removed": N_("removed a contact"),
    "mail-tried": N_("tried the mail server"),
    "password-kept": N_("kept the mail server's password"),
}
MOST = 500


def show(call: Call) -> Response:
    """Show what was done."""
    zone = ZoneInfo(call.studio.newsroom.time_zone)
    hidden = hidden_from(call.store, call.person)
    rows = [
        (f"{each.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", each, _(ACTS.get(each.act, each.act)))
        for each in acts(call.store, most=MOST)
        if each.subject not in hidden
    ]
    return call.render("audit.html.j2", active="audit", rows=rows)


PAGES = (page("/audit", "audit", show, Role.ADMINISTERS),)
