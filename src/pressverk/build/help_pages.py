"""What there is to read, as HTML: the chapters of the handbook, and the pages of the manual."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pressverk.build.prepare import read_publication
from pressverk.content.markup.reference_pages import render_page
from pressverk.errors import PressverkError
from pressverk.i18n import N_
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.handbook import REPORT, handbook_folder
from pressverk.newsroom.paths import INDEX

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
        "install",
        "operation",
        "upgrading",
        "scale",
        "studio",
        "architecture",
    ),
}
HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
TERM = re.compile(r"<dt>.*?</dt>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """A page of the help: *contents* are its headings, by their ids."""

    title: str
    html: str
    language: str
    contents: tuple[tuple[str, str], ...]
    lead: str = ""


@cache
def handbook_pages() -> Mapping[str, HelpPage]:
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
            lead=section.articles[0].lead.replace("\xad", ""),
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


@cache
def manual_pages(page_address: str, picture_address: str) -> Mapping[str, HelpPage]:
    """Return the pages of the manual by their names."""
    found = {}
    for file in files("pressverk.docs").iterdir():
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
