"""The screen "Approve"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("approval.html.j2", active="approval", name=call.article)


PAGES = (Page(path="/approve/{name:path}", name="approval", handler=show, needs=Role.APPROVES),)
