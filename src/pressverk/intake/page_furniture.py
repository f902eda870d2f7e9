"""What on a web page isn't part of its text: menus, buttons, notices, questions."""

import re
from itertools import pairwise
from typing import Any

from lxml.html import HtmlElement

from pressverk.intake.page_text import BLOCKS, is_element, text_of

LONGEST = 200
TOOLS = re.compile(
    r"stäng(?: meddelandet?| menyn?| fönstret)?|lyssna(?: på (?:sidan|texten|innehållet|artikeln))?"
    r"|läs upp(?: sidan| texten)?|skriv ut(?: sidan| artikeln| denna sida)?|utskriftsvänlig version"
    r"|dela(?: (?:sidan|artikeln|nyheten|detta|på|med|via|inlägget))*"
    r"(?: (?:facebook|linkedin|x|twitter|e-post|mejl|andra))*|(?:tipsa|mejla)(?: en vän| andra)?"
    r"|(?:gå|hoppa) (?:direkt )?till (?:sidans |huvud)?innehåll(?:et)?"
    r"|(?:till|upp till) (?:toppen|sidans topp|början)(?: av sidan)?|tillbaka(?: till .{1,40})?"
    r"|(?:visa|förstora|ladda ner|öppna)(?: större)? (?:bild(?:en)?|mer|alla|fler)|meny|sök"
    r"|in english|facebook|linkedin|twitter|instagram|öppnas i nytt fönster"
    r"|(?:close|listen|print|share)(?: (?:this )?page| on facebook)?|skip to (?:main )?content"
    r"|annons(?:er)?|advertisement|anzeige|(?:seite|artikel) (?:drucken|merken|teilen)",
    re.IGNORECASE,
)
FEEDBACK = re.compile(
    r"(?:hjälpte (?:den här )?informationen(?: på sidan)? dig"
    r"|var informationen(?: på sidan)? till hjälp|hade du nytta av .{0,30}"
    r"|hittade du (?:det|vad) .{0,30}|vad tycker du om sidan"
    r"|fick du hjälp av .{0,30}|was this (?:page|information) helpful)\s*\??"
    r"|lämna synpunkter på sidan\.?",
    re.IGNORECASE,
)
COOKIES = re.compile(
    r"(?:vi|webbplatsen|den här webbplatsen|webbsidan|sidan) använder (?:kakor|cookies).*"
    r"|(?:om )?(?:kakor|cookies)(?: på webbplatsen)?"
    r"|(?:godkänn|acceptera|tillåt|avvisa|neka|hantera)(?: alla| bara nödvändiga)?"
    r"(?: kakor| cookies)?"
    r"|bara nödvändiga(?: kakor| cookies)?|(?:jag förstår|ok,? jag förstår)"
    r"|läs mer om (?:kakor|cookies)|we use cookies.*",
    re.IGNORECASE,
)
CRUMBS = re.compile(
    r"(?:du är här|här är du)\b.*|(?:start(?:sidan?)?|hem)\s*[/>›»].*", re.IGNORECASE
)
RELATED = re.compile(
    r"(?:relatera[dt]\w*|liknande|fler|andra|senaste)(?: (?:innehåll|information|nyheter|artiklar"
    r"|pressmeddelanden|länkar|sidor))?|läs (?:också|även)|genvägar|snabbval|ämnen|kategorier"
    r"|regioner|tagg(?:ar|ad(?: med)?)|kommentarer|prenumerera|följ oss"
    r"|dela (?:detta|sidan|nyheten)|related (?:content|news|articles)|tags|topics",
    re.IGNORECASE,
)
# By the names that systems give elements; whole words of class and id, so that "printed" isn't.
CLASSES = {
    "navigation": "nav navbar navigation menu submenu mainmenu leftmenu breadcrumb breadcrumbs"
    " crumbs brodsmulor brodsmula pagination pager skiplink",
    "cookie-notice": "cookie cookies cookiebar kakor consent onetrust gdpr",
    "page-tool": "share sharing sharedaddy delning dela social readspeaker rsbtn toolbar"
    " pagefunctions",
    "site-header": "masthead topbar toparea sidhuvud",
    "site-footer": "footer sidfot",
    "feedback": "feedback",
    "related-content": "related relaterat relaterad relaterade comments subscribe newsletter"
    " tags tagcloud",
    "hidden-text": "hidden visually screenreader sr",
}
BY_CLASS = {name: rule for rule, names in CLASSES.items() for name in names.split()}
CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
PARTS = re.compile(r"[\W_]+")
REGIONS = {"nav": "navigation", "form": "form", "button": "page-tool", "select": "form",
           "textarea": "form", "dialog": "cookie-notice", "iframe": "embedded", "video": "embedded",
           "audio": "embedded", "object": "embedded", "embed": "embedded", "canvas": "embedded",
           "noscript": "script", "svg": "embedded"}  # fmt: skip
ROLES = {"navigation": "navigation", "banner": "site-header", "contentinfo": "site-footer",
         "search": "form", "alert": "page-tool", "dialog": "cookie-notice",
         "alertdialog": "cookie-notice", "button": "page-tool", "menu": "navigation"}  # fmt: skip
LINK_DENSITY, TEASER_DENSITY = 0.6, 0.2


def is_furniture(text: str) -> bool:
    """Return whether a line, *text*, is no part of an article.

    >>> is_furniture("Hjälpte informationen dig?"), is_furniture("Dela på Facebook")
    (True, True)
    >>> is_furniture("Dela med dig av det du vet.")
    False
    """
    return furniture_of_text(text) != ""


def furniture_of_text(text: str) -> str:
    """Return the rule by which the line *text* is furniture, or nothing."""
    line = text.strip(" .:…\xa0")
    if not line or len(line) > LONGEST:
        return ""
    rules = (
        ("page-tool", TOOLS),
        ("feedback", FEEDBACK),
        ("cookie-notice", COOKIES),
        ("navigation", CRUMBS),
    )
    return next((rule for rule, pattern in rules if pattern.fullmatch(line)), "")


def furniture_of_block(block: HtmlElement) -> str:
    """Return the rule by which *block* is furniture: by its text, or by that of all its links."""
    if rule := furniture_of_text(text_of(block)):
        return rule
    pieces = [block.text or ""]
    for child in block:
        pieces += [text_of(child), child.tail or ""]
    rules = [furniture_of_text(piece) for piece in pieces if re.search(r"\w", piece)]
    return rules[0] if rules and all(rules) else ""


def names_of(element: HtmlElement) -> list[str]:
    """Return the words in the classes and the id of *element*, in lowercase.

    >>> from lxml.html import fromstring
    >>> names_of(fromstring('<div id="mainMenu" class="sv-text-portlet">a</div>'))
    ['sv', 'text', 'portlet', 'main', 'menu']
    """
    named = (
        f"{element.get('class', '')} {element.get('id', '')} {element.get('data-component', '')}"
    )
    return [part.lower() for part in PARTS.split(CAMEL.sub(" ", named)) if part]


def furniture_of(element: HtmlElement) -> str:
    """Return the rule by which *element* is furniture, or nothing."""
    if _is_hidden(element):
        return "hidden-text"
    rule = REGIONS.get(element.tag) or ROLES.get(element.get("role", ""), "")
    if rule:
        return rule
    names = names_of(element)
    for name in (*names, *map("".join, pairwise(names))):
        if rule := BY_CLASS.get(name, ""):
            if name in {"visually", "sr"} and not {"hidden", "only"} & set(names):
                continue
            return rule
    if {"screen", "reader"} <= set(names) and "text" in names:
        return "hidden-text"
    return _of_heading(element)


def is_link_dense(element: HtmlElement) -> bool:
    """Return whether most of the text of *element* leads elsewhere, as in menus."""
    return link_density(element) > LINK_DENSITY


def link_density(element: HtmlElement) -> float:
    """Return how much of the text of *element* are links, from 0 to 1."""
    whole = len(text_of(element))
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked / whole if whole else 0.0


def _of_heading(element: HtmlElement) -> str:
    """Return a rule when the first thing in *element* is a heading over links to other pages."""
    if element.tag not in {"div", "section", "aside", "td"}:
        return ""
    first: Any = element
    while len(first) and not (first.text or "").strip():
        first = first[0]
        if not is_element(first):
            return ""
        if first.tag in {"h2", "h3", "h4", "h5", "h6"}:
            heading = text_of(first).strip(" :.?")
            if RELATED.fullmatch(heading) and link_density(element) > TEASER_DENSITY:
                return "related-content"
            return "feedback" if FEEDBACK.fullmatch(heading) else ""
        if first.tag not in BLOCKS:
            return ""
    return ""


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or "display:none" in style or "visibility:hidden" in style
