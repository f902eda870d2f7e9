"""Measure a law book: built, built again after edits, and set by WeasyPrint's command with tags.

    python benchmarks/books.py [CHAPTERS]

Books of law have what other reports have little of: a heading and a note every few lines, lists,
tables, and references to the pages of other chapters. Seconds are those of the processor.
"""

import random
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from contenders import Contender, clear, run
from processes import cost_of, peak_of
from reports import NAME, build_of, page_count, weasyprints, write_chapters

CHAPTERS = 36  # about 300 pages
SECTIONS = 3
PARAGRAPHS = 6
MOVED = 12  # paragraphs put into an early chapter, more than a page
BEGINNINGS = (  # noqa: SIM905 - text reads better than a list
    "kommun region stat miljö bygg skol social hälso sjuk trafik brand avgifts upphandlings "
    "arbets anställnings förvaltnings revisions fullmäktige ledamots tillsyns"
).split()
ENDS = (  # noqa: SIM905 - as above
    "nämnden styrelsen lagen förordningen myndigheten beslutet ärendet avgiften planen "
    "ansökan skyldigheten bestämmelsen handlingen verksamheten prövningen uppgiften"
).split()
SMALL = (  # noqa: SIM905 - as above
    "ska får som och i enlighet med om inte annat följer av den eller det till efter samråd med "
    "skriftligen utan dröjsmål besluta pröva lämna överklaga underrätta enligt vad när särskilda "
    "skäl finns senast tre veckor från dagen för"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one way to set the book took: seconds of the processor, and bytes where looked at."""

    name: str
    processor: float
    peak: int | None = None
    pages: int | None = None


def main() -> None:
    """Measure and print, as the command line asks."""
    chapters = int(sys.argv[1]) if len(sys.argv) > 1 else CHAPTERS
    with TemporaryDirectory(prefix="bench-") as name:
        print(f"\na law book of {chapters} chapters\n", flush=True)
        print(table(measured(Path(name), chapters)), flush=True)


def measured(folder: Path, chapters: int) -> list[Row]:
    """Return what building takes, from cold and after edits, beside WeasyPrint with tags."""
    newsroom = folder / "book"
    make_book(newsroom, chapters)
    _plain, theirs = weasyprints(newsroom, folder / "others")
    build = build_of(newsroom)
    ours = _row(build)
    unchanged = _seconds(build)
    edit_word(newsroom)
    word = _seconds(build)
    move_pages(newsroom)
    moved = _seconds(build)
    return [
        ours,
        Row(name="  nothing to do", processor=unchanged),
        Row(name="  after a word was changed", processor=word),
        Row(name="  after all pages moved", processor=moved),
        _row(theirs),
    ]


def _row(one: Contender) -> Row:
    clear(one)
    peak = peak_of(one.commands[0], one.folder)
    clear(one)
    processor = _seconds(one)
    pages = page_count(next(one.made.glob("*.pdf")))
    return Row(name=one.name, processor=processor, peak=peak, pages=pages)


def _seconds(one: Contender) -> float:
    return cost_of(partial(run, one)).processor


def table(rows: list[Row]) -> str:
    """Return *rows*, each with its ratio to the first and to the last.

    >>> ours, theirs = Row(name="ours", processor=3.0), Row(name="theirs", processor=2.0)
    >>> print(table([ours, theirs]))
                                           pages  cpu, s  of ours  of theirs     MB
    ours                                            3.00     1.00       1.50
    theirs                                          2.00     0.67       1.00
    """
    lines = [f"{'':<38}{'pages':>6}{'cpu, s':>8}{'of ours':>9}{'of theirs':>11}{'MB':>7}"]
    for row in rows:
        peak = "" if row.peak is None else f"{row.peak / 1e6:.0f}"
        line = (
            f"{row.name:<38}{row.pages or '':>6}{row.processor:>8.2f}"
            f"{row.processor / rows[0].processor:>9.2f}"
            f"{row.processor / rows[-1].processor:>11.2f}{peak:>7}"
        )
        lines.append(line.rstrip())
    return "\n".join(lines)


def make_book(newsroom: Path, chapters: int) -> None:
    """Write a newsroom with a book of *chapters* chapters of about nine pages each."""
    dice = random.Random(1974)  # noqa: S311 - always the same book
    texts = [_chapter(dice, number, chapters) for number in range(1, chapters + 1)]
    write_chapters(newsroom, "lag", texts)


def edit_word(newsroom: Path) -> None:
    """Change a word in a chapter in the middle, but no page."""
    files = sorted((newsroom / "articles" / NAME / "kapitel").iterdir())
    path = files[len(files) // 2]
    before, blank, after = path.read_text(encoding="utf-8").rpartition(" ")
    path.write_text(f"{before}{blank}A{after[1:]}", encoding="utf-8")


def move_pages(newsroom: Path) -> None:
    """Put more than a page into one of the first chapters."""
    dice = random.Random(2018)  # noqa: S311 - always the same
    files = sorted((newsroom / "articles" / NAME / "kapitel").iterdir())
    path = files[min(2, len(files) - 1)]
    more = "\n\n".join(_text(dice, 60) for _paragraph in range(MOVED))
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{more}\n", encoding="utf-8")


def _chapter(dice: random.Random, number: int, chapters: int) -> str:
    sections = "\n\n".join(_section(dice, number, each, chapters) for each in range(SECTIONS))
    title = f"{_noun(dice).capitalize()} och {_noun(dice)}"
    return f"---\ntitle: {title}\nlead: {_text(dice, 16)}\n---\n\n{sections}\n"


def _section(dice: random.Random, number: int, each: int, chapters: int) -> str:
    """Return a section of the law: paragraphs with headings, notes, references, list and table."""
    name = f"{number}-{each}"
    parts = [f"## {_noun(dice).capitalize()} {_text(dice, 2).lower()[:-1]} {{#avsnitt-{name}}}"]
    for paragraph in range(1, PARAGRAPHS + 1):
        parts += _paragraph(dice, f"{name}-{paragraph}", chapters)
    parts += [f"- {_text(dice, 9)}\n- {_text(dice, 14)}\n- {_text(dice, 7)}"]
    parts += [f"1. {_text(dice, 12)}\n2. {_text(dice, 8)}\n3. {_text(dice, 10)}"]
    if each % 2:
        parts += [f"Table: {_text(dice, 5)} {{#tabell-{name}}}", _table(dice)]
    return "\n\n".join(parts)


def _paragraph(dice: random.Random, name: str, chapters: int) -> list[str]:
    """Return a paragraph of law: its heading, two pieces of text, often a note or a reference."""
    where = f"avsnitt-{dice.randint(1, chapters)}-{dice.randrange(SECTIONS)}"
    reference = f" Se [](#{where})." if dice.random() < 0.4 else ""
    note = f"[^{name}]" if dice.random() < 0.5 else ""
    parts = [
        f"### {name.rpartition('-')[2]} § {_noun(dice).capitalize()}",
        f"{_text(dice, dice.randint(25, 60))}{note}{reference}",
        _text(dice, dice.randint(15, 45)),
    ]
    return [*parts, f"[^{name}]: {_text(dice, 12)}"] if note else parts


def _table(dice: random.Random) -> str:
    rows = "\n".join(
        f"| {_noun(dice).capitalize()} | {_text(dice, 5)} | {dice.randint(100, 9999)} kr |"
        for _row in range(9)
    )
    return f"| Ärende | Grund | Avgift |\n|---|---|---:|\n{rows}"


def _text(dice: random.Random, words: int) -> str:
    """Return a sentence of *words* words, every third of them long."""
    said = [_noun(dice) if dice.random() < 0.35 else dice.choice(SMALL) for _word in range(words)]
    return f"{' '.join(said).capitalize()}."


def _noun(dice: random.Random) -> str:
    return f"{dice.choice(BEGINNINGS)}{dice.choice(ENDS)}"


if __name__ == "__main__":
    main()
