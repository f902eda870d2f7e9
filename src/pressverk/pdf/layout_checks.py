"""What a rendering lacks that only laying it out shows, as findings."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity
from pressverk.pdf.render import Rendering
from pressverk.pdf.weasyprint_log import TEXT_OFF_PAGE

TEXT_SHOWN = 60
LOW_CONTRAST = "low-contrast"
TABLE_TOO_WIDE = "table-too-wide"
FOLLOWABLE = ("#", "http://", "https://", "mailto:", "tel:")


def layout_findings(
    rendering: Rendering, place: Place, *, encloses: bool = False
) -> Iterator[Finding]:
    """Yield what there is to say about *rendering*, the document as a whole first.

    It *encloses* what its HTML attaches, or else attaching is a fault.
    """
    for find in (_missing, _unnamed, _lost, _headless, _cut, _wide, _faint, _empty, _dead_ends):
        yield from find(rendering, place)
    if not encloses:
        yield from _attached(rendering, place)


def _missing(rendering: Rendering, place: Place) -> Iterator[Finding]:
    advice = {
        "title": _("the document has no title; add <title>…</title> to its head"),
        "lang": _('the document doesn\'t say its language; write <html lang="sv">'),
    }
    for name in rendering.missing:
        yield Finding(place=place, message=advice[name], rule=f"no-{name}")


def _unnamed(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for element in rendering.unnamed:
        name = element.tag.rpartition("}")[2]
        message = _(
            "{picture} has no alternative text; say what it shows in its alt or aria-label, "
            'or write alt="" where it only decorates',
            picture=f"<{name}> {element.get('src', '')!r}" if element.get("src") else f"<{name}>",
        )
        yield Finding(place=place, message=message, rule="no-alternative")


def _lost(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for text in rendering.lost:
        message = _(
            "{text!r} is on no page; move it out of the flex box, grid or columns it stands in",
            text=textwrap.shorten(text, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(place=place, message=message, rule="lost-text")


def _headless(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for table in rendering.headless:
        message = _(
            "the head of table {name!r} has no room on this page; "
            "shorten the head, or the rows that stand below it",
            name=textwrap.shorten(table.name, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(place=replace(place, page=table.page), message=message, rule="lost-text")


def _cut(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for number, text in rendering.cut:
        message = _(
            "{text!r} runs over the edge of the page; shorten it, or make room for it",
            text=textwrap.shorten(text, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(
            place=replace(place, page=number),
            message=message,
            rule=TEXT_OFF_PAGE,
            severity=Severity.ADVICE,
        )


def _wide(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for table in rendering.wide:
        message = _(
            "table {name!r} is {excess} mm wider than the page has room for; "
            "take columns away, divide it, or turn rows and columns round",
            name=textwrap.shorten(table.name, TEXT_SHOWN, placeholder="…"),
            excess=round(table.excess),
        )
        yield Finding(
            place=replace(place, page=table.page),
            message=message,
            rule=TABLE_TOO_WIDE,
            severity=Severity.ADVICE,
        )


def _faint(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for faint in rendering.faint:
        message = _(
            "{text!r} has the contrast {ratio}:1 ({colour} on {background}); "
            "choose colours of at least {least}:1",
            text=textwrap.shorten(faint.text, TEXT_SHOWN, placeholder="…"),
            ratio=f"{faint.ratio:.2f}",
            colour=faint.colour,
            background=faint.background,
            least=faint.least,
        )
        yield Finding(
            place=replace(place, page=faint.page),
            message=message,
            rule=LOW_CONTRAST,
            severity=Severity.ADVICE,
        )


def _dead_ends(rendering: Rendering, place: Place) -> Iterator[Finding]:
    links = (link for link in rendering.source.iter("a") if not _attaches(link))
    targets = (link.get("href", "").strip() for link in links)
    for target in dict.fromkeys(targets):
        if target and not target.lower().startswith(FOLLOWABLE):
            message = _(
                "link to {target!r} can't be followed from a PDF; "
                "give an address with https://, mailto:, tel: or #",
                target=target,
            )
            yield Finding(place=place, message=message, rule="dead-end", severity=Severity.ADVICE)


def _empty(rendering: Rendering, place: Place) -> Iterator[Finding]:
    if rendering.is_empty:
        message = _("the document shows nothing; write something in its body")
        yield Finding(place=place, message=message, rule="empty-document")


def _attached(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for element in rendering.source.iter():
        if _attaches(element):
            message = _(
                "{target!r} can't be attached: PDF/A-2 holds no other files; link to it instead",
                target=element.get("href", ""),
            )
            yield Finding(place=place, message=message, rule="attachment")


def _attaches(element: Any) -> bool:
    return "attachment" in (element.get("rel") or "").lower().split()
