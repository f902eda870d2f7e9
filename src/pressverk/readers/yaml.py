"""YAML 1.2: mappings, the place of each key, and what can't be read.

Input is untrusted, so what expands to gigabytes or takes the parser hours is refused before objects
are built. Faults that the parser would ignore, or report lines further down, are found by reading
the lines first.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    ScalarEvent,
)

from pressverk.i18n import _
from pressverk.model import Edit

DEEPEST = 20
LONGEST = 100_000  # characters
LONGEST_NUMBER = 30
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
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


class YamlError(Exception):
    """A text that can't be read, with its *faults*, at least one."""

    def __init__(self, *faults: YamlFault) -> None:
        self.faults = faults
        super().__init__(faults[0].message)


class WrittenInt(int):
    """A whole number that keeps its source text: a reference number may begin with 0."""

    written: str

    def __new__(cls, value: int, written: str) -> Self:
        """Return the number."""
        number = super().__new__(cls, value)
        number.written = written
        return number

    def __str__(self) -> str:
        """Return the source text."""
        return self.written


class WrittenFloat(float):
    """A number that keeps its source text: 2024.10 may be an identifier."""

    written: str

    def __new__(cls, value: float, written: str) -> Self:
        """Return the number."""
        number = super().__new__(cls, value)
        number.written = written
        return number

    def __str__(self) -> str:
        """Return the source text."""
        return self.written


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: the schema parses them, and faults quote them."""


def _int(loader: Any, node: Any) -> WrittenInt:
    return WrittenInt(int(loader.construct_yaml_int(node)), node.value)


def _float(loader: Any, node: Any) -> WrittenFloat:
    return WrittenFloat(float(loader.construct_yaml_float(node)), node.value)


_Constructor.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)
_Constructor.add_constructor("tag:yaml.org,2002:int", _int)
_Constructor.add_constructor("tag:yaml.org,2002:float", _float)


def read_mapping(text: str) -> CommentedMap:
    """Return the mapping that *text* is, each key with its place.

    Raises:
        YamlError: with all faults that the lines show, else with the parser's first.
    """
    if len(text) > LONGEST:
        message = _("has {length} characters; keep to {most}", length=len(text), most=LONGEST)
        raise YamlError(YamlFault(message, "yaml-size"))
    if faults := tuple(_faults_of_lines(text)):
        raise YamlError(*faults)
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    try:
        _check(yaml.parse(text))
        values = yaml.load(text)
    except MarkedYAMLError as error:
        raise YamlError(_syntax_fault(error, text)) from error
    except (YAMLError, ValueError, OverflowError, KeyError, RecursionError) as error:
        raise YamlError(_unreadable(text)) from error
    if not isinstance(values, CommentedMap):
        message = _("no list of keys; write 'key: value' on each line")
        raise YamlError(YamlFault(message, "yaml-not-a-mapping"))
    return values


def position_of(values: object, location: tuple[str | int, ...]) -> tuple[int, int]:
    """Return the line and column, from 0, of the deepest part of *location* that exists."""
    position = (0, 0)
    for part in location:
        if isinstance(values, CommentedMap) and part in values:
            position = values.lc.value(part)
            # a value of several lines begins below its key, and so does none at all, by ruamel
            is_below = values[part] is None or isinstance(values[part], CommentedMap | CommentedSeq)
            if part == location[-1] and is_below:
                position = values.lc.key(part)
        elif isinstance(values, CommentedSeq) and isinstance(part, int) and part < len(values):
            position = values.lc.item(part)
        else:
            break
        values = values[part]
    return position


def key_position_of(values: object, location: tuple[str | int, ...]) -> tuple[int, int]:
    """Return the line and column, from 0, of the last key of *location*."""
    for part in location[:-1]:
        values = values[part]  # type: ignore[index] # a location is one in *values*
    if isinstance(values, CommentedMap) and location[-1] in values:
        line, column = values.lc.key(location[-1])
        return line, column
    return position_of(values, location[-1:])


def renamed(
    values: CommentedMap, names: Mapping[str, str], *, kept: Container[str] = ()
) -> CommentedMap:
    """Return *values* with the keys in *names* called as those say, and their places.

    What the keys *kept* hold stays as it is.

    Raises:
        YamlError: if a key occurs under both its names.
    """
    result = CommentedMap()
    result.lc.line, result.lc.col = values.lc.line, values.lc.col
    for key, value in values.items():
        name = names.get(key, key) if isinstance(key, str) else key
        if name in result:
            raise YamlError(_twice(str(key), values.lc.key(key)))
        result[name] = value if name in kept else _renamed_below(value, names)
        result.lc.add_kv_line_col(name, values.lc.data[key])
    return result


def _renamed_below(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, CommentedMap):
        return renamed(value, names)
    if isinstance(value, CommentedSeq):
        for number, item in enumerate(value):
            value[number] = _renamed_below(item, names)
    return value


def _check(events: Iterable[Event]) -> None:
    """Raise for YAML that would be read as something else than was meant, or would take hours.

    A few lines of aliases expand to gigabytes; nesting takes quadratic time in its depth.
    """
    depth = 0
    for event in events:
        position = event.start_mark.line, event.start_mark.column
        if isinstance(event, AliasEvent):
            message = _("an alias (*{name}); write the value out", name=event.anchor)
            raise YamlError(YamlFault(message, "yaml-alias", position))
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        elif isinstance(event, ScalarEvent):
            _check_scalar(event, position)
        if depth > DEEPEST:
            message = _("nested too deeply; remove some levels")
            raise YamlError(YamlFault(message, "yaml-nesting", position))
        if getattr(event, "anchor", None) or getattr(event, "ctag", None):
            message = _("'&' or '!' before a value; put the value in quotation marks")
            raise YamlError(YamlFault(message, "yaml-sign", position))


def _check_scalar(event: Any, position: tuple[int, int]) -> None:
    # The parser marks folds in a text with BEL; such a text can hold no other.
    value = event.value.replace("\a", "") if event.style == ">" else event.value
    if found := CONTROLS.search(value):
        code = f"U+{ord(found[0]):04X}"
        message = _("has the control character {code}; remove it", code=code)
        raise YamlError(YamlFault(message, "control-character", position))
    is_plain = not event.style
    if is_plain and len(event.value) > LONGEST_NUMBER and NUMBER.fullmatch(event.value):
        message = _("a number of {length} digits; shorten it", length=len(event.value))
        raise YamlError(YamlFault(message, "yaml-number", position))


def _syntax_fault(error: MarkedYAMLError, text: str) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    written = lines[line] if line < len(lines) else ""
    if type(error).__name__ == "DuplicateKeyError":
        return _twice(written.split(":")[0].strip(), (line, column))
    return YamlFault(_cant_be_read(), "yaml-syntax", (line, column))


def _twice(key: str, position: tuple[int, int]) -> YamlFault:
    message = _("the key {key!r} occurs twice; keep one", key=key)
    return YamlFault(message, "duplicate-key", position)


def _cant_be_read() -> str:
    return _("the line can't be read; put quotation marks around the value if it holds : or #")


ESCAPE = re.compile(r"\\[Uux][0-9A-Fa-f]*")


def _unreadable(text: str) -> YamlFault:
    """Return the fault of a *text* for which the parser failed without a position."""
    for number, line in enumerate(text.split("\n")):
        if found := ESCAPE.search(line):
            message = _(
                "{character} is not a character; write the character itself",
                character=repr(found[0]),
            )
            return YamlFault(message, "yaml-syntax", (number, found.start()))
    return YamlFault(_("not YAML; write 'key: value' on each line"), "yaml-syntax")


KEYED = re.compile(r"(?P<key>\w[\w .-]*?)(?P<colon>[ \t]*:)(?P<gap>[ \t]*)(?P<value>.*)")
ITEM = re.compile(r"- +")
BLOCK_SCALAR = re.compile(r"[>|][-+\d]*[ \t]*(?:[ \t]#.*)?")
COMMENT = re.compile(r"[ \t]#")
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


def _faults_of_lines(text: str) -> Iterator[YamlFault]:
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
    elif first in "[{":
        opened.depth = _depth(value)
        opened.kind = "flow" if opened.depth > 0 else "closed"
        if opened.depth <= 0 and not re.search(r"[]}][ \t]*(?:[ \t]#.*)?$", value):
            yield _sign(number, line, begin)
    elif first in QUOTED:
        yield from _faults_of_quotation(number, line, begin, opened)
    elif first in "#&!*@%`|>,]}?" or value.startswith("- "):
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


def _sign(number: int, line: str, begin: int) -> YamlFault:
    value = line[begin:].rstrip()
    cured = line[:begin] + in_quotes(value)
    message = _(
        "{character} at the beginning of a text means something else here; write: {line}",
        character=repr(value[0]),
        line=cured.lstrip(),
    )
    return YamlFault(message, "yaml-sign", (number, begin), line, cured)


def _faults_of_plain(number: int, line: str, begin: int, opened: _Open) -> Iterator[YamlFault]:
    value = line[begin:].rstrip()
    comment = COMMENT.search(value)
    text = value[: comment.start()].rstrip() if comment else value
    if comment and (" " in text or not re.match(r"[ \t]", value[comment.end() :] or " ")):
        cured = line[:begin] + in_quotes(value)
        message = _("what stands after # would be left out; write: {line}", line=cured.lstrip())
        position = number, begin + comment.start() + 1
        yield YamlFault(message, "yaml-comment", position, line, cured)
    elif found := re.search(r":(?:[ \t]|$)", text):
        cured = line[:begin] + in_quotes(text)
        message = _("text with a colon needs quotation marks; write: {line}", line=cured.lstrip())
        kept = value[len(text) :]  # a comment
        position = number, begin + found.start()
        yield YamlFault(message, "yaml-colon", position, line, cured + kept)
    opened.kind = "plain"


def _faults_of_quotation(number: int, line: str, begin: int, opened: _Open) -> Iterator[YamlFault]:
    value = line[begin:].rstrip()
    quoted = QUOTED[value[0]].match(value)
    if quoted is None:
        opened.kind = value[0]
        return
    rest = value[quoted.end() :].strip()
    if not rest or rest.startswith("#") or (rest[0] in ":," and begin == opened.indent):
        opened.kind = "" if rest.startswith(":") else "closed"
        return
    inner = value[1:-1] if value[-1] == value[0] and rest[-1] == value[0] else value
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
