"""The screen "Recipients"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("recipients.html.j2", active="recipients", name=call.article)


PAGES = (Page(path="/recipients", name="recipients", handler=show, needs=Role.SENDS),)
