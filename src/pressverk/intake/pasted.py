"""HTML from the clipboard, of Word or of a web page -> text of an article.

Every word is kept: who pastes has chosen what. Word's clipboard has lists as paragraphs with
``mso-list`` in their style, and says in comments what only Word understands.
"""

import re
from pathlib import Path

from lxml.html import HtmlElement

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.article_html import parse_html, prepare
from pressverk.intake.convert import to_markdown
from pressverk.intake.files import fault
from pressverk.intake.notes import Notes
from pressverk.intake.page_blocks import flatten
from pressverk.intake.release_parts import new

LARGEST = 4_000_000  # characters
# Chromium and Firefox mark what was copied.
FRAGMENT = re.compile(r"<!--StartFragment-->(.*?)<!--EndFragment-->", re.DOTALL)
CONDITIONAL = re.compile(r"<!(?:--)?\[(?:if|endif)[^>]*>", re.IGNORECASE)
ITEM = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]")
HEADING = re.compile(r"(?:Mso)?(?:Heading|Rubrik|Otsikko)(\d)", re.IGNORECASE)
OFFICE = "o:p"


def text_of_pasted(html: str, language: str) -> str:
    """Return what was copied, in the dialect; pictures, which are not in it, are left out.

    Raises:
        IntakeError: when it is too large or nested too deeply.
    """
    place = Path(_("what was pasted"))
    if len(html) > LARGEST:
        raise IntakeError([fault(place, "too-large", _("is too large; paste it in pieces"))])
    found = FRAGMENT.search(html)
    source = CONDITIONAL.sub("", found[1] if found else html).replace("\0", "")
    if not source.strip():
        return ""
    tree = parse_html(
        f"<div>{source}</div>", fault(place, "too-deep", _("nests its elements too deeply"))
    )
    body = tree.find("body")
    if body is None:
        return ""
    prepare(body, Notes())
    _tidy_word(body)
    for picture in list(body.iter("img", "picture", "svg", "video", "audio")):
        picture.drop_tree()
    return to_markdown(flatten(body, ""), language=language).text


def _tidy_word(body: HtmlElement) -> None:
    """Make HTML of what Word's clipboard says by styles: headings, lists and their bullets."""
    for element in list(body.iter(OFFICE)):
        element.drop_tag()
    for element in list(body.iter("p")):
        if match := HEADING.fullmatch(element.get("class", "")):
            element.tag = f"h{max(2, min(4, int(match[1]) + 1))}"
    _remove_bullets(body)
    _gather_items(body)


def _remove_bullets(body: HtmlElement) -> None:
    """Remove the bullets and numbers before items, and note which lists are numbered."""
    for element in list(body.iter("span")):
        if "mso-list:ignore" not in element.get("style", "").replace(" ", "").lower():
            continue
        item = next(element.iterancestors("p"), None)
        if item is not None and NUMBER.fullmatch("".join(element.itertext()).strip()):
            item.set("data-numbered", "yes")
        element.drop_tree()


def _gather_items(body: HtmlElement) -> None:
    """Make lists of the paragraphs that Word says are items, each in the one above it."""
    open_lists: list[HtmlElement] = []
    for element in list(body.iter("p")):
        match = ITEM.search(element.get("style", ""))
        if match is None:
            continue
        if not open_lists or not _is_next_to(open_lists[0], element):
            open_lists = []
        level = min(int(match[1]), len(open_lists) + 1)
        del open_lists[level:]
        if len(open_lists) < level:
            open_lists.append(_new_list(element, open_lists))
        item = new("li")
        open_lists[-1].append(item)
        item.append(element)


def _is_next_to(listing: HtmlElement, element: HtmlElement) -> bool:
    """Return whether nothing but spaces is between *listing* and *element*."""
    return element.getprevious() is listing and not (listing.tail or "").strip()


def _new_list(element: HtmlElement, around: list[HtmlElement]) -> HtmlElement:
    """Return a list in the place of *element*, or in the last item of the lists *around* it."""
    listing = new("ol" if element.get("data-numbered") else "ul")
    if around:
        around[-1][-1].append(listing)
    else:
        element.addprevious(listing)
    return listing
