"""What a rendering lacks that only laying it out shows, as findings."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pressverk.formats import number_in_message
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Place, Severity
from pressverk.pdf.render import Rendering
from pressverk.pdf.tags.accessible_name import accessible_name, described, language_of
from pressverk.pdf.tags.forms import unnamed_fields
from pressverk.pdf.weasyprint.internals import Element

TEXT_SHOWN = 60
LONGEST_SUBTAG = 3  # letters of what names a language
NO_LINES: Mapping[Element, int] = {}
MATHML = "{http://www.w3.org/1998/Math/MathML}"
# What a formula's parts are set above each other, or drawn, with.
STACKED = ("mfrac", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mtable")
DRAWN_FORMULAS = frozenset({*STACKED, "msqrt", "mroot", "menclose"})


def layout_findings(
    rendering: Rendering,
    place: Place,
    *,
    encloses: bool = False,
    unseen: Severity = Severity.ADVICE,
    lines: Mapping[Element, int] = NO_LINES,
) -> Iterator[Finding]:
    """Yield what there is to say about *rendering*, the document as a whole first.

    It *encloses* what its HTML attaches, or else attaching is a fault. *unseen* is what it weighs
    that readers can't see something. *lines* are those of elements, where they are known.
    """
    for find in (_missing, _lost, _headless):
        yield from find(rendering, place)
    finders = (_unnamed, _unset, _skipped, _strange_languages, _nameless_fields, _second_heads)
    for find_element in finders:
        for element, finding in find_element(rendering, place):
            yield replace(finding, place=replace(place, line=lines.get(element)))
    for judge in (_cut, _wide, _faint):
        yield from judge(rendering, place, unseen)
    for find in (_empty, _dead_ends, _too_long):
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


def _unnamed(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    for element in rendering.unnamed:
        message = _(
            "{picture} has no alternative text; say what it shows in its alt or aria-label, "
            'or write alt="" where it only decorates',
            picture=described(element),
        )
        yield element, Finding(place=place, message=message, rule="no-alternative")


def _lost(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for text in rendering.lost:
        message = _(
            "{text!r} is on no page; move it out of the flex box, grid or columns it stands in",
            text=textwrap.shorten(text, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(place=place, message=message, rule="lost-text", subject=text)


def _headless(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for table in rendering.headless:
        message = _(
            "the head of table {name!r} has no room on this page; "
            "shorten the head, or the rows that stand below it",
            name=textwrap.shorten(table.name, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(
            place=replace(place, page=table.page),
            message=message,
            rule="lost-text",
            subject=table.name,
        )


def _skipped(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    for heading, level in rendering.skipped:
        name = f"<{heading.tag.rpartition('}')[2]}>"
        message = _(
            "heading {text!r} ({element}) skips a level; make it <h{level}>",
            text=textwrap.shorten(accessible_name(heading), TEXT_SHOWN, placeholder="…"),
            element=name,
            level=level,
        )
        yield heading, Finding(place=place, message=message, rule="heading-skips-level")


def _unset(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    """Return the formulas that need more than letters in a line: ½ would be printed as "12"."""
    for formula in rendering.source.iter(f"{MATHML}math"):
        parts = dict.fromkeys(part.tag.removeprefix(MATHML) for part in formula.iter())
        drawn = [f"<{name}>" for name in parts if name in DRAWN_FORMULAS]
        if drawn:
            message = _(
                "formula {text!r} can't be set, for {elements}; write it in one line, or show it "
                "as a picture with an alternative text",
                text=" ".join("".join(formula.itertext()).split()),
                elements=", ".join(drawn),
            )
            yield formula, Finding(place=place, message=message, rule="formula-not-set")


def _strange_languages(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    for element in rendering.source.iter():
        language = element.get("lang")
        if language and language.strip() and _is_strange(language_of(element)):
            message = _(
                "{element} says lang={language}, which is no language tag; write one as in "
                'lang="sv" or lang="en-GB"',
                element=described(element),
                language=repr(language),
            )
            yield element, _advice(place, message, "language-unknown")


def _is_strange(language: str | None) -> bool:
    """Return whether this is no language tag: none has subtags of four letters (RFC 5646)."""
    return language is None or len(language.partition("-")[0]) > LONGEST_SUBTAG


def _nameless_fields(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    for field in unnamed_fields(rendering.source):
        message = _(
            "{element} has no name for those who listen; give it a <label>, or aria-label",
            element=described(field),
        )
        yield field, _advice(place, message, "field-unnamed")


def _second_heads(rendering: Rendering, place: Place) -> Iterator[tuple[Element, Finding]]:
    # The first is a table's head, the others are rows (CSS 2.2, 17.2).
    for table in rendering.source.iter("table"):
        for head in table.findall("thead")[1:]:
            message = _(
                "a second <thead>, {text!r}, stands where it is written and isn't repeated "
                "on later pages; put all header rows into the first",
                text=textwrap.shorten(_text_in(head), TEXT_SHOWN, placeholder="…"),
            )
            found = _advice(place, message, "table-headers")
            yield head, replace(found, subject=_text_in(head))


def _text_in(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _advice(place: Place, message: str, rule: str) -> Finding:
    return Finding(place=place, message=message, rule=rule, severity=Severity.ADVICE)


def _cut(rendering: Rendering, place: Place, unseen: Severity) -> Iterator[Finding]:
    for number, text in rendering.cut:
        message = _(
            "{text!r} runs over the edge of the page; shorten it, or make room for it",
            text=textwrap.shorten(text, TEXT_SHOWN, placeholder="…"),
        )
        yield Finding(
            place=replace(place, page=number),
            message=message,
            rule="text-off-page",
            severity=unseen,
            subject=text,
        )


def _wide(rendering: Rendering, place: Place, unseen: Severity) -> Iterator[Finding]:
    for table in rendering.wide:
        message = _(
            "table {name!r} is {excess} mm wider than the page has room for; remove columns, "
            "divide it, or turn rows and columns round",
            name=textwrap.shorten(table.name, TEXT_SHOWN, placeholder="…"),
            excess=round(table.excess),
        )
        yield Finding(
            place=replace(place, page=table.page),
            message=message,
            rule="table-too-wide",
            severity=unseen,
            subject=table.name,
        )


def _faint(rendering: Rendering, place: Place, unseen: Severity) -> Iterator[Finding]:
    for faint in rendering.faint:
        message = _(
            "{text!r} has the contrast {ratio}:1 ({colour} on {background}); "
            "choose colours of at least {least}:1",
            text=textwrap.shorten(faint.text, TEXT_SHOWN, placeholder="…"),
            ratio=number_in_message(faint.ratio),
            colour=faint.colour,
            background=faint.background,
            least=number_in_message(faint.least),
        )
        yield Finding(
            place=replace(place, page=faint.page),
            message=message,
            rule="low-contrast",
            severity=unseen,
            subject=faint.text,
        )


def _dead_ends(rendering: Rendering, place: Place) -> Iterator[Finding]:
    for target in rendering.dead_ends:
        message = _(
            "link to {target!r} can't be followed from a PDF, and is none; "
            "give an address with https://, mailto:, tel: or #",
            target=target,
        )
        yield Finding(place=place, message=message, rule="dead-end", severity=Severity.ADVICE)


def _too_long(rendering: Rendering, place: Place) -> Iterator[Finding]:
    if lines := rendering.excess_lines:
        message = ngettext(
            "the text is {count} line too long for one page, which is what newsrooms read; "
            "shorten it if that can be done",
            "the text is {count} lines too long for one page, which is what newsrooms read; "
            "shorten it if that can be done",
            lines,
        )
        yield Finding(place=place, message=message, rule="over-one-page", severity=Severity.ADVICE)


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
