"""The screen "Settings"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("settings.html.j2", active="settings", name=call.article)


PAGES = (Page(path="/settings", name="settings", handler=show, needs=Role.ADMINISTERS),)
