"""The parts of a press release, found in blocks of text by how people write them.

A body here is a flat ``div`` of blocks. Each function takes parts out of it or marks them, and
notes what it did; it never drops a word.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.contacts import contacts_in, is_contact_heading
from pressverk.intake.notes import Notes
from pressverk.intake.page_text import HEADINGS, lines_of, text_of
from pressverk.model import Contact

TEXT = frozenset({"p", "ul", "ol", "dl", "table"})
FEWEST_WORDS = 5  # of a lead without a full stop
FACT_HEADING = re.compile(
    r"fakta(?:ruta)?(?:\s*[:–-]\s*.+|\s+(?:om|kring)\s+.+)?|facts?(?: about .+)?:?", re.IGNORECASE
)
SPEECH = re.compile(r"[–—−-]\s*\S")
SENTENCE_END = re.compile(r"[.!?…:;,][”\"’')]*$")
CREDIT = re.compile(
    r"(?:^|[\s(/|,])(?P<label>foto(?:graf(?:i)?)?|bild|photo(?:graph(?:er)?)?|illustration|illustratör)"
    r"\s*(?:[:/]|\bav\b|\bby\b)\s*(?P<name>[^:]{2,80}?)[\s).]*$",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(r"(?P<words>(?:[^\W\d_][\w-]{0,30} ){1,8})\((?P<short>[A-ZÅÄÖ]{2,8})\)")
LONGEST_HEADING, MOST_BLOCKS, MOST_QUOTED = 80, 24, 40


def new(tag: str, text: str = "", **attributes: str) -> HtmlElement:
    """Return an element that holds *text*."""
    element = Element(tag, **attributes)
    element.text = text or None
    return element


def is_heading(block: Any) -> bool:
    """Return whether *block* is a heading."""
    return block.tag in HEADINGS


def is_speech(text: str) -> bool:
    """Return whether *text* begins with the dash of speech, or of a list."""
    return SPEECH.match(text) is not None


def looks_like_heading(text: str) -> bool:
    """Return whether a line by itself, *text*, may be a heading.

    >>> looks_like_heading("Utbildas under våren"), looks_like_heading("Det är klart.")
    (True, False)
    """
    return (
        0 < len(text) <= LONGEST_HEADING
        and (text[0].isupper() or text[0].isdigit())
        and not SENTENCE_END.search(text)
        and len(text.split()) <= 12
    )


def part_credit(caption: str) -> tuple[str, str, str, str]:
    """Return the text, photographer, illustrator and label of *caption*.

    >>> part_credit("Parken i maj. Foto: Exempel Ek")
    ('Parken i maj.', 'Exempel Ek', '', 'Foto')
    >>> part_credit("Bilden är från i våras.")
    ('Bilden är från i våras.', '', '', '')
    """
    match = CREDIT.search(caption)
    if match is None:
        return caption, "", "", ""
    text = caption[: match.start()].rstrip(" (/|,")
    label, name = match["label"], match["name"].strip()
    if label.lower().startswith("illustr"):
        return text, "", name, label
    return text, name, "", label


def is_sentence(text: str) -> bool:
    """Return whether *text* is more than a label.

    >>> is_sentence("Nyheter"), is_sentence("Kommunen får ett pris."), is_sentence("Vi vann!")
    (False, True, True)
    """
    return len(text.split()) >= FEWEST_WORDS or text.endswith((".", "!", "?", "…", "”"))


def take_lead(body: HtmlElement) -> str:
    """Take the first paragraph out of *body* and return it, if others follow."""
    for block in body:
        if block.tag == "figure":
            continue
        text = text_of(block)
        if block.tag != "p" or is_speech(text) or looks_like_heading(text):
            return ""
        if not is_sentence(text):
            return ""
        if len(body) - sum(1 for each in body if each.tag == "figure") < 2:
            return ""
        remove(block)
        return text
    return ""


def remove(block: HtmlElement) -> None:
    """Remove *block*; its note moves to the block after it, or before it."""
    if block.getparent() is None:
        return
    if anchor := block.get("data-note"):
        others = chain(block.itersiblings(), block.itersiblings(preceding=True))
        free = next((each for each in others if not each.get("data-note")), None)
        if free is None:
            free = new("p")
            block.addprevious(free)
        free.set("data-note", anchor)
    block.drop_tree()


def take_contacts(body: HtmlElement, notes: Notes) -> tuple[Contact, ...]:
    """Take the contacts under their headings out of *body*."""
    found: list[Contact] = []
    for block in list(body):
        if block.getparent() is not body:
            continue
        lines = lines_of(block) if block.tag == "p" or is_heading(block) else []
        if not lines or not is_contact_heading(lines[0]):
            continue
        people, taken = _people_after(block, lines[1:])
        if people:
            found += people
            text = "\n".join(text_of(each) for each in (block, *taken))
            notes.changed("contact", _("contacts are taken into the front matter"), text)
            for each in (block, *taken):
                remove(each)
    return tuple(dict.fromkeys(found))


def _people_after(
    block: HtmlElement, lines: Sequence[str]
) -> tuple[tuple[Contact, ...], list[HtmlElement]]:
    """Return the most contacts that *lines* and the blocks after *block* hold, and those blocks."""
    best: tuple[tuple[Contact, ...], list[HtmlElement]] = (contacts_in(lines), [])
    gathered = list(lines)
    taken: list[HtmlElement] = []
    for following in block.itersiblings():
        is_name = is_heading(following) and following.tag > block.tag
        if following.tag not in {"p", "ul"} and not is_name:
            break
        texts = lines_of(following)
        is_next = bool(best[0]) and is_contact_heading(texts[0] if texts else "")
        if is_next or len(taken) > MOST_BLOCKS:
            break
        gathered += texts
        taken.append(following)
        if people := contacts_in(gathered):
            best = (people, list(taken))
    return best


def box_facts(body: HtmlElement, notes: Notes) -> None:
    """Put what stands under a heading such as "Fakta om …" in *body* into a fact box."""
    for heading in [each for each in body if is_heading(each)]:
        if heading.getparent() is not body or not FACT_HEADING.fullmatch(text_of(heading)):
            continue
        following = list(_until_heading(heading))
        if not following:
            continue
        box = new("aside")
        box.set("class", "fact")
        heading.addprevious(box)
        heading.tag = "h2"
        box.extend([heading, *following])
        message = _("taken as a fact box to the next heading; move out what isn't part of it")
        notes.decide("guessed-fact-box", message, text_of(heading), box)


def _until_heading(heading: HtmlElement) -> Iterator[HtmlElement]:
    for following in heading.itersiblings():
        if is_heading(following) or following.tag not in TEXT:
            return
        if is_contact_heading((lines_of(following) or [""])[0]):
            return
        yield following


def gather_quotations(body: HtmlElement) -> None:
    """Make paragraphs from an opening ” to its closing one, after a colon, a block quotation."""
    for block in list(body):
        if block.getparent() is not body or not _opens_quotation(block):
            continue
        quoted = list(_to_the_closing_mark(block))
        if quoted:
            quotation = new("blockquote")
            block.addprevious(quotation)
            quotation.extend(quoted)


def _opens_quotation(block: HtmlElement) -> bool:
    before = block.getprevious()
    introduced = before is not None and text_of(before).endswith(":")
    return introduced and block.tag == "p" and text_of(block).startswith(("”", "“", '"', "»"))


def _to_the_closing_mark(block: HtmlElement) -> Iterator[HtmlElement]:
    quoted = []
    for each in islice(chain([block], block.itersiblings()), MOST_QUOTED):
        if each.tag != "p":
            return
        quoted.append(each)
        text = text_of(each)
        inner = text[1:] if each is block else text
        if re.search(r"[”“\"»][.!?]?$", inner):
            yield from quoted
            return


def mark_abbreviations(body: HtmlElement) -> None:
    """Mark an abbreviation in brackets right after the words that it is short for.

    >>> from lxml.html import tostring
    >>> body = new("div")
    >>> body.append(new("p", "Programmet Mentors in Violence Prevention (MVP) pågår."))
    >>> mark_abbreviations(body)
    >>> tostring(body[0][0], encoding="unicode", with_tail=False)
    '<abbr title="Mentors in Violence Prevention">MVP</abbr>'
    """
    for paragraph in list(body.iter("p", "li")):
        match = ABBREVIATION.search(paragraph.text or "")
        words = _short_for(match) if match else ""
        if match is None or not words:
            continue
        short = new("abbr", match["short"], title=words)
        short.tail = match.string[match.end("short") :]
        paragraph.text = match.string[: match.start("short")]
        paragraph.insert(0, short)


def _short_for(match: re.Match[str]) -> str:
    """Return the words before *match* whose capitals are its letters, or nothing."""
    words = match["words"].split()
    for start in range(len(words)):
        initials = "".join(word[0] for word in words[start:] if word[0].isupper())
        if words[start][0].isupper() and initials == match["short"]:
            return " ".join(words[start:])
    return ""
