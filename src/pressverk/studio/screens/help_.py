"""The screen "Help": the Swedish handbook and the reference manual, opened at what one is doing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.build.prepare import read_publication
from pressverk.content.markup.reference_pages import render_page
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _, message_language
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.handbook import (
    REPORT,
    RULES,
    explanation_of,
    find_sections,
    handbook_folder,
    near_topics,
)
from pressverk.newsroom.paths import INDEX
from pressverk.studio.pages import Call, page

# The pages of the manual in the order of the work; those for the machine room come last.
MANUAL = {
    N_("Write"): ("writing", "import", "reports", "data", "charts"),
    N_("Look and listen"): ("listening", "accessibility"),
    N_("Send"): ("delivery", "newsroom"),
    N_("Look up"): (
        "glossary",
        "rules",
        "cli",
        "layouts",
        "operation",
        "studio",
        "architecture",
    ),
}
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
HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
TERM = re.compile(r"<dt>.*?</dt>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """A page of the help: *contents* are its headings, by their ids."""

    title: str
    html: str
    language: str
    contents: tuple[tuple[str, str], ...]


def show(call: Call) -> Response:
    """Show what there is to read, what is found, or the page about a screen or a rule."""
    if rule := call.query("rule"):
        return _to_rule(call, rule)
    swedish, english = SCREENS.get(call.query("about"), ("", ""))
    if swedish:
        is_swedish = _is_swedish() and swedish in _handbook()
        return call.redirect("help-page", topic=swedish if is_swedish else english)
    query = call.query("q").strip()[:LONGEST_QUERY]
    found = find_sections(query) if query else ()
    names = {page.title: name for name, page in _handbook().items()}
    return _render(
        call,
        query=query,
        found=[(each, names.get(each.chapter, "")) for each in found],
        near=near_topics(query) if query and not found else [],
    )


def _to_rule(call: Call, rule: str) -> Response:
    section = explanation_of(rule)
    names = [name for name, page in _handbook().items() if page.title == RULES]
    if section and section.page:
        return call.redirect("help-page", fragment=section.id, topic=section.page)
    if section and names:
        return call.redirect("help-page", fragment=f"rule-{rule}", topic=names[0])
    return call.redirect("help")


def show_page(call: Call) -> Response:
    """Show a page."""
    name = call.param("topic")
    page = _handbook().get(name) or _manual(call).get(name)
    if page is None:
        raise HTTPException(404)
    return _render(call, page=page, page_name=name)


def _render(call: Call, **values: Any) -> Response:
    manual = _manual(call)
    nothing: dict[str, Any] = {"query": "", "found": [], "near": [], "page": None, "page_name": ""}
    return call.render(
        "help.html.j2",
        active="help",
        handbook=[(name, page.title) for name, page in _handbook().items()],
        manual=[
            (_(words), [(name, manual[name].title) for name in names if name in manual])
            for words, names in MANUAL.items()
        ],
        is_swedish=_is_swedish(),
        **(nothing | values),
    )


def picture(call: Call) -> Response:
    """Return a picture of the manual."""
    wanted = call.param("file")
    for each in _docs().joinpath("pictures").iterdir():
        if each.name == wanted and wanted.endswith(".png"):
            return Response(each.read_bytes(), media_type="image/png")
    raise HTTPException(404)


def _is_swedish() -> bool:
    return message_language() == "sv"


@cache
def _handbook() -> Mapping[str, HelpPage]:
    """Return the chapters of the handbook, which is a report of ours, by their names."""
    folder = handbook_folder()
    try:
        report, _advice = read_publication(folder / REPORT / INDEX, read_newsroom(folder))
    except PressverkError:  # a test reads it, too; the manual is there all the same
        return {}
    return {
        section.name: HelpPage(
            title=section.title,
            html=_focusable(TERM.sub(_with_ids, section.articles[0].body)),
            language=report.language,
            contents=tuple(
                (name, " ".join(TAG.sub(" ", words).split()))
                for name, words in HEADING.findall(section.articles[0].body)
            ),
        )
        for section in report.sections
    }


def _with_ids(term: re.Match[str]) -> str:
    """Return the *term* of a definition with an id for each rule in it."""
    return re.sub(r"<code>([a-z0-9-]+)</code>", r'<code id="rule-\1">\1</code>', term[0])


def _manual(call: Call) -> Mapping[str, HelpPage]:
    prefix = call.studio.options.prefix
    return _pages(f"{prefix}/help/", f"{prefix}/help/pictures/")


@cache
def _pages(page_address: str, picture_address: str) -> Mapping[str, HelpPage]:
    """Return the pages of the manual by their names."""
    found = {}
    for file in _docs().iterdir():
        if file.name.endswith(".md"):
            page = render_page(
                file.read_text(encoding="utf-8"),
                page_address=page_address,
                picture_address=picture_address,
            )
            found[file.name.removesuffix(".md")] = HelpPage(
                title=page.title, html=_focusable(page.html), language="en", contents=page.contents
            )
    return found


def _focusable(html: str) -> str:
    """Return *html* so that what is wider than the page can be scrolled by the keyboard."""
    return html.replace("<pre", '<pre tabindex="0"').replace("<table", '<table tabindex="0"')


def _docs() -> Traversable:
    return files("pressverk.docs")


PAGES = (
    page("/help", "help", show),
    page("/help/{topic}", "help-page", show_page),
    page("/help/pictures/{file}", "help-picture", picture),
)
