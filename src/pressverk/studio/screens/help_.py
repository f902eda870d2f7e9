"""The screen "Help": the handbook, opened at what one is doing."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.content.markup.handbook import HandbookPage, render_page
from pressverk.i18n import N_, _
from pressverk.studio.pages import Call, Page

# The pages in the order of the work; those that are for the machine room come last.
CHAPTERS = {
    N_("Write"): ("writing", "import", "reports", "data", "charts"),
    N_("Look and listen"): ("listening", "accessibility"),
    N_("Send"): ("delivery", "newsroom"),
    N_("Look up"): ("glossary", "cli", "layouts", "operation", "architecture"),
}
# What each screen is about.
SCREENS = {
    "write": "writing",
    "listen": "listening",
    "approval": "delivery",
    "sending": "delivery",
    "recipients": "delivery",
    "report": "reports",
    "settings": "newsroom",
}


def show(call: Call) -> Response:
    """Show what the handbook has, or the page about the screen that one comes from."""
    about = SCREENS.get(call.request.query_params.get("about", ""))
    if about:
        return call.redirect("help-page", topic=about)
    titles = {name: _page(call, name).title for pages in CHAPTERS.values() for name in pages}
    chapters = [(_(words), pages) for words, pages in CHAPTERS.items()]
    return call.render("help.html.j2", active="help", chapters=chapters, titles=titles, page=None)


def show_page(call: Call) -> Response:
    """Show a page of the handbook."""
    name = str(call.request.path_params["topic"])
    if name not in {page for pages in CHAPTERS.values() for page in pages}:
        raise HTTPException(404)
    titles = {name: _page(call, name).title for pages in CHAPTERS.values() for name in pages}
    chapters = [(_(words), pages) for words, pages in CHAPTERS.items()]
    return call.render(
        "help.html.j2",
        active="help",
        chapters=chapters,
        titles=titles,
        page=_page(call, name),
        page_name=name,
    )


def picture(call: Call) -> Response:
    """Return a picture of the handbook."""
    wanted = str(call.request.path_params["file"])
    for each in _handbook().joinpath("pictures").iterdir():
        if each.name == wanted and wanted.endswith(".png"):
            return Response(each.read_bytes(), media_type="image/png")
    raise HTTPException(404)


def _page(call: Call, name: str) -> HandbookPage:
    prefix = call.studio.options.prefix
    return _rendered(name, f"{prefix}/help/", f"{prefix}/help/pictures/")


@cache
def _rendered(name: str, page_address: str, picture_address: str) -> HandbookPage:
    text = _handbook().joinpath(f"{name}.md").read_text(encoding="utf-8")
    return render_page(text, page_address=page_address, picture_address=picture_address)


def _handbook() -> Traversable:
    return files("pressverk.handbook")


PAGES = (
    Page(path="/help", name="help", handler=show, needs=None),
    Page(path="/help/{topic}", name="help-page", handler=show_page, needs=None),
    Page(path="/help/pictures/{file}", name="help-picture", handler=picture, needs=None),
)
