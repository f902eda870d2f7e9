r"""Text that the dialect must not read as markup.

A character is escaped only where it would mean something (docs/writing.md), since people go on
writing in the result. ``<`` is always ``&lt;``: checks for comments and tags read the raw text.
``&amp;`` is ``&amp;amp;``: Python-Markdown knows no other way to write it.
"""

import re
import unicodedata
from collections import Counter

BLANKS = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
# Control characters, noncharacters and zero-width characters that mean nothing in Swedish or
# English; joiners stay, since Persian and emoji need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\ufeff\ufdd0-\ufdef"
    "\ufffc\ufffe\uffff]"
)
ANYWHERE = re.compile(
    r"""
    [\\`*\[\]{}|]                         # escapes, code, emphasis, links, attributes, cells
    | (?<![^\W_])_ | _(?![^\W_])          # within a word it is no emphasis
    | <                                   # elements and comments
    | &(?=\#?\w+;|\#[xX]?[0-9a-fA-F])  # names and numbers of characters; numbers need no ;
    | ~(?=~) | (?<=[\w~])~ | =(?==)       # what other dialects read, which checks would report
    | (?<=\w)\^(?=\w) | /(?=//) | (?<![\w@])@(?=(?:fig|tbl|tab|sec|eq)[-:])
    | -(?=->) | \#(?=\#)                  # an end of a comment, headings
    | \$(?=[^\s$][^$]{0,400}=[^$]{0,400}\$)
    """,
    re.VERBOSE,
)
# What means something only where a line begins: its first character is escaped, or the full stop
# after a number.
AT_START = re.compile(
    r"""
    (?P<number>\d{1,9}|[A-Za-z](?=\))|a(?=\.))(?P<stop>[.)])(?=[ ]|$|[^\W\d_])
    | (?P<bullet>[•·▪◦‣●○■])              # lists of other programs
    | (?:
        [-+](?=[ ]|$|[^\W\d_])            # lists; the asterisk is escaped anywhere
        | —(?=[ ]?[^\W\d_]) | –(?=[^\W\d_])  # what looks like speech
        | \#{1,6}                         # headings
        | > | /{3,} | ~{3,} | :(?=[ :]|$)  # quotations, blocks, code, definitions
        | !(?=!!)                         # boxes of other dialects
        | [-=:| ]+$                       # the line under a heading or under a table's head
      )
    """,
    re.VERBOSE,
)
# Unicode's private use areas: what stands there is only what some font makes of it.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# Where Windows puts the characters of symbol fonts (0xF000 and their code): those of Symbol and
# Wingdings that lists and letters use. A few codes are other characters in the other font.
PRIVATE_SYMBOLS = {
    0xF020: " ", 0xF02D: "−", 0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF075: "◆",
    0xF076: "❖", 0xF09F: "•", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±",
    0xF0B7: "•", 0xF0D8: "➢", 0xF0DF: "←", 0xF0E0: "→", 0xF0E1: "↑", 0xF0E2: "↓", 0xF0E8: "➔",
    0xF0F0: "⇨", 0xF0FB: "✗", 0xF0FC: "✓", 0xF0FD: "☒", 0xF0FE: "☑",
}  # fmt: skip
NO_BREAK = "\xa0"
PARTED = "<span></span>"
# What would end an address in a link, or be markup there.
ENCODED = {
    each: "".join(f"%{byte:02X}" for byte in each.encode()) for each in ' ()<>"\\|`{}[]*\xa0'
}
NAMED = {"<": "&lt;", "&": "&amp;"}


def visible(text: str) -> str:
    r"""Return *text* with one blank for white space, composed, without what nobody can see.

    >>> visible("a\u200bb \n\u2028 e\u0301"), visible("\uf0b7 en \ue05a två")
    ('ab é', '• en två')
    """
    text = PRIVATE.sub(lambda found: PRIVATE_SYMBOLS.get(ord(found[0]), " "), text)
    return unicodedata.normalize("NFC", BLANKS.sub(" ", INVISIBLE.sub("", text)))


def unknown_symbols(text: str) -> Counter[str]:
    r"""Return the characters of *text* that only some font has, and that aren't known here.

    >>> unknown_symbols("\uf0b7 en, \ue05a två")
    Counter({'U+E05A': 1})
    """
    found = (ord(each) for each in PRIVATE.findall(text))
    return Counter(f"U+{code:04X}" for code in found if code not in PRIVATE_SYMBOLS)


def escape(text: str) -> str:
    r"""Return *text*, visible and without line ends, as it is written within a line.

    >>> print(escape("2 * 3 < 7 & [x] snake_case &amp;"))
    2 \* 3 &lt; 7 & \[x\] snake_case &amp;amp;
    """
    text = ANYWHERE.sub(_escaped, text).replace("\xad", "&shy;")
    # The check for notes without a text reads the result: an element separates the characters.
    return text.replace(r"\[^", rf"\[{PARTED}^")


def escape_start(line: str) -> str:
    r"""Return the *line*, escaped already, so that its beginning means nothing.

    >>> escape_start("1. maj"), escape_start("# 1"), escape_start("- fem"), escape_start("-5")
    ('1\\. maj', '\\# 1', '\\- fem', '-5')
    """
    match = AT_START.match(line)
    if match is None:
        return line
    if match["bullet"]:
        return f"&#{ord(match['bullet'])};{line[match.end() :]}"
    if match["number"]:
        return f"{match['number']}\\{line[match.start('stop') :]}"
    return f"\\{line}"


def escape_value(text: str) -> str:
    r"""Return *text* as the value of an attribute between double quotation marks.

    An attribute list knows no escapes: typographic marks stand in for the straight ones, and
    parentheses for braces.

    >>> escape_value('Foto: "Bo" {1}')
    'Foto: ”Bo” (1)'
    """
    return visible(text).strip().translate(str.maketrans('"{}', "”()"))


def escape_address(address: str) -> str:
    """Return *address* without the characters that would end it in a link.

    >>> escape_address("https://example.se/a b_(c)")
    'https://example.se/a%20b_%28c%29'
    """
    return "".join(ENCODED.get(each, each) for each in visible(address.strip()))


def comment(text: str) -> str:
    r"""Return *text* as a comment, which no edition shows.

    >>> comment("fel -- rätta > `nu`")
    "<!-- fel – rätta > 'nu' -->"
    """
    inner = re.sub(r"-{2,}", "–", visible(text)).replace("`", "'").strip(" ->")
    return f"<!-- {inner} -->"


def _escaped(match: re.Match[str]) -> str:
    return NAMED.get(match[0]) or f"\\{match[0]}"
