"""Links that sound the same and lead elsewhere."""

from collections import defaultdict
from collections.abc import Iterator

from pressverk.accessibility.checks.observation import Observation, all_of, page_of, shown
from pressverk.accessibility.reader import Annotation, Tag, TaggedPdf, text_of, walk
from pressverk.i18n import _


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
