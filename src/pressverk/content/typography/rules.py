"""The rules of Swedish and English typography, as edits to a line of text.

Swedish: Svenska skrivregler (Språkrådet); English: New Hart's Rules. An edit changes white space,
quotation marks, dashes and the like where the meaning is certain, and never a letter.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pressverk.formats import DIGIT_GROUPS, ISOLATED

NO_BREAK = "\xa0"
NARROW_NO_BREAK = "\u202f"
# Placeholder for what isn't edited: code, a picture. A line break isn't white space either.
OBJECT, LINE_BREAK = "\ufffc", "\u2028"

GAP = r"[ \t\n\xa0\u202f]+"
BREAKABLE = re.compile(r"[\xa0\u202f]*[ \t\n][ \t\n\xa0\u202f]*")
CAPITAL = "[A-ZÀ-ÖØ-Þ]"
YEAR = r"(?:1[5-9]|20)\d\d"
# Not part of something longer: a telephone or reference number, a date, a word.
ALONE = r"(?<![\w\-–+/:.,§])(?<!\d[ \xa0\u202f\n])(?<!\+)"
ENDS = r"(?![\w\-–/:])(?![.,]\d)(?![ \xa0\u202f\n]\d)"


class Edit(NamedTuple):
    """Replace the text from *start* to *end* with *text*."""

    start: int
    end: int
    text: str


Convention = Callable[[str], Iterator[Edit]]


def replace(pattern: str, text: str) -> Convention:
    """Return the rule that group 1 of *pattern* is written *text*."""
    compiled = re.compile(pattern)

    def edits(line: str) -> Iterator[Edit]:
        for match in compiled.finditer(line):
            if match[1] != text:
                yield Edit(*match.span(1), text)

    return edits


def no_break(pattern: str) -> Convention:
    """Return the rule that a line never breaks within *pattern*."""
    compiled = re.compile(pattern)

    def edits(line: str) -> Iterator[Edit]:
        for match in compiled.finditer(line):
            for gap in BREAKABLE.finditer(line, *match.span()):
                narrow = NARROW_NO_BREAK in gap[0]
                yield Edit(*gap.span(), NARROW_NO_BREAK if narrow else NO_BREAK)

    return edits


def isolated_digits(line: str) -> Iterator[Edit]:
    """Yield isolates around groups of digits, which keep their order in right-to-left text."""
    for match in DIGIT_GROUPS.finditer(line):
        yield Edit(*match.span(), ISOLATED.format(match[0]))


def ranges(line: str) -> Iterator[Edit]:
    """Yield en dashes for the hyphens of ranges: years, small numbers that rise, clock times."""
    for pattern in RANGES:
        for match in pattern.finditer(line):
            low, high = (float(match[n].replace(":", ".").replace(",", ".")) for n in (1, 3))
            if low < high and match[2] != "–":
                yield Edit(*match.span(2), "–")


RANGES = (
    re.compile(rf"{ALONE}({YEAR})([ \n]?[-–][ \n]?)({YEAR}){ENDS}"),
    re.compile(rf"{ALONE}(0|[1-9]\d{{0,2}})([-–])([1-9]\d{{0,2}}){ENDS}"),
    re.compile(rf"{ALONE}([012]?\d[.:][0-5]\d)([-–])([012]?\d[.:][0-5]\d){ENDS}"),
)


def _words(words: str) -> str:
    """Return a pattern for any of *words*, separated by spaces; ``~`` is a space in a word."""
    return "|".join(re.escape(word).replace("\\~", GAP).replace("~", GAP) for word in words.split())


MONTHS_SWEDISH = _words(
    "januari februari mars april maj juni juli augusti september oktober november december"
)
MONTHS_ENGLISH = _words(
    "January February March April May June July August September October November December"
)
UNITS = _words(
    "mm cm dm m km m² m³ km² ha g hg kg ton l dl cl kWh MWh GWh TWh kW MW GB TB °C °F % ‰"
    " kr SEK tkr mkr kvm min"
)
UNITS_SWEDISH = _words("kronor procent miljon miljoner miljard miljarder tusen")
UNITS_ENGLISH = _words("percent per~cent million billion thousand")
NUMBERED_SWEDISH = _words(
    "kl kl. s. sid. nr kap. st. art. bil. figur Figur tabell Tabell bilaga Bilaga kapitel Kapitel"
    " sidan paragraf § §§"
)
NUMBERED_ENGLISH = _words(
    "p. pp. no. No. nos. vol. ch. sec. art. fig. Fig. figure Figure table Table page"
    " chapter Chapter appendix Appendix § §§"
)
ABBREVIATED_SWEDISH = _words(
    "t.~ex. bl.~a. d.~v.~s. m.~m. m.~fl. o.~s.~v. o.~d. e.~d. fr.~o.~m. t.~o.~m. p.~g.~a."
    " s.~k. f.~d. p.~s.~s. å.~k."
)
ABBREVIATED_ENGLISH = _words("e.~g. i.~e. a.~m. p.~m. et~al.")


def _quantities(*units: str) -> Convention:
    return no_break(rf"(?<=\d){GAP}(?:{'|'.join(units)})(?![\w])")


def _numbered(words: str) -> Convention:
    return no_break(rf"(?<![\w.])(?:{words}){GAP}(?=\d)")


MEASURES = r"(?:%|°|grader\b|procent\b|degrees\b|percent\b)"
COMMON: tuple[Convention, ...] = (
    replace(r"(?<!\.)(\.\.\.)(?!\.)", "…"),
    replace(r"(?<![\d\s\-–])[ \n](-|--|–)[ \n](?![\d\s])", "–"),
    replace(r"(?<=\S)[ \n](--)[ \n]", "–"),
    ranges,
    # A minus sign where a measure follows; elsewhere it could be a bullet or a hyphen.
    replace(rf"(?:\A|(?<=\()|(?<=[^\W\d] ))(-)(?=\d+(?:[.,]\d+)?(?:{GAP})?{MEASURES})", "−"),
    replace(r"(?<=[1-9]\d)(x)(?=\d)", "×"),
    replace(r"(?<![\w.,])\d(?<!0)(x)(?=\d)", "×"),
    replace(r"(?<=\d)[ \n\xa0](x)[ \n\xa0](?=\d)", "×"),
    no_break(rf"(?<=\d){GAP}×{GAP}(?=\d)"),
    no_break(rf"{ALONE}[1-9]\d{{0,2}}(?:{GAP}\d{{3}})+{ENDS}"),
    no_break(rf"(?<=\d){GAP}§"),
    no_break(rf"(?<![\w.])(?:{CAPITAL}\.{GAP})+(?={CAPITAL})"),
    no_break(rf"\A–{GAP}(?=\S)"),
)
SWEDISH: tuple[Convention, ...] = (
    *COMMON,
    replace(r"(?<=\w)(---?)(?=\w)", "–"),
    _quantities(UNITS, UNITS_SWEDISH),
    _numbered(NUMBERED_SWEDISH),
    no_break(rf"(?<![\w.,:-])[0-3]?\d{GAP}(?:{MONTHS_SWEDISH})\b"),
    no_break(rf"(?i:\b(?:{ABBREVIATED_SWEDISH}))"),
)
ENGLISH: tuple[Convention, ...] = (
    *COMMON,
    replace(r"(?<=\w)(---?)(?=\w)", "—"),
    _quantities(UNITS, UNITS_ENGLISH),
    _numbered(NUMBERED_ENGLISH),
    no_break(rf"(?<![\w.,:-])[0-3]?\d{GAP}(?:{MONTHS_ENGLISH})\b"),
    no_break(rf"\b(?:{MONTHS_ENGLISH}){GAP}[0-3]?\d\b(?!\d)"),
    no_break(rf"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.?{GAP}(?={CAPITAL})"),
    no_break(rf"(?i:\b(?:{ABBREVIATED_ENGLISH}))"),
)


DOUBLE, SINGLE = '"“”„', "'‘’"
MARK = re.compile(f"[{DOUBLE}{SINGLE}]")
ELIDED = re.compile(r"'(?:n'|tis\b|twas\b|em\b|cause\b|til\b|\d0s\b|\d\d\b)", re.IGNORECASE)
BEFORE_OPENING = frozenset(" \t\n\xa0\u202f\u2028([{–—/")
AFTER_CLOSING = frozenset(" \t\n\xa0\u202f\u2028)]}.,;:!?…–—")


def swedish_quotes(line: str) -> Iterator[Edit]:
    """Yield ” and ’ for any quotation marks: Swedish has the same at both ends."""
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
    """Return whether the mark at *position* begins a quotation."""
    following = line[position + 1 : position + 2]
    if not following or following in AFTER_CLOSING:
        return False
    if position == 0 or line[position - 1] in BEFORE_OPENING:
        return True
    return line[position - 1] in DOUBLE + SINGLE and after_opening


def _is_closed(line: str, start: int) -> bool:
    """Return whether a quotation that begins before *start* ends within the next sentences."""
    for position in range(start, min(len(line), start + 400)):
        if line[position] in "'’" and line[position - 1] not in BEFORE_OPENING:
            following = line[position + 1 : position + 2]
            if not following or following in AFTER_CLOSING or following in DOUBLE:
                return True
    return False
