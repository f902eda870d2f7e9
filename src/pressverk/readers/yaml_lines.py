"""YAML read line by line: what the parser would ignore, or report lines further down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pressverk.i18n import N_, _
from pressverk.model import Edit

NUMBER = re.compile(r"[-+]?[.\d][\w.+-]*", re.ASCII)


class YamlFault(NamedTuple):
    """One thing that can't be read; *position* is its line and column from 0, if it is known.

    *written* is the line there, *cured* how it would be read as it is meant.
    """

    message: str
    rule: str
    position: tuple[int, int] | None = None
    written: str = ""
    cured: str = ""

    def edits(self, first_line: int) -> tuple[Edit, ...]:
        """Return what cures it in a file where the text begins on *first_line*."""
        if self.position is None or not self.cured or self.cured == self.written:
            return ()
        line = first_line + self.position[0]
        return (Edit(line=line, column=1, written=self.written, replacement=self.cured),)


KEYED = re.compile(r"(?P<key>\w[\w .-]*?)(?P<colon>[ \t]*:)(?P<gap>[ \t]*)(?P<value>.*)")
ITEM = re.compile(r"- +")
BLOCK_SCALAR = re.compile(r"[>|][-+\d]*[ \t]*(?:[ \t]#.*)?")
COMMENT = re.compile(r"[ \t]#")
# Before a comment: a name, number or date. What follows other words is more likely one of them.
NAME = re.compile(r"[a-z0-9_.:/+-]+", re.ASCII)
COLON = re.compile(r":(?:[ \t]|$)")
SIGNS = "#&!*@%`|>,]}?"
CURLY = re.compile(r"[”“„»«‘’](?P<text>.+)[”“„»«‘’]")
QUOTED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"'(?:[^']|'')*'"),
}


@dataclass(slots=True)
class _Open:
    """A construct that earlier lines have left open."""

    kind: str = ""  # a block, plain or flow scalar, or a quotation mark
    indent: int = 0
    position: tuple[int, int] = (0, 0)
    line: str = ""
    depth: int = 0


def faults_of_lines(text: str) -> Iterator[YamlFault]:
    """Yield the faults that can be found line by line in *text*."""
    opened = _Open()
    for number, line in enumerate(text.split("\n")):
        if not line.strip() or (line.lstrip().startswith("#") and opened.kind not in {'"', "'"}):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if "\t" in line[: len(line) - len(line.lstrip())]:
            position = number, line.index("\t")
            message = _("a tab; write spaces instead")
            yield YamlFault(message, "yaml-tab", position, line, _without_tabs(line))
            opened = _Open()
            continue
        if _goes_on(opened, line, indent):
            yield from _faults_of_continuation(opened, number, line)
            continue
        if opened.kind in QUOTED:
            yield _unclosed(opened)
        opened = _Open()
        yield from _faults_of_line(number, line, indent, opened)
    if opened.kind in QUOTED:
        yield _unclosed(opened)


def _goes_on(opened: _Open, line: str, indent: int) -> bool:
    """Return whether *line* belongs to the *opened* construct, and close that if the line does."""
    if opened.kind == "flow":
        opened.depth += _depth(line)
        if opened.depth <= 0:
            opened.kind = "closed"
        return True
    if opened.kind in QUOTED:
        if indent <= opened.indent and KEYED.match(line.lstrip(" -")):
            return False
        if re.search(rf"(?<!\\){opened.kind}[ \t]*(?:#.*)?$", line):
            opened.kind = "closed"
        return True
    return opened.kind in {"block", "plain", "closed"} and indent > opened.indent


def _faults_of_continuation(opened: _Open, number: int, line: str) -> Iterator[YamlFault]:
    """Yield the faults of a continuation line of a plain scalar."""
    if opened.kind not in {"plain", "closed"}:
        return
    if re.search(r":(?:[ \t]|$)|[ \t]#", line):
        message = _(
            "this line belongs to the text above; move it to the left if it is a key of its own, or"
            " put >- before that text and begin it on a new line"
        )
        yield YamlFault(message, "yaml-syntax", (number, len(line) - len(line.lstrip())))


def _faults_of_line(number: int, line: str, indent: int, opened: _Open) -> Iterator[YamlFault]:
    """Yield the faults of the *line* of a key or an item, and record in *opened* what it opens."""
    start = indent
    while item := ITEM.match(line, start):
        start = item.end()
    keyed = KEYED.match(line, start)
    if keyed is None:
        if start == indent == 0 and re.match(r"\w[\w-]*[ \t]*=", line):
            name, _sign, value = line.partition("=")
            cured = f"{name.strip()}: {value.strip()}"
            yield _with_colon(number, 0, "yaml-syntax", line, cured)
            return
        begin = start
    else:
        begin = keyed.start("value")
        if keyed["value"] and not keyed["gap"]:
            if "://" in line[start : begin + 2] or (start > indent and keyed["value"][0].isdigit()):
                begin = start
            else:
                column = keyed.end("colon")
                cured = f"{line[:column]} {keyed['value']}"
                yield _with_colon(number, column, "yaml-colon", line, cured)
                return
    opened.indent = start if keyed else indent
    opened.line, opened.position = line, (number, begin)
    yield from _faults_of_value(number, line, begin, opened)


def _faults_of_value(number: int, line: str, begin: int, opened: _Open) -> Iterator[YamlFault]:
    value = line[begin:].rstrip()
    first = value[:1]
    if not value:
        return
    if BLOCK_SCALAR.fullmatch(value):
        opened.kind = "block"
    elif re.fullmatch(r"\{[^:{}]*\}.*", value) and KEYED.match(line):
        yield _sign(number, line, begin)
    elif first in "[{":
        opened.depth = _depth(value)
        opened.kind = "flow" if opened.depth > 0 else "closed"
        if opened.depth <= 0 and not re.search(r"[]}][ \t]*(?:[ \t]#.*)?$", value):
            yield _sign(number, line, begin)
        elif opened.depth <= 0 and first == "[" and not {"{", "}"} & set(value):
            yield from _faults_of_items(number, line, begin)
    elif first in QUOTED:
        yield from _faults_of_quotation(number, line, begin, opened)
    elif first in SIGNS or value.startswith("- "):
        yield _sign(number, line, begin)
    elif curly := CURLY.fullmatch(value):
        cured = line[:begin] + in_quotes(curly["text"])
        message = _(
            "these quotation marks would be printed; write: {line}, or with them {other}",
            line=cured.lstrip(),
            other=line[:begin].lstrip() + in_quotes(value),
        )
        yield YamlFault(message, "yaml-quotes", (number, begin), line, cured)
    else:
        yield from _faults_of_plain(number, line, begin, opened)


FLOW_ITEM = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\"'\[\]]+")
MEANT_AS_TEXT = {
    "yaml-sign": N_(
        "{character} at the beginning of a text means something else here; write: {line}"
    ),
    "yaml-comment": N_("what stands after # would be left out; write: {line}"),
    "yaml-colon": N_("text with a colon needs quotation marks; write: {line}"),
}


def _faults_of_items(number: int, line: str, begin: int) -> Iterator[YamlFault]:
    """Yield the first fault of a list in brackets, with all its items as they are meant."""
    pieces, position = [""], 0
    first: tuple[str, int] | None = None
    for match in FLOW_ITEM.finditer(line, begin, line.rindex("]")):
        item = match[0].strip()
        at = match.start() + match[0].find(item)
        if found := _trouble_in(item):
            first = first or (found[0], at + found[1])
            pieces += [line[position:at], in_quotes(item)]
            position = at + len(item)
    if first:
        yield _as_text(*first, number, line, "".join((*pieces, line[position:])))


def _trouble_in(item: str) -> tuple[str, int] | None:
    """Return the rule that *item* of a list breaks, and where in it."""
    if not item or item[0] in QUOTED:
        return None
    if item[0] in SIGNS or item.startswith("- "):
        return "yaml-sign", 0
    if comment := COMMENT.search(item):
        return "yaml-comment", comment.start() + 1
    colon = COLON.search(item)
    return ("yaml-colon", colon.start()) if colon else None


def _sign(number: int, line: str, begin: int) -> YamlFault:
    cured = line[:begin] + in_quotes(line[begin:].rstrip())
    return _as_text("yaml-sign", begin, number, line, cured)


def _as_text(rule: str, column: int, number: int, line: str, cured: str) -> YamlFault:
    """Return the fault of a *line* that is read otherwise than as the text that is meant."""
    message = _(MEANT_AS_TEXT[rule], character=repr(line[column]), line=cured.lstrip())
    return YamlFault(message, rule, (number, column), line, cured)


def _faults_of_plain(number: int, line: str, begin: int, opened: _Open) -> Iterator[YamlFault]:
    value = line[begin:].rstrip()
    comment = COMMENT.search(value)
    text = value[: comment.start()].rstrip() if comment else value
    if comment and not _is_set_apart(text, value[len(text) :]):
        cured = line[:begin] + in_quotes(value)
        yield _as_text("yaml-comment", begin + comment.start() + 1, number, line, cured)
    elif found := COLON.search(text):
        kept = value[len(text) :]  # a comment
        cured = line[:begin] + in_quotes(text) + kept
        yield _as_text("yaml-colon", begin + found.start(), number, line, cured)
    opened.kind = "plain"


def _is_set_apart(text: str, comment: str) -> bool:
    """Return whether *comment*, with the spaces before it, can't be words of the *text*."""
    is_name = NAME.fullmatch(text) or (" " not in text and comment.startswith("  "))
    return bool(is_name) and is_comment(comment.lstrip())


def is_comment(text: str) -> bool:
    """Return whether *text*, from # on, is a comment and no number or word of a text.

    >>> is_comment("# of the day"), is_comment("#1")
    (True, False)
    """
    return re.match(r"#+(?:\s|$)", text) is not None


def _faults_of_quotation(number: int, line: str, begin: int, opened: _Open) -> Iterator[YamlFault]:
    value = line[begin:].rstrip()
    quoted = QUOTED[value[0]].match(value)
    if quoted is None:
        opened.kind = value[0]
        return
    rest = value[quoted.end() :].strip()
    if not rest or is_comment(rest) or (rest[0] in ":," and begin == opened.indent):
        opened.kind = "" if rest.startswith(":") else "closed"
        return
    # The second mark of "The "new" park" opens a quotation; that of "One" and "two" closes one.
    closes = quoted[0][-2].strip() not in {"", value[0]} and not value[quoted.end()].isalnum()
    inner = value if closes or value[-1] != value[0] else value[1:-1]
    cured = line[:begin] + in_quotes(inner)
    message = _("quotation marks within a text; write: {line}", line=cured.lstrip())
    yield YamlFault(message, "yaml-quotes", (number, begin), line, cured)


def _unclosed(opened: _Open) -> YamlFault:
    number, begin = opened.position
    value = opened.line[begin:].rstrip()
    cured = opened.line[:begin] + in_quotes(value[1:])
    message = _("the quotation mark is never closed; write: {line}", line=cured.lstrip())
    return YamlFault(message, "yaml-quotes", (number, begin), opened.line, cured)


def _with_colon(number: int, column: int, rule: str, line: str, cured: str) -> YamlFault:
    message = _("a key is followed by a colon and a space; write: {line}", line=cured)
    return YamlFault(message, rule, (number, column), line, cured)


def _without_tabs(line: str) -> str:
    """Return *line* with two spaces for each tab that it begins with."""
    text = line.lstrip()
    return line[: len(line) - len(text)].replace("\t", "  ") + text


def _depth(text: str) -> int:
    """Return how many brackets outside quotation marks *text* leaves open."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", "", text)
    return sum(bare.count(mark) for mark in "[{") - sum(bare.count(mark) for mark in "]}")


def in_quotes(text: str) -> str:
    r"""Return *text* as a quoted YAML scalar.

    >>> in_quotes('Lekpark "Ett" #1')
    '"Lekpark \\"Ett\\" #1"'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


TRAILING = re.compile(r"((?:[^\"'#\n]|\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?<=\S)#)*?)[ \t]+#.*")


def without_comments(text: str) -> str:
    r"""Return the YAML *text* without its comments.

    >>> without_comments("a: b  # c\n# d\ne: >-\n  # f\n")
    'a: b\ne: >-\n  # f\n'
    """
    kept: list[str] = []
    block: int | None = None  # the indentation of the key whose text stands below it
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and (not line.strip() or indent > block):
            kept.append(line)
            continue
        block = None
        if line.lstrip().startswith("#"):
            continue
        comment = TRAILING.fullmatch(line)
        kept.append(comment[1] if comment else line)
        keyed = KEYED.match(line, indent)
        if keyed and BLOCK_SCALAR.fullmatch(keyed["value"]):
            block = indent
    return "\n".join(kept)
