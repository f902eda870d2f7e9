"""From HTML to structure types: the table to read.

Standard types of ISO 32000-1, 14.8.4; roles of WAI-ARIA 1.2 and DPUB-ARIA 1.1 go before tags.
``None`` means that the markup says nothing of its own: what is in it belongs to its parent.
"""

from collections.abc import Mapping

from pressverk.pdf.tags.accessible_name import HEADINGS, SVG, is_decorative
from pressverk.pdf.weasyprint.internals import Element

TAGS: Mapping[str, str] = {
    # Parts of a document
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "figure": "Div",
    # Blocks of text
    "p": "P",
    "pre": "P",
    "address": "P",
    "summary": "P",
    "legend": "P",
    **{heading: heading.upper() for heading in sorted(HEADINGS)},
    # Lists
    "ul": "L",
    "ol": "L",
    "menu": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    # Tables
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    # In a line of text
    "a": "Link",
    "q": "Quote",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
    "ruby": "Ruby",
    "rb": "RB",
    "rt": "RT",
    "abbr": "Span",
    "acronym": "Span",
    "em": "Span",
    "strong": "Span",
    # Fields
    "input": "Form",
    "select": "Form",
    "textarea": "Form",
    "button": "Form",
    # In place of text
    "img": "Figure",
    "embed": "Figure",
    "object": "Figure",
    SVG + "svg": "Figure",
    "math": "Formula",
    "{http://www.w3.org/1998/Math/MathML}math": "Formula",
}

ROLES: Mapping[str, str | None] = {
    "main": "Part",
    "article": "Art",
    "region": "Sect",
    "navigation": "Sect",
    "complementary": "Sect",
    "note": "Sect",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "paragraph": "P",
    "list": "L",
    "listitem": "LI",
    "img": "Figure",
    "image": "Figure",
    "math": "Formula",
    "code": "Code",
    "emphasis": "Span",
    "strong": "Span",
    "presentation": None,
    "none": None,
    "doc-toc": "Sect",
    "doc-index": "Index",
    "doc-chapter": "Sect",
    "doc-part": "Part",
    "doc-abstract": "Sect",
    "doc-foreword": "Sect",
    "doc-preface": "Sect",
    "doc-introduction": "Sect",
    "doc-conclusion": "Sect",
    "doc-appendix": "Sect",
    "doc-colophon": "Sect",
    "doc-glossary": "Sect",
    "doc-endnotes": "Sect",
    "doc-endnote": "Note",
    "doc-footnote": "Note",
    "doc-pullquote": "BlockQuote",
}

# What the role names is in these; the item is what is counted.
ITEMS = frozenset([("li", "doc-endnote"), ("li", "doc-footnote")])

# Pseudo-elements with a meaning of their own; the text of others belongs to their element.
PSEUDO_ELEMENTS: Mapping[str, str] = {
    "marker": "Lbl",
    "footnote-call": "Reference",
    "footnote-marker": "Lbl",
    "note-call": "Reference",
    "note-marker": "Lbl",
}

# Text doesn't stand directly in these; it gets a P (14.8.4.2).
GROUPING = frozenset(["Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Index", "Note"])
INLINE = frozenset(["Span", "Link", "Quote", "Code", "Reference", "Ruby", "Form"])
ROW_GROUPS = frozenset(["THead", "TBody", "TFoot"])
CELLS = frozenset(["TH", "TD"])
WITH_TITLE = frozenset(["Part", "Art", "Sect", "Index"])


def structure_type(element: Element) -> str | None:
    """Return the type that *element* asks for wherever it stands.

    >>> from xml.etree.ElementTree import fromstring
    >>> structure_type(fromstring('<p role="heading" aria-level="3"/>'))
    'H3'
    """
    role = element.get("role")
    if role == "heading":
        return f"H{_level(element)}"
    if role in ROLES and (element.tag, role) not in ITEMS:
        return ROLES[role] if not is_decorative(element) else None
    if element.tag == "a" and not element.get("href"):
        return None
    if element.tag in {"abbr", "acronym"} and not element.get("title"):
        return None
    return TAGS.get(element.tag)


def _level(element: Element) -> int:
    level = element.get("aria-level", "2")
    return min(max(int(level), 1), 6) if level.isdecimal() else 2
