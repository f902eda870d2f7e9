"""The HTML of one article, from a page, a feed or an export -> what the article holds."""

import datetime as dt
import re
from dataclasses import dataclass

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.contacts import contacts_in, is_contact_heading
from pressverk.intake.dates import DateLine, date_in, read_date_line, read_dates
from pressverk.intake.notes import Notes
from pressverk.intake.page_blocks import bold_text, flatten
from pressverk.intake.page_furniture import furniture_of_block, names_of
from pressverk.intake.page_parts import drop_furniture, is_contact_card, is_lead, set_aside
from pressverk.intake.page_pictures import Pictures, build_figures, note_missing
from pressverk.intake.page_text import (
    all_text_of,
    is_element,
    is_longer,
    lines_of,
    text_of,
    words_in,
)
from pressverk.intake.release_parts import (
    FACT_HEADING,
    box_facts,
    gather_quotations,
    is_heading,
    looks_like_heading,
    mark_abbreviations,
    remove,
    take_contacts,
    take_lead,
)
from pressverk.intake.saved_page import FindPicture
from pressverk.model import Contact, Finding

DEEPEST, LONGEST_BYLINE = 250, 200
BYLINES = frozenset({"meta", "byline", "submitted", "timestamp", "published", "posted", "date"})
EMPTY_HEADINGS = re.compile(r"(?:bilder|bild|dokument|filer|images|pressbilder):?", re.IGNORECASE)
# What XML has no place for, as it stands or by its number; the parser would let it through.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01])|[xX]0*(?:[0-8]|[bB]|[eE]|[fF]|1[\da-fA-F]))\b;?"
)
SILENT = ("script", "style", "template", "link", "meta", "noscript")
SIDE_BY_SIDE = ("a", "span", "small", "time", "button", "label", "b", "strong")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHtml:
    """What the HTML of an article holds; *body* is flat: one block after another."""

    body: HtmlElement
    lead: str
    contacts: tuple[Contact, ...]
    dates: tuple[DateLine, ...]
    pictures: Pictures

    @property
    def published(self) -> dt.date | None:
        """The day that the text itself says it was published."""
        return next((each.published for each in self.dates if each.published), None)

    @property
    def updated(self) -> dt.date | None:
        """The day that the text itself says it was last changed."""
        return next((each.updated for each in self.dates if each.updated), None)

    @property
    def author(self) -> str:
        """Who the text itself says has written it."""
        return next((each.author for each in self.dates if each.author), "")


def parse_html(html: str, too_deep: Finding) -> HtmlElement:
    """Return the document *html*.

    Raises:
        IntakeError: with *too_deep* when it nests so deeply that the parser would drop text.
        lxml.etree.ParserError: when it is empty.
    """
    parser = lxml.html.HTMLParser(huge_tree=True, no_network=True, remove_pis=True)
    html = CONTROL.sub("", _without_declaration(html))
    tree = lxml.html.document_fromstring(html, parser=parser)
    depth = 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise IntakeError([too_deep])
    return tree


def prepare(body: HtmlElement, notes: Notes) -> None:
    """Remove what is never shown, and separate what only a stylesheet separates."""
    for element in list(body.iter(*SILENT)):
        if element.tag == "noscript":
            set_aside(element, "script", notes, is_named=False)
        else:
            element.drop_tree()
    for comment in list(body.iter(etree.Comment)):
        comment.drop_tree()
    for element in body.iter(*SIDE_BY_SIDE):
        if not element.tail and _is_apart(element, element.getnext()):
            element.tail = " "


def _is_apart(element: HtmlElement, following: HtmlElement | None) -> bool:
    """Return whether a stylesheet seems to separate *element* from *following*, right after it.

    So it is with links side by side, and where a capital would stand in the middle of a word.
    """
    if following is None or following.tag not in SIDE_BY_SIDE:
        return False
    before, after = text_of(element), text_of(following)
    if not before or not after:
        return False
    is_new = not before[-1].isupper() and (before[-1].isalnum() or before[-1] in ".!?")
    return element.tag == following.tag == "a" or (is_new and after[0].isupper())


def read_article_html(
    article: HtmlElement, *, description: str, address: str, find: FindPicture, notes: Notes
) -> ArticleHtml:
    """Return what *article* holds, which is taken apart; *description* may become its lead."""
    notes.begin()
    drop_furniture(article, notes)
    notes.begin()
    dates = _take_bylines(article, notes)
    contacts = _take_contact_cards(article, notes)
    pictures = Pictures(find=find)
    build_figures(article, pictures, notes)
    lead = _take_named_lead(article)
    body = flatten(article, address)
    notes.begin()
    dates += _take_lines(body, notes)
    note_missing(body, notes)
    contacts += take_contacts(body, notes)
    mark_abbreviations(body)
    lead = lead or _lead(body, description, notes)
    _mark_bold_headings(body, notes)
    gather_quotations(body)
    box_facts(body, notes)
    notes.begin()
    _drop_empty_headings(body, notes)
    notes.begin()
    return ArticleHtml(
        body=body,
        lead=lead,
        contacts=tuple(dict.fromkeys(contacts)),
        dates=tuple(dates),
        pictures=pictures,
    )


def is_said(text: str, *places: str) -> bool:
    """Return whether the words of *text* stand in *places*, side by side.

    >>> is_said("Det är klart …", "Nu: det är klart!"), is_said("Det är klart", "Nu är det klart")
    (True, False)
    """
    return _run_of(text) in _run_of(" ".join(places))


def _run_of(text: str) -> str:
    return "".join(words_in([text])).casefold()


def _without_declaration(html: str) -> str:
    """Return *html* without an XML declaration, which names an encoding that is read already."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", html)


def _take_named_lead(article: HtmlElement) -> str:
    """Take the element that calls itself the lead out of *article*, and return its text."""
    for element in article.iterdescendants():
        if is_element(element) and is_lead(element):
            text = text_of(element)
            element.drop_tree()
            return text
    return ""


def _take_bylines(article: HtmlElement, notes: Notes) -> list[DateLine]:
    """Remove bylines that name a day from *article*, and return them."""
    dates: list[DateLine] = []
    for element in [each for each in article.iterdescendants() if is_element(each)]:
        if not BYLINES & set(names_of(element)) or element.getparent() is None:
            continue
        if next(element.iter("img", "table"), None) is not None or is_longer(element, 500):
            continue
        text = text_of(element)
        if len(text) <= LONGEST_BYLINE and date_in(text) and article in element.iterancestors():
            dates.append(read_date_line(text) or read_dates(text))
            notes.changed("date", _("dates and names are taken into the front matter"), text)
            element.drop_tree()
    return dates


def _take_contact_cards(article: HtmlElement, notes: Notes) -> tuple[Contact, ...]:
    """Take the elements that call themselves contacts, and hold nothing else, out of *article*."""
    found: list[Contact] = []
    for element in [each for each in article.iterdescendants() if is_element(each)]:
        if not is_contact_card(element) or article not in element.iterancestors():
            continue
        lines = lines_of(element)
        people = contacts_in(lines[1:] if is_contact_heading(lines[0]) else lines)
        if people:
            found += people
            message = _("contacts are taken into the front matter")
            notes.changed("contact", message, all_text_of(element))
            element.drop_tree()
    return tuple(found)


def _take_lines(body: HtmlElement, notes: Notes) -> list[DateLine]:
    """Take lines of dates and furniture out of *body*, and return what the dates say."""
    dates: list[DateLine] = []
    for block in list(body):
        text = text_of(block)
        if block.tag == "p" and (read := read_date_line(text)):
            dates.append(read)
            notes.changed("date", _("dates and names are taken into the front matter"), text)
            remove(block)
        elif block.tag in {"p", "h2", "h3", "h4"} and (rule := furniture_of_block(block)):
            notes.left_out(rule, text)
            remove(block)
    return dates


def _mark_bold_headings(body: HtmlElement, notes: Notes) -> None:
    """Offer short paragraphs in bold as headings."""
    for block in list(body):
        text = bold_text(block)
        following = block.getnext()
        if not text or following is None or is_heading(following) or is_contact_heading(text):
            continue
        if not looks_like_heading(text) or following.tag == "table":
            continue
        block.tag = "h2"
        for each in list(block.iter("strong", "b")):
            each.drop_tag()
        if not FACT_HEADING.fullmatch(text):
            message = _("taken as a heading, since it is short and bold; remove ## if it isn't one")
            notes.decide("guessed-heading", message, text, block)


def _drop_empty_headings(body: HtmlElement, notes: Notes) -> None:
    """Set aside headings over what was taken away: pictures, documents."""
    for block in list(body):
        following = block.getnext()
        is_over_nothing = following is None or is_heading(following) or following.tag == "figure"
        text = text_of(block)
        is_of_nothing = EMPTY_HEADINGS.fullmatch(text) or is_contact_heading(text)
        if is_heading(block) and is_over_nothing and is_of_nothing:
            notes.left_out("page-tool", text)
            remove(block)


def _lead(body: HtmlElement, description: str, notes: Notes) -> str:
    """Return the lead: a first paragraph in bold, the description, or the first paragraph."""
    first = next((block for block in body if block.tag != "figure"), None)
    if first is None:
        return ""
    bold = bold_text(first)
    if bold and len(body) > 1 and not looks_like_heading(bold):
        remove(first)
        return bold
    is_whole = bool(description) and not description.endswith(("…", "...", "]"))
    if is_whole and not is_said(description, text_of(body)):
        notes.changed("lead", _("the page's description is taken as the lead"), description)
        return description
    return take_lead(body)
