"""Checks for text that is painted but not read, and text that is read but not visible."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from pressverk.accessibility.checks.observation import Observation, shown
from pressverk.accessibility.reader import (
    Area,
    Content,
    PageBox,
    Run,
    TaggedPdf,
    contents_of,
    normalised,
)
from pressverk.accessibility.reader import text_of as read_text
from pressverk.i18n import _
from pressverk.model import Severity

LETTERS = re.compile(r"[^\W\d_]")
FEWEST_LETTERS = 4
FEWEST_COMPARED = 12
LEAST_IN_COMMON = 0.5
NEARLY_WHITE = 0.98
MARGIN = 2.0  # points that a glyph's box may extend over the page


def unread_text(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield text that is painted without a tag, and artifacts that look like content."""
    yield from _untagged(pdf)
    heard = re.sub(r"\W+", " ", read_text(pdf.root)).casefold()
    repeated = Counter(_numberless(artifact.content.text) for artifact in pdf.artifacts)
    frames = dict(_type_areas(pdf))
    for artifact in pdf.artifacts:
        content, text = artifact.content, normalised(artifact.content.text)
        if len(LETTERS.findall(text)) < FEWEST_LETTERS or repeated[_numberless(text)] > 1:
            continue
        is_heard = re.sub(r"\W+", " ", text).strip().casefold() in heard
        if not is_heard and _is_among(content, frames.get(content.page)):
            message = _(
                "{text!r} stands among the text and is never read; tag it if it says something",
                text=shown(text),
            )
            yield _observation("unread-text", message, content, Severity.ADVICE)


def _untagged(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield untagged text, repeated text once, and a limited number if nothing is tagged."""
    if not pdf.root.kids:
        message = _("has no tags, so nothing in it can be read in order; make it a tagged PDF")
        yield Observation(rule="untagged-document", message=message, severity=Severity.ERROR)
        return
    reported: set[str] = set()
    for content in pdf.untagged:
        text = _numberless(content.text)
        if len(LETTERS.findall(text)) >= FEWEST_LETTERS and text not in reported:
            reported.add(text)
            message = _("{text!r} is shown and never read; tag it", text=shown(content.text))
            yield _observation("untagged-text", message, content, Severity.ERROR)


def unseen_text(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield text that is read but invisible, once a page, or that differs from what is visible."""
    drawings = [*_drawings(pdf)]
    reported: set[int] = set()
    for content in contents_of(pdf.root):
        if not LETTERS.search(content.text) or not content.runs:
            continue
        box = pdf.pages[content.page - 1]
        if all(_is_unseen(run, content.page, box, drawings) for run in content.runs):
            if content.page in reported:
                continue
            reported.add(content.page)
            message = _(
                "{text!r} is read and can't be seen; show it, or remove it",
                text=shown(content.text),
            )
            yield _observation("unseen-text", message, content, Severity.ADVICE)
        elif _differ(content.text, content.painted):
            message = _(
                "{text!r} is read where {painted!r} is shown; let both say the same",
                text=shown(content.text),
                painted=shown(content.painted),
            )
            yield _observation("text-differs", message, content, Severity.ADVICE)


def _type_areas(pdf: TaggedPdf) -> Iterator[tuple[int, Area]]:
    """Yield for each page the area that contains all text that is read."""
    areas: dict[int, list[Area]] = {}
    for content in contents_of(pdf.root):
        areas.setdefault(content.page, []).extend(content.areas)
    for page, found in areas.items():
        if found:
            yield (
                page,
                Area(
                    left=min(area.left for area in found),
                    bottom=min(area.bottom for area in found),
                    right=max(area.right for area in found),
                    top=max(area.top for area in found),
                ),
            )


def _numberless(text: str) -> str:
    """Return *text* without numbers, so that running heads are the same on each page."""
    return re.sub(r"\d+", "0", normalised(text))


def _is_among(content: Content, frame: Area | None) -> bool:
    return frame is not None and any(_holds(frame, area) for area in content.areas)


def _holds(outer: Area, inner: Area) -> bool:
    """Return whether the centre of *inner* is in *outer*."""
    x, y = (inner.left + inner.right) / 2, (inner.bottom + inner.top) / 2
    return outer.left <= x <= outer.right and outer.bottom <= y <= outer.top


def _drawings(pdf: TaggedPdf) -> Iterator[tuple[int, Area]]:
    """Yield the areas of pictures and of coloured backgrounds."""
    artifacts = (artifact.content for artifact in pdf.artifacts)
    for content in (*artifacts, *contents_of(pdf.root)):
        if content.paints_graphics and content.areas:
            yield content.page, content.areas[-1]


def _is_unseen(run: Run, page: int, box: PageBox, drawings: Iterable[tuple[int, Area]]) -> bool:
    area = run.area
    if not LETTERS.search(run.text):
        return True
    is_off = (
        area.right < -MARGIN
        or area.top < -MARGIN
        or area.left > box.width + MARGIN
        or area.bottom > box.height + MARGIN
    )
    is_white = run.colour is not None and min(run.colour) >= NEARLY_WHITE
    if is_off or (run.is_visible and not is_white):
        return is_off
    # White on a colour is visible, and invisible text over a scan repeats what the scan shows.
    return not any(number == page and _holds(drawing, area) for number, drawing in drawings)


def _differ(read: str, painted: str) -> bool:
    """Return whether two texts share few letters, in any order."""
    plain = [normalize("NFKC", text).casefold() for text in (read, painted)]
    letters = [Counter(LETTERS.findall(text)) for text in plain]
    sizes = [sum(counts.values()) for counts in letters]
    if min(sizes) == 0 or max(sizes) < FEWEST_COMPARED or "\ufffd" in painted:
        return False
    return sum((letters[0] & letters[1]).values()) < LEAST_IN_COMMON * max(sizes)


def _observation(rule: str, message: str, content: Content, severity: Severity) -> Observation:
    return Observation(
        rule=rule,
        message=message,
        page=content.page,
        passage=normalised(content.text),
        severity=severity,
    )
