"""Constructs that are filled from data: fenced blocks such as charts, and numbers in the text."""

from collections.abc import Container, Iterator
from typing import Any

from pressverk.content.markup.context import Context, fences, language_of
from pressverk.content.markup.dialect import ASKING, ASKS
from pressverk.html import parse
from pressverk.model import Finding

LANGUAGE = "language-"


def insert(root: Any, context: Context) -> Iterator[Finding]:
    """Replace blocks and numbers with the HTML that the embedding makes of them."""
    if context.scope.blocks:
        yield from _insert_blocks(root, context)
    if context.scope.number:
        yield from _insert_numbers(root, context)
    for code in root.iter("code"):
        if code.get("class") == ASKING:
            del code.attrib["class"]


def _insert_blocks(root: Any, context: Context) -> Iterator[Finding]:
    offsets = _openings(context)
    for block in list(root.iter("pre")):
        name = _language(block)
        if name not in context.scope.blocks:
            continue
        place = context.source.place(next(offsets, None))
        html, findings = context.scope.blocks[name](_written(block), place)
        yield from findings
        for element in parse(html):
            block.addprevious(element)
        block.getparent().remove(block)


def written_blocks(text: str, names: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the fenced blocks of *text* whose language is one of *names*, each with its name."""
    for _offset, name, chunk in _fenced(text, names):
        yield name, "".join(chunk.splitlines(keepends=True)[1:-1])


def written_numbers(text: str) -> Iterator[str]:
    """Yield the part after the equals sign of each code span in *text* that asks for a number."""
    for is_code, chunk in fences(text):
        if not is_code:
            yield from (match[1].strip() for match in ASKS.finditer(chunk))


def _openings(context: Context) -> Iterator[int]:
    """Yield the offsets of the opening fences that the embedding handles."""
    for offset, _name, _chunk in _fenced(context.source.text, context.scope.blocks):
        yield offset


def _fenced(text: str, names: Container[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the blocks of the languages *names*: offset, language, lines."""
    offset = 0
    for is_code, chunk in fences(text):
        name = language_of(chunk) if is_code else ""
        if name in names:
            yield offset, name, chunk
        offset += len(chunk)


def _language(block: Any) -> str:
    """Return the language of the fence of *block*, empty if it has none."""
    code = block.find("code")
    classes = [
        *block.get("class", "").split(),
        *(code.get("class", "").split() if len(block) else []),
    ]
    return next((c.removeprefix(LANGUAGE) for c in classes if c.startswith(LANGUAGE)), "")


def _written(block: Any) -> str:
    return "".join(block.itertext())


def _insert_numbers(root: Any, context: Context) -> Iterator[Finding]:
    cursor = context.source
    written = ASKS.finditer(cursor.text)
    for code in list(root.iter("code")):
        if code.get("class") != ASKING:
            continue
        text = "".join(code.itertext()).strip()
        match = next(written, None)
        place = context.source.place(match.start() if match else None)
        html, findings = context.scope.number(text[1:].strip(), place)  # type: ignore[misc] # asked by the caller
        yield from findings
        _replace(code, html)


def _replace(code: Any, html: str) -> None:
    """Replace *code* with the fragment *html*."""
    span = code.makeelement("span", {"class": "figure-in-text"})
    fragment = parse(html)
    span.text, span[:], span.tail = fragment.text, list(fragment), code.tail
    code.getparent().replace(code, span)
