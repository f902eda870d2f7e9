"""The front matter of an article: YAML 1.2 between two lines of ``---``."""

from dataclasses import dataclass

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.validation import Location, Model, validate
from pressverk.yaml_reader import YamlError, position_of, read_mapping

FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An article's two parts; *body_line* is where the body begins in the file."""

    front: str
    body: str
    body_line: int


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
        values = read_mapping(front)
    except YamlError as error:
        line, column = error.position or (0, None)
        column = None if column is None else column + 1
        return None, [_finding(file, line + 2, error.message, error.rule, column)]

    def place(location: Location) -> Place:
        line, column = position_of(values, location)
        return Place(file=file, line=line + 2, column=column + 1)

    return validate(model, values, place)


def _finding(file: str, line: int, message: str, rule: str, column: int | None = None) -> Finding:
    return Finding(place=Place(file=file, line=line, column=column), message=message, rule=rule)
