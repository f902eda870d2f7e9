"""Runs -> a line of Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape as html_escape
from itertools import groupby

from pressverk.content.markup.references import VAGUE
from pressverk.intake.markdown.blocks import Kind, Mark, Run, Runs, plain
from pressverk.intake.markdown.escaping import (
    NO_BREAK,
    PARTED,
    comment,
    escape,
    escape_address,
    escape_start,
)

# An address in the text, without what ends a sentence.
BARE = re.compile(
    r"(?<![\w/<])(https?://[\w./?=#%+:@~!$'&-]*[\w/](?![\w;])"
    r"|(?<![@.-])www\.[\w-]+\.[\w./-]*[\w/]"
    r"|(?<![.+@-])[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@[A-Za-z0-9-]+"
    r"(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w@-]))"
)
ADDRESS = re.compile(r"(?:https?://[^\s]|mailto:|tel:|#)", re.IGNORECASE)
LEFTOVERS = re.compile(
    r"(?<=www)\.|[{}~=@$\]|*`•·▪◦‣●○■]|\[(?!\^)|(?<!\[)\^|/(?=//)|!(?=!!)|:(?=::)|^[-+–—]|(?<=\w)\)"
)
# Captions have no escapes, and people read them: only what would be reported becomes entities.
IN_CAPTIONS = re.compile(
    r"(?<=www)\.|(?<=\w)@(?=\w)|[~*|$•·▪◦‣●○■]|=(?==)|\](?= ?[(\[])|\)(?= ?\[)|\[(?=[\[@-])|\^"
    r"|/(?=//)|!(?=\[)|:(?=//)|@(?=(?:fig|tbl|tab|sec|eq)[-:])|^[-+–—#]|(?<=\d)\)(?=[ \t])"
)
MARKERS = {"strong": "**", "em": "*"}
BREAK = "\\\n"
EDGE = f" {NO_BREAK}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How runs are written: *html* for tables of HTML; *line_break* between lines.

    *call* returns how the note with an id is called.
    """

    call: Callable[[str], str]
    line_break: str = BREAK
    html: bool = False


def write_line(runs: Iterable[Run], style: Style) -> str:
    """Return *runs* as Markdown; the lines that breaks make can't be read as anything else."""
    text = _write(_joined(_without_lost_marks(run) for run in runs), style, 0)
    if style.html:
        return text.replace(NO_BREAK, "&nbsp;")
    lines = [line.strip(EDGE) for line in text.split(style.line_break)]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()  # a break at the end would be printed
    if style.line_break == BREAK:
        lines = [escape_start(line) for line in lines]
    return style.line_break.join(lines).replace(NO_BREAK, r"\ ")


def _without_lost_marks(run: Run) -> Run:
    """Return *run* without what is written elsewhere or can't be followed from a page."""
    marks = (m for m in run.marks if m[0] != "abbr" and (m[0] != "a" or ADDRESS.match(m[1])))
    return replace(run, marks=tuple(marks))


def _joined(runs: Iterable[Run]) -> Runs:
    """Return *runs* without spaces at their ends or twice in a row; equal neighbours are joined."""
    joined: list[Run] = []
    blank = True
    for run in runs:
        text = run.text.lstrip(" ") if blank and run.kind is Kind.TEXT else run.text
        if run.kind is Kind.BREAK:
            joined = _stripped(joined)
            joined += [replace(run, marks=())] if joined else []
            blank = True
        elif run.kind is not Kind.TEXT:
            joined.append(run)
        elif text:
            blank = text.endswith(" ")
            before = joined.pop().text if joined and _alike(joined[-1], run) else ""
            joined.append(replace(run, text=before + text))
    joined = _stripped(joined)
    while joined and joined[-1].kind is Kind.BREAK:
        joined = _stripped(joined[:-1])
    return tuple(joined)


def _alike(one: Run, other: Run) -> bool:
    return one.kind is other.kind is Kind.TEXT and one.marks == other.marks


def _stripped(runs: list[Run]) -> list[Run]:
    if runs and runs[-1].kind is Kind.TEXT:
        text = runs[-1].text.rstrip(" ")
        return [*runs[:-1], replace(runs[-1], text=text)] if text else _stripped(runs[:-1])
    return runs


def _write(runs: Runs, style: Style, depth: int) -> str:
    """Return *runs*, the first *depth* of whose marks are written already."""
    pieces: list[str] = []
    emphasised: list[tuple[int, Mark, str]] = []
    codes: dict[int, str] = {}
    for mark, group in groupby(runs, key=lambda run: _mark_at(run, depth)):
        if mark is None:
            pieces += [_atom(run, style) for run in group]
            continue
        if mark[0] == "code" and not style.html:
            codes[len(pieces)] = "".join(run.text for run in group)
            pieces.append(_code(codes[len(pieces)]))
            continue
        members = tuple(group)
        inner = _write(members, style, depth + 1)
        core = inner.strip(EDGE)
        before, after = inner[: len(inner) - len(inner.lstrip(EDGE))], ""
        if core:
            after = inner[len(inner.rstrip(EDGE)) :]
        pieces.append(before)
        if core:
            emphasised.append((len(pieces), mark, core))
            is_vague = mark[0] == "a" and says_nothing(plain(members))
            pieces.append(
                _spelt_out(mark[1], core, style) if is_vague else _marked(mark, core, style)
            )
        pieces.append(after)
    for index, text in codes.items():
        if "".join(pieces[index + 1 :]).startswith("`"):  # the two would be read as one
            pieces[index] = f"<code>{escape(text)}</code>"
    for index, mark, core in emphasised:
        if mark[0] in MARKERS and not _is_safe(pieces, index, core):
            pieces[index] = f"<{mark[0]}>{core}</{mark[0]}>"
    return _without_pictures(pieces)


def _mark_at(run: Run, depth: int) -> Mark | None:
    return run.marks[depth] if len(run.marks) > depth else None


def _atom(run: Run, style: Style) -> str:
    match run.kind:
        case Kind.BREAK:
            return "<br>" if style.html else style.line_break
        case Kind.NOTE:
            return style.call(run.text)
        case Kind.COMMENT:
            return comment(run.text)
    if style.html:
        # Within elements nothing is markup, but what checks would report becomes entities.
        text = LEFTOVERS.sub(_entity, html_escape(run.text, quote=False)).replace("\xad", "&shy;")
        return text.replace("[^", f"[{PARTED}^")
    if any(mark[0] == "a" for mark in run.marks):
        return escape(run.text)
    pieces = BARE.split(run.text)
    return "".join(_link(each) if n % 2 else escape(each) for n, each in enumerate(pieces))


def _link(address: str) -> str:
    """Return an *address* in the text as a link; without ``https://`` it is shown without."""
    if address.startswith("www."):
        return f"[{escape(address)}](https://{escape_address(address)})"
    return f"<{address}>"


def _marked(mark: Mark, core: str, style: Style) -> str:
    name, value = mark
    if style.html:
        return _element(name, value, core)
    match name:
        case "a":
            return f"[{core}]({escape_address(value)})"
        case "lang":
            return f"[{core}]{{lang={value}}}"
        case "strong" | "em":
            return f"{MARKERS[name]}{core}{MARKERS[name]}"
        case _:
            return _element(name, value, core)


def _code(text: str) -> str:
    """Return *text* between more backticks than it holds itself; nothing in it is escaped."""
    text = text.replace(NO_BREAK, " ").replace("\xad", "")
    if not text.strip():
        return text
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence, core = "`" * (longest + 1), text.strip(" ")
    if core.startswith("`") or core.endswith("`"):
        core = f" {core} "
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{fence}{core}{fence}{after}"


def _spelt_out(address: str, core: str, style: Style) -> str:
    """Return a link that doesn't say where it leads: its address stands after it."""
    if style.html:
        return f"{core} ({_element('a', address, html_escape(address, quote=False))})"
    if "://" in address:
        return f"{core} (<{escape_address(address)}>)"
    return f"{core} ([{escape(address.partition(':')[2])}]({escape_address(address)}))"


def says_nothing(text: str) -> bool:
    """Return whether *text* is no text for a link: a listener who hears only it learns nothing."""
    return text.strip(" .…>»→").lower() in VAGUE


def spelt_out(text: str) -> str:
    """Return *text*, a caption's, with entities for what checks report as markup.

    >>> spelt_out("~~a~~ (b)")
    '&#126;&#126;a&#126;&#126; (b)'
    """
    return IN_CAPTIONS.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _element(name: str, value: str, core: str) -> str:
    quoted = html_escape(value, quote=True)
    match name:
        case "a":
            return f'<a href="{quoted}">{core}</a>'
        case "lang":
            return f'<span lang="{quoted}">{core}</span>'
        case "time":
            return f'<time datetime="{quoted}">{core}</time>'
        case _:
            return f"<{name}>{core}</{name}>"


def _is_safe(pieces: list[str], index: int, core: str) -> bool:
    """Return whether the asterisks around *core* can only be read as a pair."""
    before = next((piece for piece in reversed(pieces[:index]) if piece), "")
    after = next((piece for piece in pieces[index + 1 :] if piece), "")
    if core[0] in "*<\\" or core[-1] in "*>\\" or "*" in core:
        return False
    return not before.endswith(("*", "\\", ">")) and not after.startswith(("*", "<"))


def _without_pictures(pieces: list[str]) -> str:
    """Join *pieces*; an exclamation mark before a bracket would begin a picture."""
    text = ""
    for piece in pieces:
        if piece.startswith("[") and text.endswith("!"):
            text = f"{text[:-1]}\\!"
        text += piece
    return text


def links_refused(runs: Iterable[Run]) -> Iterator[str]:
    """Yield the addresses in *runs* that can't be followed from a printed page."""
    for run in runs:
        for name, value in run.marks:
            if name == "a" and not ADDRESS.match(value):
                yield value


def abbreviations_in(runs: Iterable[Run]) -> Iterator[tuple[str, str]]:
    """Yield the abbreviations in *runs* with what they are short for."""
    for run in runs:
        for name, value in run.marks:
            if name == "abbr" and run.text.strip() and "]" not in run.text:
                yield run.text.strip(), value


def vague_links(runs: Runs) -> Iterator[str]:
    """Yield the texts of links in *runs* that don't say where they lead."""
    for link, group in groupby(runs, key=lambda run: dict(run.marks).get("a")):
        text = plain(tuple(group))
        if link and ADDRESS.match(link) and says_nothing(text):
            yield text
