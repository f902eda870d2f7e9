"""The PDFs of an article that screens show: the one that is built, and those that were sent."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pressverk.accessibility.drawing import draw_page, page_sizes
from pressverk.build.built_editions import find_edition
from pressverk.delivery.export import campaign_pdf
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.errors import OutputError

WIDTHS = (320, 1000)  # pixels of a small picture of a page, and of a large one
MOST_KEPT = 60_000_000  # bytes of pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as a picture shows it; sizes are in points."""

    number: int
    width: int
    height: int


def built_pdf(source: Path, root: Path) -> bytes | None:
    """Return the PDF of the article in *source*, None where none is built or it isn't current."""
    try:
        return find_edition(source, root)[1]
    except OutputError:
        return None


def pdf_called(sha256: str, article: str, source: Path, root: Path) -> bytes | None:
    """Return the PDF of *article* with that SHA-256, built or sent; None where there is none.

    Raises:
        LedgerError: when the ledger can't be read.
    """
    data = built_pdf(source, root)
    if data is not None and hashlib.sha256(data).hexdigest() == sha256:
        return data
    path = ledger_path(root)
    if not path.exists():
        return None
    with open_ledger(path) as ledger:
        for campaign in queries.campaigns(ledger, slug=article):
            if campaign.edition_sha256 == sha256 and (pdf := campaign_pdf(ledger, campaign)):
                return pdf
    return None


def sheets_of(pdf: bytes, file: str) -> tuple[Sheet, ...]:
    """Return the pages of *pdf*, which is called *file*.

    Raises:
        UnreadablePdfError: when it can't be drawn.
    """
    return tuple(
        Sheet(number=number, width=round(width), height=round(height))
        for number, (width, height) in enumerate(page_sizes(pdf, file), 1)
    )


@dataclass(slots=True)
class Pictures:
    """Pictures of pages, those of late kept, by article and the hash of its PDF.

    The article is part of the key: whoever may see one isn't shown a page of another by its hash.
    """

    _kept: OrderedDict[tuple[str, str, int, int], bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, article: str, sha256: str, number: int, width: int) -> bytes | None:
        """Return the picture of a page, None where it isn't kept."""
        with self._lock:
            found = self._kept.get((article, sha256, number, width))
            if found is not None:
                self._kept.move_to_end((article, sha256, number, width))
            return found

    def draw(self, pdf: bytes, article: str, sha256: str, number: int, width: int) -> bytes | None:
        """Return the picture of page *number* of *article*'s *pdf*, None where it has no such.

        Raises:
            UnreadablePdfError: when it can't be drawn.
        """
        picture = draw_page(pdf, number, width, "PDF")
        if picture is not None:
            with self._lock:
                self._kept[article, sha256, number, width] = picture
                while sum(map(len, self._kept.values())) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return picture
