"""Measure a long report: built, built again after an edit, and beside other ways to print it.

    python benchmarks/reports.py [CHAPTERS]

The others are given the text as it comes out of Pressverk, page numbers of references written
out: WeasyPrint as one HTML file with the layout's stylesheet, Typst as JSON for ``report.typ``.
"""

import datetime as dt
import json
import os
import random
import re
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from lxml import html

from contenders import (
    FAMILIES,
    PRESSVERK,
    WEASYPRINT,
    Contender,
    clear,
    run,
    write_file,
    write_resources,
)
from content import brand_of
from newsrooms import DAY, SAMPLE, sentence
from pressverk.build.page_numbers import Numbering, fill_page_numbers
from pressverk.build.prepare import lay_out_edition, read_source
from pressverk.model import HOST, Document
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import OUTPUT, STATE
from processes import Cost, cost_of, peak_of

CHAPTERS = 21  # about 250 pages
ROUNDS = 2
NAME = "report"
INDEX = """---
layout: annual-report
title: Exempelrapport
date: 2019-02-15
year: 2018
lead: En rapport att mäta med.
notice: Exempeldata
contacts: [presstjansten]
chapters: [kapitel/*.md]
---
"""
TYPST = (sys.executable, str(Path(__file__).with_name("print_with_typst.py")))


def main() -> None:
    """Measure and print, as the command line asks."""
    chapters = int(sys.argv[1]) if len(sys.argv) > 1 else CHAPTERS
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        make_report(folder / "long", chapters)
        print(f"\na report of {chapters} chapters")
        report(build_of(folder / "long"), others(folder / "long", folder / "long-others"))
        copy_sample(folder / "sample")
        print("\nthe sample report, with its charts")
        report(
            build_of(folder / "sample"), weasyprints(folder / "sample", folder / "sample-others")
        )


def build_of(newsroom: Path) -> Contender:
    """Return the build of the email edition of the one report in *newsroom*."""
    return Contender(
        name="pressverk build",
        folder=newsroom,
        commands=((PRESSVERK, "build", NAME, "--edition", "email"),),
        made=newsroom / OUTPUT,
        leftovers=(newsroom / OUTPUT, newsroom / STATE),
    )


def copy_sample(newsroom: Path) -> None:
    """Copy the sample newsroom, and call its report as the other is called."""
    newsroom.mkdir()
    for name in ("newsroom.toml", "logo.svg"):
        shutil.copy(SAMPLE / name, newsroom / name)
    shutil.copytree(SAMPLE / "articles", newsroom / "articles")
    (source,) = (newsroom / "articles").glob("valds*")
    source.rename(source.with_name(NAME))


def report(build: Contender, everyone: Sequence[Contender]) -> None:
    """Print what *build*, one after an edit, and *everyone* take."""
    costs: dict[str, list[Cost]] = {}
    for number in range(ROUNDS):
        clear(build)
        costs.setdefault(build.name, []).append(cost_of(partial(run, build)))
        edit(build.folder, number)
        costs.setdefault("  after an edit in one chapter", []).append(cost_of(partial(run, build)))
        for one in everyone:
            clear(one)
            costs.setdefault(one.name, []).append(cost_of(partial(run, one)))
    pages = {build.name: page_count(next(build.made.glob("*.pdf")))}
    pages |= {one.name: page_count(next(one.made.glob("*.pdf"))) for one in everyone}
    ours = min(cost.seconds for cost in costs[build.name])
    print(f"\n{'':<34}{'pages':>6}{'seconds':>9}{'ratio':>7}{'cpu, s':>8}{'MB':>7}")
    for name, measured in costs.items():
        seconds = min(cost.seconds for cost in measured)
        processor = min(cost.processor for cost in measured)
        known = next((each for each in (build, *everyone) if each.name == name), None)
        peak = ""
        if known is not None:
            clear(known)
            peak = f"{peak_of(known.commands[0], known.folder) / 1e6:.0f}"
        print(
            f"{name:<34}{pages.get(name, ''):>6}{seconds:>9.2f}{seconds / ours:>7.2f}"
            f"{processor:>8.2f}{peak:>7}",
            flush=True,
        )


def make_report(newsroom: Path, chapters: int) -> None:
    """Write a newsroom with a report of *chapters* chapters of about twelve pages each."""
    dice = random.Random(2018)  # noqa: S311 - always the same report
    texts = [chapter(dice, number, chapters) for number in range(1, chapters + 1)]
    write_chapters(newsroom, "del", texts)


def write_chapters(newsroom: Path, name: str, texts: Sequence[str]) -> None:
    """Write a newsroom whose only report has the chapters *texts*, in files a day old."""
    folder = newsroom / "articles" / NAME
    (folder / "kapitel").mkdir(parents=True)
    for copied in ("newsroom.toml", "logo.svg"):
        shutil.copy(SAMPLE / copied, newsroom / copied)
    (folder / "index.md").write_text(INDEX, encoding="utf-8")
    for number, text in enumerate(texts, 1):
        path = folder / "kapitel" / f"{number:02}-{name}{number}.md"
        path.write_text(text, encoding="utf-8")
    for path in newsroom.rglob("*"):
        os.utime(path, (path.stat().st_mtime - DAY,) * 2)


def chapter(dice: random.Random, number: int, chapters: int) -> str:
    """Return the text of one chapter, which refers to itself and to others."""
    sections = "\n\n".join(section(dice, number, each, chapters) for each in range(1, 9))
    title, lead = sentence(dice, 4), sentence(dice, 20)
    return f"---\ntitle: Del {number} {title}\nlead: {lead}\n---\n\n{sections}\n"


def section(dice: random.Random, number: int, each: int, chapters: int) -> str:
    """Return a section: paragraphs, a note, an index mark, references, a list, a table."""
    name, elsewhere = f"{number}-{each}", f"{dice.randint(1, chapters)}-{dice.randint(1, 8)}"
    rows = "\n".join(
        f"| {sentence(dice, 2)} | {dice.randint(1, 9999)} | {dice.randint(1, 9999)} |"
        for _row in range(12)
    )
    paragraphs = [f"{sentence(dice, 55)}." for _paragraph in range(7)]
    word = dice.choice(paragraphs[0].split()[1:9])
    return "\n\n".join(
        (
            f"## {sentence(dice, 4)}",
            f"{paragraphs[0]} [{word}]{{index}} se [](#tab-{elsewhere}).[^{each}]",
            f"[^{each}]: {sentence(dice, 12)}.",
            *paragraphs[1:4],
            f"- {sentence(dice, 6)}\n- {sentence(dice, 6)}",
            f"Table: {sentence(dice, 5)} {{#tab-{name}}}",
            f"| Vad | Ett | Två |\n|---|---:|---:|\n{rows}",
            *paragraphs[4:],
        )
    )


def edit(newsroom: Path, number: int) -> None:
    """Change a word in one chapter, but no page."""
    path = min((newsroom / "articles" / NAME / "kapitel").iterdir())
    before, blank, after = path.read_text(encoding="utf-8").rpartition(" ")
    path.write_text(f"{before}{blank}{'AB'[number % 2]}{after[1:]}", encoding="utf-8")


def others(newsroom: Path, folder: Path) -> list[Contender]:
    """Return the other ways to print the report of *newsroom*; what they read is in *folder*."""
    plain = weasyprints(newsroom, folder)
    joined = (folder / "report.html").read_text("utf-8")
    write_file(folder / "report.json", json.dumps(content_of(joined)).encode())
    shutil.copy(Path(__file__).with_name("report.typ"), folder)
    families = os.pathsep.join(FAMILIES)
    typst = Contender(
        name="typst",
        folder=folder,
        commands=((*TYPST, families, "report.typ", "report.json"),),
        made=folder,
        leftovers=(folder / "report.pdf",),
    )
    return [*plain, typst]


def weasyprints(newsroom: Path, folder: Path) -> list[Contender]:
    """Return WeasyPrint's command for the report of *newsroom*, plain and tagged."""
    source = newsroom / "articles" / NAME / "index.md"
    room = read_newsroom(newsroom)
    now = dt.datetime.now(dt.UTC)
    page = lay_out_edition(read_source(source, room), room, "email", cache=None, now=now)
    joined = as_one(page)
    write_resources(page, folder)
    write_file(folder / "report.html", joined.encode())
    variants = {"": (), ", pdf/ua-1": ("--pdf-variant", "pdf/ua-1")}
    loops = [
        Contender(
            name=f"weasyprint command{label}",
            folder=folder,
            commands=((WEASYPRINT, "-q", *options, "report.html", f"made{number}/report.pdf"),),
            made=folder / f"made{number}",
            leftovers=(folder / f"made{number}" / "report.pdf",),
        )
        for number, (label, options) in enumerate(variants.items())
    ]
    for loop in loops:
        loop.made.mkdir()
    return loops


def as_one(page: Document) -> str:
    """Return the parts of *page* as one HTML document, addresses relative."""
    parts = [fill_page_numbers(part, Numbering()).html for part in page.parts]
    bodies = [re.sub(r"(?s)^.*<body(.*)</body>.*$", r"<div\1</div>", part) for part in parts]
    head = parts[0].partition("<body")[0]
    links = "".join(
        f'<link rel="stylesheet" href="{address.removeprefix(f"{HOST}/")}">'
        for address in page.stylesheets
    )
    style = (
        "<style>div.front{page:front}div.section,div.index{page:opener}"
        "div.front,div.section,div.index{string-set: publication attr(data-publication),"
        " running attr(data-running), notice attr(data-notice)}</style>"
    )
    joined = "".join(bodies).replace(f"{HOST}/elsewhere/", "").replace('="/', '="')
    return f"{head.replace('</head>', f'{links}{style}</head>')}<body>{joined}</body></html>"


def content_of(joined: str) -> dict[str, Any]:
    """Return the report's text as report.typ reads it."""
    root = html.document_fromstring(joined)
    return {
        "language": root.get("lang"),
        "brand": brand_of(root),
        "title": root.findtext(".//title"),
        "contents": [
            {"text": _words(entry), "level": len(list(entry.iterancestors("ol")))}
            for entry in root.xpath("//nav//a")
        ],
        "sections": [
            {
                "title": _words(part.find(".//h1")),
                "lead": _words(part.xpath(".//p[@class='lead']")[0]),
                "blocks": [_block(each) for each in part if each.tag != "header"],
            }
            for part in root.xpath("//section[contains(@class, 'chapter')]")
        ],
        "index": [_words(item) for item in root.xpath("//section[@class='index']//li")],
    }


def _block(element: Any) -> dict[str, Any]:
    match element.tag:
        case "h2":
            return {"kind": "heading", "text": _words(element)}
        case "ul":
            return {"kind": "list", "items": [_words(item) for item in element]}
        case "table":
            rows = [[_words(cell) for cell in row] for row in element.iter("tr")]
            caption = _words(element.find("caption"))
            return {"kind": "table", "caption": caption, "head": rows[0], "rows": rows[1:]}
    notes = element.xpath(".//span[@class='footnote']")
    note = _words(notes[0]) if notes else ""
    for each in notes:
        each.text = ""
    return {"kind": "paragraph", "text": _words(element), "note": note}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def page_count(path: Path) -> int:
    """Return how many pages the PDF *path* has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


if __name__ == "__main__":
    main()
