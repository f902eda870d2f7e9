"""The screen "Access": an article is open to all who log in, or to those who are named."""

from starlette.responses import Response

from pressverk.i18n import _
from pressverk.studio.identity.access import open_to, readers_of
from pressverk.studio.pages import Call, action, page
from pressverk.studio.roles import Role
from pressverk.studio.store.people import all_people


def show(call: Call) -> Response:
    """Show who may see the article."""
    return _form(call)


def change(call: Call) -> Response:
    """Let those who are named see the article, and nobody else; all, where nobody is named."""
    known = {person.login for person in all_people(call.store)}
    typed = {word.strip().casefold() for word in call.text("others").replace(",", " ").split()}
    named = {str(each) for each in call.form.getlist("login")} & known | typed
    if call.text("open") == "named":
        if any("@" not in login for login in typed - known):
            return _form(call, _("Write email addresses, with a blank between them."))
        named.add(call.person.login)  # nobody shuts themselves out
    else:
        named = set()
    open_to(call.store, call.article, named)
    call.note("access", detail=" ".join(sorted(named)))
    return call.redirect("access", name=call.article)


def _form(call: Call, fault: str = "") -> Response:
    named = readers_of(call.store, call.article)
    people = list({person.login: person for person in all_people(call.store)}.values())
    others = sorted(named - {person.login for person in people})
    return call.render(
        "access.html.j2",
        status=422 if fault else 200,
        active="access",
        named=named,
        people=people,
        others=call.text("others") or " ".join(others),
        fault=fault,
    )


PAGES = (
    page("/access/{name:path}", "access", show, Role.WRITES),
    action("/access/{name:path}", "set-access", change, Role.WRITES),
)
