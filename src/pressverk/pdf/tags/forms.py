"""Fields of forms, on paper: the name, value and state of each.

They are Form elements that describe themselves by PrintField attributes (ISO 32000-1,
14.8.5.6). Few readers know those, so what a field shows without words is said in its Alt.
"""

from collections.abc import Iterator, Mapping

import pydyf

from pressverk.i18n import N_, catalogue, words_of
from pressverk.pdf.tags.accessible_name import accessible_name, language_of
from pressverk.pdf.tags.tree import StructureElement
from pressverk.pdf.weasyprint.internals import Element

TICKED, NOT_TICKED, EMPTY = N_("ticked"), N_("not ticked"), N_("empty field")
ROLES: Mapping[str, str] = {
    "checkbox": "cb",
    "radio": "rb",
    **dict.fromkeys(["button", "submit", "reset", "image"], "pb"),
}
TICKS = frozenset({"cb", "rb"})
# Fields that show nothing get a space, which is painted: what is not on the page isn't heard.
# WeasyPrint 70 makes all fields of input blocks, the hidden ones too.
STYLES = (
    "input { display: inline-block } input[type=hidden i] { display: none }\n"
    "input:is(:not([value]), [value=''], [type=checkbox i], [type=radio i])"
    ":not([type=submit i], [type=reset i])::before, "
    ":is(select, textarea):empty::before { content: ' '; white-space: pre }\n"
)


def describe(field: StructureElement, parents: Mapping[Element, Element]) -> None:
    """Give *field* its role, name and state; an Alt where its text doesn't say all of it.

    A label that stands beside a field is text of its own, and isn't said twice.
    """
    source = field.source
    role, label = _role(source), _label(source, parents)
    name = _name(source, label)
    field.set_attribute("PrintField", "Role", f"/{role}")
    if name:
        field.set_attribute("PrintField", "Desc", pydyf.String(name))
    if role in TICKS:
        is_ticked = source.get("checked") is not None
        field.set_attribute("PrintField", "checked", "/on" if is_ticked else "/off")
        shown, state = "", TICKED if is_ticked else NOT_TICKED
    else:
        shown, state = _value(source), EMPTY
    unshown = name if label is None and name != shown else ""
    if unshown or not shown:
        texts = catalogue(words_of(_language(source, parents)))
        field.entries["Alt"] = ", ".join(filter(None, (unshown, shown or texts.gettext(state))))


def unnamed_fields(html: Element) -> Iterator[Element]:
    """Yield the fields of *html* that have no name; buttons carry theirs as text."""
    parents = {child: parent for parent in html.iter() for child in parent}
    for field in html.iter():
        if field.tag not in {"input", "select", "textarea"}:
            continue
        is_shown = field.get("type", "").lower() != "hidden" and _role(field) != "pb"
        if is_shown and not _name(field, _label(field, parents)):
            yield field


def _role(source: Element) -> str:
    kind = source.get("type", "").lower() if source.tag == "input" else source.tag
    return ROLES.get(kind, "tv")


def _value(source: Element) -> str:
    """Return what *source* shows."""
    if source.tag == "input":
        kind = source.get("type", "").lower()
        value = source.get("value", "").strip()
        return value or (kind if kind in {"submit", "reset"} else "")
    if source.tag == "select" and source.get("multiple") is None:
        options = [*source.iter("option")]
        chosen = [option for option in options if option.get("selected") is not None]
        return accessible_name((chosen or options)[0]) if options else ""
    return accessible_name(source)


def _name(source: Element, label: Element | None) -> str:
    """Return what *source* is called, as far as its author says."""
    text = accessible_name(label, [source]) if label is not None else ""
    attributes = (source.get(name) for name in ("title", "placeholder"))
    name = source.get("aria-label") or text or next(filter(None, attributes), "")
    return " ".join(name.split())


def _label(source: Element, parents: Mapping[Element, Element]) -> Element | None:
    """Return the label of *source*: the one around it, or the one for its id."""
    for outer in _around(source, parents):
        if outer.tag == "label":
            return outer
    name = source.get("id")
    labels = (element for element in parents if element.tag == "label") if name else ()
    return next((label for label in labels if label.get("for") == name), None)


def _around(source: Element, parents: Mapping[Element, Element]) -> Iterator[Element]:
    element: Element | None = source
    while element is not None:
        yield element
        element = parents.get(element)


def _language(source: Element, parents: Mapping[Element, Element]) -> str:
    found = (language_of(element) for element in _around(source, parents))
    return next(filter(None, found), "")
