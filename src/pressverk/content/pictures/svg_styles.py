"""The computed styles of a drawing: each element gets its own as attributes.

WeasyPrint and resvg each support a different part of CSS. Afterwards neither needs any: no style
sheet, variable or shorthand is left, and fonts are the shipped ones.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import cssselect2
import tinycss2
import tinycss2.color4
from cssselect2.compiler import CompiledSelector
from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.svg_conditions import remove
from pressverk.content.pictures.svg_css import GEOMETRY, PROPERTIES
from pressverk.content.pictures.svg_policy import EndlessError
from pressverk.html import SVG

Declaration = tuple[str, str]  # a property and its value

SHAPES = frozenset({"svg", "use", "rect", "circle", "ellipse", "path", "image"})
MOST_MATCHES = 2_000_000  # selectors tried on elements
LONGEST_VALUE = 100_000  # characters, of a value whose variables are replaced
DEEPEST_VARIABLE = 10

SANS, SERIF, MONO = "Source Sans 3", "Source Serif 4", "Source Code Pro"
GENERIC = {SANS: "sans-serif", SERIF: "serif", MONO: "monospace"}
SERIFS = re.compile(
    r"times|georgia|garamond|palatino|cambria|minion|baskerville|bodoni|caslon|century|didot"
    r"|bookman|(?<!sans[- ])(?<!sans)serif|roman|tinos|cursive|fantasy",
    re.IGNORECASE,
)
MONOS = re.compile(r"mono|courier|consol|menlo|code|typewriter|cousine", re.IGNORECASE)
SANSES = re.compile(
    r"arial|helvetica|liberation sans|arimo|dejavu sans|verdana|tahoma|calibri|carlito|segoe"
    r"|roboto|open ?sans|myriad|gill|futura|frutiger|univers|trebuchet|lucida|system-ui|sans",
    re.IGNORECASE,
)
SHIPPED = re.compile(r"source (sans|serif|code)|noto ", re.IGNORECASE)

TRANSFORMS = {
    "linearGradient": "gradientTransform",
    "radialGradient": "gradientTransform",
    "pattern": "patternTransform",
}
COLOURS = frozenset({"color", "fill", "flood-color", "lighting-color", "stop-color", "stroke"})
ICC = re.compile(r"(?<=\w)\s+icc-color\([^)]*\)\s*\Z", re.IGNORECASE)  # behind an sRGB colour
ANGLE = re.compile(r"(-?[\d.]+(?:e-?\d+)?)(deg|turn|rad|grad|px)\b", re.IGNORECASE)
DEGREES = {"deg": 1.0, "px": 1.0, "turn": 360.0, "rad": 57.29577951308232, "grad": 0.9}

# Others, as `:has()` and `:nth-child()`, may look at all elements for each.
SIMPLE = (
    cssselect2.parser.LocalNameSelector,
    cssselect2.parser.NamespaceSelector,
    cssselect2.parser.IDSelector,
    cssselect2.parser.ClassSelector,
    cssselect2.parser.AttributeSelector,
    cssselect2.parser.PseudoClassSelector,
)

WEIGHTS = {"bold", "bolder", "lighter", *(str(weight) for weight in range(100, 1000, 100))}
FONT_WORDS = {
    "font-style": {"italic", "oblique"},
    "font-variant": {"small-caps"},
    "font-weight": WEIGHTS,
    "font-stretch": {"condensed", "semi-condensed", "expanded", "semi-expanded"},
}


def resolve_styles(root: Element) -> None:
    """Replace the stylesheets and styles of *root* by attributes of each element.

    Raises:
        EndlessError: if there are too many rules for so many elements.
    """
    rules = _rules(root)
    _refuse_too_many(rules, root)
    _resolve(root, _matching(root, rules), {})
    _complete_gradients(root)
    for style in list(root.iter(f"{{{SVG}}}style")):
        remove(style)


def _matching(
    root: Element, rules: list[tuple[Any, tuple[Any, ...]]]
) -> Callable[[Element], list[Any]]:
    """Return a function that finds the declarations of *rules* for an element, in order."""
    if not rules:
        return lambda _element: []
    matcher = cssselect2.Matcher()
    for selector, declarations in rules:
        matcher.add_selector(CompiledSelector(selector), declarations)
    tree = cssselect2.ElementWrapper.from_xml_root(root)
    wrappers = {wrapper.etree_element: wrapper for wrapper in tree.iter_subtree()}
    return lambda element: [found[-1] for found in matcher.match(wrappers[element])]


def _complete_gradients(root: Element) -> None:
    """Write the implicit attributes of gradients and patterns.

    resvg forgets the transformation of what they refer to; WeasyPrint takes half the
    diagonal for the usual radius.
    """
    by_id = {element.get("id"): element for element in root.iter("*")}
    for element in root.iter("*"):
        kind = etree.QName(element).localname
        if kind in TRANSFORMS:
            followed = [*_followed(element, by_id)]
            found = [each.get(TRANSFORMS[kind]) for each in followed]
            if transform := next(filter(None, found), None):
                element.set(TRANSFORMS[kind], transform)
            if kind == "radialGradient":
                _complete_radius(element, followed)


def _complete_radius(gradient: Element, followed: list[Element]) -> None:
    """Set the radius of *gradient* as a share of the box it fills, if it is radial."""
    radius = next((each.get("r") for each in followed if each.get("r")), None) or "50%"
    units = next((each.get("gradientUnits") for each in followed if each.get("gradientUnits")), "")
    with suppress(ValueError):
        if units != "userSpaceOnUse" and radius.endswith("%"):
            radius = f"{float(radius.removesuffix('%')) / 100:.10g}"
        gradient.set("r", radius)


def _followed(element: Element, by_id: Mapping[str | None, Element]) -> Iterator[Element]:
    """Yield *element*, what it refers to, what that refers to, and so on for a while."""
    for _step in range(DEEPEST_VARIABLE):
        yield element
        found = by_id.get((element.get("href") or "#").removeprefix("#"))
        if found is None:
            return
        element = found


def _rules(root: Element) -> list[tuple[Any, tuple[Any, ...]]]:
    """Return each selector of the stylesheets in *root* with its declarations."""
    rules = []
    for style in root.iter(f"{{{SVG}}}style"):
        css = "".join(style.itertext())
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            declarations = tuple(_declarations(rule.content))
            try:
                rules += [
                    (selector, declarations)
                    for selector in cssselect2.parser.parse(rule.prelude)
                    if selector.pseudo_element is None
                ]
            except cssselect2.SelectorError:
                continue
    return rules


def _declarations(css: str | list[Any]) -> Iterator[tuple[str, str, bool]]:
    for part in tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True):
        if part.type == "declaration":
            name = part.name if part.name.startswith("--") else part.lower_name
            yield name, tinycss2.serialize(part.value).strip(), part.important


def _refuse_too_many(rules: list[tuple[Any, tuple[Any, ...]]], root: Element) -> None:
    """Refuse rules that would take more than a few seconds to match.

    A selector that ends in a class or an id is only tried on elements that have it; each combinator
    may look at all ancestors.
    """
    costs: Counter[str] = Counter()
    depth = max(sum(1 for _each in element.iterancestors()) for element in root.iter("*")) + 1
    for selector, _declared in rules:
        tree = selector.parsed_tree
        combined = 0
        while isinstance(tree, cssselect2.parser.CombinedSelector):
            combined += 1
            tree = tree.left
        names = [*_hashed(selector.parsed_tree)]
        searching = MOST_MATCHES if _searches(selector.parsed_tree) else 1
        costs[names[0] if names else "*"] += searching * depth ** min(combined, 6)
    total = 0
    for element in root.iter("*"):
        classes = (element.get("class") or "").split()
        total += costs["*"] + costs[f"#{element.get('id')}"]
        total += sum(costs[f".{name}"] for name in classes)
        if total > MOST_MATCHES:
            raise EndlessError(element.sourceline or 1)


def _searches(tree: Any) -> bool:
    """Return whether a selector looks at more than an element and its ancestors."""
    if isinstance(tree, cssselect2.parser.CombinedSelector):
        return tree.combinator == "~" or _searches(tree.left) or _searches(tree.right)
    simple = getattr(tree, "simple_selectors", ())
    return any(type(part) not in SIMPLE for part in simple)


def _hashed(tree: Any) -> Iterator[str]:
    """Yield the ids and classes that an element must have to be tried."""
    compound = tree.right if isinstance(tree, cssselect2.parser.CombinedSelector) else tree
    for part in getattr(compound, "simple_selectors", ()):
        if isinstance(part, cssselect2.parser.IDSelector):
            yield f"#{part.ident}"
        elif isinstance(part, cssselect2.parser.ClassSelector):
            yield f".{part.class_name}"


def _resolve(
    element: Element, matching: Callable[[Element], list[Any]], inherited: Mapping[str, str]
) -> None:
    """Write the styles of *element* and its descendants as attributes."""
    declared = [*_cascaded(element, matching(element))]
    variables = _Variables({n: value for n, value in declared if n.startswith("--")}, inherited)
    styles: dict[str, str | None] = {}
    for name, value in declared:
        if not name.startswith("--"):
            replaced = variables.replace(value) if "var(" in value.lower() else value
            styles.update({} if replaced is None else _longhands(name, replaced))
    if declared:
        _write(element, styles)
    element.attrib.pop("class", None)
    for child in element.iterchildren("*"):
        _resolve(child, matching, variables.all())


def _write(element: Element, styles: Mapping[str, str | None]) -> None:
    kind = etree.QName(element).localname
    for name in {"style", *PROPERTIES}.intersection(element.keys()):
        del element.attrib[name]
    for name, value in styles.items():
        if value and (name in PROPERTIES or (name in GEOMETRY and kind in SHAPES)):
            element.set(name, value)


def _cascaded(element: Element, matched: list[Any]) -> Iterator[Declaration]:
    """Yield the declarations for *element*, in the order of the cascade."""
    yield from ((name, value) for name, value in element.items() if name in PROPERTIES)
    found = [*matched]
    if style := element.get("style"):
        found.append(tuple(_declarations(style)))
    for wanted in (False, True):
        for declarations in found:
            yield from (
                (name, value) for name, value, important in declarations if important == wanted
            )


class _Variables:
    """The variables of an element: its own, and inherited ones, which are resolved already."""

    def __init__(self, own: Mapping[str, str], inherited: Mapping[str, str]) -> None:
        self._own = own
        self._inherited = inherited
        self._known: dict[str, str | None] = {}
        self._depth = 0

    def all(self) -> Mapping[str, str]:
        """Return the variables that descendants inherit."""
        if not self._own:
            return self._inherited
        found = {name: self._value(name) for name in {*self._inherited, *self._own}}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, name: str) -> str | None:
        if name not in self._own:
            return self._inherited.get(name)
        if name not in self._known:
            self._known[name] = None  # while it is resolved: cyclic ones have no value
            self._known[name] = self.replace(self._own[name])
        return self._known[name]

    def replace(self, value: str) -> str | None:
        """Return *value* with its variables replaced, None if one is missing or too long."""
        if self._depth > DEEPEST_VARIABLE:
            return None
        self._depth += 1
        written: str | None = ""
        for token in tinycss2.parse_component_value_list(value):
            part: str | None = tinycss2.serialize([token])
            if token.type == "function" and "var(" in str(part).lower():
                part = self._function(token)
            written = None if part is None or written is None else written + part
            if written is None or len(written) > LONGEST_VALUE:
                written = None
                break
        self._depth -= 1
        return None if written is None else written.strip()

    def _function(self, token: Any) -> str | None:
        """Return a function with its variables replaced, or the value of a ``var()``."""
        arguments = tinycss2.serialize(token.arguments)
        if token.lower_name != "var":
            inner = self.replace(arguments)
            return None if inner is None else f"{token.name}({inner})"
        name, _comma, fallback = arguments.partition(",")
        found = self._value(name.strip())
        return self.replace(fallback) if found is None and fallback.strip() else found


def _longhands(name: str, value: str) -> dict[str, str | None]:
    """Return the single properties that *name* sets."""
    if name == "font":
        return _font(value)
    if name == "marker":
        return {f"marker-{where}": value for where in ("start", "mid", "end")}
    return {name: _plain(name, value)}


def _plain(name: str, value: str) -> str:
    """Return *value* as SVG 1.1 writes it."""
    if name == "font-family":
        return families(value)
    if name in COLOURS and "(" in value:
        return _plain_colour(value)
    if name in {"transform", "transform-origin"}:
        return ANGLE.sub(_plain_angle, value)
    path = re.fullmatch(r"path\(\s*([\"'])(.*)\1\s*\)", value, re.DOTALL)
    return path[2] if path and name == "d" else value


def _plain_colour(value: str) -> str:
    """Return a colour as SVG 1.1 writes it; anything else as it is.

    >>> _plain_colour("rgb(0 128 0 / 50%)"), _plain_colour("url(#a)")
    ('rgba(0,128,0,0.5)', 'url(#a)')
    """
    value = ICC.sub("", value)
    colour = tinycss2.color4.parse_color(value)
    if colour is None or colour == "currentcolor":
        return value
    try:
        plain = colour.to("srgb")
    except NotImplementedError:  # of tinycss2, for oklch() and others
        return value
    parts = [str(round(255 * min(1, max(0, part)))) for part in plain.coordinates]
    return f"rgba({','.join(parts)},{plain.alpha:.4g})"


def _plain_angle(match: re.Match[str]) -> str:
    return f"{float(match[1]) * DEGREES[match[2].lower()]:.10g}"


def _font(value: str) -> dict[str, str | None]:
    """Return the properties of the shorthand ``font`` (CSS Fonts 4, 2.7).

    >>> _font("italic bold 20px/1.2 Georgia, serif")["font-size"]
    '20px'
    """
    words = re.split(r"\s+", re.sub(r"\s*/\s*", "/", value.strip()))
    found: dict[str, str | None] = dict.fromkeys(FONT_WORDS, "normal")
    while words:
        word = words.pop(0).lower()
        names = [name for name, known in FONT_WORDS.items() if word in known]
        if names:
            found[names[0]] = word
        elif word != "normal":
            found["font-size"] = word.partition("/")[0]
            found["font-family"] = families(" ".join(words))
            return found if words else {}
    return {}


def families(value: str) -> str:
    """Return the shipped family that is most similar to *value*, with a fallback.

    >>> families("Arial"), families("'Times New Roman', serif")
    ("'Source Sans 3', sans-serif", "'Source Serif 4', serif")
    """
    if value == "inherit":
        return value
    names = [name.strip().strip("\"'") for name in value.split(",")]
    kept: list[str] = []
    for name in filter(None, names):
        nearest = _nearest(name)
        if SHIPPED.match(name) or nearest is None:
            kept.append(name)
        if nearest is not None:
            return _written([*kept, nearest], GENERIC[nearest])
    return _written([*kept, SANS], GENERIC[SANS])


def _nearest(name: str) -> str | None:
    """Return the shipped family that is most similar to *name*, None if it is unknown."""
    for pattern, family in ((MONOS, MONO), (SERIFS, SERIF), (SANSES, SANS)):
        if pattern.search(name):
            return family
    return None


def _written(names: Iterable[str], generic: str) -> str:
    quoted = (f"'{name}'" for name in dict.fromkeys(names))
    return ", ".join((*quoted, generic))
