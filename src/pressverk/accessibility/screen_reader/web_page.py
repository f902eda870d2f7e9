"""A transcript as one HTML file: the text beside pictures of the pages, rendered by PDFium.

Nothing is fetched, and no script of the document can run: a content security policy allows only the
page's own style and script, by hash, and embedded pictures.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment, PackageLoader, StrictUndefined

from pressverk.accessibility.drawing import draw_page, sheets_of
from pressverk.accessibility.reader.model import Area, PageBox
from pressverk.accessibility.screen_reader.formats import words
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Transcript
from pressverk.formats import printable
from pressverk.i18n import _, message_language

WIDTH = 1000  # pixels: sharp enough to read, small enough for many pages


def page_pictures(data: bytes, file: str) -> Iterator[bytes]:
    """Yield a WebP picture of each page of the PDF *data*, rotated as it is shown.

    Raises:
        UnreadablePdfError: if PDFium can't render it; *file* is its name, for the place.
    """
    for number in range(1, len(sheets_of(data, file)) + 1):
        if (picture := draw_page(data, number, WIDTH, file)) is not None:
            yield picture


DEEPEST_INDENT = 4

Box = tuple[float, float, float, float]  # left, top, width, height, as in SVG


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLine:
    """A passage for the template; *place* is its first place on a page."""

    id: str
    kind: Kind
    depth: int
    language: str
    label: str
    words: Sequence[Part]
    place: str | None
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """The place of a passage on a page."""

    id: str
    passage: str
    areas: Sequence[Box]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPage:
    """A page as it is shown, after rotation; *picture* is a WebP file in Base64, or empty."""

    number: int
    width: float
    height: float
    picture: str = ""
    places: Sequence[PagePlace]


def as_page(transcript: Transcript, boxes: Sequence[PageBox], pdf: bytes, file: str) -> str:
    """Return the HTML page of *transcript*; *boxes* are the sizes of the pages of *pdf*.

    Raises:
        UnreadablePdfError: if the pages can't be rendered; *file* is its place.
    """
    environment = Environment(
        loader=PackageLoader("pressverk.accessibility.screen_reader", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["digest"] = _digest
    sources = {name: _source(environment, f"page.{name}") for name in ("css", "js")}
    heard = page_parts(transcript, boxes)
    pictures = (base64.b64encode(each).decode("ascii") for each in page_pictures(pdf, file))
    page = environment.get_template("page.html.j2").render(
        _=_,
        _language=message_language(),
        style=sources["css"],
        script=sources["js"],
        title=transcript.title or _("[no title]"),
        heard=heard.lines,
        unheard=heard.unheard,
        pages=[
            replace(page, picture=picture)
            for page, picture in zip(heard.pages, pictures, strict=False)
        ],
    )
    return printable(page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A transcript as a page shows it: what is heard, what isn't, and where on the pages."""

    lines: tuple[HeardLine, ...]
    unheard: tuple[HeardLine, ...]
    pages: tuple[HeardPage, ...]


def page_parts(transcript: Transcript, boxes: Sequence[PageBox]) -> Heard:
    """Return *transcript* as a page shows it; *boxes* are the sizes of the PDF's pages."""
    heard = _named("p", transcript.passages)
    unheard = _named("u", transcript.unheard)
    return Heard(
        lines=tuple(_line(name, passage, transcript) for name, passage in heard.items()),
        unheard=tuple(_line(name, passage, transcript) for name, passage in unheard.items()),
        pages=tuple(_pages(heard | unheard, boxes)),
    )


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None  # noqa: S101 - it was given above
    source, _path, _is_current = environment.loader.get_source(environment, name)
    return source


def _digest(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _named(prefix: str, passages: Sequence[Passage]) -> dict[str, Passage]:
    return {f"{prefix}{number}": passage for number, passage in enumerate(passages, 1)}


def _line(name: str, passage: Passage, transcript: Transcript) -> HeardLine:
    return HeardLine(
        id=name,
        kind=passage.kind,
        depth=min(passage.depth, DEEPEST_INDENT),
        language=transcript.language or "und",
        label=printable(passage.label),
        words=[replace(part, text=printable(part.text)) for part in words(passage.parts)],
        place=_place_id(name, passage.spots[0].page) if passage.spots else None,
        page=passage.spots[0].page if passage.spots else None,
    )


def _place_id(name: str, page: int) -> str:
    return f"{name}-{page}"


def _pages(passages: Mapping[str, Passage], boxes: Sequence[PageBox]) -> Iterator[HeardPage]:
    areas: dict[int, dict[str, list[Area]]] = defaultdict(lambda: defaultdict(list))
    for name, passage in passages.items():
        for spot in passage.spots:
            areas[spot.page][name].append(spot.area)
    for number, box in enumerate(boxes, 1):
        is_turned = box.rotation in {90, 270}
        yield HeardPage(
            number=number,
            width=round(box.height if is_turned else box.width, 1),
            height=round(box.width if is_turned else box.height, 1),
            places=[
                PagePlace(
                    id=_place_id(name, number),
                    passage=name,
                    areas=[shown_box(area, box) for area in found],
                )
                for name, found in areas[number].items()
            ],
        )


def shown_box(area: Area, page: PageBox) -> Box:
    """Return *area* measured from the upper left corner of the page, rotated as it is shown.

    >>> shown_box(
    ...     Area(left=10, bottom=20, right=40, top=30), PageBox(width=100, height=200, rotation=90)
    ... )
    (20, 10, 10, 30)
    """
    left, right, low, high = area.left, area.right, area.bottom, area.top
    width, height = right - left, high - low
    match page.rotation:
        case 90:
            box = low, left, height, width
        case 180:
            box = page.width - right, low, width, height
        case 270:
            box = page.height - high, page.width - right, height, width
        case _other:
            box = left, page.height - high, width, height
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)
