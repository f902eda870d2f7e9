"""The screen "Help"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("help.html.j2", active="help", name=call.article)


PAGES = (Page(path="/help", name="help", handler=show, needs=None),)
