"""Contacts as pages write them: names, titles, telephone numbers and addresses in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pressverk.model import Contact

# "För mer information, kontakta", "Presskontakt:", "Kontakt för media" on a line of its own.
HEADING = re.compile(
    r"(?:press|media|medie)?kontakt(?:er|person(?:er)?|uppgifter|information)?(?:a oss)?"
    r"(?: för (?:media|medier(?:na)?|press)(?:en)?)?"
    r"|kontakta oss|frågor besvaras av|(?:för|vid) frågor|(?:press|medie?a?)ansvariga?"
    r"|(?:mer|ytterligare) information(?: (?:lämnas av|ges av|om .{1,40}))?"
    r"|(?:för|vid) (?:mer|ytterligare|frågor|mer info).{0,40}?"
    r"(?:information|frågor|upplysningar|kontakta)(?:,? (?:vänligen )?kontakta)?"
    r"|(?:press|media) contacts?|contacts?|for (?:more|further) information(?:,? please contact)?",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}|0)[\d \xa0()/–-]{5,20}\d(?![\w-])")
LABEL = re.compile(
    r"(?:tel(?:efon)?(?:nummer)?|tfn|mobil(?:telefon)?|växel|direkt|phone|mobile"
    r"|e-?post(?:adress)?|e-?mail|mejl|mail|namn|titel)\b\.?\s*:?",
    re.IGNORECASE,
)
ROLE = re.compile(r"(?:press|media)?kontakt(?:person)?|press contact", re.IGNORECASE)
LONGEST_LINE, MOST_PEOPLE = 90, 12


@dataclass(slots=True)
class _Card:
    """What is known of one contact so far."""

    texts: list[str] = field(default_factory=list)
    phone: str | None = None
    email: str | None = None

    def is_reachable(self) -> bool:
        return self.phone is not None or self.email is not None


def is_contact_heading(text: str) -> bool:
    """Return whether *text* begins a list of contacts.

    >>> is_contact_heading("För mer information, kontakta:"), is_contact_heading("Kontakten bröts")
    (True, False)
    """
    return HEADING.fullmatch(text.strip().rstrip(":.").rstrip()) is not None


def contacts_in(lines: Iterable[str]) -> tuple[Contact, ...]:
    """Return the contacts that *lines* hold and nothing else, or none at all.

    >>> contacts_in(["Exempel Exempelsson, chef", "Telefon: 08-000 00 00", "e@exempel.se"])
    (Contact(name='Exempel Exempelsson', title='chef', phone='08-000 00 00', email='e@exempel.se'),)
    >>> contacts_in(["Ring växeln på 08-000 00 00 om du vill veta mer. Den är öppen varje dag."])
    ()
    """
    cards: list[_Card] = [_Card()]
    for line in lines:
        if len(line) > 4 * LONGEST_LINE:
            return ()
        for kind, text in _fields(line):
            _add(cards, kind, text)
    people = [_contact(card) for card in cards]
    complete = [person for person in people if person is not None]
    return tuple(complete) if len(complete) == len(people) <= MOST_PEOPLE else ()


def _add(cards: list[_Card], kind: str, text: str) -> None:
    """Put *text* on the last of *cards*, or on a new one when it is about somebody else."""
    card = cards[-1]
    known = {"phone": card.phone, "email": card.email}.get(kind)
    if (kind == "text" and card.is_reachable()) or (known is not None and known != text):
        if kind != "text":  # a second number of the same person has no place of its own
            card.texts.append(text)
            return
        card = _Card()
        cards.append(card)
    if kind == "phone":
        card.phone = text
    elif kind == "email":
        card.email = text
    else:
        card.texts.append(text)


def _fields(line: str) -> Iterator[tuple[str, str]]:
    """Yield what *line* says, part by part."""
    rest = line.replace("\xa0", " ").strip()
    while match := _first(rest):
        yield from _texts(rest[: match.start()])
        yield ("email" if "@" in match[0] else "phone"), match[0].strip()
        rest = rest[match.end() :]
    yield from _texts(rest)


def _first(text: str) -> re.Match[str] | None:
    found = [match for match in (EMAIL.search(text), PHONE.search(text)) if match]
    return min(found, key=lambda match: match.start(), default=None)


def _texts(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"[,;|•·]|\s[–-]\s", text):
        words = LABEL.sub("", part).strip(" .:()–-")
        if words and not ROLE.fullmatch(words):
            yield "text", words


def _contact(card: _Card) -> Contact | None:
    """Return the contact on *card*, or ``None`` when it says too little, or sentences."""
    if not card.is_reachable() or not card.texts:
        return None
    if any(len(text) > LONGEST_LINE or ". " in text for text in card.texts):
        return None
    name, *titles = card.texts
    return Contact(name=name, title=", ".join(titles), phone=card.phone, email=card.email)
