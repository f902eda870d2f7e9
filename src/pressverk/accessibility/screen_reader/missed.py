"""What a listener misses: advice about what is seen on the pages and not heard."""

from collections.abc import Iterator

from pressverk.accessibility.reader import Tag, TaggedPdf, walk
from pressverk.accessibility.reader.words import pages_of
from pressverk.accessibility.screen_reader.formats import passage_text
from pressverk.accessibility.screen_reader.model import Passage, Transcript
from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity

MOST_SHOWN = 60  # signs of a text, in a message


def missed(pdf: TaggedPdf, transcript: Transcript, file: str) -> tuple[Finding, ...]:
    """Return what a listener to *pdf*, which is called *file*, would miss."""
    if not pdf.is_tagged:
        message = _("has no tags: a listener hears nothing that is sure; make the PDF tagged")
        return (_advice(file, None, message, "untagged"),)
    return (*_pictures(pdf, file), *(_unheard(passage, file) for passage in transcript.unheard))


def _pictures(pdf: TaggedPdf, file: str) -> Iterator[Finding]:
    for tag in walk(pdf.root):
        if tag.type == "Figure" and not tag.alt and tag.actual_text is None:
            message = _("a picture has no description; give it one, or mark it as decoration")
            yield _advice(file, _first_page(tag), message, "picture-unheard")


def _unheard(passage: Passage, file: str) -> Finding:
    text = passage_text(passage)
    shown = text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + "…"
    message = _("{text!r} is shown but not heard; tag it, or mark it as an artifact", text=shown)
    page = passage.spots[0].page if passage.spots else None
    return _advice(file, page, message, "text-unheard")


def _first_page(tag: Tag) -> int | None:
    return next(iter(pages_of(tag)), None)


def _advice(file: str, page: int | None, message: str, rule: str) -> Finding:
    place = Place(file=file, page=page)
    return Finding(place=place, message=message, rule=rule, severity=Severity.ADVICE)
