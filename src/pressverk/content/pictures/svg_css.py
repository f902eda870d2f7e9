"""The CSS of a drawing: what it refers to, and what is kept of it."""

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2

# As attributes or in a style, with the same meaning.
PROPERTIES = frozenset(
    [
        "alignment-baseline",
        "baseline-shift",
        "clip-path",
        "clip-rule",
        "color",
        "color-interpolation-filters",
        "direction",
        "display",
        "dominant-baseline",
        "fill",
        "fill-opacity",
        "fill-rule",
        "filter",
        "flood-color",
        "flood-opacity",
        "font",
        "font-family",
        "font-size",
        "font-stretch",
        "font-style",
        "font-variant",
        "font-weight",
        "isolation",
        "letter-spacing",
        "lighting-color",
        "marker",
        "marker-end",
        "marker-mid",
        "marker-start",
        "mask",
        "mask-type",
        "mix-blend-mode",
        "opacity",
        "overflow",
        "paint-order",
        "shape-rendering",
        "stop-color",
        "stop-opacity",
        "stroke",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-opacity",
        "stroke-width",
        "text-anchor",
        "text-decoration",
        "text-rendering",
        "text-shadow",
        "text-transform",
        "transform",
        "transform-origin",
        "unicode-bidi",
        "visibility",
        "word-spacing",
        "writing-mode",
    ]
)

# Attributes that a style may set too (SVG 2).
GEOMETRY = frozenset(["cx", "cy", "d", "height", "r", "rx", "ry", "width", "x", "y"])

# Functions that name an address in a string, beside url() itself.
ADDRESSING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set"})


def addresses(css: str) -> Iterator[str]:
    r"""Yield every address that *css* (a value, declarations or a stylesheet) refers to.

    >>> list(addresses("fill: url(#sky); cursor: u\\72l('https://example.org/c.png')"))
    ['#sky', 'https://example.org/c.png']
    >>> list(addresses("@import 'more.css';"))
    ['more.css']
    """
    tokens = tinycss2.parse_component_value_list(css, skip_comments=True)
    yield from _addresses(tokens)
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield from (token.value for token in rule.prelude if token.type == "string")


def _addresses(tokens: Iterable[Any]) -> Iterator[str]:
    """Yield the addresses in *tokens* and in the blocks and functions among them."""
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function":
            if token.lower_name in ADDRESSING:
                yield from (part.value for part in token.arguments if part.type == "string")
            yield from _addresses(token.arguments)
        elif token.type in {"() block", "[] block", "{} block"}:
            yield from _addresses(token.content)


def clean_declarations(css: str | list[Any]) -> str:
    """Return the declarations of *css* that a drawing may have.

    >>> clean_declarations("fill: #1f5c6b; behavior: x; stroke:url(#a) !important; mask:url(b)")
    'fill:#1f5c6b;stroke:url(#a)!important'
    """
    kept = []
    for part in tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True):
        if part.type != "declaration":
            continue
        name = part.name if part.name.startswith("--") else part.lower_name
        if name.startswith("--") or name in PROPERTIES or name in GEOMETRY:
            value = tinycss2.serialize(part.value).strip()
            if all(address.startswith("#") for address in _addresses(part.value)):
                kept.append(f"{name}:{value}{'!important' * part.important}")
    return ";".join(kept)


def clean_stylesheet(css: str) -> str:
    """Return the plain rules of *css*; at-rules (fonts, media, imports) are left out.

    >>> clean_stylesheet("@font-face { src: url(data:,) } .a, .b { fill: red; z: y }")
    '.a, .b{fill:red}'
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(
        f"{tinycss2.serialize(rule.prelude).strip()}{{{clean_declarations(rule.content)}}}"
        for rule in rules
        if rule.type == "qualified-rule"
    )
