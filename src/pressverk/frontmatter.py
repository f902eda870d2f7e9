"""The front matter of an article: YAML 1.2 between two lines of ``---``."""

from collections.abc import Iterable
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from pressverk.model import Finding, Place
from pressverk.schema import Location, Model, validate
from pressverk.translation import _

FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An article's two parts; *body_line* is where the body begins in the file."""

    front: str
    body: str
    body_line: int


class _Constructor(RoundTripConstructor):
    """Leaves dates as they are written: the schema reads them, and their faults show them."""


_Constructor.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)


def split(text: str, file: str) -> Split:
    r"""Return the front matter and the body of *text*.

    >>> split("---\ntitle: Spring\n---\nHello.\n", "spring.md").body_line
    4

    Raises:
        FrontMatterError: when the front matter is missing or has no end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        message = _("has no front matter; begin the file with a line '---', 'title: …' and '---'")
        raise FrontMatterError(_finding(file, 1, message, "front-matter-missing"))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            body = "\n".join(lines[number + 1 :])
            return Split(front="\n".join(lines[1:number]), body=body, body_line=number + 2)
    message = _("the front matter has no end; close it with a line '---'")
    raise FrontMatterError(_finding(file, 1, message, "front-matter-unclosed"))


class FrontMatterError(Exception):
    """The front matter can't be read far enough to find more faults."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def parse_front_matter(
    front: str, file: str, model: type[Model]
) -> tuple[Model | None, list[Finding]]:
    """Return what *front* (the lines between the fences, from line 2) says, or its faults."""
    try:
        values = _load(front, file)
    except FrontMatterError as error:
        return None, [error.finding]

    def place(location: Location) -> Place:
        line, column = _position(values, location)
        return Place(file=file, line=line + 2, column=column + 1)

    return validate(model, values, place)


def _load(front: str, file: str) -> CommentedMap:
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    try:
        if "*" in front:
            _refuse_aliases(yaml.parse(front), file)
        values = yaml.load(front)
    except MarkedYAMLError as error:
        raise FrontMatterError(_syntax_finding(error, front, file)) from error
    except (YAMLError, ValueError, RecursionError) as error:
        message = _("the front matter is not YAML; write 'key: value' on each line")
        raise FrontMatterError(_finding(file, 2, message, "yaml-syntax")) from error
    if not isinstance(values, CommentedMap):
        message = _("the front matter is no list of keys; write 'key: value' on each line")
        raise FrontMatterError(_finding(file, 2, message, "front-matter-not-a-mapping"))
    return values


def _refuse_aliases(events: Iterable[object], file: str) -> None:
    """Stop at the first alias: a few lines of them unfold to gigabytes."""
    for event in events:
        if isinstance(event, AliasEvent):
            message = _(
                "an alias (*{name}) in the front matter; write the value out", name=event.anchor
            )
            mark = event.start_mark
            raise FrontMatterError(
                _finding(file, mark.line + 2, message, "yaml-alias", mark.column + 1)
            )


def _syntax_finding(error: MarkedYAMLError, front: str, file: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = front.split("\n")
    written = lines[line] if line < len(lines) else ""
    if type(error).__name__ == "DuplicateKeyError":
        message = _("the key {key!r} stands twice; keep one", key=written.split(":")[0].strip())
        rule = "duplicate-key"
    elif "\t" in written:
        message, column = _("a tab; use spaces in the front matter"), written.index("\t")
        rule = "yaml-tab"
    else:
        message = _(
            "not YAML ({problem}); put text with ':' or '#' in quotation marks",
            problem=(error.problem or "").strip(),
        )
        rule = "yaml-syntax"
    return _finding(file, line + 2, message, rule, column + 1)


def _position(values: object, location: Location) -> tuple[int, int]:
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


def _finding(file: str, line: int, message: str, rule: str, column: int | None = None) -> Finding:
    return Finding(place=Place(file=file, line=line, column=column), message=message, rule=rule)
