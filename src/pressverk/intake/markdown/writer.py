"""Blocks -> Markdown, with a comment at each place where a person must decide."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import dropwhile, groupby
from typing import Any

from pressverk.i18n import _, catalogue
from pressverk.intake.deciding import undecided
from pressverk.intake.markdown.blocks import (
    Block,
    Code,
    Definitions,
    Fact,
    Figure,
    Kind,
    Listing,
    Quotation,
    Row,
    Rule,
    Run,
    Runs,
    Table,
    Text,
    anchors_in,
    parts_of,
    plain,
)
from pressverk.intake.markdown.escaping import escape, escape_address, escape_value
from pressverk.intake.markdown.inline import (
    Style,
    abbreviations_in,
    links_refused,
    spelt_out,
    vague_links,
    write_line,
)
from pressverk.intake.markdown.tables import has_text, write_table
from pressverk.intake.model import Note, NoteKind

ENTITY = re.compile(r"&(?=#?\w+;)")
LETTERED = frozenset({"a", "A", "i", "I"})


class Writer:
    """Writes one body; *notes* grow with what it has to say about it."""

    def __init__(
        self,
        *,
        language: str,
        notes: tuple[Note, ...],
        texts: Mapping[str, tuple[Block, ...]],
        pictures: Mapping[str, str],
    ) -> None:
        self.language = language
        self.notes = list(notes)
        self.anchored = {note.anchor: note for note in notes if note.anchor}
        self.texts = texts
        self.pictures = pictures
        self.called: list[str] = []
        self.spelt: set[str] = set()  # notes that stand in parentheses
        self.meanings: dict[str, str] = {}
        self.waiting: list[str] = []  # comments for the block that is being written
        self.nested = 0  # how many lists and quotations are being written
        self.style = Style(call=self._call)
        self.in_line = Style(call=self._call, line_break="<br>")
        self.spelt_out = Style(call=self._text_of_note, line_break=" ")
        self.in_headings = Style(call=self._call, line_break=" ")
        self.html = Style(call=self._text_of_note, line_break="<br>", html=True)

    def body(self, blocks: Iterable[Block]) -> str:
        """Return *blocks* as the text of an article, ended by its notes and abbreviations."""
        written = list(self._in_languages(blocks))
        written += self._note_texts()
        written += self._uncalled()
        if self.meanings:
            lines = (f"*[{short}]: {long}" for short, long in self.meanings.items())
            written.append("\n".join(lines))
        return "\n\n".join(written) + "\n" if written else ""

    def _in_languages(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield *blocks*, those in another language together in a block of their own."""
        for language, group in groupby(blocks, key=lambda block: block.language):
            if language and language != self.language:
                inner = "\n\n".join(self._all(group))
                if inner:
                    fence = "////" if "\n///" in f"\n{inner}" else "///"
                    yield f"{fence} lang | {language}\n{inner}\n{fence}"
            else:
                yield from self._all(group)

    def _all(self, blocks: Iterable[Block]) -> Iterator[str]:
        previous: Block | None = None
        for block in blocks:
            written = self._block(block, follows=previous)
            comments, self.waiting = [*self._comments_of(block), *self.waiting], []
            if written:
                yield "\n".join([*comments, written])
                previous = block

    def _comments_of(self, block: Block) -> Iterator[str]:
        for anchor in anchors_in(block):
            note = self.anchored.get(anchor)
            if note and note.kind is NoteKind.DECIDE:
                yield undecided(note.rule, note.message)

    def _block(self, block: Block, *, follows: Block | None = None) -> str:
        if isinstance(block, Listing):
            return self._listing(block, follows)
        if isinstance(block, Rule):
            return "***" if follows else ""
        writers: dict[type[Block], Callable[[Any], str]] = {
            Text: self._text,
            Code: _fenced,
            Definitions: self._definitions,
            Quotation: self._quotation,
            Fact: self._fact,
            Figure: self._figure,
            Table: self._table,
        }
        return writers[type(block)](block)

    def line(self, runs: Runs, style: Style) -> str:
        """Return *runs* as one line, and note what they lose and what is abbreviated in them."""
        self.meanings = dict(abbreviations_in(runs)) | self.meanings
        for address in links_refused(runs):
            self._changed("link-address", _link_left_out(address), plain(runs))
        for text in vague_links(runs):
            message = _(
                "say in the text of the link {text} where it leads, and remove the address",
                text=f"'{text}'",
            )
            self._decide("link-text", message)
        return write_line(runs, style)

    def _text(self, block: Text) -> str:
        if not block.level:
            return self.line(block.runs, self.style)
        text = self.line(_with_blanks(block.runs), self.in_headings)
        if text.endswith("#"):
            text = f"{text[:-1]}\\#"
        return f"{'#' * block.level} {text}" if text else ""

    def _listing(self, block: Listing, follows: Block | None) -> str:
        is_second = isinstance(follows, Listing) and _would_join(follows, block)
        if (is_second or _has_letters(block)) and not self.nested and self._is_plain(block):
            return self._html_list(block)
        if block.style in LETTERED:
            message = _("letters or Roman numerals that number a list are figures here")
            self._changed("numbering", message, "")
        self.nested += 1
        items = []
        for number, item in enumerate(block.items, block.start or 0):
            mark = "- " if block.start is None else f"{number}. "
            parts = [self._block(part) for part in item]
            is_tight = len(item) < 3 and all(isinstance(part, Listing) for part in item[1:])
            is_tight = is_tight and not isinstance(item[0], Listing)
            text = ("\n" if is_tight else "\n\n").join(filter(None, parts))
            items.append(_hanging(mark, text) if text else "")
        self.nested -= 1
        is_loose = any("\n\n" in item for item in items)
        return ("\n\n" if is_loose else "\n").join(filter(None, items))

    def _is_plain(self, block: Block) -> bool:
        """Return whether *block* holds nothing that HTML in an article can't."""
        if isinstance(block, Text):
            return all(run.kind is not Kind.NOTE for run in block.runs)
        return isinstance(block, Listing) and all(map(self._is_plain, parts_of(block)))

    def _html_list(self, block: Listing) -> str:
        """Return a list as HTML: Markdown knows no letters, nor where a second list begins."""
        tag = "ul" if block.start is None else "ol"
        attributes = f' type="{block.style}"' if block.style in LETTERED else ""
        if block.start not in {None, 1}:
            attributes += f' start="{block.start}"'
        items = []
        for item in block.items:
            is_tight = all(isinstance(part, Listing) for part in item[1:])
            texts = [self._html_part(part, is_tight=is_tight) for part in item]
            items.append(f"<li>{''.join(texts)}</li>")
        return "\n".join([f"<{tag}{attributes}>", *items, f"</{tag}>"])

    def _html_part(self, part: Block, *, is_tight: bool) -> str:
        if isinstance(part, Listing):
            return self._html_list(part).replace("\n", "")
        if not isinstance(part, Text):
            return ""
        text = self.line(part.runs, self.html)
        return text if is_tight else f"<p>{text}</p>"

    def _definitions(self, block: Definitions) -> str:
        written = []
        for term, blocks in block.entries:
            head = self.line(_with_blanks(term), self.style)
            bodies = [_hanging(": ", self._block(each)) for each in blocks]
            written.append("\n".join([head, *bodies]))
        return "\n\n".join(written)

    def _quotation(self, block: Quotation) -> str:
        self.nested += 1
        inner = "\n\n".join(filter(None, (self._block(each) for each in block.blocks)))
        self.nested -= 1
        source = self.line(_with_blanks(block.source), self.in_headings)
        source = source.lstrip("–—- \\")
        if source:
            inner = f"{inner}\n\n-- {source}" if inner else f"-- {source}"
        return "\n".join(f"> {line}".rstrip(" ") for line in inner.split("\n")) if inner else ""

    def _fact(self, block: Fact) -> str:
        title = escape_title(self._caption(block.title))
        if not title:
            title = catalogue(self.language).gettext("Facts")
            self._decide("fact-title", _("give the box a title"))
        inner = "\n\n".join(self._all(block.blocks))
        if not inner:
            return f"<strong>{title}</strong>"
        fence = "////" if "\n///" in f"\n{inner}" else "///"
        return f"{fence} fact | {title}\n{inner}\n{fence}"

    def _figure(self, block: Figure) -> str:
        address = escape_address(self.pictures.get(block.source, block.source))
        if block.decorative and not plain(block.caption):
            return f"![]({address}){{.decorative}}"
        texts = catalogue(self.language).gettext
        alternative, caption = block.alternative, escape_value(self._caption(block.caption))
        if not alternative:
            alternative = texts("Picture that is not described yet")
            self._decide("alternative-text", _("say what one sees in the picture"))
        if not caption:
            caption = texts("Caption is missing")
            self._decide("caption", _("write the caption"))
        if block.photographer or not block.illustrator:
            credit = f'photographer="{self._photographer(block)}"'
        else:
            credit = f'illustrator="{escape_value(block.illustrator)}"'
        alternative = escape(alternative).replace("\xa0", " ")
        identifier = f" #{block.id}" if block.id else ""
        return f'![{alternative}]({address} "{_title(caption)}"){{{credit}{identifier}}}'

    def _photographer(self, block: Figure) -> str:
        if block.photographer:
            return escape_value(block.photographer)
        self._decide("credit", _("say who took or drew the picture"))
        return catalogue(self.language).gettext("unknown")

    def _caption(self, runs: Runs) -> str:
        """Return a caption, which is plain text: notes are written out, addresses are noted."""
        for address in {value for run in runs for name, value in run.marks if name == "a"}:
            self._changed("link-in-caption", _link_left_out(address), plain(runs))
        spelt = (
            Run(f" ({plain(self._runs_of_note(run.text))})") if run.kind is Kind.NOTE else run
            for run in runs
        )
        return plain(tuple(spelt))

    def _table(self, block: Table) -> str:
        if not any(has_text(cell) for row in block.head for cell in row):
            block = replace(block, head=(), rows=_without_empty_start((*block.head, *block.rows)))
        if not block.head and not block.rows:
            return self.line(block.caption, self.style)
        if not block.head:
            block = replace(block, head=block.rows[:1], rows=block.rows[1:])
            self._decide("table-headers", _("see whether the first row names the columns"))
        if not any(has_text(cell) for row in block.head for cell in row):
            first, *others = block.head[0]
            named = replace(first, blocks=(Text(runs=(Run("–"),)),))
            block = replace(block, head=((named, *others), *block.head[1:]))
        return write_table(block, self)

    def _note_texts(self) -> Iterator[str]:
        done = 0
        while done < len(self.called):
            label = self.called[done]
            done += 1
            texts = [self.line(runs, replace(self.style, call=self._text_of_note))
                     for runs in self._paragraphs_of_note(label)]  # fmt: skip
            text = "\n\n".join(filter(None, texts)) or "…"
            yield _hanging(f"[^{done}]: ", text, width=4)

    def _uncalled(self) -> Iterator[str]:
        """Yield the notes that nothing in the text calls, such as those of the headline."""
        for label in [each for each in self.texts if each not in self.called]:
            if label in self.spelt:
                continue
            message = _("a note of the headline or the lead stands at the end of the text")
            for runs in self._paragraphs_of_note(label):
                self._changed("note-in-text", message, plain(runs))
                if text := self.line(runs, replace(self.style, call=self._text_of_note)):
                    yield text

    def _call(self, label: str) -> str:
        if label not in self.texts:
            return ""
        if label not in self.called:
            self.called.append(label)
        return f"[^{self.called.index(label) + 1}]"

    def _paragraphs_of_note(self, label: str) -> Iterator[Runs]:
        for block in simplify_note(self.texts.get(label, ())):
            yield block.runs

    def _runs_of_note(self, label: str) -> Runs:
        self.spelt.add(label)
        runs: list[Run] = []
        for each in self._paragraphs_of_note(label):
            runs += [Run(" "), *each] if runs else each
        return tuple(run for run in runs if run.kind is not Kind.NOTE)

    def _text_of_note(self, label: str) -> str:
        """Return the text of a note in parentheses, for where no note can be called."""
        runs = self._runs_of_note(label)
        self._changed(
            "note-in-text", _("a note is put in parentheses where none can be called"), plain(runs)
        )
        text = escape(plain(runs))
        return f" ({text})" if text else ""

    def _decide(self, rule: str, message: str) -> None:
        self.notes.append(Note(kind=NoteKind.DECIDE, rule=rule, message=message))
        self.waiting.append(undecided(rule, message))

    def _changed(self, rule: str, message: str, text: str) -> None:
        note = Note(kind=NoteKind.CHANGED, rule=rule, message=message, text=text)
        if note not in self.notes:
            self.notes.append(note)


def _has_letters(block: Block) -> bool:
    """Return whether *block* is a list that letters number, or has one in it."""
    if not isinstance(block, Listing):
        return False
    return block.style in LETTERED or any(map(_has_letters, parts_of(block)))


def simplify_note(blocks: Iterable[Block]) -> Iterator[Text]:
    """Yield the texts of *blocks*, for a note holds nothing but paragraphs."""
    for block in blocks:
        match block:
            case Text():
                yield block
            case Code(text=text):
                yield Text(runs=(Run(text.replace("\n", " ")),))
            case Fact(title=runs) | Figure(caption=runs) | Table(caption=runs):
                yield Text(runs=runs)
                yield from simplify_note(parts_of(block))
            case Definitions(entries=entries):
                for term, inner in entries:
                    yield Text(runs=term)
                    yield from simplify_note(inner)
            case _:
                yield from simplify_note(parts_of(block))
                if isinstance(block, Quotation):
                    yield Text(runs=block.source)


def escape_title(text: str) -> str:
    """Return *text* as the title of a box, which reads to the end of its line."""
    return escape(text).replace("\xa0", " ")


def _title(text: str) -> str:
    """Return *text* as the title of a picture: nothing in it may begin code, a note or a blank."""
    text = ENTITY.sub("&amp;", text)
    text = text.replace("[^", "(^").replace("\\", r"\\").replace("<", "&lt;")
    return spelt_out(text.translate(str.maketrans("`'", "’’")))


def _hanging(mark: str, text: str, *, width: int | None = None) -> str:
    """Return *text* after *mark*, its other lines indented to stand under its first."""
    blanks = " " * (width or len(mark))
    first, *rest = text.split("\n")
    return "\n".join([f"{mark}{first}", *(f"{blanks}{line}" if line else "" for line in rest)])


def _with_blanks(runs: Runs) -> Runs:
    """Return *runs* with a blank for each line end."""
    return tuple(Run(" ") if run.kind is Kind.BREAK else run for run in runs)


def _fenced(block: Code) -> str:
    text = block.text
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _would_join(one: Listing, other: Listing) -> bool:
    """Return whether the lists would be read as one."""
    return (one.start is None) == (other.start is None)


def _without_empty_start(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return *rows* from the first that says anything, unless cells above reach into it."""
    if any(cell.rows > 1 for row in rows for cell in row):
        return rows
    return tuple(dropwhile(lambda row: not any(map(has_text, row)), rows))


def _link_left_out(address: str) -> str:
    return _("a link is left out, its text is kept; it led to {address}", address=address)
