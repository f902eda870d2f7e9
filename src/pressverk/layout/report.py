"""A report in parts: what comes before the chapters, each section, and the index after them."""

from collections.abc import Iterator

from pressverk.layout.contents import contents_of
from pressverk.layout.render import Part, lay_out
from pressverk.model import Document, Newsroom, Publication

FRONT, SECTION, INDEX = "front", "section", "index"


def lay_out_report(publication: Publication, newsroom: Newsroom, **options: object) -> Document:
    """Return the report *publication* as a page in parts; *options* are those of ``lay_out``."""
    return lay_out(publication, newsroom, parts=tuple(parts_of(publication)), **options)  # type: ignore[arg-type] # passed through


def parts_of(publication: Publication) -> Iterator[Part]:
    """Yield the parts of *publication* in their order; every template is given the aids."""
    aids = contents_of(publication)
    front = {"kind": FRONT, "aids": aids, "section": None}
    yield Part(name=FRONT, numerals="lower-roman", context=front)
    for section in publication.sections:
        context = {**front, "kind": SECTION, "section": section}
        source = None if section.reprints else section.articles[0].source
        yield Part(name=section.name, context=context, source=source)
    if aids.index:
        yield Part(name=INDEX, context={**front, "kind": INDEX})
