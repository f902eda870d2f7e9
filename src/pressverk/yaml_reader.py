"""YAML 1.2 as people write it: lists of keys, where each stands, and what can't be read.

Files and blocks come from anywhere, so what unfolds to gigabytes or costs the parser hours is
refused before anything is made of it.
"""

from collections.abc import Iterable

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event

from pressverk.i18n import _

DEEPEST = 20


class YamlError(Exception):
    """Why a text can't be read, and where: *line* and *column* from 0, none for all of it."""

    def __init__(
        self, message: str, rule: str = "yaml-syntax", position: tuple[int, int] | None = None
    ) -> None:
        self.message, self.rule, self.position = message, rule, position
        super().__init__(message)


class _Constructor(RoundTripConstructor):
    """Leaves dates as they are written: the schema reads them, and their faults show them."""


_Constructor.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)


def read_mapping(text: str) -> CommentedMap:
    """Return the keys and values that *text* lists, each with its place.

    Raises:
        YamlError: for the first thing that can't be read.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    try:
        if "*" in text or text.count("[") + text.count("{") > DEEPEST:
            _check(yaml.parse(text))
        values = yaml.load(text)
    except MarkedYAMLError as error:
        raise _syntax_error(error, text) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlError(_("not YAML; write 'key: value' on each line")) from error
    if not isinstance(values, CommentedMap):
        message = _("no list of keys; write 'key: value' on each line")
        raise YamlError(message, "yaml-not-a-mapping")
    return values


def position_of(values: object, location: tuple[str | int, ...]) -> tuple[int, int]:
    """Return the line and column, from 0, of the deepest part of *location* that is written."""
    position = (0, 0)
    for part in location:
        if isinstance(values, CommentedMap) and part in values:
            position = values.lc.value(part)
            if part == location[-1] and isinstance(values[part], CommentedMap | CommentedSeq):
                position = values.lc.key(part)
        elif isinstance(values, CommentedSeq) and isinstance(part, int) and part < len(values):
            position = values.lc.item(part)
        else:
            break
        values = values[part]
    return position


def _check(events: Iterable[Event]) -> None:
    """Stop at the first alias, and where it gets too deep: it takes time with the square of that.

    A few lines of aliases unfold to gigabytes.
    """
    depth = 0
    for event in events:
        position = event.start_mark.line, event.start_mark.column
        if isinstance(event, AliasEvent):
            message = _("an alias (*{name}); write the value out", name=event.anchor)
            raise YamlError(message, "yaml-alias", position)
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            message = _("nested too deeply; take some levels away")
            raise YamlError(message, "yaml-nesting", position)


def _syntax_error(error: MarkedYAMLError, text: str) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    written = lines[line] if line < len(lines) else ""
    if type(error).__name__ == "DuplicateKeyError":
        message = _("the key {key!r} stands twice; keep one", key=written.split(":")[0].strip())
        rule = "duplicate-key"
    elif "\t" in written:
        message, column = _("a tab; write spaces instead"), written.index("\t")
        rule = "yaml-tab"
    else:
        message = _(
            "not YAML ({problem}); put text with ':' or '#' in quotation marks",
            problem=(error.problem or "").strip(),
        )
        rule = "yaml-syntax"
    return YamlError(message, rule, (line, column))
