"""Document-level metadata: title, language, and the PDF/UA identifier."""

from typing import Any

import pydyf

from pressverk.pdf.tags.accessible_name import language_of, spoken_text
from pressverk.pdf.weasyprint.internals import Element

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
    """Fill in title and language where *html* tells them elsewhere; return what is missing.

    A document without a ``title`` is called what its first heading says.
    """
    metadata.title = " ".join((metadata.title or "").split()) or _heading(html)
    metadata.lang = _language(html)
    values = {"title": metadata.title, "lang": metadata.lang}
    return tuple(name for name, value in values.items() if not value)


def _heading(html: Element) -> str | None:
    heading = html.find(".//h1")
    return spoken_text(heading) or None if heading is not None else None


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
