"""Values of styles that need no computing, found without WeasyPrint's way through all rules.

A property that is not in the cascade has its initial or its parent's value, unless the property
is one of those that depend on others. WeasyPrint finds that out anew for each of the thousands
of lookups that a page takes.
"""

from typing import Any

from pressverk.pdf.weasyprint.internals import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    PHYSICAL_FUNCTIONS,
    ComputedStyle,
    check_math,
)

# Their values depend on other properties, or on ancestors in ways of their own.
_ENTANGLED = frozenset(
    {
        "display",
        "float",
        "page",
        "position",
        "text_decoration_color",
        "text_decoration_line",
        "text_decoration_style",
        "text_decoration_thickness",
    }
)
# By physical property, the logical ones that may stand for it in the cascade.
_LOGICAL = {
    name: frozenset(logical(block="ttb", inline=direction) for direction in ("ltr", "rtl"))
    for name, logical in PHYSICAL_FUNCTIONS.items()
}
_INITIAL = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED | INITIAL_NOT_COMPUTED | _ENTANGLED and not check_math(value)
}
_PASSED_ON = frozenset(INHERITED) - _ENTANGLED - _LOGICAL.keys()

_compute = ComputedStyle.__missing__


def look_up(style: Any, name: str) -> Any:
    """Return the value of *name*, and keep it in *style*, as ``ComputedStyle.__missing__`` does."""
    cascaded = style.cascaded
    if name not in cascaded:
        if name in _INITIAL:
            if name not in _LOGICAL or cascaded.keys().isdisjoint(_LOGICAL[name]):
                value = style[name] = _INITIAL[name]
                return value
        elif name in _PASSED_ON and style.parent_style is not None:
            value = style[name] = style.parent_style[name]
            return value
    return _compute(style, name)
