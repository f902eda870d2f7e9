"""References between the bodies of one publication, and ids that can't clash."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pressverk.content.markup.context import Suggestions, language_around
from pressverk.content.markup.references import PENDING, TOP, name_of, refer
from pressverk.html import parse, plain, serialise
from pressverk.i18n import _, catalogue
from pressverk.model import Article, Finding, Place, Section, SectionKind

REFERRING = ("href", "aria-labelledby", "headers")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def join_references(
    sections: tuple[Section, ...], files: Mapping[str, str]
) -> tuple[tuple[Section, ...], tuple[Finding, ...]]:
    """Return *sections* with their references to each other filled in, and faults.

    *files* has the file of each section by name, for the place of findings.
    """
    trees = {section.name: [parse(each.body) for each in section.articles] for section in sections}
    targets: dict[str, Any] = {section.name: section for section in sections}
    findings = [*_same_names(sections, files)]
    for section in sections:
        for tree in trees[section.name]:
            for element in tree.iterfind(".//*[@id]"):
                if element.get("id") in targets:
                    findings.append(_twice(element.get("id"), files[section.name]))
                targets[element.get("id")] = element
    for section in sections:
        for article, tree in zip(section.articles, trees[section.name], strict=True):
            findings += _fill(tree, targets, section, article.language, files[section.name])
    joined = tuple(
        replace(
            section,
            articles=tuple(
                replace(article, body=serialise(tree))
                for article, tree in zip(section.articles, trees[section.name], strict=True)
            ),
        )
        for section in sections
    )
    return joined, tuple(findings)


def _same_names(sections: Iterable[Section], files: Mapping[str, str]) -> Iterator[Finding]:
    for name, count in Counter(section.name for section in sections).items():
        if count > 1:
            message = _("two chapters are called {name!r}; give one file another name", name=name)
            place = Place(file=files[name])
            yield Finding(place=place, message=message, rule="same-chapter-name")


def _twice(name: str, file: str) -> Finding:
    message = _("id {name} is used in another chapter too; give each its own", name=repr(name))
    return Finding(place=Place(file=file), message=message, rule="duplicate-id")


def _fill(
    tree: Any, targets: Mapping[str, Any], section: Section, language: str, file: str
) -> Iterator[Finding]:
    unknown: Suggestions | None = None
    own = "preface" if section.kind is SectionKind.FRONT else section.name
    for link in tree.xpath(f'.//a[@class="{PENDING}"]'):
        name = link.get("href")[1:]
        place = _place(link.attrib.pop("data-at", ""), file)
        del link.attrib["class"]
        text = plain(link)
        if name not in targets and f"{own}.{name}" in targets:  # a heading of the same chapter
            name = f"{own}.{name}"
            link.set("href", f"#{name}")
        if name not in targets and f"#{name}" != TOP:
            unknown = unknown or Suggestions(
                [each.removeprefix(f"{own}.") for each in targets if "." not in each]
                + [each for each in targets if each.startswith(f"{own}.")]
            )
            message = _(
                "reference to {name}, which is nowhere in the report; {suggestion}",
                name=repr(f"#{name}"),
                suggestion=unknown.near(name),
            )
            yield Finding(place=place, message=message, rule="reference")
        elif not text:
            local = language_around(link, language)
            refer(link, called(targets[name], local), local)


def _place(written: str, file: str) -> Place:
    line, _colon, column = written.partition(":")
    return Place(file=file, line=int(line or 0) or None, column=int(column or 0) or None)


def called(target: Any, language: str) -> str:
    """Return the name of *target*, a section or an element, for readers."""
    if not isinstance(target, Section):
        return name_of(target, language) or plain(target)
    words = catalogue(language)
    if not target.number:
        return target.title
    if target.kind is SectionKind.APPENDIX:
        return words.gettext("appendix {number}").format(number=target.number)
    return words.gettext("chapter {number}").format(number=target.number)


def reprinted(article: Article, levels: int) -> Article:
    """Return *article* as part of a report: with unique ids, and headings *levels* lower."""
    tree = parse(article.body)
    has_top = tree.find(".//*[@id='top']") is not None
    for element in tree.iter():
        if element.get("href") == TOP and not has_top:
            element.set("href", "#")  # the article's own beginning
        if name := element.get("id"):
            element.set("id", f"{article.slug}.{name}")
        for attribute in REFERRING:
            if value := element.get(attribute):
                element.set(attribute, _renamed(attribute, value, article.slug))
        if element.tag in HEADINGS:
            element.tag = f"h{min(int(element.tag[1]) + levels, 6)}"
    return replace(article, body=serialise(tree))


def _renamed(attribute: str, value: str, prefix: str) -> str:
    if attribute == "href":
        if value == "#":
            return f"#{prefix}"
        return f"#{prefix}.{value[1:]}" if value.startswith("#") else value
    return " ".join(f"{prefix}.{name}" for name in value.split())
