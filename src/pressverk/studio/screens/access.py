"""The screen "Access": an article is open to all who log in, or to those who are named."""

from starlette.responses import Response

from pressverk.i18n import _
from pressverk.studio.identity.access import open_to, readers_of
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note
from pressverk.studio.store.people import all_people


def show(call: Call) -> Response:
    """Show who may see the article."""
    return _form(call)


def change(call: Call) -> Response:
    """Let those who are named see the article, and nobody else; all, where nobody is named."""
    known = {person.login for person in all_people(call.studio.store)}
    typed = {word.strip().casefold() for word in call.text("others").replace(",", " ").split()}
    named = {str(each) for each in call.form.getlist("login")} & known | typed
    if call.text("open") == "named":
        if any("@" not in login for login in typed - known):
            return _form(call, _("Write email addresses, with a blank between them."))
        named.add(call.person.login)  # nobody shuts themselves out
    else:
        named = set()
    open_to(call.studio.store, call.article, named)
    note(call.studio.store, call.person, "access", call.article, " ".join(sorted(named)))
    return call.redirect("access", name=call.article)


def _form(call: Call, fault: str = "") -> Response:
    named = readers_of(call.studio.store, call.article)
    people = list({person.login: person for person in all_people(call.studio.store)}.values())
    others = sorted(named - {person.login for person in people})
    return call.render(
        "access.html.j2",
        status=422 if fault else 200,
        active="access",
        name=call.article,
        named=named,
        people=people,
        others=call.text("others") or " ".join(others),
        fault=fault,
    )


PAGES = (
    Page(path="/access/{name:path}", name="access", handler=show, needs=Role.WRITES),
    Page(
        path="/access/{name:path}",
        name="set-access",
        handler=change,
        needs=Role.WRITES,
        methods=("POST",),
    ),
)
