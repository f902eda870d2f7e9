"""What refers to ids; link texts."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pressverk.content.markup.attributes import RESERVED
from pressverk.content.markup.context import Context, SourceMap, Suggestions, advice, error, quoted
from pressverk.content.markup.headings import TAGS
from pressverk.formats import direction
from pressverk.html import plain, without_notes
from pressverk.i18n import _, catalogue, words_of
from pressverk.model import Finding, Place

# The class of a reference whose target may be in another body; where it is written is kept.
PENDING = "pending"
# Leads to the beginning of the document where no element has this id (HTML, 7.4.6.3).
TOP = "#top"
NO_BREAK = "\N{NO-BREAK SPACE}"
PARAGRAPHS = frozenset({"p", "li", "dd"})
VAGUE = frozenset({
    "här", "klicka", "klicka här", "tryck här", "läs mer", "läs mer här", "mer", "mer information",
    "länk", "länken", "denna länk", "via denna länk",
    "here", "click", "click here", "read more", "more", "more information", "learn more",
    "link", "this link", "this page",
})  # fmt: skip


def fill_references(root: Any, context: Context) -> Iterator[Finding]:
    """Write what empty references refer to, and check all links."""
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}
    suggestions = Suggestions([name for name in targets if not RESERVED.fullmatch(name)])
    cursor = context.cursor()
    for link in [each for each in root.iter("a") if each.get("href") is not None]:
        address = link.get("href")
        at = cursor.link(address)
        place = context.source.place(at)
        if address.startswith("#") and (decoded := unquote(address)[1:]) in targets:
            address = f"#{decoded}"
            link.set("href", address)
        if unquote(address).lower() == TOP and "top" not in targets and _has_text(link):
            link.set("href", TOP)
            if context.scope.joined:  # another id of that name may be in the report
                link.set("class", PENDING)
        elif address.startswith("#") and address[1:] not in targets and context.scope.joined:
            link.set("class", PENDING)
            link.set("data-at", f"{place.line or 0}:{place.column or 0}")
        elif address.startswith("#") and address[1:] not in targets:
            message = _(
                "reference to {name}, which is nowhere in the text; {suggestion}",
                name=repr(address),
                suggestion=suggestions.near(address[1:]),
            )
            near = suggestions.nearest(address[1:])
            edits = context.source.edit_of(address, f"#{near}", at) if near else ()
            yield error("reference", place, message, edits)
        elif address.startswith("#") and not _has_text(link):
            language = context.around(link).language
            text = name_of(targets[address[1:]], language)
            if text is None:
                message = _(
                    "reference to {name}, which has neither number nor heading;"
                    " write the text of the link between the brackets",
                    name=repr(address),
                )
                yield error("reference", place, message)
            refer(link, text or "", language)
        else:
            yield from _faults_of_text(link, place)


# As Python-Markdown reads them: the rest of the line is a title or nothing.
DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ ]*(?:\n[ ]*)?(\S+)[ ]*"
    r"(?:(?:\n[ ]*)?(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ ]*$",
    re.MULTILINE,
)
NAMED = re.compile(r"\[([^\[\]\n]+)\](?!:)")
ADDRESS = re.compile(r"[.#/:]")


def check_definitions(source: SourceMap) -> Iterator[Finding]:
    """Yield the addresses of links that are given twice, or to no link: none is printed."""
    used = {_folded(match[1]) for match in NAMED.finditer(source.visible)}
    seen: set[str] = set()
    for match in DEFINITION.finditer(source.visible):
        name, place = _folded(match[1]), source.place(match.start(1) - 1)
        if name in seen:
            message = _("the address of [{name}] is given twice; keep one", name=match[1])
            yield error("reference", place, message)
        elif name not in used and ADDRESS.search(match[2]):
            message = _("the address of [{name}] is used by no link; remove it", name=match[1])
            yield advice("reference", place, message)
        elif name not in used:
            message = _(
                "'{text}' would be left out, as the address of a link; write \\[{name}]: …",
                text=f"[{match[1]}]: {match[2]}",
                name=match[1],
            )
            yield error("reference", place, message)
        seen.add(name)


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _has_text(link: Any) -> bool:
    return bool(plain(link)) or any(image.get("alt") for image in link.iter("img"))


def refer(link: Any, text: str, language: str) -> None:
    """Make *link* a reference that reads *text* and the page it leads to."""
    link.text = f"{text[:1].upper()}{text[1:]}" if _begins_sentence(link) else text
    link.set("class", "reference")
    # The number stays on the line of its word.
    words = catalogue(language).gettext(" on page ")
    link.set("data-page", words.rstrip() + NO_BREAK)
    if direction(words_of(language)) != direction(language):
        # English words in an Arabic line; the number stays behind them.
        link.set("dir", direction(words_of(language)))


def _begins_sentence(link: Any) -> bool:
    """Return whether *link* is the first word of a paragraph, or stands after a full stop."""
    previous, parent = link.getprevious(), link.getparent()
    before = ((parent.text if previous is None else previous.tail) or "").rstrip()
    is_first = previous is None and not before and parent.tag in PARAGRAPHS
    return is_first or before.endswith((".", "!", "?"))


def name_of(target: Any, language: str) -> str | None:
    """Return by what name readers know *target*: its number or its heading."""
    number = next(iter(target.iterfind(".//*[@class='number']")), None)
    if target.tag in {"figure", "table"} and number is not None:
        # The caption may be in another language than the reference.
        words = catalogue(language)
        word = words.gettext("Figure") if target.tag == "figure" else words.gettext("Table")
        return f"{word[0].lower()}{word[1:]} {number.text.split()[-1]}"
    if target.tag in TAGS and number is not None:
        return catalogue(language).gettext("section {number}").format(number=number.text)
    if target.tag in TAGS:
        return quoted(without_notes(target), language)
    return None


def _faults_of_text(link: Any, place: Place) -> Iterator[Finding]:
    if not _has_text(link):
        message = _(
            "link to {address} has no text; say between the brackets where it leads",
            address=repr(link.get("href")),
        )
        yield error("link-text", place, message)
    elif plain(link).strip(" .…>»→").lower() in VAGUE:
        message = _(
            "link text {text} doesn't say where the link leads; name the page it leads to",
            text=repr(plain(link)),
        )
        yield error("link-text", place, message)
