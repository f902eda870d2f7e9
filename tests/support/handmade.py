"""PDFs written by hand: small, and wrong wherever a test wants them to be."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from pressverk.accessibility.reader import TaggedPdf, read_tagged_pdf

Make = Callable[[pikepdf.Pdf, list[Any]], Any]
FIRST_CODE = 0x21  # codes of two bytes; it keeps them apart from a space


def unicode_font(pdf: pikepdf.Pdf, alphabet: str) -> Any:
    """A composite font whose codes count up through *alphabet*."""
    lines = [
        f"<{FIRST_CODE + index:04x}> <{char.encode('utf-16-be').hex()}>"
        for index, char in enumerate(alphabet)
    ]
    program = f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(lines)} beginbfchar\n"
    cmap = pdf.make_stream((program + "\n".join(lines) + "\nendbfchar").encode())
    descendant = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, DW=500)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/ABCDEF+Handmade"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=cmap,
        )
    )


def shown(text: str, alphabet: str) -> bytes:
    codes = (FIRST_CODE + alphabet.index(char) for char in text)
    return b"<" + b"".join(b"%04x" % code for code in codes) + b"> Tj"


def simple_font(**entries: Any) -> Any:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, **entries)


def pdf_of(
    contents: Sequence[bytes],
    tree: Make | None = None,
    *,
    font: Callable[[pikepdf.Pdf], Any] | None = None,
    resources: Callable[[pikepdf.Pdf], dict[str, Any]] | None = None,
    more: Callable[[pikepdf.Pdf], None] | None = None,
) -> bytes:
    """A PDF with a page for each of *contents*, and what *tree* returns as its K."""
    pdf = pikepdf.new()
    made = pdf.make_indirect(font(pdf) if font else simple_font(Encoding=Name.WinAnsiEncoding))
    for content in contents:
        page = pdf.add_blank_page(page_size=(200, 300))
        page.obj.Contents = pdf.make_stream(content)
        page.obj.Resources = Dictionary(
            Font=Dictionary(F=made), **(resources(pdf) if resources else {})
        )
    pages = [page.obj for page in pdf.pages]
    if tree is not None:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        root.K = tree(pdf, pages)
    if more:
        more(pdf)
    file = io.BytesIO()
    pdf.save(file, static_id=True)
    return file.getvalue()


def element(pdf: pikepdf.Pdf, role: str, kids: Any = None, **entries: Any) -> Any:
    made = Dictionary(Type=Name.StructElem, S=Name("/" + role), **entries)
    if kids is not None:
        made.K = Array(kids) if isinstance(kids, list) else kids
    return pdf.make_indirect(made)


def marked(identifier: int, text: str, *, before: str = "10 100 Td") -> bytes:
    return f"/P <</MCID {identifier}>> BDC BT /F 10 Tf {before} ({text}) Tj ET EMC\n".encode(
        "cp1252"
    )


def read(data: bytes) -> TaggedPdf:
    return read_tagged_pdf(data, "prov.pdf")
