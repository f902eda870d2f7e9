"""An article's body as mail can show it: without pictures and without links inside the text."""

from typing import Any

from lxml.html.builder import E

from pressverk.html import parse, serialise
from pressverk.i18n import catalogue
from pressverk.layout.standalone_html import endnotes
from pressverk.model import Article


def mail_body(article: Article) -> str:
    """Return the body of *article*, its pictures described and its notes last.

    Clients load no pictures until they are asked to, know no SVG, and many can't follow a link
    within a message.
    """
    root = parse(endnotes(article.body, article.language))
    gettext = catalogue(article.language).gettext
    for quote in root.xpath(".//*[@aria-hidden='true']"):
        quote.drop_tree()  # a pull quote whose words stand in the text
    for image in root.xpath(".//img"):
        _describe(image, gettext("Picture: {text}"))
    for link in root.xpath(".//a[starts-with(@href, '#')]"):
        _unlink(link)
    for notes in root.xpath(".//ol[@class='endnotes']"):
        notes.addprevious(E.h2(gettext("Notes")))
    return serialise(root)


def _describe(image: Any, label: str) -> None:
    text = image.get("alt", "").strip()
    if text:
        description = E.p(f"[{label.format(text=text)}]")
        description.set("class", "picture")
        description.tail = image.tail
        image.getparent().replace(image, description)
    else:
        image.drop_tree()


def _unlink(link: Any) -> None:
    role = link.get("role")
    if role == "doc-backlink":
        link.drop_tree()
        return
    if role == "doc-noteref":
        link.text = f"[{link.text}]"
    link.drop_tag()
