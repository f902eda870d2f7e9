"""YAML 1.2: mappings, the place of each key, and what can't be read.

Input is untrusted, so what expands to gigabytes or takes the parser hours is refused before objects
are built. Faults that the parser would ignore, or report lines further down, are found by reading
the lines first.
"""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, Self

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
from pressverk.readers.yaml_lines import NUMBER, YamlFault, faults_of_lines

DEEPEST = 20
LONGEST = 100_000  # characters
LONGEST_NUMBER = 30
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


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
    if faults := tuple(faults_of_lines(text)):
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
