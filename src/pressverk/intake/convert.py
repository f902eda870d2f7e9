"""Clean HTML -> the dialect of docs/writing.md, the same words in the same order.

A pure function of HTML: an import uses it, and so can an editor for what is pasted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from pressverk.intake.markdown.flow import flow, notes_of
from pressverk.intake.markdown.habits import level_headings, read_habits, simplify
from pressverk.intake.markdown.writer import Writer
from pressverk.intake.model import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """Markdown, and all notes about it: those that were given and those of converting."""

    text: str
    notes: tuple[Note, ...]


def to_markdown(
    body: HtmlElement,
    *,
    language: str,
    notes: Iterable[Note] = (),
    pictures: Mapping[str, str] | None = None,
) -> Converted:
    r"""Return *body*, which is in *language*, as the text of an article.

    Those of *notes* that have an anchor in the body become comments before the block it is in.
    *pictures* are the names of the pictures' files by what the body calls them.

    >>> from lxml.html import fromstring
    >>> body = fromstring("<div><h2>1. Mål</h2><p>Vi <b>ska</b> *nå* dem.</p></div>")
    >>> print(to_markdown(body, language="sv").text)
    ## 1. Mål
    <BLANKLINE>
    Vi **ska** \*nå\* dem.
    <BLANKLINE>
    """
    blocks = level_headings(simplify(read_habits(flow(body, language=language))))
    texts = notes_of(body, language=language)
    writer = Writer(language=language, notes=tuple(notes), texts=texts, pictures=pictures or {})
    text = writer.body(blocks)
    return Converted(text=text, notes=tuple(writer.notes))
