"""One document by Pressverk and others, and how much of it each tells; `make compare` runs this.

The facts are read from the HTML by the standards, and from the tags as a screen reader has them,
with code of the tests that shares nothing with what makes the tags. The table goes into
docs/accessibility.md, between its marks.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import page
from html_facts import facts_of_html
from producers import HTML, PRODUCERS, MissingError
from tag_facts import facts_of_tags
from tag_trees import INSIDE, read_document

from pressverk.files import write_whole

DOC = Path(__file__).parents[2] / "docs" / "accessibility.md"
BEGIN, END = "<!-- make compare: begin -->\n", "<!-- make compare: end -->\n"
KINDS = {
    "order": "words that follow each other",
    "language": "words in their language",
    "paragraph": "paragraphs, each one whole",
    "heading": "headings with their levels",
    "link": "links with text and target",
    "list": "lists with their length",
    "item": "list items with number and text",
    "definition": "terms with their explanations",
    "table": "tables with their size",
    "header cell": "header cells",
    "data cell": "data cells with all their headers",
    "caption": "captions",
    "figure": "pictures with their alternatives",
    "note": "notes heard at their calls",
    "abbreviation": "abbreviations with expansions",
    "quote": "quotations",
    "code": "code",
}
PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}

Facts = Counter[tuple[str, tuple[object, ...]]]
Scores = Mapping[str, tuple[int, int]]
"""For each kind, how many facts are told, and of how many."""


def main() -> int:
    """Make the PDFs, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the PDFs are made")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    source = facts_of(facts_of_html(HTML.read_text(encoding="utf-8")))
    columns: dict[str, tuple[Scores, Mapping[str, bool]]] = {}
    for name, produce in PRODUCERS.items():
        file = (folder / f"{name}.pdf").absolute()
        try:
            title = produce(file)
        except MissingError as missing:
            print(f"{missing} is not installed; the comparison needs it")
            return 1
        told = facts_of(facts_of_tags(read_document(file)))
        columns[title] = scores(source, told), verdicts(file.read_bytes())
    table = written(columns)
    print(table)
    put(table)
    return 0


def facts_of(facts: Iterable[tuple[str, tuple[object, ...]]]) -> Facts:
    """Return *facts* so that different readings can be compared."""
    return Counter((kind, _plain(kind, what)) for kind, what in facts)


def _plain(kind: str, what: tuple[object, ...]) -> tuple[object, ...]:
    """Take names of places for what they are: somewhere in the document."""
    if kind != "link":
        return what
    text, *targets = what
    return text, *(INSIDE if str(target).startswith("#") else target for target in targets)


def scores(source: Facts, told: Facts) -> Scores:
    """Return how many facts of *source* are *told*, by kind."""
    return {
        kind: (
            sum(min(count, told[fact]) for fact, count in source.items() if fact[0] == kind),
            sum(count for fact, count in source.items() if fact[0] == kind),
        )
        for kind in KINDS
    }


def verdicts(data: bytes) -> dict[str, bool]:
    """Return which profiles hold."""
    return {
        name: page.validate_pdf_bytes(data, profile=profile).is_compliant
        for profile, name in PROFILES.items()
    }


def written(columns: Mapping[str, tuple[Scores, Mapping[str, bool]]]) -> str:
    """Return a table in Markdown: a row for each kind, in all and their mean, and the profiles."""
    rows = [["Conveyed correctly", "of", *columns], ["---", "---:", *["---:"] * len(columns)]]
    every = [kinds for kinds, _verdicts in columns.values()]
    for kind, words in KINDS.items():
        rows.append([words, str(every[0][kind][1]), *(_share(each[kind]) for each in every)])
    total = str(sum(of for _told, of in every[0].values()))
    rows.append(["**all facts**", total, *(f"**{_share(_sum(each))}**" for each in every)])
    rows.append(["**mean of the kinds**", "", *(f"**{_percent(_mean(each))}**" for each in every)])
    for name in PROFILES.values():
        holds = [verdict[name] for _kinds, verdict in columns.values()]
        rows.append([f"{name} holds", "", *("yes" if each else "no" for each in holds)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def put(table: str) -> None:
    """Put *table* between its marks in the documentation."""
    text = DOC.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    write_whole(DOC, (before + BEGIN + "\n" + table + "\n" + END + after).encode())


def _sum(kinds: Scores) -> tuple[int, int]:
    return sum(told for told, _of in kinds.values()), sum(of for _told, of in kinds.values())


def _mean(kinds: Scores) -> float:
    shares: Sequence[float] = [told / of for told, of in kinds.values()]
    return sum(shares) / len(shares)


def _share(score: tuple[int, int]) -> str:
    told, of = score
    return _percent(told / of)


def _percent(share: float) -> str:
    """Return *share* in percent, never rounded up to all."""
    return "100 %" if share == 1 else f"{min(share * 100, 99.9):.1f} %"


if __name__ == "__main__":
    sys.exit(main())
