"""The bodies of a message: HTML and plain text.

The HTML has the logo and the first picture, which come with the message, and no links within it;
styles are inline, which mail clients support.
"""

import re
from typing import Any

import cssselect2
import lxml.html
import tinycss2
from lxml.html.builder import E
from markupsafe import Markup

from pressverk.delivery.message.pictures import InlinePicture
from pressverk.delivery.message.plain_text import plain_text, underlined, wrap
from pressverk.errors import LayoutError
from pressverk.html import parse, serialise
from pressverk.i18n import _, catalogue
from pressverk.layout.render import context_of
from pressverk.layout.standalone_html import endnotes
from pressverk.layout.templates import fill
from pressverk.layout.themes import Layout, find_layout
from pressverk.model import Article, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import from_root

# Outlook renders HTML 5 elements as inline text.
OLDER = {"aside": "note", "figcaption": None, "figure": None, "footer": None, "section": None}


def inline_styles(html: str) -> str:
    r"""Return the document *html* with the rules of its ``<style>`` as inline styles.

    Many clients ignore ``<style>``, classes and media queries, and don't know HTML 5 elements; the
    result works in all of them.

    >>> inline_styles('<html><head><style>p{margin:0}</style></head><body><p>A</p></body></html>')
    '<!DOCTYPE html>\n<html><head></head><body><p style="margin:0">A</p></body></html>'
    """
    root = lxml.html.document_fromstring(html)
    matcher = _matcher(_take_styles(root))
    for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        found = [match[-1] for match in matcher.match(element)]
        own = element.etree_element.get("style")
        if found:
            element.etree_element.set("style", ";".join([*found, *([own] if own else [])]))
    for element in root.iter():
        for name in element.keys():  # noqa: SIM118 - an element iterates over its children
            if name == "class" or name.startswith("data-"):
                del element.attrib[name]
        _make_older(element)
    holder = parse("")
    holder.append(root)
    return "<!DOCTYPE html>\n" + serialise(holder).replace("</meta>", "")


def _make_older(element: Any) -> None:
    """Turn *element* into a ``div`` if mail clients don't know it."""
    if element.tag in OLDER:
        role = element.get("role") or OLDER[element.tag]
        element.tag = "div"
        if role:
            element.set("role", role)


def _take_styles(root: Any) -> str:
    """Remove all ``<style>`` elements and return their content."""
    styles = list(root.iter("style"))
    for style in styles:
        style.drop_tree()
    return "\n".join(style.text or "" for style in styles)


def _matcher(css: str) -> Any:
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            declarations = _declarations(rule)
            for selector in cssselect2.compile_selector_list(rule.prelude):
                matcher.add_selector(selector, declarations)
    return matcher


def _declarations(rule: Any) -> str:
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{each.lower_name}:{tinycss2.serialize(each.value).strip()}"
        for each in found
        if each.type == "declaration"
    )


MOST = 100_000  # octets: a client of many readers cuts what is over 102 kB
ROWS = (40, 20, 10, 5)
COLUMNS = 6  # that a phone has room for


def mail_body(
    article: Article, picture: InlinePicture | None = None, *, rows: int | None = None
) -> str:
    """Return the body of *article* with descriptions in place of pictures, and notes at the end.

    Clients don't load pictures by default, don't support SVG, and many can't follow links within a
    message. Only *picture* is shown. Tables have at most that many *rows*, and none more columns
    than phones have room for, unless *rows* is None.
    """
    root = parse(endnotes(article.body, article.language))
    if rows is not None:
        for table in root.xpath(".//table"):
            _shorten(table, rows, article.language)
    gettext = catalogue(article.language).gettext
    for quote in root.xpath(".//*[@aria-hidden='true']"):
        quote.drop_tree()  # a pull quote repeats words of the text
    for image in root.xpath(".//img"):
        if picture and image.get("src") == picture.address:
            _show(image, picture)
            picture = None
        else:
            _describe(image, gettext("Picture: {text}"))
    for link in root.xpath(".//a[starts-with(@href, '#')]"):
        _unlink(link)
    for notes in root.xpath(".//ol[@class='endnotes']"):
        notes.addprevious(E.h2(gettext("Notes")))
    return serialise(root)


def _show(image: Any, picture: InlinePicture) -> None:
    # Outlook takes the width from the attribute, phones from the style.
    image.set("src", f"cid:{picture.cid}")
    image.set("width", str(picture.width))
    image.set("class", "shown")


def _shorten(table: Any, rows: int, language: str) -> None:
    """Cut *table* to *rows*, and leave one of too many columns to the PDF."""
    words = catalogue(language)
    found = table.xpath("./tbody/tr | ./tr")
    if max((len(row) for row in found), default=0) > COLUMNS:
        caption = table.find("caption")
        left = E.p({"class": "cut"}, words.gettext("The table is in the attached PDF."))
        if caption is not None:
            title = E.p({"class": "title"})
            title.text, title[:] = caption.text, list(caption)
            table.addprevious(title)
        left.tail = table.tail
        table.getparent().replace(table, left)
    elif len(found) > rows + 2:
        for row in found[rows:]:
            row.getparent().remove(row)
        count = len(found) - rows
        told = words.ngettext(
            "{count} more row is in the attached PDF.",
            "{count} more rows are in the attached PDF.",
            count,
        )
        table.addnext(E.p({"class": "cut"}, told.format(count=count)))


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
    publication: Publication,
    newsroom: Newsroom,
    words: str,
    context: dict[str, Any],
    picture: InlinePicture | None = None,
) -> tuple[str, str]:
    """Return the message body as HTML and as plain text, with labels in the language *words*.

    *picture* is that of the article which the HTML shows. Tables are cut until the HTML is small
    enough to be shown whole.
    """
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
    for rows in ROWS:
        short = mail_body(publication.articles[0], picture, rows=rows)
        html = inline_styles(filled(HTML, {"body": Markup(short)}))  # noqa: S704 - as above
        if len(html.encode()) < MOST:
            break
    return html, _tidy(filled(TEXT, texts))


def _require(layout: Layout, name: str, place: Place) -> None:
    if layout.file(name) is None:
        message = _("layout {name!r} lacks the file {file!r}; add it", name=layout.name, file=name)
        raise LayoutError([Finding(place=place, message=message, rule="layout-incomplete")])


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text))


def _headed(text: str, character: str) -> str:
    return "\n".join(underlined(text, character))


def _tidy(text: str) -> str:
    """Return *text* without trailing spaces and with at most one empty line in a row."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
