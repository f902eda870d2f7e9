"""Pictures of what the handbook's examples look like, rendered from the examples themselves.

A picture belongs to the example that stands directly before it in the text. All examples are
chapters of one report, which is built by the program; of each chapter's page what stands between
two marks is cut out, and the notes at the foot, without an empty side column. An example that takes
several pages is shown as small pages side by side.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import resvg_py
from PIL import Image, ImageChops, ImageOps
from repository import ROOT

HANDBOOK = ROOT / "docs" / "handbok"
CHAPTERS = HANDBOOK / "articles" / "handbok" / "kapitel"
PICTURES = CHAPTERS / "bilder"
PICTURED = re.compile(
    r"^(?P<fence>`{3,})markdown\n(?P<example>(?:(?!(?P=fence)\n).*\n)*)(?P=fence)\n\n"
    r"!\[[^\]]*\]\(bilder/(?P<name>[\w-]+)\.png",
    re.MULTILINE,
)
BEFORE, AFTER = "Här börjar exemplet.", "Här slutar exemplet."
REPORT = """\
---
mall: annual-report
rubrik: Ett prov
datum: 2026-05-04
år: 2026
ingress: Det här är ett prov.
upplysning: Exempeldata
kontakter: [presstjansten]
kapitel: [kapitel/*.md]
---

Ett förord.
"""
CHAPTER = f"""\
---
rubrik: Lekplatser
numrerad: false
---

{BEFORE}

%s

{AFTER}
"""
DRAWINGS = {
    "scen.jpg": ("kvinnofridspriset-2018/scen.svg", (0, 0, 1, 1)),
    "torget.jpg": ("sa-arbetar-kommunen-mot-vald/torg.svg", (0, 0, 1, 1)),
    "anna.jpg": ("trapphuset-kan-bryta-tystnaden/trapphus.svg", (0.41, 0.43, 0.565, 0.69)),
}
DATA = ROOT / "articles" / "valdsforebyggande-arbete-2018" / "data"
SCALE = 2.5  # pixels a point
LEFT, COLUMN, FOOT = 46, 160, 62  # points from the page's edges: content, text, folio
EMPTY = 80  # rows without ink; of more, only a gap is shown
SMALL = 0.3  # of the pages' size at most, when an example takes several
MARGIN, GAP, LINE = 14, 30, "#c9c7c0"  # pixels around and between the parts; the frame
COLOURS = 64  # in the palette


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the handbook shows a picture of."""

    name: str
    text: str


def examples() -> tuple[Example, ...]:
    """Return the examples of the chapters that are followed by a picture."""
    return tuple(
        Example(name=found["name"], text=found["example"])
        for chapter in sorted(CHAPTERS.glob("*.md"))
        for found in PICTURED.finditer(chapter.read_text("utf-8"))
    )


def rendered() -> Mapping[str, Image.Image]:
    """Return the picture of each example by its name."""
    shown = examples()
    with tempfile.TemporaryDirectory() as parent:
        pdf = _built(Path(parent), shown)
        with pypdfium2.PdfDocument(pdf) as document:
            pages = dict(zip((each.name for each in shown), _pages_of(document), strict=True))
            return {name: _picture(found) for name, found in pages.items()}


def write_materials(folder: Path) -> None:
    """Write the pictures that the examples name into *folder*."""
    for name, (source, part) in DRAWINGS.items():
        drawn = resvg_py.svg_to_bytes(svg_path=str(ROOT / "articles" / source), width=1600)
        with Image.open(io.BytesIO(bytes(drawn))) as picture:
            width, height = picture.size
            box = (part[0] * width, part[1] * height, part[2] * width, part[3] * height)
            flat = Image.new("RGB", picture.size, "white")
            flat.paste(picture, mask=picture.getchannel("A"))
            flat.crop(tuple(map(round, box))).save(folder / name, quality=90)  # type: ignore[arg-type]
    shutil.copy(HANDBOOK / "logo.svg", folder / "kvist.svg")


def _built(parent: Path, shown: tuple[Example, ...]) -> Path:
    """Return the PDF of a report with a chapter for each example."""
    _run(parent, "init", "exempelstad")
    folder = parent / "exempelstad"
    report = folder / "articles" / "prov"
    (report / "kapitel").mkdir(parents=True)
    shutil.copytree(DATA, report / "data")
    write_materials(report / "kapitel")
    (report / "index.md").write_text(REPORT, encoding="utf-8")
    for number, example in enumerate(shown, start=1):
        chapter = report / "kapitel" / f"{number:02}-exempel-{example.name}.md"
        chapter.write_text(CHAPTER % example.text, encoding="utf-8")
    _run(folder, "build", "prov")
    return folder / "output" / "prov.pdf"


def _run(folder: Path, *words: str) -> None:
    program = [sys.executable, "-c", "from pressverk.cli.main import main; main()", *words]
    done = subprocess.run(program, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _pages_of(document: pypdfium2.PdfDocument) -> Iterator[list[pypdfium2.PdfPage]]:
    """Yield the pages from one mark to the other, for each example."""
    pages: list[pypdfium2.PdfPage] = []
    for number in range(len(document)):
        page = document[number]
        if pages or _place(page, BEFORE):
            pages.append(page)
        if pages and _place(page, AFTER):
            yield pages
            pages = []


def _place(page: pypdfium2.PdfPage, text: str) -> tuple[int, int] | None:
    """Return the upper and lower edge of *text*, in pixels from the top of the page."""
    words = page.get_textpage()
    if (found := words.search(text).get_next()) is None:
        return None
    boxes = [words.get_charbox(place) for place in range(found[0], sum(found))]
    height = page.get_height()
    edges = height - max(box[3] for box in boxes), height - min(box[1] for box in boxes)
    return round(edges[0] * SCALE), round(edges[1] * SCALE)


def _picture(pages: list[pypdfium2.PdfPage]) -> Image.Image:
    shown = _side_by_side(pages) if len(pages) > 1 else _cut_out(pages[0])
    framed = ImageOps.expand(ImageOps.expand(shown, MARGIN, "white"), 1, LINE)
    return framed.quantize(COLOURS, dither=Image.Dither.NONE)


def _cut_out(page: pypdfium2.PdfPage) -> Image.Image:
    """Return what follows the first mark of *page*, notes at its foot included, close together."""
    whole, before = _without_marks(page), _place(page, BEFORE)
    if before is None:
        message = "the mark before the example is missing"
        raise ValueError(message)
    left, foot = round(LEFT * SCALE), round(whole.height - FOOT * SCALE)
    part = whole.crop((left, before[1] + 4, whole.width - left, foot))
    side = round(COLUMN * SCALE) - left
    if not _ink(part.crop((0, 0, side, part.height))).getbbox():
        part = part.crop((side, 0, part.width, part.height))
    ink = _ink(part)
    rows = [ink.crop((0, row, part.width, row + 1)).getbbox() for row in range(part.height)]
    bands = list(_bands([row for row, has_ink in enumerate(rows) if has_ink]))
    height = sum(bottom - top for top, bottom in bands) + GAP * (len(bands) - 1)
    joined, at = Image.new("RGB", (part.width, height), "white"), 0
    for top, bottom in bands:
        joined.paste(part.crop((0, top, part.width, bottom)), (0, at))
        at += bottom - top + GAP
    return joined


def _ink(part: Image.Image) -> Image.Image:
    return ImageChops.difference(part, Image.new("RGB", part.size, "white"))


def _bands(inked: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first row and the one after the last of what is no further apart than EMPTY."""
    first = inked[0]
    for row, following in pairwise([*inked, inked[-1] + EMPTY + 1]):
        if following - row > EMPTY:
            yield first, row + 1
            first = following


def _side_by_side(pages: list[pypdfium2.PdfPage]) -> Image.Image:
    """Return whole *pages* in a row that is as wide as a picture of a part."""
    width = round((pages[0].get_width() - 2 * LEFT) * SCALE)
    room = width - (GAP + 2) * (len(pages) - 1)
    scale = min(SMALL, room / (SCALE * sum(page.get_width() for page in pages)))
    small = [
        ImageOps.expand(ImageOps.scale(_without_marks(page), scale), 1, LINE) for page in pages
    ]
    joined, left = Image.new("RGB", (width, max(each.height for each in small)), "white"), 0
    for each in small:
        joined.paste(each, (left, 0))
        left += each.width + GAP
    return joined


def _without_marks(page: pypdfium2.PdfPage) -> Image.Image:
    """Return *page* with the marks painted over; what stands beside them is left."""
    whole: Image.Image = page.render(scale=SCALE).to_pil().convert("RGB")
    for mark in filter(None, (_place(page, BEFORE), _place(page, AFTER))):
        whole.paste("white", (round(COLUMN * SCALE), mark[0] - 4, whole.width, mark[1] + 4))
    return whole


def main() -> None:
    """Write the picture of every example."""
    for name, picture in rendered().items():
        picture.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
