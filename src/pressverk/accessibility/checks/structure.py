"""A title that is none.

Links that sound the same and lead elsewhere.

Headings that are none, and paragraphs that look like one.

An outline that says something else than the headings.
"""

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
    """Yield a title that is missing, or that a program made up."""
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
LONGEST_HEADING = 200  # signs
LONGEST_FAKE = 80
SHORTEST_BODY = 80
LARGER = 1.12  # times the size of the body text


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look; *size* is in points."""

    is_bold: bool
    size: float

    def stands_out_from(self, body: "Face") -> bool:
        """Return whether a line of this face among *body* text looks like a heading."""
        is_smaller = self.size < body.size * 0.98
        is_bolder = self.is_bold and not body.is_bold
        return self.size >= body.size * LARGER or (is_bolder and not is_smaller)


def headings(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield headings that are paragraphs."""
    for heading in all_of(pdf, *HEADINGS):
        text = text_of(heading)
        if len(text) > LONGEST_HEADING or len(SENTENCES.findall(text)) > 1:
            message = _(
                "heading {text!r} is a paragraph ({length} signs); make it one, or shorten it",
                text=shown(text),
                length=len(text),
            )
            yield Observation(
                rule="heading-is-paragraph", message=message, page=page_of(heading), passage=text
            )


def fake_headings(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield paragraphs that look like headings to the eye, and aren't to a listener."""
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
    """Return how many letters of *tag* have each face."""
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
    """Yield headings that aren't in the outline, and bookmarks that are no headings."""
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
                "bookmark {text!r} is no heading; make the bookmarks from the headings",
                text=shown(text),
            )
            yield Observation(rule="outline-differs", message=message, page=page, passage=text)


def _without_notes(tag: Tag) -> Tag:
    """Return *tag* without notes and what calls them."""
    kids = (
        _without_notes(kid) if isinstance(kid, Tag) else kid
        for kid in tag.kids
        if not (isinstance(kid, Tag) and kid.type in NOTES)
    )
    return replace(tag, kids=tuple(kids))


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
