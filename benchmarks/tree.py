"""Compare the cost of the tag tree with that of WeasyPrint's own tags; see README.md."""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any

import weasyprint

from pressverk.model import Document
from pressverk.pdf import render as steps
from pressverk.pdf.typesetting import typeset

PAGES = 500
# What a page holds, more or less: a tenth of it links, a list, and a row of a long table.
SENTENCE = (
    "Kommunen arbetar <a href='https://example.org/{n}'>tillsammans</a> med polisen, skolorna "
    "och <em>föreningarna</em> för att öka tryggheten i hela området under året. "
)
PART = (
    "<h2>Avsnitt {n}</h2><p>{text}</p><p>{text}</p><p>{text}</p>"
    "<ul><li>{text}</li><li>Kort</li></ul>"
    "<table><thead><tr><th>Område</th><th>Antal</th><th>Andel</th></tr></thead>{rows}</table>"
)
ROW = "<tr><th scope='row'>Område {n}</th><td>{n}</td><td>{n} %</td></tr>"
STYLE = "@page { size: A4; margin: 20mm } body { font: 11pt/1.5 serif } table { width: 100% }"
# The steps of ours that WeasyPrint's tags don't ask for.
STEPS = (
    "note_source_texts",
    "build_tree",
    "separate_words",
    "prune",
    "arrange_tables",
    "arrange_links",
    "write_tree",
)
# Those that put the tags in the PDF, whose objects are then to be written out.
WRITERS = {"write_tree", "add_tags"}
OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor seconds for the tags and for all, and the greatest memory of the process."""

    tags: float
    whole: float
    peak: int


def main() -> None:
    """Measure and print, as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="how long the document is")
    parser.add_argument("--only", choices=MEASURES, help="measure one, and print it as JSON")
    options = parser.parse_args()
    if options.only:
        gc.disable()  # as typesetting does
        print(json.dumps(asdict(MEASURES[options.only](document(options.pages)))))
    else:
        print(compare(options.pages))


def compare(pages: int) -> str:
    """Return a table of what both take for a document of some *pages*, each in its process."""
    ours, theirs = (_measured(name, pages) for name in (OURS, THEIRS))
    return "\n".join(
        [
            f"{'tags of ' + str(pages) + ' pages':<28}{'cpu, s':>9}{'of all':>9}{'peak, MB':>10}",
            *(
                f"{name:<28}{cost.tags:>9.2f}{cost.tags / cost.whole:>9.1%}{cost.peak / 1e6:>10.0f}"
                for name, cost in (("pressverk", ours), ("weasyprint", theirs))
            ),
            f"{'ratio':<28}{ours.tags / theirs.tags:>9.2f}{'':>9}{ours.peak / theirs.peak:>10.2f}",
        ]
    )


def _measured(name: str, pages: int) -> Cost:
    command = [sys.executable, __file__, "--only", name, "--pages", str(pages)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(**json.loads(output))


def document(pages: int) -> str:
    """Return the HTML of a document about *pages* long."""
    parts = (
        PART.format(
            n=number,
            text=SENTENCE.format(n=number) * 4,
            rows="".join(ROW.format(n=number * 10 + row) for row in range(10)),
        )
        for number in range(pages)
    )
    head = f"<title>Exempel</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang=sv><head>{head}</head><h1>Exempel</h1>{''.join(parts)}"


def measure_ours(html: str) -> Cost:
    """Return what *html* costs with the tag tree."""
    page = Document(address="https://newsroom.invalid/exempel.html", html=html)
    with _clocked(steps, STEPS) as seconds:
        return _cost(lambda: typeset(page), seconds)


def measure_theirs(html: str) -> Cost:
    """Return what *html* costs with the tags of WeasyPrint."""
    with _clocked(sys.modules["weasyprint.pdf"], ("add_tags",)) as seconds:
        made = weasyprint.HTML(string=html)
        return _cost(lambda: made.write_pdf(pdf_variant="pdf/a-2a"), seconds)


def _cost(action: Callable[[], object], seconds: list[float]) -> Cost:
    start = time.process_time()
    action()
    whole = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(tags=sum(seconds), whole=whole, peak=peak)


@contextmanager
def _clocked(module: ModuleType, names: tuple[str, ...]) -> Iterator[list[float]]:
    """Yield a list that fills with the processor seconds of each call of *names*."""
    seconds: list[float] = []
    originals = {name: getattr(module, name) for name in names}
    for name, function in originals.items():
        timed = _timed(function, seconds)
        setattr(module, name, _written(timed, seconds) if name in WRITERS else timed)
    try:
        yield seconds
    finally:
        for name, function in originals.items():
            setattr(module, name, function)


def _timed(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            seconds.append(time.process_time() - start)

    return timed


def _written(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    """Return *function* with what it takes to write out the objects it adds to a PDF."""

    def written(pdf: Any, *arguments: Any) -> Any:
        before = len(pdf.objects)
        result = function(pdf, *arguments)
        start = time.process_time()
        for added in pdf.objects[before:]:
            _bytes = added.indirect
        seconds.append(time.process_time() - start)
        return result

    return written


MEASURES: dict[str, Callable[[str], Cost]] = {OURS: measure_ours, THEIRS: measure_theirs}


if __name__ == "__main__":
    main()
