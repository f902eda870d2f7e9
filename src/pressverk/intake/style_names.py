"""What the names of styles mean, in Swedish, English and Finnish."""

import re
from collections.abc import Mapping
from enum import StrEnum

HEADING = re.compile(r"(?:heading|rubrik|otsikko|überschrift|titre) ?([1-9])")
LIST = re.compile(
    r"(?:list (?:bullet|number|continue)|punktlista|numrerad lista|.*luettelo) ([2-9])"
)


class Role(StrEnum):
    """What a paragraph is by its style."""

    BODY = "body"
    TITLE = "title"
    LEAD = "lead"
    QUOTATION = "quotation"
    CAPTION = "caption"
    FACT = "fact"
    CONTENTS = "contents"
    CODE = "code"


ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.TITLE: ("title", "rubrik", "titel", "huvudrubrik", "otsikko", "pääotsikko"),
    Role.LEAD: ("ingress", "lead", "preamble", "subtitle", "underrubrik", "alaotsikko", "ingressi"),
    Role.QUOTATION: (
        "quote", "intense quote", "citat", "starkt citat", "citat stark", "block text",
        "quotations", "blockcitat", "lainaus", "erottuva lainaus",
    ),
    Role.CAPTION: (
        "caption", "beskrivning", "bildtext", "figure", "illustration", "table", "tabelltext",
        "kuvateksti", "kuvaotsikko", "taulukko",
    ),
    Role.FACT: ("fakta", "faktaruta", "fact", "fact box", "factbox", "faktat", "tietolaatikko"),
    Role.CONTENTS: ("toc heading", "innehållsförteckningsrubrik", "sisällysluettelon otsikko"),
    Role.CODE: ("html preformatted", "code", "kod", "källkod", "preformatted text"),
}  # fmt: skip
BY_NAME = {name: role for role, names in ROLES.items() for name in names}
CONTENTS = re.compile(r"(?:toc|innehåll|contents|sisluet|sisällysluettelo) ?\d")


def role_of(name: str) -> Role | None:
    """Return what a paragraph in the style *name* is, if the name says it."""
    name = name.lower().strip()
    return Role.CONTENTS if CONTENTS.match(name) else BY_NAME.get(name)


def heading_level(name: str) -> int:
    """Return the level of the heading that a style *name* means; 0 when it means none.

    >>> heading_level("heading 2"), heading_level("Rubrik 1"), heading_level("Brödtext")
    (2, 1, 0)
    """
    match = HEADING.match(name.lower())
    return int(match[1]) if match else 0


def list_depth(name: str) -> int | None:
    """Return how deep a list is by the *name* of its style, if that says it.

    >>> list_depth("List Bullet 2"), list_depth("List Bullet")
    (1, None)
    """
    match = LIST.match(name.lower())
    return int(match[1]) - 1 if match else None


def primary(tag: str) -> str:
    """Return the language of *tag* without region; nothing for what names none.

    >>> primary("sv-SE"), primary("x-none")
    ('sv', '')
    """
    language = tag.partition("-")[0].lower()
    return "" if language in {"x", "zxx", "und"} or not language.isalpha() else language
