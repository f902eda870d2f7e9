"""Files that go along in a document, which PDF/A-3 allows (ISO 19005-3, 6.8 and annex E)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import pydyf
import weasyprint

from pressverk.structure.names import spoken_text
from pressverk.structure.weasyprint_internals import Element, parse_url

# A date is asked for; one from the clock would make every PDF another one.
NO_DATE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Relationship(StrEnum):
    """What a file is to the document that it goes along in."""

    SOURCE = "Source"
    DATA = "Data"
    ALTERNATIVE = "Alternative"
    SUPPLEMENT = "Supplement"
    UNSPECIFIED = "Unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to go along; *modified* is what readers show, and never the clock's time."""

    name: str
    data: bytes
    modified: dt.datetime
    description: str = ""
    relationship: Relationship = Relationship.UNSPECIFIED


def files_of(
    html: weasyprint.HTML, attachments: Sequence[Attachment]
) -> list[weasyprint.Attachment]:
    """Return *attachments* and the files that *html* names, by their names, as WeasyPrint's."""
    named = dict(_named(html.etree_element, html.base_url))
    files = chain(
        (
            weasyprint.Attachment(
                string=attachment.data,
                name=attachment.name,
                description=attachment.description,
                created=attachment.modified.astimezone(dt.UTC),
                modified=attachment.modified.astimezone(dt.UTC),
                relationship=attachment.relationship,
            )
            for attachment in attachments
        ),
        (
            weasyprint.Attachment(
                url=address,
                url_fetcher=html.url_fetcher,
                name=address.rpartition("/")[2],
                description=description,
                created=NO_DATE,
                modified=NO_DATE,
            )
            for address, description in named.items()
        ),
    )
    return sorted(files, key=lambda file: file.name)


def _named(html: Element, base_url: str) -> Iterator[tuple[str, str]]:
    """Yield address and description of each file that a link attaches."""
    for element in html.iter():
        attaches = "attachment" in (element.get("rel") or "").lower().split()
        if attaches and (address := parse_url(element.get("href"), base_url)):
            yield address, element.get("title") or spoken_text(element)


def list_once(pdf: pydyf.PDF) -> None:
    """Name each file once among those associated with *pdf*: WeasyPrint 70 names it twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
