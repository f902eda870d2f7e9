"""Checks for misleading structure: titles, headings, outlines, links, alternatives, tables."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from pressverk.accessibility.checks.observation import Observation, all_of, page_of, shown
from pressverk.accessibility.reader import Annotation, Tag, TaggedPdf, contents_of, text_of, walk
from pressverk.i18n import _
from pressverk.model import Severity

NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*"
    r"|.*\.(?:docx?|odt|indd|pdf|pptx?|xlsx?|html?|md|tex)"
    r"|untitled[ -]?\d*|namnlös(?:t)?[ -]?\d*|document[ -]?\d*|dokument[ -]?\d*|title|titel"
    r"|powerpoint[ -]presentation|presentation[ -]?\d*)",
    re.IGNORECASE,
)


def titles(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield an observation if the title is missing or a program's default."""
    title = (pdf.title or "").strip()
    if not title:
        message = _("the document has no title; give it one in its properties")
        yield Observation(rule="no-title", message=message, severity=Severity.ERROR)
    elif NO_TITLE.fullmatch(title):
        message = _(
            "title {title!r} is a file name or a program's; say what the document is about",
            title=shown(title),
        )
        yield Observation(rule="title-says-nothing", message=message)


def links(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield link texts that lead to several addresses, once each, at the second address."""
    seen: dict[str, dict[str, Tag]] = defaultdict(dict)
    for link in all_of(pdf, "Link"):
        text, address = text_of(link), _address(link)
        if not text or address is None:
            continue
        others = seen[text.casefold()]
        if others and address not in others and len(others) == 1:
            message = _(
                "link {text!r} leads to {address} here and to {other} elsewhere; "
                "let each say where it leads",
                text=shown(text),
                address=shown(address),
                other=shown(next(iter(others))),
            )
            yield Observation(
                rule="same-link-text", message=message, page=page_of(link), passage=address
            )
        others.setdefault(address, link)


def _address(link: Tag) -> str | None:
    annotations = (kid for tag in walk(link) for kid in tag.kids if isinstance(kid, Annotation))
    address = next((found.uri for found in annotations if found.uri), None)
    return address.rstrip("/") if address else None


HEADINGS = ("H", "H1", "H2", "H3", "H4", "H5", "H6")
BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
SENTENCES = re.compile(r"[.!?…]['\"”’)]* +[A-ZÅÄÖ]")
LONGEST_HEADING = 200  # characters
LONGEST_FAKE = 80
SHORTEST_BODY = 80
LARGER = 1.12  # times the font size of body text


@dataclass(frozen=True, slots=True)
class Face:
    """The typeface of letters; *size* is in points."""

    is_bold: bool
    size: float

    def stands_out_from(self, body: "Face") -> bool:
        """Return whether a line in this face looks like a heading among *body* text."""
        is_smaller = self.size < body.size * 0.98
        is_bolder = self.is_bold and not body.is_bold
        return self.size >= body.size * LARGER or (is_bolder and not is_smaller)


def headings(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield headings that are as long as paragraphs."""
    for heading in all_of(pdf, *HEADINGS):
        text = text_of(heading)
        if len(text) > LONGEST_HEADING or len(SENTENCES.findall(text)) > 1:
            message = _(
                "heading {text!r} is a paragraph ({length} characters); make it one, or shorten it",
                text=shown(text),
                length=len(text),
            )
            yield Observation(
                rule="heading-is-paragraph", message=message, page=page_of(heading), passage=text
            )


def fake_headings(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield paragraphs that look like headings and aren't tagged as headings."""
    body = _body_face(pdf)
    if body is None:
        return
    for parent in walk(pdf.root):
        kids = [kid for kid in parent.kids if isinstance(kid, Tag)]
        for tag, after in pairwise(kids):
            text = text_of(tag)
            if tag.type == "P" and _looks_like_heading(tag, text, body) and _is_body(after, body):
                message = _("{text!r} looks like a heading; mark it as one", text=shown(text))
                yield Observation(
                    rule="fake-heading", message=message, page=page_of(tag), passage=text
                )


def _looks_like_heading(tag: Tag, text: str, body: Face) -> bool:
    faces = _faces(tag)
    is_line = 2 < len(text) <= LONGEST_FAKE and text[-1] not in ".,;:!…"
    return is_line and bool(faces) and all(face.stands_out_from(body) for face in faces)


def _is_body(tag: Tag, body: Face) -> bool:
    return tag.type == "P" and len(text_of(tag)) >= SHORTEST_BODY and body in _faces(tag)


def _faces(tag: Tag) -> Counter[Face]:
    """Return the number of letters in *tag* by face."""
    faces: Counter[Face] = Counter()
    for content in contents_of(tag):
        for run in content.runs:
            letters = sum(map(str.isalnum, run.text))
            if letters:
                faces[Face(bool(BOLD.search(run.font)), round(run.size, 1))] += letters
    return faces


def _body_face(pdf: TaggedPdf) -> Face | None:
    """Return the face of most letters in paragraphs."""
    faces: Counter[Face] = Counter()
    for paragraph in all_of(pdf, "P"):
        faces += _faces(paragraph)
    return faces.most_common(1)[0][0] if faces else None


NOTES = ("Note", "FENote", "Reference", "Lbl")


def outline(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield headings that aren't in the outline, and bookmarks that aren't headings."""
    tags = [(_without_notes(tag), page_of(tag)) for tag in all_of(pdf, *HEADINGS)]
    headings = [(text_of(tag), page) for tag, page in tags if text_of(tag)]
    bookmarks = [(bookmark.title, bookmark.page) for bookmark in pdf.bookmarks]
    if not bookmarks:
        if len(headings) > 1:
            message = _("has headings and no outline; let its program write bookmarks")
            yield Observation(rule="no-outline", message=message)
        return
    one, other = ([_key(text) for text, _page in texts] for texts in (headings, bookmarks))
    for kind, low, high, first, last in SequenceMatcher(None, one, other).get_opcodes():
        if kind == "equal":
            continue
        for text, page in headings[low:high]:
            message = _(
                "heading {text!r} is not in the outline; make the bookmarks from the headings",
                text=shown(text),
            )
            yield Observation(rule="outline-differs", message=message, page=page, passage=text)
        for text, page in bookmarks[first:last]:
            message = _(
                "bookmark {text!r} is not a heading; make the bookmarks from the headings",
                text=shown(text),
            )
            yield Observation(rule="outline-differs", message=message, page=page, passage=text)


def _without_notes(tag: Tag) -> Tag:
    """Return *tag* without notes and their calls."""
    kids = (
        _without_notes(kid) if isinstance(kid, Tag) else kid
        for kid in tag.kids
        if not (isinstance(kid, Tag) and kid.type in NOTES)
    )
    return replace(tag, kids=tuple(kids))


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


FILE_NAME = re.compile(
    r"(?:\S*[/\\])?[\w.()~%+-]+(?: \d+)?"
    r"\.(?:jpe?g|jfif|png|gif|svgz?|webp|avif|tiff?|bmp|eps|pdf|heic)"
    r"|(?:img|dsc[nf]?|pict?|scan|screenshot|skärmbild)[ _-]?\d+|(?:image|bild|foto)[_-]?\d+",
    re.IGNORECASE,
)
# An alternative text that only says what kind of thing it is, not what it shows.
KIND_ONLY = re.compile(
    r"(?:(?:en|ett|an?|the|dekorativ|decorative|tecknad) )?"
    r"(?:bild(?:en)?|foto(?:grafi)?|illustration(?:en)?|figur|diagram(?:met)?|graf|logga|logo(?:typ)?"
    r"|ikon|karta|image|picture|photo(?:graph)?|figure|chart|graph|icon|map|drawing|graphic)"
    r"(?: (?:på|av|som|of|showing)| \d+)?[ .:]*",
    re.IGNORECASE,
)
NOT_A_WORD = re.compile(r"\W+")


def alternatives(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield alternative texts that are file names, only say "picture", or repeat the caption."""
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
                "alternative text {text!r} repeats the caption; say what is seen, or mark the "
                "picture as decorative",
                text=shown(text),
            )
            yield _observation("alt-repeats-caption", message, figure, Severity.ADVICE)


def _captions(pdf: TaggedPdf) -> Iterator[tuple[Tag, set[str]]]:
    """Yield each figure with the captions beside or in it, and their parts."""
    for tag in walk(pdf.root):
        kids = [kid for kid in tag.kids if isinstance(kid, Tag)]
        captions = {part for kid in kids if kid.type == "Caption" for part in _parts(text_of(kid))}
        if captions:
            inside = (figure for kid in kids for figure in walk(kid) if figure.type == "Figure")
            yield from ((figure, captions) for figure in (tag, *inside) if figure.type == "Figure")


def _parts(caption: str) -> set[str]:
    """Return what an alternative text may repeat: all of *caption*, or its first sentence."""
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


FEWEST = 2  # rows and columns from which it is a data table, not a frame


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
    """Yield empty header cells, except a corner cell, which heads no data."""
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
    """Yield tags of the given *types* in *tag*, but not in nested tables."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            if kid.type in types:
                yield kid
            elif kid.type != "Table":
                yield from _own(kid, *types)
