"""The screen "Desk": all articles with their states, what leaves today, and where to begin."""

from starlette.responses import Response

from pressverk.studio.articles import article_files
from pressverk.studio.identity.access import hidden_from
from pressverk.studio.pages import Call, Page


def show(call: Call) -> Response:
    """Show the desk."""
    hidden = hidden_from(call.studio.store, call.person)
    names = [name for name in article_files(call.studio.options.root) if name not in hidden]
    return call.render("desk.html.j2", active="desk", names=names)


PAGES = (Page(path="/", name="desk", handler=show, needs=None),)
