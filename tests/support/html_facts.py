"""What HTML tells a listener, read from its source by the standards; nothing of pressverk is used.

HTML, WAI-ARIA and accname say what is heard; of CSS only what hides, floats or generates text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urljoin

import cssselect2
import tinycss2
import tinyhtml5
from heard import Fact, Piece, text_of, word_facts
from html_tables import Model

SVG = "{http://www.w3.org/2000/svg}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEADINGS = {f"h{level}": level for level in range(1, 7)}
NEVER_SHOWN = {
    "head", "script", "style", "template", "title", "meta", "link", "datalist", "rp", "param",
    "source", "track", "area", "audio", "noembed", "noframes", "base",
}  # fmt: skip
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del",
    "dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "mark", "math", "meter",
    "object", "output", "progress", "q", "ruby", "rb", "rt", "s", "samp", "select", "small",
    "span", "strike", "strong", "sub", "sup", "svg", "textarea", "time", "tt", "u", "var", "wbr",
    "iframe", "video", "canvas", "embed", "map", "picture", "noscript", "slot",
}  # fmt: skip
PICTURES = {"img", "svg", "embed"}
# Blocks that say nothing of their own: their text belongs to what is around them.
TRANSPARENT = {"div", "header", "footer", "form", "center", "hgroup"}
READ = {"display", "float", "visibility", "content", "position", "list-style-type", "list-style"}
SPACE = Piece(text=" ")
SAFE = "%/:=&?~#+!$,;'@()*[]"
BARE: Any = {"skip_comments": True, "skip_whitespace": True}


@dataclass
class HtmlFacts:
    """The facts of a document."""

    html: str
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root: Any = tinyhtml5.parse(self.html, namespace_html_elements=False)
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.ids = {e.get("id"): e for e in reversed([*self.root.iter()]) if e.get("id")}
        self.styles = _styles(self.root)
        self.language = self.root.get("lang", "")
        base = self.root.find(".//base")
        self.base = base.get("href", "") if base is not None else ""

    # What is heard of an element.

    def style(self, element: Any, name: str, pseudo: str = "") -> str:
        return self.styles.get((element, pseudo), {}).get(name, "")

    def is_hidden(self, element: Any) -> bool:
        return element.get("aria-hidden") == "true" or self.has_no_box(element)

    def has_no_box(self, element: Any) -> bool:
        if not isinstance(element.tag, str) or self.tag(element) in NEVER_SHOWN:
            return True
        if element.tag in {SVG + "title", SVG + "desc"}:
            return True
        display = self.style(element, "display")
        if display == "none" or (element.get("hidden") is not None and not display):
            return True
        if element.tag == "input" and element.get("type", "").lower() == "hidden":
            return True
        return self.style(element, "position").startswith("running")

    def tag(self, element: Any) -> str:
        return str(element.tag).rpartition("}")[2]

    def is_note(self, element: Any) -> bool:
        return self.style(element, "float") == "footnote"

    def is_block(self, element: Any) -> bool:
        display = self.style(element, "display")
        if self.is_item(element):
            return True
        if display:
            return not display.startswith(("inline", "contents", "ruby")) or display in {
                "inline-block", "inline-flex", "inline-grid", "inline-table",
            }  # fmt: skip
        return self.is_out_of_flow(element) or self.tag(element) not in INLINE

    def is_out_of_flow(self, element: Any) -> bool:
        floats = self.style(element, "float") in {"left", "right"}
        return floats or self.style(element, "position") in {"absolute", "fixed"}

    def parts_words(self, element: Any) -> bool:
        """Return whether words end at *element* even if nothing is heard of it.

        They do at blocks in the flow and at flex and grid items, which part the text around
        them (CSS Flexbox 1, 4), but not at pictures in a line or at empty floats.
        """
        if self.has_no_box(element):
            return False
        if self.is_between_items(element):
            return True
        if self.is_note(element) or self.is_out_of_flow(element):
            return False
        return self.is_block(element) and not self.style(element, "display").startswith("inline")

    def is_item(self, element: Any) -> bool:
        """Return whether *element* is a flex or grid item, and so a block."""
        return self.is_between_items(element) and not self.is_note(element)

    def is_between_items(self, element: Any) -> bool:
        return self.style(self.parents.get(element), "display").endswith(("flex", "grid"))

    def language_of(self, element: Any, here: str) -> str:
        for name in ("lang", XML_LANG, "xml:lang"):
            if (value := element.get(name)) is not None:
                return str(value)
        return here

    @cached_property
    def languages(self) -> dict[Any, str]:
        found: dict[Any, str] = {}
        for element in self.root.iter():
            here = found.get(self.parents.get(element), "")
            found[element] = self.language_of(element, here)
        return found

    def role(self, element: Any) -> str:
        return str((element.get("role") or "").split()[0] if element.get("role") else "")

    def is_picture(self, element: Any) -> bool:
        return self.role(element) in {"img", "image"} or self.tag(element) in PICTURES

    def alternative(self, element: Any) -> str:
        for name in ("aria-labelledby",):
            named = [self.ids[i] for i in (element.get(name) or "").split() if i in self.ids]
            if text := _line(" ".join(_line("".join(e.itertext())) for e in named)):
                return text
        for name in ("aria-label", "alt", "alttext"):
            if text := _line(element.get(name)):
                return text
        if self.tag(element) == "svg":
            parts = [element.find(SVG + "title"), element.find(SVG + "desc")]
            told = [_line("".join(part.itertext())) for part in parts if part is not None]
            if text := ". ".join(filter(None, told)):
                return text
        return _line(element.get("title"))

    def is_decoration(self, element: Any) -> bool:
        if self.role(element) in {"presentation", "none"}:
            return True
        alt = element.get("alt")
        return alt is not None and not alt.strip() and not self.alternative(element)

    def pieces(self, element: Any, *, notes: bool = False, own: bool = True) -> Iterator[Piece]:
        """Yield what is heard of *element*; *notes* are heard elsewhere unless asked for."""
        is_elsewhere = self.is_note(element) and not own and not notes
        heard = [] if is_elsewhere else list(self.heard(element, notes=notes))
        is_heard = any(piece.is_picture or piece.text.strip() for piece in heard)
        is_apart = self.parts_words(element) or (is_heard and self.is_block(element))
        space = [SPACE] if is_apart else []
        yield from (*space, *heard, *space)

    def heard(self, element: Any, *, notes: bool) -> Iterator[Piece]:
        if self.is_hidden(element):
            return
        lang = self.languages[element]
        tag = self.tag(element)
        if (self.is_picture(element) or tag == "math") and not self.sees(element):
            return
        if self.is_picture(element):
            if not self.is_decoration(element):
                yield Piece(text=self.alternative(element), lang=lang, is_picture=True)
            return
        if tag == "math":
            yield Piece(text=self.alternative(element), lang=lang, is_picture=True)
            return
        yield from self.generated(element, "before")
        yield from self.control(element)
        if self.sees(element) and tag not in {"select", "iframe", "video", "canvas"}:
            yield Piece(text=element.text or "", lang=lang)
        for child in self.shown_children(element):
            yield from self.pieces(child, notes=notes, own=False)
            if self.sees(element) and tag != "select":
                yield Piece(text=child.tail or "", lang=lang)
        yield from self.generated(element, "after")

    def shown_children(self, element: Any) -> list[Any]:
        tag = self.tag(element)
        if tag in {"iframe", "video", "audio", "canvas"}:
            return []
        if tag == "object" and element.get("data"):
            return []
        if tag == "table":
            feet = [child for child in element if child.tag == "tfoot"]
            caption = [child for child in element if child.tag == "caption"]
            rest = [child for child in element if child.tag not in {"tfoot", "caption"}]
            return caption + rest + feet
        return list(element)

    def control(self, element: Any) -> Iterator[Piece]:
        lang = self.languages[element]
        if element.tag == "input":
            kind = element.get("type", "text").lower()
            if kind not in {"checkbox", "radio", "image", "hidden", "file", "color", "range"}:
                yield Piece(text=element.get("value", ""), lang=lang)

    def generated(self, element: Any, pseudo: str) -> Iterator[Piece]:
        content = self.style(element, "content", pseudo)
        if self.sees(element) and (strings := re.findall(r"^\s*\"([^\"]*)\"", content)):
            yield Piece(text=strings[0], lang=self.languages[element])

    def sees(self, element: Any) -> bool:
        while element is not None:
            if value := self.style(element, "visibility"):
                return value == "visible"
            element = self.parents.get(element)
        return True

    def text(self, element: Any) -> str:
        return text_of(self.pieces(element))

    # What is said about it.

    def read(self) -> list[Fact]:
        (body,) = self.root.iter("body")
        pieces = list(self.pieces(body, own=False))
        self.facts += word_facts(pieces, self.language)
        for element in self.shown(body):
            self.element(element)
            if self.is_note(element):
                self.note(element)
        return self.facts

    def shown(self, element: Any) -> Iterator[Any]:
        if self.is_hidden(element):
            return
        yield element
        if not self.is_picture(element):
            for child in self.shown_children(element):
                yield from self.shown(child)

    def say(self, kind: str, *what: Any) -> None:
        self.facts.append((kind, what))

    def element(self, element: Any) -> None:
        tag, role = self.tag(element), self.role(element)
        if self.is_picture(element) or tag == "math":
            if self.sees(element) and not self.is_decoration(element):
                self.say("figure", self.alternative(element), self.languages[element] or "")
        elif role == "heading" or (tag in HEADINGS and not role):
            if text := self.text(element):
                level = int(element.get("aria-level", HEADINGS.get(tag, 2)))
                self.say("heading", min(level, 6), text)
        elif (tag in {"ul", "ol", "menu"} and role in {"", "list"}) or role == "list":
            self.listing(element)
        elif tag == "dl" and not role:
            self.definitions(element)
        elif tag == "table" and role not in {"presentation", "none"}:
            self.table(element)
        elif text := self.text(element):
            self.passage(element, tag, text)

    def passage(self, element: Any, tag: str, text: str) -> None:
        if tag == "p" and not self.role(element) and not self.holds_blocks(element):
            self.say("paragraph", text)
        elif tag == "a" and element.get("href"):
            self.say("link", text, _target(element.get("href"), self.base))
        elif tag in {"figcaption", "caption"}:
            self.say("caption", "table" if tag == "caption" else "figure", text)
        elif tag in {"abbr", "acronym"} and element.get("title"):
            self.say("abbreviation", text, element.get("title"))
        elif tag in {"q", "blockquote"}:
            self.say("quote", tag, text)
        elif tag in {"code", "kbd", "samp"}:
            self.say("code", text)

    def holds_blocks(self, element: Any) -> bool:
        return any(
            self.is_block(e) for e in element.iter() if e is not element and not self.is_note(e)
        )

    def listing(self, element: Any) -> None:
        items = [
            child
            for child in element
            if not self.is_hidden(child)
            and ((child.tag == "li" and not self.role(child)) or self.role(child) == "listitem")
        ]
        if not items or self.is_contents(element):
            return
        texts = tuple(self.text(item) for item in items)
        self.say("list", len(items), texts[0])
        for _item, text, label in zip(items, texts, self.labels(element, items), strict=True):
            if text:
                self.say("item", label, text)

    def is_contents(self, element: Any) -> bool:
        while element is not None:
            if self.role(element) == "doc-toc" or element.tag == "nav":
                return True
            element = self.parents.get(element)
        return False

    def labels(self, element: Any, items: Sequence[Any]) -> Iterator[str]:
        """Yield the number of each item of an ``ol`` in decimals, and of others nothing."""
        backwards = element.get("reversed") is not None
        start = element.get("start")
        number = int(start) if start is not None else len(items) if backwards else 1
        styled = any(
            self.style(e, name)
            for e in (element, *items)
            for name in ("list-style-type", "list-style", "display")
        )
        styled = styled or any(self.style(item, "content", "marker") for item in items)
        typed = any(e.get("type") for e in (element, *items))
        for item in items:
            if item.get("value") is not None:
                number = int(item.get("value"))
            plain = element.tag == "ol" and not styled and not typed
            yield f"{number}." if plain else ""
            number += -1 if backwards else 1

    def definitions(self, element: Any) -> None:
        groups: list[tuple[list[str], list[str]]] = []
        for part in (p for c in element for p in (c if c.tag == "div" else [c])):
            if part.tag == "dt" and not self.is_hidden(part):
                if not groups or groups[-1][1]:
                    groups.append(([], []))
                groups[-1][0].append(self.text(part))
            elif part.tag == "dd" and groups and not self.is_hidden(part):
                groups[-1][1].append(self.text(part))
        if groups:
            self.say("list", len(groups), "".join(groups[0][0]))
        for terms, descriptions in groups:
            self.say("definition", *terms, "->", *filter(None, descriptions))

    def table(self, table: Any) -> None:
        model = Model(table)
        self.say("table", model.height, max((x + 1 for x, _y in model.slots), default=0))
        for cell in model.anchor:
            heads = model.headers(cell, self.ids)
            kind = "data cell" if cell.tag == "td" else "header cell"
            told = frozenset(filter(None, (self.text(head) for head in heads)))
            self.say(kind, self.text(cell), told if cell.tag == "td" else None)

    def note(self, element: Any) -> None:
        holder = self.parents[element]
        while not self.is_block(holder) or holder.tag == "body":
            holder = self.parents[holder]
        before: list[Piece] = []
        if (cell := self.cell_around(holder)) is not None:
            self.loose_before(cell, element, before)
        elif not self.is_between_items(element):
            self.before(holder, element, before)
        words = text_of(before).split()
        self.say("note", words[-1] if words else "", self.text(element))

    def cell_around(self, element: Any) -> Any:
        """Return what *element* stands in if that holds loose text, as cells do, and no blocks."""
        while element is not None and element.tag in TRANSPARENT and not self.role(element):
            element = self.parents.get(element)
        return element if element is not None and element.tag in {"td", "th"} else None

    def loose_before(self, element: Any, end: Any, pieces: "list[Piece]") -> bool:
        """Collect the loose text before *end*, as `before` does: blocks end it."""
        if element is end:
            return True
        is_passed = self.is_hidden(element) or self.is_note(element) or self.is_picture(element)
        if is_passed or element.tag in {"math", "br"}:
            pieces += self.pieces(element, own=False)
            return False
        is_block = self.tag(element) not in INLINE
        ends = is_block and (element.tag not in TRANSPARENT or bool(self.role(element)))
        if ends:
            pieces.clear()
        elif is_block or self.is_item(element):
            pieces.append(SPACE)
        pieces.append(Piece(text=element.text or ""))
        for child in element:
            if self.loose_before(child, end, pieces):
                return True
            pieces.append(Piece(text=child.tail or ""))
        if ends:
            pieces.clear()
        elif is_block or self.is_item(element):
            pieces.append(SPACE)
        return False

    def before(self, element: Any, end: Any, pieces: "list[Piece]") -> bool:
        """Collect what is heard in *element* up to *end*; return whether *end* was met."""
        if element is end:
            return True
        is_passed = self.is_hidden(element) or self.is_note(element) or self.is_picture(element)
        if is_passed or element.tag in {"math", "br"}:
            pieces += self.pieces(element, own=False)
            return False
        around = [SPACE] if self.is_block(element) else []
        pieces += around
        pieces.append(Piece(text=element.text or ""))
        for child in element:
            if self.before(child, end, pieces):
                return True
            pieces.append(Piece(text=child.tail or ""))
        pieces += around
        return False


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _target(href: str, base: str) -> str:
    href = href.strip()
    return href if href.startswith("#") else quote(urljoin(base, href), safe=SAFE)


def _styles(root: Any) -> dict[tuple[Any, str], dict[str, str]]:
    """Return the declarations of the few properties read, for elements and pseudo-elements."""
    weighted: dict[tuple[Any, str], dict[str, tuple[Any, str]]] = {}
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    order = 0
    rules = [
        rule
        for style in root.iter("style")
        for rule in _rules(tinycss2.parse_stylesheet("".join(style.itertext()), **BARE))
    ]
    elements = list(wrapped.iter_subtree())
    for rule in rules:
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            continue
        declared = dict(_declarations(rule.content))
        for selector in selectors if declared else ():
            order += 1
            for element in elements:
                if selector.test(element):
                    key = element.etree_element, selector.pseudo_element or ""
                    for name, value in declared.items():
                        weight = (selector.specificity, order)
                        known = weighted.setdefault(key, {})
                        if name not in known or known[name][0] <= weight:
                            known[name] = weight, value
    found = {
        key: {name: value for name, (_weight, value) in known.items()}
        for key, known in weighted.items()
    }
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("style"):
            inline = tinycss2.parse_blocks_contents(element.get("style"), **BARE)
            found.setdefault((element, ""), {}).update(
                {
                    d.lower_name: _value(d)
                    for d in inline
                    if d.type == "declaration" and d.lower_name in READ
                }
            )
    return found


def _rules(rules: Any) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif (
            rule.type == "at-rule"
            and rule.lower_at_keyword == "media"
            and rule.content
            and "print" in tinycss2.serialize(rule.prelude)
        ):
            yield from _rules(tinycss2.parse_rule_list(rule.content, **BARE))


def _declarations(content: Any) -> Iterator[tuple[str, str]]:
    for declaration in tinycss2.parse_blocks_contents(content, **BARE):
        if declaration.type == "declaration" and declaration.lower_name in READ:
            yield declaration.lower_name, _value(declaration)


def _value(declaration: Any) -> str:
    return str(tinycss2.serialize(declaration.value)).strip()


def facts_of_html(html: str) -> list[Fact]:
    """Return what *html* tells."""
    return HtmlFacts(html).read()
