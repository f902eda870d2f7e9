"""Alternative texts that tell a listener nothing.

Tables whose cells a listener can't place.
"""

import re
from collections.abc import Iterator

from pressverk.accessibility.checks.observation import Observation, all_of, page_of, shown
from pressverk.accessibility.reader import Tag, TaggedPdf, text_of, walk
from pressverk.i18n import _
from pressverk.model import Severity

FILE_NAME = re.compile(
    r"(?:\S*[/\\])?[\w.()~%+-]+(?: \d+)?"
    r"\.(?:jpe?g|jfif|png|gif|svgz?|webp|avif|tiff?|bmp|eps|pdf|heic)"
    r"|(?:img|dsc[nf]?|pict?|scan|screenshot|skärmbild)[ _-]?\d+|(?:image|bild|foto)[_-]?\d+",
    re.IGNORECASE,
)
# A whole alternative that says what kind of thing it is, not what it shows.
KIND_ONLY = re.compile(
    r"(?:(?:en|ett|an?|the|dekorativ|decorative|tecknad) )?"
    r"(?:bild(?:en)?|foto(?:grafi)?|illustration(?:en)?|figur|diagram(?:met)?|graf|logga|logo(?:typ)?"
    r"|ikon|karta|image|picture|photo(?:graph)?|figure|chart|graph|icon|map|drawing|graphic)"
    r"(?: (?:på|av|som|of|showing)| \d+)?[ .:]*",
    re.IGNORECASE,
)
NOT_A_WORD = re.compile(r"\W+")


def alternatives(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield alternatives that are file names, that only say "picture", or repeat their caption."""
    captions = dict(_captions(pdf))
    for figure in all_of(pdf, "Figure", "Formula"):
        text = (figure.alt or "").strip()
        if FILE_NAME.fullmatch(text):
            message = _(
                "alternative text {text!r} is a file name; say what the picture shows", text=text
            )
            yield _observation("alt-file-name", message, figure, Severity.ERROR)
        elif KIND_ONLY.fullmatch(text):
            message = _(
                "alternative text {text!r} only says that it is a picture; say what it shows",
                text=text,
            )
            yield _observation("alt-says-nothing", message, figure, Severity.ERROR)
        elif text and _plain(text) in captions.get(figure, ()):
            message = _(
                "alternative text {text!r} is the caption once more; "
                "say what is seen, or mark the picture as decorative",
                text=shown(text),
            )
            yield _observation("alt-repeats-caption", message, figure, Severity.ADVICE)


def _captions(pdf: TaggedPdf) -> Iterator[tuple[Tag, set[str]]]:
    """Yield each figure with the captions that stand beside or in it, and their sentences."""
    for tag in walk(pdf.root):
        kids = [kid for kid in tag.kids if isinstance(kid, Tag)]
        captions = {part for kid in kids if kid.type == "Caption" for part in _parts(text_of(kid))}
        if captions:
            inside = (figure for kid in kids for figure in walk(kid) if figure.type == "Figure")
            yield from ((figure, captions) for figure in (tag, *inside) if figure.type == "Figure")


def _parts(caption: str) -> set[str]:
    """Return what an alternative may repeat: all of *caption*, or its first sentence."""
    first = re.split(r"(?<=[.!?:]) ", caption, maxsplit=1)[0]
    return {_plain(caption), _plain(first)} - {""}


def _plain(text: str) -> str:
    return NOT_A_WORD.sub(" ", text).strip().casefold()


def _observation(rule: str, message: str, figure: Tag, severity: Severity) -> Observation:
    return Observation(
        rule=rule,
        message=message,
        page=page_of(figure),
        passage=figure.alt or "",
        severity=severity,
    )


FEWEST = 2  # rows and columns of what must be a table and not a frame


def tables(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield tables without headers, and headers without text."""
    for table in walk(pdf.root):
        if table.type != "Table":
            continue
        rows = [list(_own(row, "TH", "TD")) for row in _own(table, "TR")]
        if not any(cell.type == "TH" for row in rows for cell in row):
            yield from _headless(table, rows)
        else:
            yield from _empty_headers(table, rows)


def _headless(table: Tag, rows: list[list[Tag]]) -> Iterator[Observation]:
    full = [row for row in rows if sum(bool(text_of(cell)) for cell in row) >= FEWEST]
    if len(full) < FEWEST:
        return
    message = _(
        "the table that begins {text!r} has no header cells; mark those that head a column or row",
        text=shown(" ".join(map(text_of, full[0]))),
    )
    yield Observation(
        rule="table-without-headers",
        message=message,
        page=page_of(table),
        passage=text_of(full[0][0]),
        severity=Severity.ERROR,
    )


def _empty_headers(table: Tag, rows: list[list[Tag]]) -> Iterator[Observation]:
    """Yield empty header cells, except a corner above row headers, which heads no data."""
    page = page_of(table)
    has_corner = all(below[0].type == "TH" for below in rows[1:] if below)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.type != "TH" or text_of(cell) or (has_corner and number == column == 0):
                continue
            message = _(
                "header cell {column} in row {row} of a table is empty; say what it heads",
                column=column + 1,
                row=number + 1,
            )
            yield Observation(
                rule="empty-header",
                message=message,
                page=page,
                passage=next((text for text in map(text_of, row) if text), ""),
            )


def _own(tag: Tag, *types: str) -> Iterator[Tag]:
    """Yield what is of some *types* in *tag*, but not in a table in it."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            if kid.type in types:
                yield kid
            elif kid.type != "Table":
                yield from _own(kid, *types)
