"""The screen "Write"."""

from starlette.responses import Response

from pressverk.studio.identity.roles import Role
from pressverk.studio.pages import Call, Page


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("write.html.j2", active="write", name=call.article)


PAGES = (Page(path="/write/{name:path}", name="write", handler=show, needs=Role.WRITES),)
