"""Values of styles that need no computing, found without WeasyPrint's way through all rules.

A property that is not in the cascade has its initial or its parent's value, one that is has what
stands there, unless the property is one of those that depend on others. WeasyPrint finds that out
again for each of the thousands of lookups that a page takes. What all boxes are asked for, and all
boxes with text, is looked up at once.
"""

from collections.abc import Mapping
from typing import Any

from pressverk.pdf.weasyprint.internals import (
    COMPUTER_FUNCTIONS,
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    PHYSICAL_FUNCTIONS,
    AnonymousStyle,
    ComputedStyle,
    Pending,
    check_math,
)

SIZES = ("width", "height", "min_width", "min_height", "max_width", "max_height")
SIDES = ("top", "right", "bottom", "left")
SPACING = tuple(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES)
CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
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
_DEFAULTS = ("inherit", "initial")
_PASSED_ON = frozenset(INHERITED) - _ENTANGLED - _LOGICAL.keys()

# What every box is asked for, and every box with text.
_OF_BOXES = {
    name: _INITIAL[name]
    for name in (
        *SIZES,
        *SPACING,
        *(f"border_{side}_style" for side in SIDES),
        *(f"border_{corner}_radius" for corner in CORNERS),
        *"""appearance background_color background_image bookmark_level bookmark_state
        border_image_source box_decoration_break box_shadow box_sizing image_orientation
        mask_border_source opacity outline_color outline_offset outline_style overflow transform
        """.split(),  # noqa: SIM905 - reads better than a list
    )
}
_OF_TEXTS = frozenset(
    """border_collapse color direction font_family font_feature_settings font_kerning
    font_language_override font_size font_stretch font_style font_variant_alternates
    font_variant_caps font_variant_east_asian font_variant_ligatures font_variant_numeric
    font_variant_position font_variation_settings font_weight hyphenate_character hyphens lang
    letter_spacing line_height overflow_wrap text_align_all text_align_last text_indent
    text_transform visibility white_space word_break word_spacing""".split()  # noqa: SIM905
)
# Properties in a cascade that give another value than the initial one to what is asked of boxes.
_GIVING = frozenset(_OF_BOXES).union(*(_LOGICAL.get(name, ()) for name in _OF_BOXES))

_compute = ComputedStyle.__missing__
_compute_anonymous = AnonymousStyle.__missing__


def look_up(style: Any, name: str) -> Any:
    """Return the value of *name*, and keep it in *style*, as ``ComputedStyle.__missing__`` does."""
    cascaded = style.cascaded
    if name in _OF_BOXES:
        if cascaded.keys().isdisjoint(_GIVING):
            _fill(style, _OF_BOXES)
            return style[name]
    elif name in _OF_TEXTS and name not in cascaded and style.parent_style is not None:
        parent = style.parent_style
        _fill(style, {each: parent[each] for each in _OF_TEXTS if each not in cascaded})
        return style[name]
    return _looked_up(style, name, cascaded)


def _fill(style: Any, values: Mapping[str, Any]) -> None:
    """Put those of *values* into *style* that it doesn't have."""
    style.update(values if style.keys().isdisjoint(values) else {**values, **style})


def _looked_up(style: Any, name: str, cascaded: Mapping[str, Any]) -> Any:
    if name in _ENTANGLED or (name in _LOGICAL and not cascaded.keys().isdisjoint(_LOGICAL[name])):
        return _compute(style, name)
    if name in cascaded:
        value, _weight = cascaded[name]
        if name[:2] == "__" or isinstance(value, Pending) or value in _DEFAULTS:
            return _compute(style, name)
    elif name in _INITIAL:
        value = style[name] = _INITIAL[name]
        return value
    elif name in _PASSED_ON and style.parent_style is not None:
        value = style[name] = style.parent_style[name]
        return value
    elif name in INITIAL_NOT_COMPUTED:
        value = INITIAL_VALUES[name]
    else:
        return _compute(style, name)
    return _computed(style, name, value)


def _computed(style: Any, name: str, value: Any) -> Any:
    """Return the *value* that rules give to the property *name* as it is computed, and keep it."""
    if check_math(value):
        return _compute(style, name)
    if name in COMPUTER_FUNCTIONS:
        value = COMPUTER_FUNCTIONS[name](style, name, value)
    style[name] = value
    return value


def look_up_anonymous(style: Any, name: str) -> Any:
    """Return the value of *name*, and keep it, as ``AnonymousStyle.__missing__`` does."""
    if name in _OF_BOXES:
        _fill(style, _OF_BOXES)
    elif name in _OF_TEXTS:
        parent = style.parent_style
        _fill(style, {each: parent[each] for each in _OF_TEXTS})
    else:
        return _compute_anonymous(style, name)
    return style[name]
