"""The screen "History"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("history.html.j2", active="history", name=call.article)


PAGES = (Page(path="/history/{name:path}", name="history", handler=show, needs=None),)
