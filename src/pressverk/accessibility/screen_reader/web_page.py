"""A transcript as one HTML file: the text beside pictures of the pages, rendered by PDFium.

Nothing is fetched, and no script of the document can run: a content security policy allows only the
page's own style and script, by hash, and embedded pictures.
"""

import base64
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
from jinja2 import Environment, PackageLoader, StrictUndefined

from pressverk.accessibility.reader import Area, PageBox, UnreadablePdfError
from pressverk.accessibility.screen_reader.formats import words
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Transcript
from pressverk.i18n import _, message_language
from pressverk.model import Finding, Place

WIDTH, HEIGHT = 1000, 4000  # pixels at most: sharp enough to read, small enough for many pages
QUALITY = 80


def page_pictures(data: bytes, file: str) -> Iterator[bytes]:
    """Yield a WebP picture of each page of the PDF *data*, rotated as it is shown.

    Raises:
        UnreadablePdfError: if PDFium can't render it; *file* is its name, for the place.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            for page in document:
                yield _picture(page)
                page.close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        message = _("its pages can't be drawn; check that the file is whole")
        finding = Finding(place=Place(file=file), message=message, rule="pdf-undrawable")
        raise UnreadablePdfError([finding]) from error


def _picture(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    picture = page.render(scale=min(WIDTH / max(width, 1), HEIGHT / max(height, 1))).to_pil()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


DEEPEST_INDENT = 4

Box = tuple[float, float, float, float]  # left, top, width, height, as in SVG


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
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
class _Place:
    """The place of a passage on a page."""

    id: str
    passage: str
    areas: Sequence[Box]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page as it is shown, after rotation."""

    number: int
    width: float
    height: float
    picture: str
    places: Sequence[_Place]


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
