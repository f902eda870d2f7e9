"""The screen "Send"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("sending.html.j2", active="sending", name=call.article)


PAGES = (Page(path="/send/{name:path}", name="sending", handler=show, needs=Role.SENDS),)
