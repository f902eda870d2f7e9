"""The HTML version of a document: one file for screens that needs no other."""

import base64
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from lxml import etree
from lxml.html.builder import E

from pressverk.html import SVG, parse, serialise
from pressverk.i18n import catalogue
from pressverk.model import Resource

DRAWING = "image/svg+xml"
# The fonts of text in charts.
FAMILY = "Source Sans 3"
# Quoted values that may be the address of a resource.
ADDRESS = re.compile(r'"(/[^"<>\s]*)"')
SMALL_WINDOW = "(max-width: 30rem)"
FONTS = files("pressverk.fonts") / "source-sans-3"
# Kinds of files as people call them.
KINDS = {DRAWING: "SVG", "image/png": "PNG", "image/jpeg": "JPEG"}
FACES = {400: "SourceSans3-Regular.otf", 600: "SourceSans3-Semibold.otf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPicture:
    """A picture in print quality: its address among the resources, and the *name* of its file.

    *size* is in pixels, none of a drawing.
    """

    address: str
    name: str
    media_type: str
    size: tuple[int, int] | None

    @property
    def described(self) -> str:
        """Return what kind of file it is, and how large in pixels."""
        kind = KINDS[self.media_type]
        return f"{kind}, {self.size[0]} × {self.size[1]}" if self.size else kind


def endnotes(body: str, language: str) -> str:
    """Return *body* with its footnotes as endnotes, which links can reach on a screen.

    >>> endnotes('<p>Text<span class="footnote" id="note-1">Note.</span></p>', "sv").count("<li")
    1
    """
    root = parse(body)
    notes = root.xpath('.//span[@class="footnote"]')
    if not notes:
        return body
    label = catalogue(language).gettext("Back to the text")
    # No role doc-endnotes: lists may not have it (ARIA in HTML), and a report has several.
    listing = E.ol({"class": "endnotes"})
    for number, note in enumerate(notes, 1):
        name = note.get("id") or f"note-{number}"
        call_name = f"{name.rpartition('note-')[0]}call-{number}"
        call = E.a(str(number), {"href": f"#{name}", "id": call_name, "role": "doc-noteref"})
        back = E.a("↩", {"href": f"#{call_name}", "role": "doc-backlink", "aria-label": label})
        item = E.li({"id": name})
        item.text, item[:] = note.text, list(note)
        item.append(back)
        listing.append(item)
        reference = E.sup(call)
        reference.tail = note.tail
        note.getparent().replace(note, reference)
    root.append(listing)
    return serialise(root)


def scrollers(body: str, language: str) -> str:
    """Return *body* with wide parts that keys reach and listeners know by name (WCAG 2.1.1).

    >>> scrollers("<pre>a = 1</pre>", "en")
    '<pre role="group" aria-label="Code" tabindex="0">a = 1</pre>'
    """
    root = parse(body)
    wide = root.xpath(
        ".//pre | .//figure[contains(concat(' ', @class, ' '), ' chart ')] "
        "| .//table[not(ancestor::table)]"
    )
    if not wide:
        return body
    words = catalogue(language)
    for part in wide:
        if part.tag == "table":
            caption = " ".join("".join(part.xpath("./caption//text()")).split())
            _name(_frame(part), caption or words.gettext("Table"))
        elif part.tag == "pre":
            _name(part, words.gettext("Code"))
        else:
            part.set("tabindex", "0")  # a figure has its caption for a name
    return serialise(root)


def for_small_windows(body: str) -> str:
    """Return *body* with the narrow drawing of each chart that has one, for small windows.

    >>> for_small_windows('<img src="/a.svg" data-narrow="/b.svg">')
    '<picture><source media="(max-width: 30rem)" srcset="/b.svg"><img src="/a.svg"></picture>'
    """
    root = parse(body)
    images = root.xpath(".//img[@data-narrow]")
    for image in images:
        source = E.source({"media": SMALL_WINDOW, "srcset": image.attrib.pop("data-narrow")})
        picture = E.picture(source)
        picture.tail, image.tail = image.tail, None
        image.getparent().replace(image, picture)
        picture.append(image)
    # libxml2 doesn't know that this element has no end.
    return serialise(root).replace("</source>", "") if images else body


def _frame(table: Any) -> Any:
    """Return the element that scrolls *table*, a new one unless it stands in one."""
    parent = table.getparent()
    if "data-table" in parent.get("class", "").split():
        return parent
    frame = E.div({"class": "scroller"})
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)
    return frame


def _name(frame: Any, name: str) -> None:
    # A group, for regions are landmarks: a report would have dozens, many of one name.
    for attribute, value in (("role", "group"), ("aria-label", name), ("tabindex", "0")):
        frame.set(attribute, value)


def embed(web: str, resources: Mapping[str, Resource]) -> str:
    """Return *web* with every resource's address replaced by the resource itself.

    Drawings get a subset of the fonts of their text: a browser may lack them, and labels of another
    width overlap or are cut off.
    """
    drawings = {
        address: etree.fromstring(resource.data)
        for address, resource in resources.items()
        if resource.media_type == DRAWING and FAMILY.encode() in (resource.data or b"")
    }
    style = _font_faces("".join(text for each in drawings.values() for text in each.itertext()))

    def embedded(match: re.Match[str]) -> str:
        address = match[1]
        if address not in resources:
            return match[0]
        resource = resources[address]
        data = _content(resource)
        if address in drawings:
            data = _lettered(drawings[address], style)
        encoded = base64.b64encode(data).decode("ascii")
        return f'"data:{resource.media_type};base64,{encoded}"'

    return ADDRESS.sub(embedded, web)


def downloads(body: str, prints: Mapping[str, PrintPicture], language: str) -> str:
    """Return *body* with a link to each picture in print quality in its caption.

    *prints* has them by the addresses that are shown. The caption has the credit too.
    """
    root = parse(body)
    for image in root.iter("img"):
        picture = prints.get(image.get("src", ""))
        figure = next(image.iterancestors("figure"), None)
        caption = figure.find("figcaption") if figure is not None else None
        if picture is None or caption is None:
            continue
        label = catalogue(language).gettext("Download the picture for print: {kind}")
        link = E.a(label.format(kind=picture.described), {"href": picture.address})
        link.set("download", picture.name)
        caption.append(E.span({"class": "download"}, link))
    return serialise(root)


def _content(resource: Resource) -> bytes:
    if resource.data is None and resource.path is not None:
        return resource.path.read_bytes()
    return resource.data or b""


def _lettered(drawing: Any, style: str) -> bytes:
    element = etree.Element(f"{{{SVG}}}style")
    element.text = style
    drawing.insert(0, element)
    data: bytes = etree.tostring(drawing, encoding="utf-8")
    return data


@cache
def _font_faces(text: str) -> str:
    """Return ``@font-face`` rules with the shipped fonts, reduced to the characters of *text*."""
    if not text:
        return ""
    faces = ((weight, _letters(FONTS / name, text)) for weight, name in FACES.items())
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{base64.b64encode(font).decode('ascii')})}}"
        for weight, font in faces
    )


def _letters(font: Traversable, text: str) -> bytes:
    """Return *font* as a WOFF font that has only the characters of *text*."""
    from fontTools import subset  # noqa: PLC0415 - costs more than a release's whole layout

    options = subset.Options(flavor="woff", layout_features=[], hinting=False, name_IDs=[])
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    with font.open("rb") as file:
        face = subset.load_font(file, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(face)
        target = io.BytesIO()
        subset.save_font(face, target, options)
    return target.getvalue()
