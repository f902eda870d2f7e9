"""What typography never changes: addresses, file names, reference numbers."""

import re
from collections.abc import Iterable, Iterator

from pressverk.content.typography.rules import Edit

WORD = re.compile(r"[^\s\ufffc]+")
BEFORE, AFTER = "(\"'“”„«»‘’[<", ")\"'“”«»‘’]>.,;:!?…"
SUFFIXES = (
    "pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|txt|md|html?|xml|json|toml|ya?ml|zip|7z|tar|gz"
    "|jpe?g|png|gif|svg|webp|tiff?|heic|mp[34]|mov|wav|eps|ai|indd|exe|msi|css|js|py"
)
ADDRESS = re.compile(
    r"[a-z][a-z\d+.-]{0,20}:(?://|[^\s:]+@)\S*"  # https://…, mailto:…@…
    r"|www\.\S+"
    r"|[^\s@]+@[^\s@]+\.\w+\S*"
    r"|(?:[\w-]+\.)+[a-z]{2,}/\S*"  # exempel.se/…
    rf"|\S*\.(?:{SUFFIXES})(?!\w)\S*"
    r"|(?:[a-z]:)?[\\/]{1,2}[\w.~-]+[\\/]\S*|(?:[a-z]:|\.{1,2}|~)[\\/]\S+"  # paths
    r"|[@#]\w\S*",
    re.IGNORECASE,
)
# A letter code and a number: KS/2019--20, AB-12-15.
CODE = re.compile(r"[A-ZÅÄÖ]{1,6}[-/]?\d\S*")
KINDS = (
    "d|org|diarie|ärende|referens|artikel|order|faktura|kund|serie|organisations|mål|dossier"
    "|ritnings|konto|bankgiro|plusgiro|avtals|projekt|protokoll|lägenhets|registrerings|handlings"
)
# After a word that says so (dnr 12-15, mål nr B 12-19), with a letter code of its own or without.
REFERENCE = re.compile(
    rf"(?<!\w)(?:(?:{KINDS})[-. ]?(?:nr|nummer)|(?:bank|plus)giro|beteckning|ISBN|ISSN|DOI|SFS"
    r"|mål(?:et)?(?=[ \xa0](?-i:[A-ZÅÄÖ]{1,3})[ \xa0])|ref(?:\.? no)?"
    r"|(?:case|order|invoice|article|reference|registration|file) (?:no|number))"
    r"[.:]{0,2}[ \xa0\n]+(?P<number>(?-i:[A-ZÅÄÖ]{1,6}[ \xa0\n])?[^\s\ufffc]*\d)",
    re.IGNORECASE,
)
# The code of a board, a year and a number: KS 2019--20, BUN 2021/45-47; not a run of years.
DIARY = re.compile(
    r"(?<![\w-])[A-ZÅÄÖ]{2,6}[ \xa0\n](?P<number>(?:19|20)\d\d"
    r"(?:[/:]\d[\d/:]*(?:--?\d+)*|--?(?!(?:19|20)\d\d(?!\d))\d+(?:--?\d+)*))(?![\w-])"
)
LONGEST = 4_000  # characters; no address is longer


def addresses(line: str) -> list[tuple[int, int]]:
    """Return the spans of *line* that must not be changed, in order.

    >>> line = "Se www.exempel.se/a--b och (fil--2.pdf), dnr 12-15."
    >>> [line[start:end] for start, end in addresses(line)]
    ['www.exempel.se/a--b', 'fil--2.pdf', '12-15']
    """
    numbers = (match.span("number") for kind in (REFERENCE, DIARY) for match in kind.finditer(line))
    return sorted({*_words(line), *numbers})


def _words(line: str) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(line):
        word = match[0][:LONGEST]
        start = match.start() + len(word) - len(word.lstrip(BEFORE))
        bare = word.lstrip(BEFORE).rstrip(AFTER)
        # One that is opened within the address belongs to it: ?q="x"
        if bare.count('"') % 2 and match[0].startswith(f'{bare}"', start - match.start()):
            bare += '"'
        if any(character in bare for character in ".:/\\@#-") and (
            ADDRESS.fullmatch(bare) or CODE.fullmatch(bare)
        ):
            yield start, start + len(bare)


def outside(edits: Iterable[Edit], spans: list[tuple[int, int]]) -> list[Edit]:
    """Return those *edits* that overlap none of *spans*, in order."""
    kept: list[Edit] = []
    waiting = iter([*spans, (1 << 62, 1 << 62)])
    start, end = next(waiting)
    for edit in sorted(edits):
        while end <= edit.start:
            start, end = next(waiting)
        if edit.end <= start:
            kept.append(edit)
    return kept
