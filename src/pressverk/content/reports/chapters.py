"""The order of a report's chapters, as its front matter has it."""

import json
import re
from collections.abc import Sequence

from pressverk.content.front_matter import split
from pressverk.readers.names import SWEDISH_KEYS

PLAIN = re.compile(r"[\w./-]*[\w/-]")  # what YAML reads as a text without quotation marks
RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~"})


def with_chapters(text: str, chapters: Sequence[str], file: str, key: str = "chapters") -> str:
    r"""Return the report *text*, of *file*, with *chapters* under *key* in its front matter.

    The key stays in its language, and all other lines as they are.

    >>> with_chapters("---\ntitle: År\nchapters: [a.md, b.md]\n---\n", ["b.md", "a.md"], "index.md")
    '---\ntitle: År\nchapters:\n  - b.md\n  - a.md\n---\n'

    Raises:
        FrontMatterError: when it has no front matter.
    """
    front = split(text, file).front
    lines = front.split("\n") if front else []
    written = [f"{key}:", *(f"  - {_written(each)}" for each in chapters)] if chapters else []
    keys = (key, SWEDISH_KEYS.get(key, key))
    found = (at for at, line in enumerate(lines) if line.startswith(tuple(f"{it}:" for it in keys)))
    start = next(found, None)
    if start is None:
        lines += written
    else:
        written[:1] = [f"{lines[start].partition(':')[0]}:"] if written else []
        lines[start : _end(lines, start)] = written
    head, _front, rest = text.partition(front) if front else ("---\n", "", text.partition("\n")[2])
    return head + "\n".join(lines) + ("" if front else "\n") + rest


def _end(lines: Sequence[str], start: int) -> int:
    """Return after which of *lines* the value of the key at *start* ends."""
    end = start + 1
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if line.strip() and not line.startswith((" ", "\t", "-", "#", "]", "}")):
            break
        if line.strip() and not line.startswith("#"):
            end = at + 1
    return end


def _written(name: str) -> str:
    is_plain = PLAIN.fullmatch(name) and name.lower() not in RESERVED and name[0] != "-"
    return name if is_plain else json.dumps(name, ensure_ascii=False)
