"""Front matter as a form: its fields, and the text with what was changed in them.

Only the lines of a changed field are rewritten; comments, order and keys that the form doesn't
show stay as they are.
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap
from typing import Any

from babel.dates import format_date
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from pressverk.content.front_matter import FENCE, FrontMatterError, read_values, split
from pressverk.formats import LOCALES, moment_in_words, parse_day, parse_moment
from pressverk.i18n import _, message_language
from pressverk.model import Contact
from pressverk.readers.names import KEYS, SWEDISH_KEYS
from pressverk.readers.yaml_lines import CURLY

TEXTS = ("title", "lead", "diary_number", "language", "layout", "subtitle", "notice")
DATES = ("date", "updated")
MOMENTS = ("embargo",)
LISTS = ("contacts", "keywords")
FIELDS = (*TEXTS, *DATES, *MOMENTS, *LISTS)
WIDTH = 100  # characters of a line that is written
KEY = re.compile(r"^([\w-]+)[ \t]*:(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextParts:
    """A text taken apart: *front* is None where it has no front matter, or that has no end.

    *gap* is how many blank lines stand between the front matter and the *body*, whose first line
    is line *body_line* of the file.
    """

    front: str | None
    gap: int
    body: str
    body_line: int


def split_text(text: str) -> TextParts:
    """Return *text* taken apart; ``join_text`` makes it again."""
    try:
        parts = split(text, "")
    except FrontMatterError:
        return TextParts(front=None, gap=0, body=text, body_line=1)
    body = parts.body.lstrip("\n")
    gap = len(parts.body) - len(body)
    return TextParts(front=parts.front, gap=gap, body=body, body_line=parts.body_line + gap)


def join_text(parts: TextParts) -> str:
    """Return the text of a file that has *parts*."""
    if parts.front is None:
        return parts.body
    front = f"{parts.front}\n" if parts.front else ""
    gap = "\n" * parts.gap
    return f"{FENCE}\n{front}{FENCE}\n{gap}{parts.body}"


def fields_of(front: str) -> dict[str, str] | None:
    """Return what the fields of the form hold, as browsers write it; None if it isn't YAML.

    Lists are joined by commas. Contacts that are written out are left out: they have no key.
    """
    values, _faults = read_values(front, "")
    if values is None:
        return None
    return {key: _shown(key, values.table.get(key)) for key in FIELDS}


def with_fields(front: str, fields: Mapping[str, str]) -> str:
    """Return *front* with those of *fields* rewritten that differ from it.

    An empty field has no key. Front matter that isn't YAML is left as it is.
    """
    before = fields_of(front)
    if before is None:
        return front
    values, _faults = read_values(front, "")
    for key in FIELDS:
        wanted = " ".join(fields.get(key, before[key]).split())
        if wanted != " ".join(before[key].split()) and values is not None:
            front = _with_key(front, key, _value(key, wanted, values.table.get(key)))
    return front


def key_of_line(front: str, line: int) -> str:
    r"""Return the field that stands on *line* (from 1) of *front*; nothing if it is none.

    A comment is about the field below it.

    >>> key_of_line("lead: En park\n# avgör (date): se\ndate: 2026-12-01", 2)
    'date'
    """
    lines = front.split("\n")
    while line < len(lines) and lines[line - 1].lstrip().startswith("#"):
        line += 1
    name = ""
    for text in lines[:line]:
        if found := KEY.match(text):
            name = KEYS.get(found[1], found[1])
    return name


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if key in LISTS:
        entries = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return ", ".join(str(each) for each in entries if not isinstance(each, Mapping))
    if key in DATES:
        return _day(value)
    if key in MOMENTS:
        moment = parse_moment(value) if isinstance(value, str) else value
        if isinstance(moment, dt.datetime):
            return moment.strftime("%Y-%m-%dT%H:%M")
    return str(value)


def _day(value: Any) -> str:
    day = parse_day(value) if isinstance(value, str) else value
    return day.isoformat() if isinstance(day, dt.date) else str(value)


def _value(key: str, wanted: str, before: Any) -> Any:
    """Return what YAML is to say; None for nothing."""
    if not wanted:
        return None
    if key in LISTS:
        return _list(wanted, before)
    if key in DATES:
        try:
            return dt.date.fromisoformat(wanted)
        except ValueError:
            return wanted
    return wanted.replace("T", " ", 1) if key in MOMENTS else folded(wanted)


def _list(wanted: str, before: Any) -> CommentedSeq:
    entries: list[Any] = [each.strip() for each in wanted.split(",") if each.strip()]
    whole = [each for each in before or () if isinstance(each, Mapping)]
    return CommentedSeq([*entries, *whole]) if whole else in_line(entries)


def _with_key(front: str, key: str, value: Any) -> str:
    lines = front.split("\n") if front else []
    names = {key, *(swedish for swedish, english in KEYS.items() if english == key)}
    start = next((n for n, line in enumerate(lines) if _key(line) in names), None)
    if start is None:
        written = SWEDISH_KEYS.get(key, key) if _is_swedish(lines) else key
        while lines and not lines[-1].strip():
            lines.pop()
        return "\n".join([*lines, *_written(written, value)])
    end = _end_of(lines, start)
    return "\n".join([*lines[:start], *_written(_key(lines[start]), value), *lines[end:]])


def _written(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    lines = dump_yaml(CommentedMap({name: value})).rstrip("\n")
    if isinstance(value, str) and not _says(lines, name, value):
        # Our reader refuses text that YAML would drop, where other readers take it.
        lines = f"{name}: {json.dumps(value, ensure_ascii=False)}"
    return lines.split("\n")


def _says(lines: str, name: str, value: str) -> bool:
    values, _faults = read_values(lines, "")
    return values is not None and values.table.get(KEYS.get(name, name)) == value


def _key(line: str) -> str:
    found = KEY.match(line)
    return found[1] if found else ""


def _is_swedish(lines: Sequence[str]) -> bool:
    return any(_key(line) in KEYS for line in lines)


def _end_of(lines: Sequence[str], start: int) -> int:
    """Return the line after the last one of the value that begins on *start*."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line and not line.startswith((" ", "\t", "-", "#", "]", "}")):
            break
        if line.strip() and not line.startswith("#"):
            end = number + 1
    return end


def dump_yaml(values: CommentedMap) -> str:
    """Return *values* as lines of YAML."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = WIDTH
    yaml.allow_unicode = True
    # A day that stands twice would be written once, and referred to.
    yaml.representer.ignore_aliases = lambda _value: True
    target = io.StringIO()
    yaml.dump(values, target)
    return target.getvalue()


def quoted(text: str) -> str:
    """Return *text* in quotation marks when it has others around it, which would be a fault."""
    return DoubleQuotedScalarString(text) if CURLY.fullmatch(text) else text


def folded(text: str) -> str:
    """Return *text* as a block that is folded to lines, when it is longer than one."""
    lines = wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    if len(lines) < 2 or " ".join(lines) != text:
        return quoted(text)
    folded: str = FoldedScalarString(text)
    ends = accumulate(len(line) + 1 for line in lines[:-1])
    folded.fold_pos = [end - 1 for end in ends]  # type: ignore[attr-defined]  # ruamel's
    return folded


def in_line(values: Any) -> CommentedSeq:
    """Return *values* as a list that is written on one line."""
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence


def in_short(
    fields: Mapping[str, str],
    chosen: Iterable[str],
    contacts: Mapping[str, Contact],
    *,
    has_embargo: bool,
) -> str:
    """Return what *fields* say of the day, the *chosen* contacts and the embargo, in a line."""
    names = [contacts[key].name if key in contacts else key for key in chosen]
    words = [_day_in_words(fields["date"]) or _("no day of publication")]
    words.append(", ".join(names) or _("no contact chosen"))
    if has_embargo:
        words.append(_embargo_in_words(fields["embargo"]))
    return " · ".join(words)


def _embargo_in_words(value: str) -> str:
    if not value:
        return _("no embargo")
    try:
        moment = moment_in_words(dt.datetime.fromisoformat(value), message_language())
    except ValueError:
        moment = value
    return _("embargo until {moment}", moment=moment)


def _day_in_words(value: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return format_date(day, "long", locale=LOCALES[message_language()])
