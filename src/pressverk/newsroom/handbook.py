"""What there is to read, as sections that can be found by a word, a rule or a heading.

It is the handbook in Swedish, and the shorter manual in English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from pressverk.i18n import message_language

REPORT = "articles/handbok"
RULES = "Regler"  # the appendix that explains them
RULES_PAGE = "rules"  # the page of the manual that says where each is explained
FENCE = re.compile(r"^(`{3,})")
PICTURE = re.compile(r"^!\[.*\]\(bilder/")  # neither the terminal nor the studio shows them
HEADING = re.compile(r"^## (?P<title>.+?)(?: \{(?P<attributes>[^}]*)\})?$")
MARK = re.compile(r'\[([^]]+)\]\{index="[^"]+"\}')
INDEXED = re.compile(r'index="([^"]+)"')
# Endings that Swedish words, and some English ones, are found without: "godkänna", "Godkännande".
ENDING = re.compile(r"(?<=\w{4})(?:arna|erna|orna|ande|are|ar|er|or|na|en|et|ad|a|e|n|t|s)$")
CHAPTER = re.compile(r"^rubrik: (?P<title>.+)$")
TERMS = re.compile(r"^(?P<name>[^`:]+) (?P<rules>`[a-z0-9-]+`(?: `[a-z0-9-]+`)*)$")
RULES_ROW = re.compile(
    r"^\| (?P<rules>`[^|]+`) \| \[[^]]+\]\((?P<page>[a-z-]+)\.md#(?P<id>[^)]+)\)"
)
REQUIREMENT = re.compile(r"(PDFUA1|PDFA[123])")  # the validator's names begin so
PAGE_HEADING = re.compile(r"^(?P<level>#{1,4}) (?P<title>.+?)(?: \{#[\w-]+\})?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of the handbook and the text under it, as written in Markdown.

    An explanation of rules is a section too: *rules* are their names, and its title names them in
    the section's language. *page* and *id* are where it stands in the manual; *words* are
    those that the index has for it.
    """

    chapter: str
    title: str
    text: str
    rules: tuple[str, ...] = ()
    page: str = ""
    id: str = ""
    words: tuple[str, ...] = ()


def handbook_folder() -> Path:
    """Return the newsroom that the handbook is built in."""
    return Path(str(files("pressverk.handbook")))


def manual_folder() -> Path:
    """Return the folder of the manual's pages."""
    return Path(str(files("pressverk.docs")))


def sections() -> tuple[Section, ...]:
    """Return all sections in the language of messages, in the order of what there is to read."""
    return _handbook() if message_language() == "sv" else _manual()


@cache
def _handbook() -> tuple[Section, ...]:
    folder = handbook_folder() / REPORT
    found = (*sorted(folder.glob("kapitel/*.md")), *sorted(folder.glob("bilagor/*.md")))
    return tuple(section for file in found for section in _sections_of(file.read_text("utf-8")))


@cache
def _manual() -> tuple[Section, ...]:
    pages = {file.stem: file.read_text("utf-8") for file in sorted(manual_folder().glob("*.md"))}
    found = [section for name, text in pages.items() for section in _page_sections(name, text)]
    at = {(each.page, each.id): each for each in found}
    rows = filter(None, map(RULES_ROW.match, pages[RULES_PAGE].splitlines()))
    explained = (
        replace(at[row["page"], row["id"]], rules=tuple(re.findall(r"`([^`]+)`", row["rules"])))
        for row in rows
    )
    return (*(each for each in found if each.page != RULES_PAGE), *explained)


def find_sections(topic: str) -> tuple[Section, ...]:
    """Return what there is to read on *topic*, the best first: a rule, a heading, or any words.

    A rule, a heading or a chapter of that name comes alone. Otherwise all words of *topic* have to
    be found, whatever their endings; words in headings and in the index count most.
    """
    known, wanted = sections(), topic.casefold().strip()
    texts = [each for each in known if not each.rules and each.chapter != RULES]
    named = (
        *(each for each in texts if each.title.casefold() == wanted),
        *(each for each in texts if each.chapter.casefold() == wanted),
        *(each for each in known if wanted in each.rules),
    )
    explained = tuple(each for each in known if each.rules and each.title.casefold() == wanted)
    return tuple(dict.fromkeys(named)) or explained or _best(texts, wanted) or _best(known, wanted)


def _best(known: Sequence[Section], topic: str) -> tuple[Section, ...]:
    """Return the sections that have all words of *topic* in the weightiest places."""
    stems = [ENDING.sub("", word) for word in re.findall(r"[\w-]+", topic)]
    weighed = [(min((_weight(stem, each) for stem in stems), default=0), each) for each in known]
    most = max((weight for weight, _section in weighed), default=0)
    return tuple(each for weight, each in weighed if most and weight == most)


def _weight(stem: str, section: Section) -> int:
    """Return how weighty the place is where a word that begins with *stem* stands in *section*."""
    places = (section.text, section.chapter, section.title, " ".join(section.words))
    begins = re.compile(rf"\b{re.escape(stem)}")
    return max(at for at in range(5) if not at or begins.search(places[at - 1].casefold()))


def explanation_of(rule: str) -> Section | None:
    """Return the first section that explains *rule*, in the language of messages.

    The requirements of a standard are explained together.
    """
    standard = REQUIREMENT.match(rule)
    name = standard[1].lower() if standard else rule
    return next((each for each in sections() if name in each.rules), None)


def help_command(rule: str) -> str:
    """Return the command that prints what there is to read on *rule*, empty if there is nothing.

    In Swedish it has the name that the handbook gives the rule, if that leads to it alone.
    """
    section = explanation_of(rule)
    if section is None:
        return ""
    name, known = section.title.casefold(), rule if rule in section.rules else section.rules[0]
    is_clear = message_language() == "sv" and find_sections(name) == find_sections(known)
    return f"pressverk help {name if is_clear else known}"


def near_topics(topic: str) -> list[str]:
    """Return names of rules and headings that *topic* may be a slip for, the nearest first."""
    names = {name.casefold(): name for each in sections() for name in (each.title, *each.rules)}
    return [names[near] for near in get_close_matches(topic.casefold(), names, n=3)]


def _page_sections(page: str, text: str) -> Iterator[Section]:
    """Yield the sections of a page of the manual; those of lower levels are within their own."""
    lines, fence = text.splitlines(), ""
    headings: list[tuple[int, int, str]] = []
    for at, line in enumerate(lines):
        if found := FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        if not fence and (heading := PAGE_HEADING.match(line)):
            headings.append((at, len(heading["level"]), heading["title"]))
    chapter = headings[0][2]
    for number, (at, level, title) in enumerate(headings[1:], start=1):
        later = (start for start, depth, _title in headings[number + 1 :] if depth <= level)
        body = "\n".join(lines[at + 1 : next(later, len(lines))]).strip()
        yield Section(chapter=chapter, title=title, text=body, page=page, id=heading_id(title))


def heading_id(title: str) -> str:
    """Return the id that code hosts and the studio give a heading of the manual.

    >>> heading_id("The newsroom's settings")
    'the-newsrooms-settings'
    """
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _sections_of(text: str) -> Iterator[Section]:
    """Yield the sections of a chapter, and in each the explanations of rules."""
    head, _marks, body = text.removeprefix("---\n").partition("\n---\n")
    chapter = next(m["title"] for line in head.splitlines() if (m := CHAPTER.match(line)))
    title, lines, fence, words = chapter, list[str](), "", tuple[str, ...]()
    for line in [*body.splitlines(), "## "]:
        if found := FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        heading = None if fence else HEADING.match(line)
        if not heading and line != "## ":
            if fence or not PICTURE.match(line):
                lines.append(line)
            continue
        words += _index_words("\n".join(lines))
        read = MARK.sub(r"\1", "\n".join(lines).strip())
        yield from _with_rules(Section(chapter=chapter, title=title, text=read, words=words))
        title, lines = heading["title"] if heading else "", []
        words = _index_words((heading and heading["attributes"]) or "")


def _index_words(text: str) -> tuple[str, ...]:
    return tuple(INDEXED.findall(text))


def _with_rules(section: Section) -> Iterator[Section]:
    """Yield *section*, then a section for each definition in it whose terms are rules."""
    if section.text:
        yield section
    lines = section.text.splitlines() if section.chapter == RULES else []
    for at, line in enumerate(lines[:-1]):
        if (terms := TERMS.match(line)) and lines[at + 1].startswith(": "):
            yield Section(
                chapter=section.chapter,
                title=terms["name"],
                text=lines[at + 1].removeprefix(": "),
                rules=tuple(re.findall(r"`([^`]+)`", terms["rules"])),
            )
