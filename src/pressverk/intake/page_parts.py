"""The words of a page: those that belong to its article, and the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pressverk.i18n import _
from pressverk.intake.contacts import EMAIL, PHONE
from pressverk.intake.dates import read_date_line
from pressverk.intake.notes import Notes
from pressverk.intake.page_furniture import furniture_of, is_link_dense, link_density, names_of
from pressverk.intake.page_text import (
    HEADINGS,
    all_text_of,
    is_block,
    is_element,
    is_longer,
    text_of,
)
from pressverk.intake.release_parts import new

FACT = frozenset({"fact", "facts", "fakta", "faktaruta", "factbox", "factblock", "infobox",
                  "faktabox", "informationsruta"})  # fmt: skip
LEAD = frozenset({"ingress", "preamble", "lead", "leadin", "introduction", "intro", "standfirst"})
CONTACT = frozenset({"contact", "contacts", "kontakt", "kontakter", "contactblock", "kontaktkort"})
REGIONS = {"header": "site-header", "footer": "site-footer", "nav": "navigation"}
# What no line of dates is without; quickly is_named.
DATE_HINT = re.compile(r"\d{4}|ansvarig|skribent|författare|\b(?:av|by)\b|text\s*:", re.IGNORECASE)
NO_LEAD = frozenset({"img", "figure", "ul", "ol", "table"})
EMBEDDED = frozenset({"iframe", "video", "audio", "object", "embed"})
# By these an element in the article is only judged if it holds no running text.
BY_NAME_ONLY = frozenset({"navigation", "page-tool", "feedback", "related-content", "site-header",
                          "site-footer"})  # fmt: skip
PROSE_WORDS, PROSE_DENSITY = 60, 0.1
LONGEST_LEAD, FOLDED_WORDS, MOST_ELEMENTS = 1_200, 20, 30


@dataclass(slots=True)
class _Page:
    """Where the parts of a page lie: *order* is each element's place in it."""

    core: HtmlElement
    scope: HtmlElement
    holders: frozenset[Any]
    known: frozenset[Any]
    around_known: frozenset[Any]
    order: dict[Any, int]
    begins: int
    ends: int
    notes: Notes
    kept: list[HtmlElement] = field(default_factory=list)


def part_page(
    body: HtmlElement, core: HtmlElement, headline: HtmlElement | None, notes: Notes
) -> list[HtmlElement]:
    """Return the elements of *body* that belong to the article, in order; note all others.

    That is what *core* holds and what stands between *headline* and it, the rest of ``main`` if it
    is no list of links, and elsewhere what is known to be a fact box, a contact or a date.
    """
    order = {element: place for place, element in enumerate(body.iter())}
    ends = order[core] + sum(1 for _each in core.iter()) - 1
    begins = order[core]
    if headline is not None and headline in order:
        begins = min(begins, order[headline])
    holders = frozenset({core, *core.iterancestors()}) | _holders(headline)
    known = frozenset(_known_in(body, holders))
    page = _Page(
        core=core,
        scope=_scope(core),
        holders=holders,
        known=known,
        around_known=frozenset(each for some in known for each in some.iterancestors()),
        order=order,
        begins=begins,
        ends=ends,
        notes=notes,
    )
    _visit(body, page)
    return page.kept


def drop_furniture(root: HtmlElement, notes: Notes) -> None:
    """Set aside what is furniture within *root*; unfold what the page folds away."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if not is_element(element):
            continue
        rule = _furniture_within(element, notes)
        if rule:
            set_aside(element, rule, notes)
            continue
        stack.extend(reversed(element))


def set_aside(element: HtmlElement, rule: str, notes: Notes, *, is_named: bool = True) -> None:
    """Take *element* out and note its words; embedded things are named by their address."""
    text = all_text_of(element)
    if not text and is_named and element.tag in EMBEDDED:
        text = (
            f"{element.get('title', '')} {element.get('src') or element.get('data') or ''}".strip()
        )
    notes.left_out(rule, text)
    element.drop_tree()


def is_fact_box(element: HtmlElement) -> bool:
    """Return whether *element* is a fact box by its name."""
    return (
        is_block(element)
        and element.tag not in HEADINGS | {"p"}
        and bool(FACT & set(names_of(element)))
    )


def is_contact_card(element: HtmlElement) -> bool:
    """Return whether *element* says by its name and its text whom to call or write to."""
    if not is_block(element) or not CONTACT & set(names_of(element)) or not len(element):
        return False
    if is_longer(element, LONGEST_LEAD):
        return False
    text = text_of(element)
    return bool(EMAIL.search(text) or PHONE.search(text))


def is_lead(element: HtmlElement) -> bool:
    """Return whether *element* is a lead by its name."""
    if not LEAD & set(names_of(element)) or not is_block(element) or element.tag in HEADINGS:
        return False
    if is_longer(element, LONGEST_LEAD):
        return False
    has_more = any(each.tag in HEADINGS | NO_LEAD for each in element.iter())
    return not has_more and bool(text_of(element))


def _scope(core: HtmlElement) -> HtmlElement:
    """Return the element that the page calls its main content around *core*, or *core*."""
    for element in (core, *core.iterancestors()):
        if element.tag in {"main", "article"} or element.get("role") == "main":
            return element
    return core


def _holders(headline: HtmlElement | None) -> frozenset[Any]:
    return frozenset() if headline is None else frozenset({headline, *headline.iterancestors()})


def _visit(element: HtmlElement, page: _Page) -> None:
    """Keep or set aside the children of *element*, and its own text."""
    _loose(element.text, page.order[element], page)
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        if is_element(child):
            _judge(child, page)
        _loose(tail, page.order[child], page)


def _loose(text: str | None, place: int, page: _Page) -> None:
    """Keep or note *text* that stands by itself between the parts, at *place*."""
    if not text or not text.strip():
        return
    if page.begins <= place <= page.ends:
        page.kept.append(new("p", text))
    else:
        page.notes.left_out("outside-main-content", " ".join(text.split()))


def _judge(element: HtmlElement, page: _Page) -> None:
    if element is page.core:
        _keep(element, page)
    elif element in page.holders:
        if element.tag in HEADINGS:
            _keep(element, page)
        else:
            _visit(element, page)
    elif rule := _furniture(element, page):
        set_aside(element, rule, page.notes, is_named=False)
    elif _is_within_article(element, page) or element in page.known:
        _keep(element, page)
    elif element.tag in REGIONS and not _is_in_scope(element, page):
        set_aside(element, REGIONS[element.tag], page.notes, is_named=False)
    elif element in page.around_known:
        _visit(element, page)
    else:
        set_aside(element, "outside-main-content", page.notes, is_named=False)


def _furniture(element: HtmlElement, page: _Page) -> str:
    """Return the rule by which *element* is furniture where it stands, or nothing."""
    if _is_in_scope(element, page):
        return _furniture_within(element, page.notes)
    return furniture_of(element)


def _keep(element: HtmlElement, page: _Page) -> None:
    """Keep *element*, without the furniture in it: so notes stand in the order of the page."""
    drop_furniture(element, page.notes)
    page.kept.append(element)


def _is_within_article(element: HtmlElement, page: _Page) -> bool:
    """Return whether *element* stands where only the article's text is expected."""
    if page.begins <= page.order[element] <= page.ends:
        is_region = element.tag in REGIONS and element.tag != "header"
        return not is_region or element in page.known
    return (
        page.scope is not page.core
        and _is_in_scope(element, page)
        and element.tag not in REGIONS
        and not is_link_dense(element)
    )


def _is_in_scope(element: HtmlElement, page: _Page) -> bool:
    in_article = page.begins <= page.order[element] <= page.ends
    return in_article or page.scope in element.iterancestors()


def _known_in(body: HtmlElement, holders: frozenset[Any]) -> Iterator[HtmlElement]:
    """Yield what is known to belong to an article in *body*, but for what furniture holds."""
    stack = [body]
    while stack:
        element = stack.pop()
        if element not in holders and furniture_of(element) not in {"", "hidden-text"}:
            continue
        if _is_known(element):
            yield element
        stack.extend(child for child in element if is_element(child))


def _is_known(element: HtmlElement) -> bool:
    """Return whether *element* belongs to an article wherever it stands."""
    if not is_block(element) and element.tag != "span":
        return False
    if is_fact_box(element) or is_lead(element):
        return True
    if is_contact_card(element):
        return True
    is_small = next(islice(element.iter(), MOST_ELEMENTS, None), None) is None
    if not is_small or element.tag not in {"p", "div", "span", "time", "li"}:
        return False
    if not DATE_HINT.search("".join(element.itertext())):
        return False
    return read_date_line(text_of(element)) is not None


def _furniture_within(element: HtmlElement, notes: Notes) -> str:
    """Return the rule by which *element* isn't taken, for what stands in the article itself."""
    rule = furniture_of(element)
    if element.tag == "button" and (_in_heading(element) or element.get("aria-expanded")):
        element.tag = "span" if _in_heading(element) else "p"
        return ""
    if rule == "hidden-text" and len(text_of(element).split()) >= FOLDED_WORDS:
        message = _("text that the page folds away is taken in")
        notes.changed("folded-text", message, text_of(element))
        for name in ("hidden", "aria-hidden", "style", "class"):
            element.attrib.pop(name, None)
        return ""
    return "" if rule in BY_NAME_ONLY and _is_prose(element) else rule


def _is_prose(element: HtmlElement) -> bool:
    """Return whether *element* holds running text, whatever its name says."""
    is_named = element.tag in {"div", "section", "article", "main", "td"} and not element.get(
        "role"
    )
    is_long = is_named and len(text_of(element).split()) >= PROSE_WORDS
    return is_long and link_density(element) < PROSE_DENSITY and "comments" not in names_of(element)


def _in_heading(element: HtmlElement) -> bool:
    return any(each.tag in HEADINGS for each in element.iterancestors())
