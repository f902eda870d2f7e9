"""A transcript as one HTML file: the words, and beside them pictures of the pages, by PDFium.

Nothing is fetched, and nothing in the document can run: a content security policy allows the page's
own style and script by their digests, and pictures inside it.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from pressverk.accessibility.drawing import draw_page, page_sizes
from pressverk.accessibility.reader import Area, PageBox
from pressverk.accessibility.screen_reader.formats import words
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Transcript
from pressverk.i18n import _, message_language

WIDTH = 1000  # pixels: sharp enough to read, small enough for many pages


def page_pictures(data: bytes, file: str) -> Iterator[bytes]:
    """Yield a WebP picture of each page of the PDF *data*, turned the way it is shown.

    Raises:
        UnreadablePdfError: when PDFium can't draw it; *file* is its name, for the place.
    """
    for number in range(1, len(page_sizes(data, file)) + 1):
        if (picture := draw_page(data, number, WIDTH, file)) is not None:
            yield picture


DEEPEST_INDENT = 4

Box = tuple[float, float, float, float]  # left, top, width, height, as SVG has them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A passage as the template wants it; *place* is where it is first seen."""

    id: str
    kind: Kind
    depth: int
    language: str
    label: str
    words: Sequence[Part]
    place: str | None
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where on a page a passage is."""

    id: str
    passage: str
    areas: Sequence[Box]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page as it is shown, turned."""

    number: int
    width: float
    height: float
    picture: str
    places: Sequence[_Place]


def as_page(transcript: Transcript, boxes: Sequence[PageBox], pdf: bytes, file: str) -> str:
    """Return the HTML page of *transcript*; *boxes* are the sizes of the pages of *pdf*.

    Raises:
        UnreadablePdfError: when the pages can't be drawn; *file* is its place.
    """
    environment = Environment(
        loader=PackageLoader("pressverk.accessibility.screen_reader", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["digest"] = _digest
    sources = {name: _source(environment, f"page.{name}") for name in ("css", "js")}
    heard = _named("p", transcript.passages)
    unheard = _named("u", transcript.unheard)
    return environment.get_template("page.html.j2").render(
        _=_,
        _language=message_language(),
        style=sources["css"],
        script=sources["js"],
        title=transcript.title or _("[no title]"),
        heard=[_line(name, passage, transcript) for name, passage in heard.items()],
        unheard=[_line(name, passage, transcript) for name, passage in unheard.items()],
        pages=list(_pages(heard | unheard, boxes, page_pictures(pdf, file))),
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


def _line(name: str, passage: Passage, transcript: Transcript) -> _Line:
    return _Line(
        id=name,
        kind=passage.kind,
        depth=min(passage.depth, DEEPEST_INDENT),
        language=transcript.language or "und",
        label=passage.label,
        words=words(passage.parts),
        place=_place_id(name, passage.spots[0].page) if passage.spots else None,
        page=passage.spots[0].page if passage.spots else None,
    )


def _place_id(name: str, page: int) -> str:
    return f"{name}-{page}"


def _pages(
    passages: Mapping[str, Passage], boxes: Sequence[PageBox], pictures: Iterable[bytes]
) -> Iterator[_Page]:
    areas: dict[int, dict[str, list[Area]]] = defaultdict(lambda: defaultdict(list))
    for name, passage in passages.items():
        for spot in passage.spots:
            areas[spot.page][name].append(spot.area)
    for number, (box, picture) in enumerate(zip(boxes, pictures, strict=False), 1):
        is_turned = box.rotation in {90, 270}
        yield _Page(
            number=number,
            width=round(box.height if is_turned else box.width, 1),
            height=round(box.width if is_turned else box.height, 1),
            picture=base64.b64encode(picture).decode("ascii"),
            places=[
                _Place(
                    id=_place_id(name, number),
                    passage=name,
                    areas=[shown_box(area, box) for area in found],
                )
                for name, found in areas[number].items()
            ],
        )


def shown_box(area: Area, page: PageBox) -> Box:
    """Return *area* as seen from the upper left corner of the page, turned as it is shown.

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
