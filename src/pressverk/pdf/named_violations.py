"""Violations of PDF/UA, reported for the HTML element that causes them.

The validator names objects of the PDF, which only the program that wrote it can trace back to the
HTML.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import page

from pressverk.errors import InputError
from pressverk.i18n import N_, _
from pressverk.model import Finding, Pdf, Place
from pressverk.pdf.tags.accessible_name import described
from pressverk.pdf.tags.tables import form_grid
from pressverk.pdf.typesetting import Written
from pressverk.pdf.validation import PROFILES, failures_of
from pressverk.pdf.weasyprint.internals import Element

# Rules of the validator that Pressverk finds itself, and how it calls them.
FOUND = {
    "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001": "no-alternative",
    "PDFUA1-FORMULA-ALTERNATIVE-TEXT-001": "no-alternative",
    "PDFUA1-HEADING-NESTING-001": "heading-skips-level",
    "PDFUA1-METADATA-TITLE-001": "no-title",
    "PDFUA1-METADATA-LANGUAGE-001": "no-lang",
    "PDFUA1-NOTDEF-GLYPH-001": "missing-sign",
    "PDFUA1-FONT-GLYPH-PRESENCE-001": "missing-sign",
}
CAPTION = N_("{element} has a caption where none can be; give a table one <caption>, first in it")
WIDTHS = N_(
    "the rows of {element} are of different widths, or its columns of different heights; "
    "correct its rowspan and colspan, or add the cells that are missing"
)
OVERLAP = N_("cells of {element} overlap; correct its rowspan and colspan")
NO_ROWS = N_("{element} has a head or a foot and no rows; write its rows in <tbody>")
HEADERS = N_(
    "cells of {element} name no header that is there; write scope on each <th>, "
    "or correct the headers of the cells"
)
MISPLACED = N_(
    "{element} can't stand where it stands; put rows and cells into a table, items into a list, "
    "and other elements into a cell or an item"
)
FIELD = N_("{element} has no name for those who listen; give it a <label>, or aria-label")
LINK = N_("{element} is a link without text; write where it leads, or give it aria-label")
LANGUAGE = N_('{element} says its language in a way that isn\'t known; write it as in lang="sv"')
NOTE = N_("{element} is a note without a call of its own; give each note an id, and a link to it")
WORDS: Mapping[str, str] = {
    "PDFUA1-TABLE-CAPTION-COUNT-001": CAPTION,
    "PDFUA1-TABLE-CAPTION-POSITION-001": CAPTION,
    "PDFUA1-L-CAPTION-001": MISPLACED,
    "PDFUA1-TABLE-COLUMN-ROWSPAN-001": WIDTHS,
    "PDFUA1-TABLE-ROW-COLUMNSPAN-001": WIDTHS,
    "PDFUA1-TABLE-CELL-INTERSECTION-001": OVERLAP,
    "PDFUA1-TABLE-TFOOT-TBODY-001": NO_ROWS,
    "PDFUA1-TABLE-THEAD-TBODY-001": NO_ROWS,
    "PDFUA1-TABLE-HEADERS-SCOPE-001": HEADERS,
    "PDFUA1-TABLE-HEADERS-UNDEFINED-001": HEADERS,
    "PDFUA1-FORM-FIELD-TU-ALT-001": FIELD,
    "PDFUA1-LINK-CONTENTS-001": LINK,
    "PDFUA1-ANNOTATION-CONTENTS-ALT-001": LINK,
    "PDFUA1-LANGUAGE-TAG-001": LANGUAGE,
    "PDFUA1-NOTE-ID-001": NOTE,
    "PDFUA1-NOTE-ID-UNIQUE-001": NOTE,
}


def named_violations(pdf: Pdf, written: Written, file: str) -> tuple[list[Finding], set[str]]:
    """Return the rules of PDF/UA-1 that *pdf* breaks, by element, and the rules that are reported.

    *file* is the HTML file. Violations that typesetting has reported, and those of no known
    element, are left out.
    """
    try:
        failures = failures_of(pdf.data, "ua1")
    except InputError:  # reported when the finished file is validated
        return [], set()
    found = {finding.rule for finding in pdf.findings}
    reported = {rule for rule, name in FOUND.items() if name in found}
    if "no-lang" in found:
        reported |= {failure.rule_id for failure in failures if "LANGUAGE" in failure.rule_id}
    findings: dict[tuple[Element, str], Finding] = {}
    for failure in failures:
        for element in () if failure.rule_id in reported else _elements(failure, written):
            finding = _finding(failure, element, Place(file=file, line=written.lines.get(element)))
            findings.setdefault((element, finding.message), finding)
            reported.add(failure.rule_id)
    return [*findings.values()], reported


def _elements(failure: page.ValidationFailure, written: Written) -> Sequence[Element]:
    """Return what broke a rule: what the object was written for, or what is found by looking."""
    number = failure.object_id.object_number if failure.object_id else None
    if number is not None and number in written.objects:
        return [written.objects[number]]
    look = LOOKED_FOR.get(failure.rule_id)
    return [*look(written.source)] if look else []


def _overlapping(source: Element) -> Iterator[Element]:
    for table in source.iter("table"):
        if None in form_grid(table).slots.values():
            yield table


LOOKED_FOR: Mapping[str, Callable[[Element], Iterator[Element]]] = {
    "PDFUA1-TABLE-CELL-INTERSECTION-001": _overlapping,
}


def _finding(failure: page.ValidationFailure, element: Element, place: Place) -> Finding:
    words = WORDS.get(failure.rule_id)
    if words is None and failure.rule_id.endswith(("-KIDS-001", "-PARENT-001")):
        words = MISPLACED
    if words is not None:
        message = _(words, element=described(element))
    else:
        message = _(
            "{element}: {profile} does not hold: {message}",
            element=described(element),
            profile=PROFILES["ua1"],
            message=failure.message,
        )
    return Finding(place=place, message=message, rule=failure.rule_id)
