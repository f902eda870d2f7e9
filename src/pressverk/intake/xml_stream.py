"""XML of any size, read element by element, without entities, DTDs or the network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from pressverk.errors import IntakeError
from pressverk.i18n import _, in_our_words, reason_of
from pressverk.intake.files import fault

# What no article has; a file that has it is made to fill memory.
MOST_ELEMENTS, MOST_ROOTS = 100_000, 64
LONGEST = 20_000_000


def read_elements(path: Path, tags: frozenset[str]) -> Iterator[Any]:
    """Yield each element of *path* named one of *tags*, when it ends; it is emptied afterwards.

    Raises:
        IntakeError: when *path* isn't well-formed, declares a DTD, or an element is too large.
    """
    try:
        with path.open("rb") as file:
            yield from _elements(path, file, tags)
    except OSError as error:
        message = _("can't be read ({reason})", reason=reason_of(error))
        raise IntakeError([fault(path, "unreadable", message)]) from error
    except etree.XMLSyntaxError as error:
        message = _(
            "is not well-formed XML ({reason}); export it again",
            reason=in_our_words(_reason(error)),
        )
        raise IntakeError([fault(path, "not-xml", message, error.lineno)]) from error


def _elements(path: Path, file: Any, tags: frozenset[str]) -> Iterator[Any]:
    events = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = count = 0
    within = 0  # how deep in an element that is asked for
    for event, element in events:
        if event == "start":
            if not depth and _has_dtd(element):
                message = _("declares a DTD, which isn't read; export it without")
                raise IntakeError([fault(path, "dtd", message, element.sourceline)])
            depth += 1
            within += within > 0 or element.tag in tags
            count += 1
            if count > MOST_ELEMENTS:
                message = _("has an entry of far too many parts; export it again")
                raise IntakeError([fault(path, "too-large", message, element.sourceline)])
            continue
        depth -= 1
        within -= within > 0
        if not within and element.tag in tags:
            yield element
        if not within:
            count = 0
            _forget(element)


def _has_dtd(element: Any) -> bool:
    info = element.getroottree().docinfo
    return info.internalDTD is not None or info.externalDTD is not None or bool(info.doctype)


def _forget(element: Any) -> None:
    """Empty *element*, and take away what was read before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _reason(error: etree.XMLSyntaxError) -> str:
    return str(error.msg or "").split(", line")[0][:200]
