"""The XMP packet of a PDF, changed where an edition differs (ISO 16684-1)."""

from typing import Any

from lxml import etree

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ABOUT = f"{{{RDF}}}about"
PDFA = "http://www.aiim.org/pdfa/ns/id/"
PDFA_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
PDFX = "http://www.npes.org/pdfx/ns/id/"
MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
PDF = "http://ns.adobe.com/pdf/1.3/"
HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
FOOT = '\n<?xpacket end="r"?>'


def as_pdfx(packet: bytes, version: str, identifier: str) -> bytes:
    """Return *packet*, one of PDF/A, as one of PDF/X in *version* (ISO 15930-7, 6.3)."""
    root = etree.fromstring(packet)
    for description in list(root.iter(f"{{{RDF}}}Description")):
        names = [*description.attrib, *(child.tag for child in description)]
        if any(name.startswith((f"{{{PDFA}}}", f"{{{PDFA_EXTENSION}}}")) for name in names):
            description.getparent().remove(description)
    rdf = next(root.iter(f"{{{RDF}}}RDF"))
    described = etree.SubElement(
        rdf, f"{{{RDF}}}Description", {ABOUT: ""}, nsmap={"pdfxid": PDFX, "xmpMM": MEDIA}
    )
    for name, value in (
        (f"{{{PDFX}}}GTS_PDFXVersion", version),
        (f"{{{MEDIA}}}DocumentID", identifier),
        (f"{{{MEDIA}}}VersionID", "1"),
        (f"{{{MEDIA}}}RenditionClass", "default"),
        (f"{{{PDF}}}Trapped", "False"),
    ):
        etree.SubElement(described, name).text = value
    return _written(root)


def _written(root: Any) -> bytes:
    etree.cleanup_namespaces(root)
    written: str = etree.tostring(root, encoding="unicode")
    return f"{HEAD}{written}{FOOT}".encode()
