"""An article's body as mail can show it: without pictures and without links inside the text.

A publication in the two forms that mail has: HTML, and plain text for those who paste it.
"""

import re
from typing import Any

from lxml.html.builder import E
from markupsafe import Markup

from pressverk.delivery.message.plain_text import plain_text, underlined, wrap
from pressverk.delivery.message.styling import inline_styles
from pressverk.errors import LayoutError
from pressverk.html import parse, serialise
from pressverk.i18n import _, catalogue
from pressverk.layout.render import context_of
from pressverk.layout.standalone_html import endnotes
from pressverk.layout.templates import fill
from pressverk.layout.themes import Layout, find_layout
from pressverk.model import Article, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import from_root


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


HTML, TEXT = "email.html.j2", "email.txt.j2"


def forms_of(
    publication: Publication, newsroom: Newsroom, words: str, context: dict[str, Any]
) -> tuple[str, str]:
    """Return the letter as HTML and as text, with labels in the language *words*."""
    place = Place(file=from_root(publication.articles[0].source, newsroom.root))
    layout = find_layout(publication.layout, newsroom.root, place)
    shared = {**context_of(publication, newsroom), **context}
    shared["words"] = "" if publication.language.lower().startswith(words) else words
    body = mail_body(publication.articles[0])

    def filled(name: str, more: dict[str, Any]) -> str:
        _require(layout, name, place)
        return fill(name, shared | more, folders=layout.folders, language=words, root=newsroom.root)

    about = shared["about"] and shared["about"] | {"text": plain_text(shared["about"]["text"])}
    texts = {"body": plain_text(body), "about": about, "wrapped": _wrapped, "underlined": _headed}
    html = filled(HTML, {"body": Markup(body)})  # noqa: S704 - markup has sanitised it
    return inline_styles(html), _tidy(filled(TEXT, texts))


def _require(layout: Layout, name: str, place: Place) -> None:
    if layout.file(name) is None:
        message = _("layout {name!r} lacks the file {file!r}; add it", name=layout.name, file=name)
        raise LayoutError([Finding(place=place, message=message, rule="layout-incomplete")])


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text))


def _headed(text: str, sign: str) -> str:
    return "\n".join(underlined(text, sign))


def _tidy(text: str) -> str:
    """Return *text* without blanks at the ends of lines and without more than two new lines."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
