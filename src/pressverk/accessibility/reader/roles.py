"""From the types that a program invented to the standard ones (ISO 32000-2, 14.7.3 and 14.8.6)."""

from typing import Any

from pressverk.accessibility.reader import objects

# ISO 32000-1, 14.8.4, and what ISO 32000-2, 14.8.4 added.
STANDARD_TYPES = """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private
    P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot
    Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
    Figure Formula Form
    DocumentFragment Aside Title FENote Sub Em Strong Artifact
"""
STANDARD = frozenset(STANDARD_TYPES.split())
LONGEST_CHAIN = 50


def standard_type(role: str, namespace: Any, root: Any) -> str:
    """Return what *role*, in *namespace* (PDF 2.0) or none, is mapped to.

    A role that leads nowhere is returned as far as it led.
    """
    role_map = objects.entry(root, "/RoleMap")
    for _step in range(LONGEST_CHAIN):
        in_namespace = objects.entry(objects.entry(namespace, "/RoleMapNS"), f"/{role}")
        if in_namespace is not None:
            mapped, *rest = objects.items(in_namespace) or [None]
            namespace = rest[0] if rest else None
        elif role in STANDARD or _is_heading(role):
            return role
        else:
            mapped = objects.entry(role_map, f"/{role}")
        found = objects.name(mapped)
        if found is None:
            return role
        role = found
    return role


def _is_heading(role: str) -> bool:
    return role[:1] == "H" and role[1:].isdecimal()
