"""Constructs within a text that look like markup but aren't read as such, and what to write."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from pressverk.content.markup import cures
from pressverk.content.markup.cures import Cure, rewriting
from pressverk.i18n import N_

MOST = 100  # findings of each kind in one body: more would be no help


class Construct(NamedTuple):
    """A *pattern* that no finished text has, what to write instead, and the cure that writes it."""

    pattern: re.Pattern[str]
    advice: str
    is_error: bool = True
    cure: Cure | None = None


BLOCK_LINE = Construct(
    re.compile(r"(?<![:/\w])/{3,}(?!\S*/)[^\n]{0,80}"), N_("put /// on a line of its own")
)
LINK = N_("write [text](https://…), without a space between the brackets")
INLINE = (
    Construct(
        re.compile(r"^[ \t]*#{2,6}[ \t]+\S[^\n]*", re.MULTILINE),
        N_("begin a heading at the left margin, after a blank line"),
        cure=cures.indented_heading,
    ),
    Construct(
        re.compile(r"^[ \t]*(?:#{7,}[^\n]*|##+[ \t]*$)", re.MULTILINE),
        N_("write ## and the heading after a space, or remove the characters"),
    ),
    Construct(
        re.compile(r"^-- [^\n]+", re.MULTILINE),
        N_("the source of a quotation stands below its lines with >: > -- Name"),
        cure=cures.source_of_quotation,
    ),
    Construct(
        re.compile(r"!\[[^\[\]\n]{0,400}\][(\[][^\n]{0,80}"), N_("write ![what one sees](file)")
    ),
    Construct(
        re.compile(r"\[[^\[\]\n]{1,400}\] \((?:https?:|mailto:|www\.|#)[^()\s]*\)"),
        LINK,
        cure=cures.link,
    ),
    Construct(
        re.compile(r"\((?:https?:|mailto:|www\.)[^()\s]*\) ?\[[^\[\]\n]{1,400}\]"),
        LINK,
        cure=cures.link,
    ),
    Construct(re.compile(r"\[\[[^\[\]\n]{1,400}\]\]"), LINK),
    Construct(
        re.compile(r"\[-?@[\w:.-][^\[\]\n]{0,400}\]"), N_("write the source as a note: [^1]")
    ),
    Construct(
        re.compile(r"\[[^\[\]\n]{1,400}\]\[(?!\^)[^\[\]\n]{0,100}\]"),
        N_("write [text](https://…), or give the address on a line [name]: https://…"),
    ),
    Construct(re.compile(r"\[[^\[\]\n]{1,400}\]\([^\n]{0,80}"), LINK),
    Construct(
        re.compile(r"\^\[[^\[\]\n]{1,400}\]"), N_("write [^1], and [^1]: with the note below")
    ),
    Construct(
        re.compile(r"(?<![\w@])@(?:fig|tbl|tab|sec|eq)[-:]\w[\w-]{0,80}"),
        N_("write [](#id), with the id of what is meant"),
    ),
    Construct(re.compile(r"```+|~~~+"), N_("put the three characters on a line of their own")),
    Construct(
        re.compile(r"~~[^~\n]{1,400}~~"),
        N_("write <del>text</del>"),
        cure=rewriting(r"~~(.*)~~", r"<del>\1</del>"),
    ),
    Construct(
        re.compile(r"(?<![=\w])==[^=\n]{1,400}==(?![=\w])"),
        N_("write <mark>text</mark>"),
        cure=rewriting(r"==(.*)==", r"<mark>\1</mark>"),
    ),
    Construct(
        re.compile(r"\w~\w{1,8}~"),
        N_("write H<sub>2</sub>O"),
        cure=rewriting(r"(\w)~(\w+)~", r"\1<sub>\2</sub>"),
    ),
    Construct(
        re.compile(r"\w\^[\w+−-]{1,8}\^"),
        N_("write m<sup>2</sup>"),
        cure=rewriting(r"(\w)\^([\w+−-]+)\^", r"\1<sup>\2</sup>"),
    ),
    Construct(
        re.compile(r"\$\$?[^\s$](?:[^$\n]{0,400}[\\^_=][^$\n]{0,400})\$\$?"),
        N_("formulas aren't read; write the formula in words, or as a picture"),
    ),
    Construct(
        re.compile(r"\*{1,3}(?=[^\s*])[^*\n]{1,400}(?<=[^\s*])\*{1,3}"),
        N_("emphasis isn't read here; remove the characters, or write \\*"),
    ),
    Construct(
        re.compile(r"(?<![\w*\\])\*{2,3}(?=[^\W\d])[^*\n]{0,80}|(?<=\w)\*\*(?![\w*])"),
        N_("emphasis isn't ended, or not begun; write **word**, or \\*"),
    ),
    Construct(
        re.compile(r"(?<![\w*\\])\*(?=[^\W\d])[^*\n]{0,80}"),
        N_("emphasis isn't ended; write *word*, or \\* for the character"),
        is_error=False,
    ),
    Construct(
        re.compile(r"`[^`\n]{0,80}"),
        N_("code begins and ends with `; write \\` for the character"),
        is_error=False,
    ),
    Construct(
        re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])"),
        N_("emoji are written as such, not by name"),
        is_error=False,
    ),
    Construct(
        re.compile(r"\{(?:[.#][\w-]|:|-\}|\w[\w-]*=)[^{}\n]{0,400}\}?"),
        N_("attributes stand right after a link, a picture or emphasis, or at a heading's end"),
    ),
    BLOCK_LINE,
    Construct(
        # What prints &amp; is written &amp;amp;, which begins with it.
        re.compile(r"&(?!amp;)(?:[A-Za-z][A-Za-z0-9]{1,30}|#x?[0-9A-Fa-f]{1,6});"),
        N_("no character has that name; write the character itself"),
    ),
    Construct(
        re.compile(r"\A\s*\|[^\n]*\|[^\n]*"),
        N_("a table needs a line |---|---| below its first row, and blank lines around it"),
        cure=cures.table_without_rule,
    ),
    Construct(
        re.compile(r"(?<![\w/])https?://[^\s<>]{3,400}"),
        N_("an address that is not a link; write <https://…>"),
        is_error=False,
        cure=rewriting(r"(https?://.*)", r"<\1>"),
    ),
    Construct(
        re.compile(r"(?<![\w/@.-])www\.[\w-]+\.[\w./?=&%#~-]{2,400}(?<!\.)"),
        N_("an address that is not a link; write <https://…>"),
        is_error=False,
        cure=rewriting(r"(.*)", r"<https://\1>"),
    ),
    Construct(
        re.compile(r"(?<![\w.+/@-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}(?![\w@-])"),
        N_("an email address that is not a link; write <name@example.se>"),
        is_error=False,
        cure=rewriting(r"(.*)", r"<\1>"),
    ),
    Construct(
        # m², km³ and the like are units.
        re.compile(r"(?<!\w)(?!(?:[kcdmh]?m|mil|ha)[²³])[^\W\d_]{3,60}[.,]?[¹²³⁴-⁹]{1,3}(?!\w)"),
        N_("a note is written [^1], and [^1]: with its text on a line below"),
        is_error=False,
    ),
)
# Elsewhere these are read, or reported as forbidden.
UNESCAPED = (
    Construct(re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>\n]{0,400})?/?>"), ""),
    Construct(re.compile(r"\[\^[^\[\]\n]{1,40}\]"), ""),
    Construct(re.compile(r"`[^`\n]{1,400}`|^##+[^\n]*", re.MULTILINE), ""),
)


def marks_in(text: str) -> Iterator[str]:
    """Yield what looks like markup in *text* that holds none, such as a title."""
    for written, construct in islice(unread_in((text,), (*UNESCAPED, *INLINE)), MOST):
        if construct.is_error:
            yield written


def unread_in(
    texts: Iterable[str], constructs: tuple[Construct, ...] = INLINE
) -> Iterator[tuple[str, Construct]]:
    """Yield what in the printed *texts* looks like markup, each stretch of it once."""
    for text in texts:
        end = 0
        found = (
            (match, construct)
            for construct in constructs
            for match in construct.pattern.finditer(text)
        )
        for match, construct in sorted(found, key=lambda each: each[0].start()):
            if match.start() >= end:
                end = match.end()
                written = match[0].strip()
                yield written if written[0] == "&" else written.rstrip(".,;:!?"), construct
