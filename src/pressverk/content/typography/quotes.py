"""Quotation marks and apostrophes."""

import re
from collections.abc import Iterator

from pressverk.content.typography.rules import Edit

DOUBLE, SINGLE = '"“”„', "'‘’"
MARK = re.compile(f"[{DOUBLE}{SINGLE}]")
ELIDED = re.compile(r"'(?:n'|tis\b|twas\b|em\b|cause\b|til\b|\d0s\b|\d\d\b)", re.IGNORECASE)
BEFORE_OPENING = frozenset(" \t\n\xa0\u202f\u2028([{–—/")
AFTER_CLOSING = frozenset(" \t\n\xa0\u202f\u2028)]}.,;:!?…–—")


def swedish_quotes(line: str) -> Iterator[Edit]:
    """Yield ” and ’ for whatever marks there are: Swedish has the same at both ends."""
    for match in MARK.finditer(line):
        mark = "”" if match[0] in DOUBLE else "’"
        if mark != match[0]:
            yield Edit(*match.span(), mark)


def english_quotes(line: str) -> Iterator[Edit]:
    """Yield “ ” for double marks, and ‘ ’ for straight single ones."""
    opened = False
    for match in MARK.finditer(line):
        position, mark = match.start(), match[0]
        opens = _opens(line, position, after_opening=opened)
        if mark in DOUBLE:
            new = "“" if opens else "”"
        elif mark == "'":
            quoted = opens and not ELIDED.match(line, position) and _is_closed(line, position + 1)
            opens, new = quoted, "‘" if quoted else "’"
        else:
            opens, new = mark == "‘", mark
        opened = opens
        if new != mark:
            yield Edit(*match.span(), new)


def _opens(line: str, position: int, *, after_opening: bool) -> bool:
    """Tell whether the mark at *position* begins a quotation."""
    following = line[position + 1 : position + 2]
    if not following or following in AFTER_CLOSING:
        return False
    if position == 0 or line[position - 1] in BEFORE_OPENING:
        return True
    return line[position - 1] in DOUBLE + SINGLE and after_opening


def _is_closed(line: str, start: int) -> bool:
    """Tell whether a quotation that begins before *start* ends within the next sentences."""
    for position in range(start, min(len(line), start + 400)):
        if line[position] in "'’" and line[position - 1] not in BEFORE_OPENING:
            following = line[position + 1 : position + 2]
            if not following or following in AFTER_CLOSING or following in DOUBLE:
                return True
    return False
