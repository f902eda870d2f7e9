"""Transcript -> text: a passage a line, indented by its depth; what is approved and compared."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Role, Transcript
from pressverk.accessibility.screen_reader.phrases import language_name
from pressverk.i18n import _

INDENT = "  "
NO_SPACE_BEFORE = ' ([”"\xa0'


def as_text(transcript: Transcript, *, pages: bool = False) -> str:
    """Return *transcript* to be read; with *pages*, it says where each begins."""
    return "\n".join([*_head(transcript), *_lines(transcript.passages, pages=pages), ""])


def passage_text(passage: Passage) -> str:
    """Return the words of *passage*, and in brackets what the reader announces among them."""
    words = spoken(passage.parts)
    return ": ".join(filter(None, (passage.label, words)))


def spoken(parts: Iterable[Part]) -> str:
    """Return *parts* on one line.

    >>> spoken([
    ...     Part(role=Role.TEXT, text="Read "),
    ...     Part(role=Role.START, text="link"),
    ...     Part(role=Role.TEXT, text="more"),
    ...     Part(role=Role.END, text="https://exempel.se"),
    ... ])
    'Read [link: more (https://exempel.se)]'
    """
    return "".join(word.text for word in words(parts))


def words(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* as they are written: brackets around what is announced, spaces before."""
    written: list[Part] = []
    line, opened = "", False
    for part in parts:
        match part.role:
            case Role.TEXT:
                text = f": {part.text.lstrip(' ')}" if opened else part.text
            case Role.START | Role.SAID:
                is_apart = bool(line) and line[-1] not in NO_SPACE_BEFORE
                before = ": " if opened else " " if is_apart else ""
                text = f"{before}[{part.text}" + ("]" if part.role is Role.SAID else "")
            case Role.END:
                more = f" ({part.text})" if part.text else ""
                text = f"{more}]"
        written.append(replace(part, text=text))
        line += text
        opened = part.role is Role.START
    return written


def _head(transcript: Transcript) -> Iterator[str]:
    title = transcript.title or _("[no title]")
    language = language_name(transcript.language) if transcript.language else _("[not given]")
    yield _("Document: {title}", title=title)
    yield _("Language: {language}", language=language)
    yield ""


def _lines(passages: Iterable[Passage], *, pages: bool) -> Iterator[str]:
    page = 0
    for number, passage in enumerate(passages):
        first = passage.spots[0].page if passage.spots else page
        if pages and first > page:
            page = first
            yield _("[page {page}]", page=page)
        if number and passage.kind is Kind.HEADING and passage.depth == 0:
            yield ""
        yield INDENT * passage.depth + passage_text(passage)
