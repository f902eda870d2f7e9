"""The screen "Help": the Swedish handbook and the reference manual, opened at what one is doing."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.build.help_pages import MANUAL, HelpPage, handbook_pages, manual_pages
from pressverk.i18n import _, message_language
from pressverk.newsroom.handbook import (
    REPORT,
    RULES,
    explanation_of,
    find_sections,
    handbook_folder,
    near_topics,
)
from pressverk.studio.pages import Call, page

# What each screen is about: the chapter of the handbook, and the page of the manual.
SCREENS = {
    "desk": ("forsta-dagen", "studio"),
    "write": ("skriva", "writing"),
    "listen": ("hora", "listening"),
    "history": ("arkivet", "studio"),
    "approval": ("skicka", "delivery"),
    "sending": ("skicka", "delivery"),
    "recipients": ("mottagare", "delivery"),
    "report": ("arsrapporten", "reports"),
    "settings": ("forsta-dagen", "newsroom"),
}
LONGEST_QUERY = 100
CHAPTER_PICTURES = "kapitel/bilder"


def show(call: Call) -> Response:
    """Show what there is to read, what is found, or the page about a screen or a rule."""
    if rule := call.query("rule"):
        return _to_rule(call, rule)
    swedish, english = SCREENS.get(call.query("about"), ("", ""))
    if swedish:
        is_swedish = _is_swedish() and swedish in handbook_pages()
        return call.redirect("help-page", topic=swedish if is_swedish else english)
    query = call.query("q").strip()[:LONGEST_QUERY]
    found = find_sections(query) if query else ()
    names = {page.title: name for name, page in handbook_pages().items()}
    return _render(
        call,
        query=query,
        found=[(each, names.get(each.chapter, "")) for each in found],
        near=near_topics(query) if query and not found else [],
    )


def _to_rule(call: Call, rule: str) -> Response:
    section = explanation_of(rule)
    names = [name for name, page in handbook_pages().items() if page.title == RULES]
    if section and section.page:
        return call.redirect("help-page", fragment=section.id, topic=section.page)
    if section and names:
        return call.redirect("help-page", fragment=f"rule-{rule}", topic=names[0])
    return call.redirect("help")


def show_page(call: Call) -> Response:
    """Show a page."""
    name = call.param("topic")
    page = handbook_pages().get(name) or _manual(call).get(name)
    if page is None:
        raise HTTPException(404)
    return _render(call, page=page, page_name=name)


def _render(call: Call, **values: Any) -> Response:
    manual = _manual(call)
    nothing: dict[str, Any] = {"query": "", "found": [], "near": [], "page": None, "page_name": ""}
    return call.render(
        "help.html.j2",
        active="help",
        handbook=list(handbook_pages().items()),
        manual=[
            (_(words), [(name, manual[name].title) for name in names if name in manual])
            for words, names in MANUAL.items()
        ],
        is_swedish=_is_swedish(),
        **(nothing | values),
    )


def picture(call: Call) -> Response:
    """Return a picture of the manual."""
    return _png(Path(str(files("pressverk.docs"))) / "pictures", call.param("file"))


def handbook_picture(call: Call) -> Response:
    """Return a picture of the handbook, whose chapters name it by its place beside them."""
    return _png(handbook_folder() / REPORT / CHAPTER_PICTURES, call.param("file"))


def _png(folder: Path, wanted: str) -> Response:
    for each in folder.rglob("*.png"):
        if each.relative_to(folder).as_posix() == wanted:
            return Response(each.read_bytes(), media_type="image/png")
    raise HTTPException(404)


def _is_swedish() -> bool:
    return message_language() == "sv"


def _manual(call: Call) -> Mapping[str, HelpPage]:
    prefix = call.studio.options.prefix
    return manual_pages(f"{prefix}/help/", f"{prefix}/help/pictures/")


PAGES = (
    page("/help", "help", show),
    page("/help/{topic}", "help-page", show_page),
    page("/help/pictures/{file:path}", "help-picture", picture),
    page("/help/bilder/{file}", "help-handbook-picture", handbook_picture),
)
