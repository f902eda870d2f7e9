"""Parts typeset until their page numbers agree, and kept for the next time."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from pressverk.build.manifest import fingerprint
from pressverk.build.numbers import Numbering, extent_of, numbered, settle
from pressverk.build.output import write_whole
from pressverk.errors import OutputError, TypesettingError
from pressverk.files import make_folder
from pressverk.i18n import _
from pressverk.model import Extent, Finding, Page, Pdf, Place

Submit = Callable[[Page], Future[Pdf]]
Measure = Callable[[Page], Future[Extent]]
MOST_ROUNDS = 6
NUMBERS = "numbers.json"


def typeset_parts(
    page: Page, submit: Submit, measure: Measure, *, kept: Path | None = None, house: str = ""
) -> list[Pdf]:
    """Return the parts of *page* typeset, with the numbers of the pages that they refer to.

    *submit* has a part typeset, *measure* only laid out. *kept* is a folder for the parts of
    this publication: what is the same as before isn't typeset again, as long as *house* is.

    Raises:
        TypesettingError: when a part can't be typeset, or the numbers never agree.
    """
    numbering = _numbering_before(kept) or _measured(page, measure)
    done: dict[str, Pdf] = {}
    for _round in range(MOST_ROUNDS):
        settled = [settle(part, numbering) for part in page.parts]
        keys = [fingerprint(part, house) for part in settled]
        waiting = {
            key: submit(part)
            for key, part in sorted(zip(keys, settled, strict=True), key=_longest_first)
            if key not in done and not _load(done, key, kept)
        }
        done |= {key: future.result() for key, future in waiting.items()}
        pdfs = [done[key] for key in keys]
        found = numbered(page.parts, [extent_of(pdf.data) for pdf in pdfs])
        if found == numbering:
            _keep(pdfs, keys, numbering, kept)
            return pdfs
        numbering = found
    message = _("page numbers change the pages that they refer to, again and again; rephrase")
    place = Place(file=page.source)
    raise TypesettingError([Finding(place=place, message=message, rule="restless-numbers")])


def _measured(page: Page, measure: Measure) -> Numbering:
    """Return the numbers that the parts have while those in them are unknown: right, or nearly."""
    settled = [(part.address, settle(part, Numbering())) for part in page.parts]
    waiting = {name: measure(part) for name, part in sorted(settled, key=_longest_first)}
    return numbered(page.parts, [waiting[part.address].result() for part in page.parts])


def _longest_first(named: tuple[str, Page]) -> int:
    """Put the parts that take longest before the others, so that no core waits at the end."""
    return -len(named[1].html)


def _load(done: dict[str, Pdf], key: str, kept: Path | None) -> bool:
    """Take the part called *key* from the folder, if it is there."""
    if kept is None:
        return False
    try:
        data = (kept / f"{key}.pdf").read_bytes()
        extent = extent_of(data)
    except (OSError, ValueError, RuntimeError):
        return False
    done[key] = Pdf(data=data, page_count=extent.pages)
    return True


def _numbering_before(kept: Path | None) -> Numbering | None:
    """Return the numbers of the last time, which are those of this time more often than not."""
    try:
        table = json.loads((kept / NUMBERS).read_bytes()) if kept else {}
        return Numbering(
            starts=dict(table["starts"]),
            pages=dict(table["pages"]),
            roman=frozenset(table["roman"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(
    pdfs: Sequence[Pdf], keys: Sequence[str], numbering: Numbering, kept: Path | None
) -> None:
    """Keep the parts that nothing is to be said about, and only these; a loss costs time alone."""
    if kept is None:
        return
    with suppress(OSError, OutputError):
        make_folder(kept)
        for path in kept.glob("*.pdf"):
            if path.stem not in keys:
                path.unlink()
        for pdf, key in zip(pdfs, keys, strict=True):
            if not pdf.findings and not (kept / f"{key}.pdf").exists():
                write_whole(kept / f"{key}.pdf", pdf.data, durable=False)
        table = {
            "starts": dict(numbering.starts),
            "pages": dict(numbering.pages),
            "roman": sorted(numbering.roman),
        }
        write_whole(kept / NUMBERS, json.dumps(table).encode(), durable=False)
