"""The Swedish handbook as sections that can be found by a word, a rule or a heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

REPORT = "articles/handbok"
RULES = "Regler"  # the appendix that explains them
FENCE = re.compile(r"^(`{3,})")
HEADING = re.compile(r"^## (?P<title>.+?)(?: \{#[\w-]+\})?$")
CHAPTER = re.compile(r"^rubrik: (?P<title>.+)$")
TERMS = re.compile(r"^`[a-z0-9-]+`(?: `[a-z0-9-]+`)*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of the handbook and the text under it, as written in Markdown.

    An explanation of rules is a section too: *rules* are their names, and its title joins them.
    """

    chapter: str
    title: str
    text: str
    rules: tuple[str, ...] = ()


def handbook_folder() -> Path:
    """Return the newsroom that the handbook is built in."""
    return Path(str(files("pressverk.handbook")))


def sections() -> tuple[Section, ...]:
    """Return all sections, in the order of the handbook."""
    folder = handbook_folder() / REPORT
    found = (*sorted(folder.glob("kapitel/*.md")), *sorted(folder.glob("bilagor/*.md")))
    return tuple(section for file in found for section in _sections_of(file.read_text("utf-8")))


def find_sections(topic: str) -> tuple[Section, ...]:
    """Return what the handbook says of *topic*: a rule, a heading, or a word in headings.

    What matches best comes alone: the rule's explanation, then headings, then chapters.
    """
    known, wanted = sections(), topic.casefold()
    tries = (
        (each for each in known if wanted in each.rules),
        (each for each in known if each.title.casefold() == wanted),
        (each for each in known if not each.rules and wanted in each.title.casefold()),
        (each for each in known if not each.rules and wanted in each.chapter.casefold()),
        (each for each in known if not each.rules and wanted in each.text.casefold()),
    )
    return next(filter(None, map(tuple, tries)), ())


def near_topics(topic: str) -> list[str]:
    """Return names of rules and headings that *topic* may be a slip for, the nearest first."""
    names = {name.casefold(): name for each in sections() for name in (each.title, *each.rules)}
    return [names[near] for near in get_close_matches(topic.casefold(), names, n=3)]


def _sections_of(text: str) -> Iterator[Section]:
    """Yield the sections of a chapter, and in each the explanations of rules."""
    head, _marks, body = text.removeprefix("---\n").partition("\n---\n")
    chapter = next(m["title"] for line in head.splitlines() if (m := CHAPTER.match(line)))
    title, lines, fence = chapter, [], ""
    for line in [*body.splitlines(), "## "]:
        if found := FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        heading = None if fence else HEADING.match(line)
        if not heading and line != "## ":
            lines.append(line)
            continue
        yield from _with_rules(Section(chapter=chapter, title=title, text="\n".join(lines).strip()))
        title, lines = heading["title"] if heading else "", []


def _with_rules(section: Section) -> Iterator[Section]:
    """Yield *section*, then a section for each definition in it whose terms are rules."""
    if section.text:
        yield section
    lines = section.text.splitlines() if section.chapter == RULES else []
    for at, line in enumerate(lines[:-1]):
        if TERMS.match(line) and lines[at + 1].startswith(": "):
            rules = tuple(re.findall(r"`([^`]+)`", line))
            meaning = lines[at + 1].removeprefix(": ")
            yield Section(
                chapter=section.chapter, title=", ".join(rules), text=meaning, rules=rules
            )
