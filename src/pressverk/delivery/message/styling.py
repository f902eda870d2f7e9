"""Styles put where mail clients look for them: on each element."""

from typing import Any

import cssselect2
import lxml.html
import tinycss2

from pressverk.html import parse, serialise

# Outlook takes elements younger than itself for words in a line.
OLDER = {"aside": "note", "figcaption": None, "figure": None, "footer": None, "section": None}


def inline_styles(html: str) -> str:
    r"""Return the document *html* with the rules of its ``<style>`` written on the elements.

    Many clients drop ``<style>``, classes and rules for certain screens, and don't know the
    elements of HTML 5; what is left works in all of them.

    >>> inline_styles('<html><head><style>p{margin:0}</style></head><body><p>A</p></body></html>')
    '<!DOCTYPE html>\n<html><head></head><body><p style="margin:0">A</p></body></html>'
    """
    root = lxml.html.document_fromstring(html)
    matcher = _matcher(_take_styles(root))
    for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        found = [match[-1] for match in matcher.match(element)]
        own = element.etree_element.get("style")
        if found:
            element.etree_element.set("style", ";".join([*found, *([own] if own else [])]))
    for element in root.iter():
        for name in element.keys():  # noqa: SIM118 - an element iterates over its children
            if name == "class" or name.startswith("data-"):
                del element.attrib[name]
        _make_older(element)
    holder = parse("")
    holder.append(root)
    return "<!DOCTYPE html>\n" + serialise(holder).replace("</meta>", "")


def _make_older(element: Any) -> None:
    """Make *element* a ``div`` where mail programs don't know what it is."""
    if element.tag in OLDER:
        role = element.get("role") or OLDER[element.tag]
        element.tag = "div"
        if role:
            element.set("role", role)


def _take_styles(root: Any) -> str:
    """Remove every ``<style>`` and return what they hold."""
    styles = list(root.iter("style"))
    for style in styles:
        style.drop_tree()
    return "\n".join(style.text or "" for style in styles)


def _matcher(css: str) -> Any:
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            declarations = _declarations(rule)
            for selector in cssselect2.compile_selector_list(rule.prelude):
                matcher.add_selector(selector, declarations)
    return matcher


def _declarations(rule: Any) -> str:
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{each.lower_name}:{tinycss2.serialize(each.value).strip()}"
        for each in found
        if each.type == "declaration"
    )
