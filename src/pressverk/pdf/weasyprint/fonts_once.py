"""What text layout asks of a style for each line, found once for each style.

WeasyPrint makes a Pango context and describes the font again for every line that it tries, and
writes out fourteen properties to look up how high the style's lines are.
"""

from typing import Any

from pressverk.pdf.weasyprint.internals import (
    LST_TO_ISO,
    PANGO_DIRECTION,
    Layout,
    ffi,
    font_features,
    font_style_key,
    get_font_description,
    gobject,
    pango,
    unicode_to_char_p,
)

_setup = Layout.setup
KEPT = "_pressverk_font"
KEPT_KEYS = "_pressverk_font_key"


class _Font:
    """The font of a style as Pango is asked for it: context, language, description, features."""

    __slots__ = ("context", "description", "features", "language")

    def __init__(self, style: Any) -> None:
        font_map = style.font_config.font_map
        self.context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(self.context, False)  # noqa: FBT003
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        self.language = _language(style)
        if self.language is None:
            self.language = pango.pango_language_get_default()
        else:
            pango.pango_context_set_language(self.context, self.language)
        self.description = get_font_description(style)
        self.features = _features(style)


def _language(style: Any) -> Any:
    name = style["font_language_override"]
    name = style["lang"] if name == "normal" else LST_TO_ISO.get(name.lower(), name)
    if not name:
        return None
    pointer, _kept = unicode_to_char_p(name)
    return pango.pango_language_from_string(pointer)


def _features(style: Any) -> bytes | None:
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    return ",".join(f"{key} {value}" for key, value in features.items()).encode() or None


def set_up(layout: Any, style: Any) -> None:
    """Make *layout* one of *style*, as ``Layout.setup`` does; decorated text has it do so."""
    if style["text_decoration_line"] != "none":
        _setup(layout, style)
        return
    font = style.__dict__.get(KEPT)
    if font is None:
        font = style.__dict__[KEPT] = _Font(style)
    layout.style = style
    layout.first_line_direction = 0
    layout.language = font.language
    layout.layout = ffi.gc(pango.pango_layout_new(font.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)  # noqa: FBT003
    pango.pango_layout_set_font_description(layout.layout, font.description)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    if font.features is not None:
        # Each list has an attribute of its own, which ends with it. WeasyPrint lets lists share
        # one and frees none: 100 bytes a line, in a process that sets thousands of releases.
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(font.features))
        pango.pango_layout_set_attributes(layout.layout, attributes)
        pango.pango_attr_list_unref(attributes)


def style_key(style: Any, include_size: bool = False) -> str:  # noqa: FBT001, FBT002 - theirs
    """Return what ``_font_style_cache_key`` does."""
    kept = style.__dict__.setdefault(KEPT_KEYS, {})
    if include_size not in kept:
        kept[include_size] = font_style_key(style, include_size)
    found: str = kept[include_size]
    return found
