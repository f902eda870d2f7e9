"""A laid out release as plain data: what a Typst user would have in a file of their own."""

from typing import Any

from lxml import html

from pressverk.model import Document

HEADING, SPEECH = "h2", "speech"


def content_of(page: Document) -> dict[str, Any]:
    """Return the texts of *page*, word for word, by the names that press-release.typ knows."""
    root = html.document_fromstring(page.html)
    (body,) = root.xpath("//body")
    (about,) = root.xpath("//section[@class='about']")
    created = root.xpath("string(//meta[@name='dcterms.created']/@content)")
    return {
        "language": root.get("lang"),
        "brand": brand_of(root),
        "created": [int(part) for part in created.split("-")],
        "sender": body.get("data-sender"),
        "imprint": body.get("data-imprint"),
        "page": body.get("data-page"),
        "of": body.get("data-of"),
        "logo": _text(root, "//p[@class='logo']/img/@src").lstrip("/"),
        "kind": _text(root, "//p[@class='kind']"),
        "date": _text(root, "//p[@class='kind']/following-sibling::p"),
        "title": _text(root, "//h1"),
        "lead": _text(root, "//p[@class='lead']"),
        "body": [_block(element) for element in root.xpath("//div[@class='body']/*")],
        "contact": _text(root, "//section[@class='contacts']/h2"),
        "contacts": [_contact(element) for element in root.xpath("//address")],
        "about": {
            "heading": _text(about, "./h2"),
            "text": _text(about, ".//p[1]"),
            "link": _text(about, ".//a"),
        },
        "website": _text(about, ".//a/@href"),
    }


def brand_of(root: html.HtmlElement) -> str:
    """Return the sender's colour, `#rrggbb`, from the custom properties of the root element."""
    style: str = root.attrib["style"]
    return dict(each.split(": ") for each in style.split("; "))["--brand"]


def _block(element: html.HtmlElement) -> dict[str, Any]:
    """Return one block of the body; only the kinds that the measured releases have."""
    match element.tag:
        case "p":
            kind = SPEECH if element.get("class") == SPEECH else "paragraph"
            return {"kind": kind, "text": _text(element)}
        case "h2":
            return {"kind": "heading", "text": _text(element)}
        case "ul":
            return {"kind": "list", "items": [_text(item) for item in element]}
        case "blockquote":
            return {"kind": "quotation", "text": _text(element)}
        case "figure":
            return _figure(element)
    raise ValueError(f"press-release.typ has no block for <{element.tag}>")


def _figure(element: html.HtmlElement) -> dict[str, str]:
    (picture,) = element.iter("img")
    return {
        "kind": "figure",
        "picture": picture.get("src").lstrip("/"),
        "alt": picture.get("alt"),
        "caption": _text(element, "./figcaption/text()"),
        "credit": _text(element, ".//span[@class='credit']"),
    }


def _contact(element: html.HtmlElement) -> dict[str, str]:
    return {
        "name": _text(element, "./p[1]"),
        "title": _text(element, "./p[2]"),
        "call": _text(element, ".//a[starts-with(@href, 'tel:')]/@href"),
        "phone": _text(element, ".//a[starts-with(@href, 'tel:')]"),
        "email": _text(element, ".//a[starts-with(@href, 'mailto:')]"),
    }


def _text(element: html.HtmlElement, path: str = ".") -> str:
    """Return the text of what *path* first finds, without the blanks of the source around it."""
    text = str(element.xpath(f"string({path})")).strip(" \n")
    if not text:
        raise ValueError(f"nothing at {path}; has the layout's HTML changed?")
    return text
