"""The screen "Listen"."""

from starlette.responses import Response

from pressverk.studio.pages import Call, Page


def show(call: Call) -> Response:
    """Show the screen."""
    return call.render("listen.html.j2", active="listen", name=call.article)


PAGES = (Page(path="/listen/{name:path}", name="listen", handler=show, needs=None),)
