"""The screen "Report"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("report.html.j2", active="report", name=call.article)


PAGES = (Page(path="/report/{name:path}", name="report", handler=show, needs=Role.WRITES),)
