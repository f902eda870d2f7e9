"""Equations (OMML, ISO/IEC 29500-1, 22.1) as text on one line."""

from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.intake.word.package import NAMESPACES, q

LARGE = "∫"  # the operator where none is named


def write_equation(equation: Any, target: HtmlElement) -> None:
    """Append *equation* to *target* as text, with raised and lowered parts as such."""
    for child in equation:
        _write(child, target)


def _write(element: Any, target: HtmlElement) -> None:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    writer = WRITERS.get(name)
    if writer:
        writer(element, target)
    elif name == "r":
        _text("".join(element.xpath("./m:t/text() | ./w:t/text()", namespaces=NAMESPACES)), target)
    elif not name.endswith("Pr"):
        write_equation(element, target)


def _text(text: str, target: HtmlElement) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _part(element: Any, name: str, target: HtmlElement, *, grouped: bool = False) -> None:
    """Append the part *name*, in parentheses where it would be read apart without."""
    found = element.find(f"m:{name}", NAMESPACES)
    if found is None:
        return
    text = "".join(found.itertext()).strip()
    in_parentheses = grouped and not text.isalnum() and bool(text)
    _text("(" if in_parentheses else "", target)
    write_equation(found, target)
    _text(")" if in_parentheses else "", target)


def _shifted(element: Any, name: str, tag: str, target: HtmlElement) -> None:
    found = element.find(f"m:{name}", NAMESPACES)
    if found is not None and "".join(found.itertext()).strip():
        shifted = Element(tag)
        target.append(shifted)
        write_equation(found, shifted)


def _fraction(element: Any, target: HtmlElement) -> None:
    _part(element, "num", target, grouped=True)
    _text("/", target)
    _part(element, "den", target, grouped=True)


def _superscript(element: Any, target: HtmlElement) -> None:
    _part(element, "e", target)
    _shifted(element, "sub", "sub", target)
    _shifted(element, "sup", "sup", target)


def _before(element: Any, target: HtmlElement) -> None:
    _shifted(element, "sub", "sub", target)
    _shifted(element, "sup", "sup", target)
    _part(element, "e", target)


def _root(element: Any, target: HtmlElement) -> None:
    _shifted(element, "deg", "sup", target)
    _text("√", target)
    _part(element, "e", target, grouped=True)


def _operator(element: Any, target: HtmlElement) -> None:
    operator = _character(element, "m:naryPr/m:chr")
    _text(operator or LARGE, target)
    _shifted(element, "sub", "sub", target)
    _shifted(element, "sup", "sup", target)
    _text(" ", target)
    _part(element, "e", target)


def _delimited(element: Any, target: HtmlElement) -> None:
    opening = _character(element, "m:dPr/m:begChr")
    closing = _character(element, "m:dPr/m:endChr")
    _text("(" if opening is None else opening, target)
    for number, part in enumerate(element.iterfind("m:e", NAMESPACES)):
        _text(" | " if number else "", target)
        write_equation(part, target)
    _text(")" if closing is None else closing, target)


def _matrix(element: Any, target: HtmlElement) -> None:
    _text("[", target)
    for number, row in enumerate(element.iterfind("m:mr", NAMESPACES)):
        _text("; " if number else "", target)
        for column, part in enumerate(row.iterfind("m:e", NAMESPACES)):
            _text(", " if column else "", target)
            write_equation(part, target)
    _text("]", target)


def _lines(element: Any, target: HtmlElement) -> None:
    for number, part in enumerate(element.iterfind("m:e", NAMESPACES)):
        _text("; " if number else "", target)
        write_equation(part, target)


def _character(element: Any, path: str) -> str | None:
    found = element.find(path, NAMESPACES)
    return None if found is None else found.get(q("m:val"), "")


WRITERS = {
    "f": _fraction,
    "sSup": _superscript,
    "sSub": _superscript,
    "sSubSup": _superscript,
    "sPre": _before,
    "rad": _root,
    "nary": _operator,
    "d": _delimited,
    "m": _matrix,
    "eqArr": _lines,
}
