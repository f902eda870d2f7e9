"""Headings that are none, and paragraphs that look like one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pressverk.accessibility.checks.observation import Observation, all_of, page_of, shown
from pressverk.accessibility.reader import Tag, TaggedPdf, contents_of, text_of, walk
from pressverk.i18n import _

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
