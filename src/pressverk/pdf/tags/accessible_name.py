"""Accessible names of elements.

After the accessible name computation (W3C, accname-1.2), as far as print needs it.
"""

import re
from collections.abc import Collection, Iterator

from pressverk.pdf.weasyprint.internals import Element

SVG = "{http://www.w3.org/2000/svg}"
# Subtags as RFC 1766 has them, which PDF/UA asks for; an empty one says "unknown".
LANGUAGE_TAG = re.compile(r"([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?")
UNKNOWN_LANGUAGE = "und"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Elements that end a word where they start and stop; inline ones don't.
BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
NOT_TEXT = frozenset(["script", "style", "template", "rt", "rp"]) | {SVG + "title", SVG + "desc"}


def accessible_name(element: Element, notes: Collection[Element] = ()) -> str:
    """Return the text of *element* on one line, pictures by their alternatives.

    *notes* are elements whose text is read elsewhere.

    >>> from xml.etree.ElementTree import fromstring
    >>> accessible_name(fromstring('<a><h3>Spring</h3><p>in the <b>arc</b>hipelago</p></a>'))
    'Spring in the archipelago'
    """
    return " ".join("".join(_pieces(element, notes)).replace("\xad", "").split())


def _pieces(element: Element, notes: Collection[Element]) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in NOT_TEXT or element in notes:
        return
    if element.get("aria-hidden") == "true":
        return
    separator = " " if element.tag in BREAKS else ""
    yield separator
    if is_picture(element):
        yield alternative_text(element) or ""
    else:
        yield element.text or ""
        for child in element:
            yield from _pieces(child, notes)
            yield child.tail or ""
    yield separator


def label_by_reference(html: Element) -> None:
    """Write what ``aria-labelledby`` refers to into ``aria-label``."""
    labelled = [element for element in html.iter() if element.get("aria-labelledby")]
    if not labelled:
        return
    by_id = {element.get("id"): element for element in reversed([*html.iter()])}
    for element in labelled:
        names = element.get("aria-labelledby").split()
        parts = (_referred_text(by_id[name]) for name in names if name in by_id)
        if label := " ".join(filter(None, parts)):
            element.set("aria-label", label)


def _referred_text(element: Element) -> str | None:
    """Return the text of *element*, shown or not."""
    return accessible_name(element) or _one_line("".join(element.itertext()))


def is_picture(element: Element) -> bool:
    """Return whether *element* is heard as one picture."""
    return element.tag in PICTURES or element.get("role") in {"img", "image"}


PICTURES = frozenset({"img", "embed", SVG + "svg"})


def is_decorative(element: Element) -> bool:
    """Return whether *element* says that it is to be seen and not heard.

    ``role=presentation`` takes the text away from pictures only: elsewhere it means that
    the markup means nothing, not the content.
    """
    if element.get("aria-hidden") == "true":
        return True
    if not is_picture(element):
        return False
    if element.get("role") in {"presentation", "none"}:
        return True
    alt = element.get("alt")
    return alt is not None and not alt.strip() and not element.get("aria-label")


def alternative_text(element: Element) -> str | None:
    """Return what is said in place of a picture or formula, or None where nothing is.

    >>> from xml.etree.ElementTree import fromstring
    >>> alternative_text(fromstring(f'<svg xmlns="{SVG[1:-1]}"><title>Logo</title></svg>'))
    'Logo'
    """
    for attribute in ("aria-label", "alt", "alttext"):
        if text := _one_line(element.get(attribute)):
            return text
    if element.tag == SVG + "svg":
        parts = (element.find(SVG + name) for name in ("title", "desc"))
        described = (_one_line("".join(part.itertext())) for part in parts if part is not None)
        if text := ". ".join(filter(None, described)):
            return text
    elif element.tag == "object" and (text := _one_line("".join(element.itertext()))):
        return text
    return _one_line(element.get("title"))


def title_of(element: Element) -> str | None:
    """Return the label of a part of the document: its own, or its first heading."""
    if label := _one_line(element.get("aria-label")):
        return label
    headings = (found for found in element.iter() if is_heading(found))
    heading = next(headings, None)
    return accessible_name(heading) or None if heading is not None else None


def is_heading(element: Element) -> bool:
    """Return whether *element* is a heading, by its tag or role."""
    return element.tag in HEADINGS or element.get("role") == "heading"


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def language_of(element: Element) -> str | None:
    """Return the language that *element* itself declares; none in words is none declared.

    >>> from xml.etree.ElementTree import fromstring
    >>> [language_of(fromstring(f'<p lang="{lang}"/>')) for lang in ("sv_SE", "", "på svenska")]
    ['sv-SE', '', None]
    """
    for name in ("lang", XML_LANG, "xml:lang"):
        language = element.get(name)
        if language is not None:
            language = language.strip().replace("_", "-")
            return language if LANGUAGE_TAG.fullmatch(language) else None
    return None


TEXT_SHOWN = 60  # characters


def described(element: Element) -> str:
    """Return *element* as its author would find it: its tag, and its address or what it says.

    >>> from xml.etree.ElementTree import fromstring
    >>> described(fromstring("<table><caption>Visits</caption></table>"))
    "<table> 'Visits'"
    """
    address = element.get("src") or element.get("data") or ""
    address = "" if address.startswith("data:") else address
    caption = element.find("caption") if element.tag == "table" else None
    try:
        text = address or accessible_name(element if caption is None else caption)
    except RecursionError:  # elements that are thousands deep
        text = ""
    name = f"<{str(element.tag).rpartition('}')[2]}>"
    shown = text if len(text) <= TEXT_SHOWN else f"{text[: TEXT_SHOWN - 1].rstrip()}…"
    return f"{name} {shown!r}" if text else name


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
