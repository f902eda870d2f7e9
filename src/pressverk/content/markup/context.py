"""What every step from Markdown to HTML knows: the article, and the places of its text."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from pressverk.i18n import _, catalogue, words_of
from pressverk.model import Edit, Finding, Place, Severity
from pressverk.readers.names import DATA_BLOCKS

# No-break and thin spaces right after marks, as word processors write them, and in blocks.
ODD_BLANKS = "\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
AFTER_MARK = re.compile(
    rf"^[ \t{ODD_BLANKS}>]*(?:#{{1,6}}|[-*+:]|\d{{1,9}}\.|>)[ {ODD_BLANKS}]+"
    rf"|^[ \t{ODD_BLANKS}]*/{{3,}}[^\n]*",
    re.MULTILINE,
)
TO_BLANKS = str.maketrans(ODD_BLANKS, " " * len(ODD_BLANKS))
INFO = re.compile(r"[ >]*(?:`{3,}|~{3,})[ ]*\{?[ ]*\.?([\w+#-]*)")
FENCE = re.compile(r"[ >]*(`{3,}|~{3,})[^`\n]*\n?$")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A character that is never in a text: with the other control characters it goes before reading.
NOTHING = "\x7f"
# In a link, an element, an autolink or a definition.
ADDRESS = (
    r"(?:\]\([ \n]*<?|\b(?i:{attribute})=[\"']?|<|^ {{0,3}}\[[^\]\n]+\]:[ ]*<?)"
    r"({address})(?=[\s)>\"']|\Z)"
)
BACKTICKS = re.compile(r"(?<!\\)`+")


class SourceMap:
    """A body as its author wrote it.

    In *visible* code and comments are blanked out, in *uncommented* only comments are gone. In
    *text* no-break spaces after marks are ordinary ones, in *written* they are as in the file. A
    character has the same offset in all four.
    """

    def __init__(self, text: str, *, file: str, first_line: int) -> None:
        self.written = text.replace("\r\n", "\n").replace("\r", "\n")
        self.text = _with_plain_blanks(self.written)
        self.file = file
        self.first_line = first_line
        visible = _without_code(self.text)
        comments = list(_comments(visible))
        self.visible = _replaced(visible, comments, _blank)
        self.uncommented = _replaced(self.text, comments, _nothing)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int | None) -> Place:
        """Return the place of the character at *offset*; only the file when it is None."""
        if offset is None:
            return Place(file=self.file)
        line = bisect_right(self._starts, offset) - 1
        return Place(
            file=self.file, line=self.first_line + line, column=offset - self._starts[line] + 1
        )

    def edit(self, start: int, end: int, replacement: str) -> Edit:
        """Return the edit that puts *replacement* in the place of what is from *start* to *end*."""
        place = self.place(start)
        return Edit(
            line=place.line or 1,
            column=place.column or 1,
            written=self.written[start:end],
            replacement=replacement,
        )

    def edit_of(self, written: str, replacement: str, start: int | None) -> tuple[Edit, ...]:
        """Return the edit of the first *written* from *start* on that isn't code, if there is."""
        found = -1 if start is None else self.visible.find(written, start)
        return (self.edit(found, found + len(written), replacement),) if found >= 0 else ()

    def line_start(self, offset: int) -> int:
        """Return the offset of the first character on the line of *offset*."""
        start = self._starts[bisect_right(self._starts, offset) - 1]
        line = self.text[start : offset + 1]
        return start + len(line) - len(line.lstrip(" \t"))


class Cursor:
    """Finds one thing after another in document order."""

    def __init__(self, source: SourceMap) -> None:
        self.source = source
        self.offset = 0

    def find(self, *needles: str) -> int | None:
        """Return the offset of the first of *needles* that occurs further on.

        Notes stand elsewhere than their calls: what isn't found further on
        is looked for from the beginning, and the cursor stays.
        """
        for needle in filter(None, needles):
            offset = self.source.visible.find(needle, self.offset)
            if offset >= 0:
                self.offset = offset + len(needle)
                return offset
        for needle in filter(None, needles):
            offset = self.source.visible.find(needle)
            if offset >= 0:
                return offset
        return None

    def search(self, pattern: str) -> int | None:
        """Return the offset of the next match of *pattern*, of its group when it has one.

        Like *find*, it goes back to the beginning for what isn't further on.
        """
        expression = re.compile(pattern, re.MULTILINE)
        match = expression.search(self.source.visible, self.offset)
        if match:
            self.offset = match.end()
        else:
            match = expression.search(self.source.visible)
        return match.start(expression.groups) if match else None

    def link(self, address: str) -> int | None:
        """Return where the next link to *address* begins: at its bracket or its tag."""
        return self._opening(self._address("href", address), "[", "<")

    def picture(self, address: str) -> int | None:
        """Return where the next picture with *address* begins."""
        return self._opening(self._address("src", address), "![", "<img")

    def _address(self, attribute: str, address: str) -> int | None:
        """Return the offset of the next *address*: in Markdown, in *attribute*, anywhere."""
        if address not in self.source.visible:
            return None
        pattern = ADDRESS.format(attribute=attribute, address=re.escape(address))
        offset = self.search(pattern)
        return self.find(address) if offset is None else offset

    def _opening(self, offset: int | None, *marks: str) -> int | None:
        """Return the offset of the last of *marks* up to *offset*, or *offset* without any."""
        if offset is None:
            return None
        start = max(self.source.visible.rfind(mark, 0, offset + 1) for mark in marks)
        return start if start >= 0 else offset

    def place(self, *needles: str) -> Place:
        """Return the place of the first of *needles* that occurs further on."""
        return self.source.place(self.find(*needles))

    def line(self, *needles: str) -> Place:
        """Return the place of the line on which the first of *needles* occurs further on."""
        return self.source.place(self.line_offset(*needles))

    def line_offset(self, *needles: str) -> int | None:
        """Return where the line begins on which the first of *needles* occurs further on."""
        offset = self.find(*needles)
        return None if offset is None else self.source.line_start(offset)


def language_of(fenced: str) -> str:
    """Return the language that the fenced code names, a block of data by its English name.

    >>> language_of("```rust,ignore"), language_of("```{.python #id}"), language_of("```tabell")
    ('rust', 'python', 'table')
    """
    info = INFO.match(fenced)
    name = info[1] if info else ""
    return DATA_BLOCKS.get(name.lower(), name)


def _with_plain_blanks(text: str) -> str:
    """Return *text* with ordinary spaces after marks, of the same length; code stays as it is."""
    if not any(blank in text for blank in ODD_BLANKS):
        return text
    return "".join(
        chunk if is_code else AFTER_MARK.sub(lambda match: match[0].translate(TO_BLANKS), chunk)
        for is_code, chunk in fences(text)
    )


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _nothing(text: str) -> str:
    return NOTHING * len(text)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    end = text.rfind("-->") + 3
    return (match.span() for match in COMMENT.finditer(text, 0, end))


def _replaced(
    text: str, spans: Iterable[tuple[int, int]], replacement: Callable[[str], str]
) -> str:
    """Return *text* with each of *spans* replaced."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [text[position:start], replacement(text[start:end])]
        position = end
    return "".join((*pieces, text[position:]))


def _without_code(text: str) -> str:
    """Blank fenced blocks and inline code, character for character."""
    if "`" not in text and "~~~" not in text:
        return text
    pieces: list[str] = []
    for is_code, chunk in fences(text):
        pieces.append(_blank(chunk) if is_code else _without_inline_code(chunk))
    return "".join(pieces)


def fences(text: str) -> Iterator[tuple[bool, str]]:
    """Yield *text* in chunks of whole lines, fenced code (True) apart from the rest."""
    lines = re.split(r"(?<=\n)", text)
    rest: list[str] = []
    number = 0
    hopeless: set[str] = set()
    while number < len(lines):
        opener = FENCE.match(lines[number])
        end = None
        if opener and opener[1] not in hopeless:
            end = _closing(lines, number + 1, opener[1])
            if end is None:
                hopeless.add(opener[1])
        if end is None:
            rest.append(lines[number])
            number += 1
            continue
        yield False, "".join(rest)
        yield True, "".join(lines[number : end + 1])
        rest, number = [], end + 1
    yield False, "".join(rest)


def _closing(lines: list[str], start: int, mark: str) -> int | None:
    for number in range(start, len(lines)):
        if lines[number].lstrip(" >").rstrip() == mark:
            return number
    return None


def _without_inline_code(text: str) -> str:
    """Blank inline code; a run of backticks ends at the next run as long, in its paragraph."""
    paragraphs = re.split(r"(\n[ \t]*\n)", text)
    return "".join(_replaced(each, _code_spans(each), _blank) for each in paragraphs)


def _code_spans(paragraph: str) -> Iterator[tuple[int, int]]:
    runs = [match.span() for match in BACKTICKS.finditer(paragraph)]
    waiting: dict[int, deque[int]] = {}
    for number, (start, end) in enumerate(runs):
        waiting.setdefault(end - start, deque()).append(number)
    number = 0
    while number < len(runs):
        start, end = runs[number]
        queue = waiting[end - start]
        while queue and queue[0] <= number:
            queue.popleft()
        if not queue:
            number += 1
            continue
        yield start, runs[queue[0]][1]
        number = queue[0] + 1


# What a block of data or a number in the text becomes: HTML, and what is wrong with it.
Setting = Callable[[str, Place], tuple[str, tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """What a body is part of: nothing more, or a publication of many.

    *prefix* (``"results."``) begins the ids that are made here, *numbering* (``"4."``) the
    numbers of figures, tables and sections. References may lead to bodies elsewhere when it is
    *joined* to them.
    *blocks* set fenced code of the languages that name them, *number* code that begins with
    an equals sign; neither is code then.
    """

    prefix: str = ""
    numbering: str = ""
    joined: bool = False
    blocks: Mapping[str, Setting] = field(default_factory=dict)
    number: Setting | None = None


STANDALONE = Embedding()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A body on its way: its source, its language, and what it is part of."""

    source: SourceMap
    language: str
    scope: Embedding = STANDALONE

    def gettext(self, text: str) -> str:
        """Return *text*, a word of the document, in the language of the document."""
        return catalogue(self.language).gettext(text)

    def around(self, element: Any) -> "Context":
        """Return the context in the language of the passage around *element*."""
        return replace(self, language=language_around(element, self.language))

    def cursor(self) -> Cursor:
        """Return a cursor at the beginning of the source."""
        return Cursor(self.source)


def quoted(text: str, language: str) -> str:
    """Return *text* between the quotation marks of *language*."""
    return f"”{text}”" if language.partition("-")[0] == "sv" else f"“{text}”"


Step = Callable[[Any, Context], Iterator[Finding]]


def error(rule: str, place: Place, message: str, edits: tuple[Edit, ...] = ()) -> Finding:
    """Return a finding that stops the press."""
    return Finding(rule=rule, place=place, message=message, severity=Severity.ERROR, edits=edits)


def advice(rule: str, place: Place, message: str, edits: tuple[Edit, ...] = ()) -> Finding:
    """Return a finding that stops nothing."""
    return Finding(rule=rule, place=place, message=message, severity=Severity.ADVICE, edits=edits)


MOST_NAMES = 12  # in one message
MOST_COMPARISONS = 20_000  # each takes some 0.03 ms
LONGEST_NAME = 60


def suggestion(name: str, known: Sequence[str]) -> str:
    """Return the end of a message about the unknown *name*: the nearest known one, or all.

    >>> suggestion("fakt", ["fact", "lang"])
    "did you mean 'fact'?"
    """
    return Suggestions(known).near(name)


class Suggestions:
    """What may be meant instead of unknown names; many of those take no more time than some."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = sorted(each for each in known if len(each) <= LONGEST_NAME)
        self.compared = 0

    def nearest(self, name: str) -> str:
        """Return the known name that is most like the unknown *name*; empty when none is."""
        self.compared += len(self.known)
        if len(name) > LONGEST_NAME or self.compared > MOST_COMPARISONS + len(self.known):
            return ""
        near = get_close_matches(name, self.known[:MOST_COMPARISONS], n=1)
        return near[0] if near else ""

    def near(self, name: str) -> str:
        """Return the end of a message about the unknown *name*."""
        if nearest := self.nearest(name):
            return _("did you mean {name}?", name=repr(nearest))
        if not self.known:
            return _("there are none")
        names = ", ".join(repr(each) for each in self.known[:MOST_NAMES])
        if len(self.known) > MOST_NAMES:
            return _("there are {count}, such as {names}", count=len(self.known), names=names)
        return _("known are {names}", names=names)


def language_around(element: Any, language: str) -> str:
    """Return the language of the passage around *element*, *language* if none is marked."""
    while element is not None:
        if marked := element.get("lang"):
            return str(marked)
        element = element.getparent()
    return language


def mark_words(label: Any, language: str) -> None:
    """Mark a *label* of the program that is in English, for want of words in *language*."""
    if words_of(language) != language.partition("-")[0].lower():
        label.set("lang", words_of(language))
