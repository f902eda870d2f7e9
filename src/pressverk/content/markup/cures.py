"""How slips of the hand are written as they are meant, where there is one answer.

A cure is given a text and where in it the mistake is, and returns which part of it becomes what;
None where only the author knows.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

Change = tuple[int, int, str]
Cure = Callable[[str, int, int], Change | None]

BULLET = re.compile(r"[•·▪◦‣●○■][ \t]*")
NUMBER = re.compile(r"(\d{1,2})\)[ \t]+")
LETTER = re.compile(r"([A-Za-z])\)[ \t]+")
LETTERED = re.compile(r"([a-z])\.[ \t]+")
ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}\.)[ \t]")
GLUED = re.compile(r"^([ \t>]*(?:[-+*]|\d{1,2}\.))(?=[^\W\d])", re.MULTILINE)
SAYS = (
    "säger|sa|sade|berättar|menar|förklarar|anser|konstaterar|tycker|tillägger"
    "|says|said|adds|explains"
)
SAID = re.compile(rf"[,?!] (?:{SAYS})\b")
DASHED = re.compile(r"– +")
CELLS = re.compile(r"[ ]*\t+[ ]*")
# A year heads a column more often than it is a number in one.
FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[-−–+]?\d[\d\s.,:]*%?")


def rewriting(pattern: str, replacement: str) -> Cure:
    """Return a cure that rewrites the whole slip."""
    expression = re.compile(pattern, re.DOTALL)

    def cure(text: str, start: int, end: int) -> Change | None:
        written = text[start:end]
        match = expression.fullmatch(written)
        return (start, end, match.expand(replacement)) if match else None

    return cure


class Line(NamedTuple):
    """A line of a text, and where it begins in it."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends, without its line feed."""
        return self.start + len(self.text)


def lines_from(text: str, offset: int, pattern: re.Pattern[str]) -> list[Line]:
    """Return the lines of *text* from that of *offset* on that *pattern* is found in."""
    start = text.rfind("\n", 0, offset) + 1
    found: list[Line] = []
    for line in text[start:].split("\n"):
        if not pattern.search(line):
            break
        found.append(Line(start, line))
        start += len(line) + 1
    return found


def bullet(text: str, start: int, end: int) -> Change | None:
    r"""Write an item with ``-`` in the place of a bullet.

    >>> bullet("•\tFörst", 0, 7)
    (0, 2, '- ')
    """
    match = BULLET.match(text, start, end)
    if match is None or match.end() == end or BULLET.search(text, match.end(), end):
        return None
    return start, match.end(), "- "


def numbered(text: str, start: int, end: int) -> Change | None:
    """Write an item with a number and a full stop, letters as their numbers.

    >>> numbered("2) Två", 0, 6), numbered("a) Ett", 0, 6), numbered("i) romersk", 0, 10)
    ((0, 3, '2. '), (0, 3, '1. '), None)
    """
    if match := NUMBER.match(text, start, end):
        return start, match.end(), f"{match[1]}. "
    match = LETTER.match(text, start, end)
    if match is None:
        return None
    place = ord(match[1].lower()) - ord("a") + 1
    above = text[: text.rfind("\n", 0, start) + 1].rstrip("\n").rpartition("\n")[2].lstrip(" \t>")
    before = (f"{chr(ord(match[1]) - 1)})", f"{place - 1}. ")
    if place > 1 and not above.startswith(before):
        return None
    return start, match.end(), f"{place}. "


def lettered(text: str, start: int, _end: int) -> Change | None:
    r"""Write a list ``a.``, ``b.`` with numbers.

    >>> lettered("a. Ett\nb. Två", 0, 6)
    (0, 13, '1. Ett\n2. Två')
    """
    items: list[str] = []
    lines = lines_from(text, start, re.compile(r"^(?:[a-z]\.[ \t]|$)"))
    while lines and not lines[-1].text:
        lines.pop()
    for line in lines:
        match = LETTERED.match(line.text)
        if match and ord(match[1]) - ord("a") != sum(map(bool, items)):
            return None
        place = sum(map(bool, items)) + 1
        items.append(f"{place}. {line.text[match.end() :]}" if match else "")
    return lines[0].start, lines[-1].end, "\n".join(items)


def speech(text: str, start: int, end: int) -> Change | None:
    """Write an en dash for the hyphen of speech that stands by itself and in no list.

    >>> speech("- Vi är stolta, säger hon.", 0, 26)
    (0, 2, '– ')
    """
    before, after = text[:start].rstrip(" \t"), text[end:]
    is_alone = not before or before.endswith("\n\n")
    above = before.rstrip().rpartition("\n")[2]
    below = after.lstrip().partition("\n")[0]
    if not is_alone or ITEM.match(above) or ITEM.match(below) or re.match(r"\n[ \t]*\S", after):
        return None
    return start, start + 2, "– "


def spaced_items(text: str, start: int, end: int) -> Change | None:
    r"""Write a space after the marker of each item of a list.

    >>> spaced_items("-Ett\n-Två", 0, 9)
    (0, 9, '- Ett\n- Två')
    """
    return start, end, GLUED.sub(r"\1 ", text[start:end])


def glued_speech(text: str, start: int, end: int) -> Change | None:
    """Write an en dash and a space for the hyphen before words that somebody says.

    >>> glued_speech("-Vi är stolta, säger hon.", 0, 25), glued_speech("-Ett", 0, 4)
    ((0, 1, '– '), None)
    """
    is_speech = SAID.search(text, start, end)
    return (start, start + 1, "– ") if is_speech else None


def multiplication(text: str, start: int, end: int) -> Change:
    """Write multiplication signs for the stars between numbers.

    >>> multiplication("2*3*4", 0, 5)
    (0, 5, '2 × 3 × 4')
    """
    return start, end, re.sub(r"\*+", " × ", text[start:end])


def indented_heading(text: str, start: int, end: int) -> Change | None:
    """Write a heading without the spaces before it.

    >>> indented_heading("  ## Lek", 2, 8)
    (0, 8, '## Lek')
    """
    before = text.rfind("\n", 0, start) + 1
    return None if text[before:start].strip(" ") else (before, end, text[start:end])


def source_of_quotation(text: str, start: int, end: int) -> Change | None:
    r"""Write the source of a quotation as its last line.

    >>> source_of_quotation("> Bra.\n\n-- Juryn", 8, 16)
    (6, 16, '\n> -- Juryn')
    """
    above = text[:start].rstrip(" \n")
    if not above.rpartition("\n")[2].lstrip().startswith(">"):
        return None
    return len(above), end, f"\n> {text[start:end]}"


def items_of_dashes(text: str, start: int, _end: int) -> Change | None:
    r"""Write a list whose items begin with en dashes with hyphens.

    >>> items_of_dashes("– ett,\n– två", 0, 6)
    (0, 12, '- ett,\n- två')
    """
    lines = lines_from(text, start, re.compile(r"^(?:– |[ \t]*$)"))
    while lines and not lines[-1].text.strip():
        lines.pop()
    written = "\n".join(DASHED.sub("- ", line.text, count=1) for line in lines)
    return lines[0].start, lines[-1].end, written


def table_of_tabs(text: str, start: int, _end: int) -> Change | None:
    r"""Write a table that was pasted with tabs; its first row names the columns.

    >>> table_of_tabs("Skola\tElever\nNorra\t12", 0, 12)[2]
    '| Skola | Elever |\n|---|---|\n| Norra | 12 |'
    """
    lines = lines_from(text, start, re.compile(r"\S.*\t"))
    rows = [_cells(line.text) for line in lines]
    if not rows or not _are_headers(rows[0]) or len({len(row) for row in rows}) > 1:
        return None
    written = [_row(rows[0]), _rule(len(rows[0])), *map(_row, rows[1:])]
    above = text[: lines[0].start]
    below = text[lines[-1].end : lines[-1].end + 2]
    lead = "\n" if above and not above.endswith("\n\n") else ""
    tail = "\n" if below.strip("\n") else ""
    return lines[0].start, lines[-1].end, lead + "\n".join(written) + tail


def table_without_rule(text: str, start: int, _end: int) -> Change | None:
    r"""Write the line that makes headers of a table's first row.

    >>> table_without_rule("| Skola | Elever |\n| Norra | 12 |", 0, 18)
    (18, 18, '\n|---|---|')
    """
    lines = lines_from(text, start, re.compile(r"^[ \t]*\|.*\|[ \t]*$"))
    if len(lines) < 2 or any(set(line.text) <= set("|:- \t") for line in lines):
        return None
    rows = [line.text.strip().strip("|").split("|") for line in lines]
    if not _are_headers([cell.strip() for cell in rows[0]]) or len({*map(len, rows)}) > 1:
        return None
    return lines[0].end, lines[0].end, f"\n{_rule(len(rows[0]))}"


def link(text: str, start: int, end: int) -> Change | None:
    """Write a link whose brackets are apart, or the wrong way round.

    >>> link("[Rapport] (www.exempel.se)", 0, 26)
    (0, 26, '[Rapport](https://www.exempel.se)')
    """
    written = text[start:end]
    match = re.fullmatch(r"\[([^\[\]\n]+)\] \(([^()\s]*)\)", written)
    swapped = re.fullmatch(r"\(([^()\s]*)\) ?\[([^\[\]\n]+)\]", written)
    if match:
        name, address = match.groups()
    elif swapped:
        address, name = swapped.groups()
    else:
        return None
    whole = f"https://{address}" if address.lower().startswith("www.") else address
    return start, end, f"[{name}]({whole})"


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("|", "\\|") for cell in line.strip("\n").split("\t")]


def _are_headers(cells: list[str]) -> bool:
    """Return whether *cells* may name columns: there are two, and none holds a figure."""
    named = [cell for cell in cells if cell]
    return len(cells) > 1 and bool(named) and not any(map(FIGURE.fullmatch, named))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns
