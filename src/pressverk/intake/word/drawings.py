"""Pictures, charts, diagrams, text boxes and embedded objects: what is drawn in a document."""

import io
import posixpath
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from lxml.html import Element, HtmlElement
from PIL import Image

from pressverk.i18n import _
from pressverk.intake.assembly import entitle
from pressverk.intake.charts import leave_chart_out
from pressverk.intake.model import NoteKind, SourcePicture
from pressverk.intake.word.context import Context
from pressverk.intake.word.package import NAMESPACES, Relationship, q

ReadBlocks = Callable[[Any, Context], list[HtmlElement]]
WHOLE = 100_000  # srcRect counts in thousandths of a percent
CROPPED = frozenset({"JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"})


class Drawings:
    """Makes elements of what is drawn; *read_blocks* reads the text in a text box."""

    def __init__(self, read_blocks: ReadBlocks) -> None:
        self.read_blocks = read_blocks

    def __call__(self, drawing: Any, context: Context) -> Iterator[HtmlElement]:
        """Yield the elements that stand for *drawing*: figures, and boxes with text."""
        properties = drawing.find(".//wp:docPr", NAMESPACES)
        alternative = _alternative(properties)
        for picture in drawing.iterfind(".//a:blip", NAMESPACES):
            yield from self._picture(picture, alternative, properties, context)
        for picture in drawing.iterfind(".//v:imagedata", NAMESPACES):
            shape = picture.getparent()
            text = shape.get("alt", "") if shape is not None else ""
            yield from self._old_picture(picture, text, context)
        for chart in drawing.iterfind(".//c:chart", NAMESPACES):
            yield _chart(chart, alternative, context)
        for diagram in drawing.iterfind(".//dgm:relIds", NAMESPACES):
            yield from _diagram(diagram, alternative, context)
        for art in drawing.iterfind(".//v:textpath[@string]", NAMESPACES):
            paragraph = Element("p")
            paragraph.text = art.get("string")
            yield paragraph
        for box in _text_boxes(drawing):
            yield from self._text_box(box, context)
        for each in drawing.iterfind(".//o:OLEObject", NAMESPACES):
            message = _(
                "an embedded object ({kind}) is left out, its picture is kept if it has one",
                kind=each.get("ProgID", "OLE"),
            )
            context.note(NoteKind.LEFT_OUT, "embedded-object", message)

    def _picture(
        self, blip: Any, alternative: str, properties: Any, context: Context
    ) -> Iterator[HtmlElement]:
        relations = context.package.relationships(context.part)
        vector = blip.find(".//asvg:svgBlip", NAMESPACES)
        ids = [each.get(q("r:embed"), "") for each in (vector, blip) if each is not None]
        relation = next((relations[each] for each in ids if each in relations), None)
        linked = relations.get(blip.get(q("r:link"), ""))
        if relation is None or relation.external:
            yield _absent((linked or relation), alternative, context)
            return
        crop = blip.getparent().find("a:srcRect", NAMESPACES) if vector is None else None
        key = _take(relation, crop, context)
        if key is None:
            yield _absent(relation, alternative, context)
            return
        figure = _figure(key, alternative)
        if properties is not None and _is_decorative(properties):
            figure[0].set("class", "decorative")
        yield figure

    def _old_picture(self, data: Any, alternative: str, context: Context) -> Iterator[HtmlElement]:
        relations = context.package.relationships(context.part)
        relation = relations.get(data.get(q("r:id"), "")) or relations.get(
            data.get(q("r:href"), "")
        )
        key = None
        if relation is not None and not relation.external:
            key = _take(relation, None, context)
        yield _absent(relation, alternative, context) if key is None else _figure(key, alternative)

    def _text_box(self, box: Any, context: Context) -> Iterator[HtmlElement]:
        blocks = self.read_blocks(box, context)
        if not any(
            block.text_content().strip() or block.find(".//img") is not None for block in blocks
        ):
            return
        if all(block.tag == "figure" for block in blocks):
            yield from blocks
            return
        aside = Element("aside", {"class": "fact"})
        aside.extend(blocks)
        entitle(aside)
        message = _("a text box has become a fact box; see whether it is one, and its place")
        context.note(NoteKind.DECIDE, "text-box", message, at=aside)
        yield aside


def _text_boxes(drawing: Any) -> Iterator[Any]:
    """Yield the contents of text boxes, but not those within others."""
    name = q("w:txbxContent")
    for box in drawing.iter(name):
        if not any(True for _outer in box.iterancestors(name)):
            yield box


def _alternative(properties: Any) -> str:
    if properties is None:
        return ""
    return " ".join((properties.get("descr") or properties.get("title") or "").split())


def _is_decorative(properties: Any) -> bool:
    found = properties.find(".//adec:decorative", NAMESPACES)
    return found is not None and found.get("val") in {"1", "true"}


def _figure(key: str, alternative: str) -> HtmlElement:
    figure = Element("figure")
    figure.append(Element("img", src=key, alt=alternative))
    return figure


def _absent(relation: Relationship | None, alternative: str, context: Context) -> HtmlElement:
    """Return an empty paragraph that carries the note that a picture isn't in the document."""
    place = Element("p")
    name = relation.target if relation else "?"
    message = _(
        "a picture isn't in the document, it only names {name}; put the file here if it belongs",
        name=f"'{name[:200]}'",
    )
    context.note(NoteKind.DECIDE, "linked-picture", message, alternative, at=place)
    return place


def _take(relation: Relationship, crop: Any, context: Context) -> str | None:
    """Take the picture along, as it is cropped, and return its key."""
    if relation.target not in context.package.container.names:
        return None
    edges = _edges(crop)
    key = relation.target if not any(edges) else f"{relation.target}#{','.join(map(str, edges))}"
    if key not in context.pictures:
        data = context.package.container.read(relation.target)
        if any(edges):
            data = _cropped(data, edges, context)
        name = posixpath.basename(relation.target)
        context.pictures[key] = SourcePicture(name=name, data=data)
    return key


def _edges(crop: Any) -> tuple[int, ...]:
    """Return how much is cropped at the left, top, right and bottom, in 100,000ths."""
    if crop is None:
        return (0, 0, 0, 0)
    written = [crop.get(edge, "0") for edge in "ltrb"]
    return tuple(max(0, int(each)) if each.lstrip("-").isdecimal() else 0 for each in written)


def _cropped(data: bytes, edges: tuple[int, ...], context: Context) -> bytes:
    """Return the picture *data* without its *edges*, for people have cropped them to be unseen."""
    left, top, right, bottom = (edge / WHOLE for edge in edges)
    target = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                width, height = picture.size
                box = (width * left, height * top, width * (1 - right), height * (1 - bottom))
                kind = picture.format or "PNG"
                quality = {"quality": 95} if kind == "JPEG" else {}
                picture.crop(box).save(target, kind, **quality)
    except Exception:  # noqa: BLE001 - Pillow raises all kinds at damaged or odd files
        message = _("a cropped picture can't be cropped here; it shows all that it holds")
        context.note(NoteKind.DECIDE, "cropping", message)
        return data
    message = _("a picture is cropped as it was in Word; the rest of it is not kept")
    context.note(NoteKind.CHANGED, "cropping", message)
    return target.getvalue()


def _chart(chart: Any, alternative: str, context: Context) -> HtmlElement:
    """Return what stands in the place of a chart."""
    relation = context.package.relationships(context.part).get(chart.get(q("r:id"), ""))
    name = relation.target if relation else ""
    if not name or name not in context.package.container.names:
        return leave_chart_out((), "", alternative, context)
    root = context.package.xml(name)
    titles = ("".join(each.itertext()) for each in root.iterfind(".//c:title", NAMESPACES))
    title = "\n".join(filter(None, (" ".join(text.split()) for text in titles)))
    return leave_chart_out(_rows(root), title, alternative, context)


def _rows(root: Any) -> list[list[str]]:
    """Return what a chart shows: its categories, and a column for each series."""
    series = root.findall(".//c:ser", NAMESPACES)
    names = [_points(each, "c:tx") for each in series]
    categories = next(
        (found for each in series if (found := _points(each, "c:cat") or _points(each, "c:xVal"))),
        [],
    )
    columns = [categories, *(_points(each, "c:val") or _points(each, "c:yVal") for each in series)]
    height = max(map(len, columns), default=0)
    head = ["", *(" ".join(name) for name in names)]
    body = [
        [column[number] if number < len(column) else "" for column in columns]
        for number in range(height)
    ]
    return [head, *body]


def _points(series: Any, path: str) -> list[str]:
    """Return the values that a chart keeps, each at its index; those between are empty."""
    element = series.find(path, NAMESPACES)
    if element is None:
        return []
    found: dict[int, str] = {}
    for point in element.iter(q("c:pt")):
        index = point.get("idx", "")
        text = point.xpath("string(c:v)", namespaces=NAMESPACES).strip()
        if index.isdecimal() and int(index) < 10_000:
            previous = found.get(int(index))
            found[int(index)] = text if previous is None else f"{text} {previous}"
    plain = element.find("c:v", NAMESPACES)
    if not found and plain is not None:
        return [(plain.text or "").strip()]
    return [found.get(index, "") for index in range(max(found, default=-1) + 1)]


def _diagram(diagram: Any, alternative: str, context: Context) -> Iterator[HtmlElement]:
    """Yield the words of a diagram (SmartArt) as a list."""
    relation = context.package.relationships(context.part).get(diagram.get(q("r:dm"), ""))
    if relation is None or relation.target not in context.package.container.names:
        return
    root = context.package.xml(relation.target)
    items = []
    for point in root.iterfind(".//dgm:pt", NAMESPACES):
        text = " ".join("".join(point.xpath(".//a:t/text()", namespaces=NAMESPACES)).split())
        if text:
            items.append(text)
    if not items:
        return
    listing = Element("ul")
    for text in items:
        item = Element("li")
        item.text = text
        listing.append(item)
    message = _("a diagram is written as a list of its words; say how they belong together")
    context.note(NoteKind.DECIDE, "diagram", message, alternative, at=listing)
    yield listing
