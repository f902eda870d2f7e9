"""Document-level metadata: title, language, PDF/UA identifier, page labels."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from pressverk.pdf.tags.accessible_name import accessible_name, language_of
from pressverk.pdf.weasyprint.internals import Box, Element, TaggedPage, boxes

UA_IDENTIFIER = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)

# PDF/A allows only properties it knows or that an extension schema describes
# (ISO 19005-2, 6.6.2.3.3); the PDF/UA identifier is not among those it knows.
UA_EXTENSION_SCHEMA = (
    b'<rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>The part of ISO 14289 that the file follows"
    b"</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def complete_metadata(metadata: Any, html: Element) -> tuple[str, ...]:
    """Fill in title and language where *html* has them elsewhere; return what is missing.

    A document without a ``title`` is called what its first heading says. Soft hyphens are for
    line ends, and none are in metadata.
    """
    metadata.title = _shown(metadata.title) or _shown(_heading(html))
    metadata.description = _shown(metadata.description)
    metadata.authors = [_shown(author) for author in metadata.authors]
    metadata.keywords = [_shown(keyword) for keyword in metadata.keywords]
    metadata.lang = _language(html)
    values = {"title": metadata.title, "lang": metadata.lang}
    return tuple(name for name, value in values.items() if not value)


def _shown(text: str | None) -> str | None:
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split()) if text else None


def _heading(html: Element) -> str | None:
    heading = html.find(".//h1")
    return accessible_name(heading) or None if heading is not None else None


def _language(html: Element) -> str | None:
    for element in (html, html.find("body")):
        if element is not None and (language := language_of(element)):
            return language
    return None


def write_identifier(pdf: pydyf.PDF) -> None:
    """Write the PDF/UA identifier into the XMP packet of *pdf*, and leave the packet unfiltered.

    The packet keeps one RDF element: readers ignore a second.
    """
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.extra.get("Type") == "/Metadata":
            (packet,) = stream.stream
            added = UA_IDENTIFIER + UA_EXTENSION_SCHEMA + b"</rdf:RDF>"
            stream.stream = [packet.replace(b"</rdf:RDF>", added)]
            stream.compress = False


def sharpen_pictures(pdf: pydyf.PDF) -> None:
    """Take ``Interpolate``, which PDF/A forbids (ISO 19005-2, 6.2.8), from every picture."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.extra.get("Subtype") == "/Image":
            stream.extra.pop("Interpolate", None)


STYLES: Mapping[str, str] = {
    "decimal": "D",
    "lower-roman": "r",
    "upper-roman": "R",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
}


def write_page_labels(pdf: pydyf.PDF, pages: Sequence[TaggedPage]) -> None:
    """Label every page with its page counter, in the counter style that its margins use."""
    ranges = pydyf.Array()
    expected: tuple[str, int] | None = None
    for index, (page, style) in enumerate(zip(pages, _styles(pages), strict=True)):
        if (style, page.number) != expected:
            label = {"S": f"/{style}", "St": page.number}
            ranges += [index, pydyf.Dictionary(label)]
        expected = style, page.number + 1
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": ranges})


def _styles(pages: Sequence[TaggedPage]) -> list[str]:
    """Return a style for each page; one that shows no number goes with the next that does."""
    shown = [next(_shown_styles(page), None) for page in pages]
    styles: list[str] = []
    following = next((style for style in reversed(shown) if style), "D")
    for style in reversed(shown):
        following = style or following
        styles.append(following)
    return styles[::-1]


def _shown_styles(page: TaggedPage) -> Iterator[str]:
    for child in page.box.children:
        if isinstance(child, boxes.MarginBox):
            for box in child.descendants():
                yield from _counted(box)


def _counted(box: Box) -> Iterator[str]:
    content = box.style["content"]
    for item in content if isinstance(content, tuple) else ():
        if item[0] == "counter()" and item[1][0] == "page" and isinstance(item[1][1], str):
            yield STYLES.get(item[1][1], "D")
