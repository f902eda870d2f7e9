"""Render the handbook's examples, for the pictures that follow them in its text.

``python benchmarks/handbook_pictures.py`` writes each picture that stands directly after an
example, and copies the studio's screens from ``docs/pictures/studio``.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

ROOT = Path(__file__).parents[1]
CHAPTERS = ROOT / "docs" / "handbok" / "articles" / "handbok" / "kapitel"
PICTURED = re.compile(
    r"^```markdown\n(?P<example>(?:(?!```).*\n)*)```\n\n!\[[^\]]*\]\(bilder/(?P<name>[\w-]+)\.png",
    re.MULTILINE,
)
SCREEN = re.compile(r"\(bilder/studio-(?P<name>[\w-]+)\.png")
BEFORE, AFTER = "Texten börjar här.", "Texten slutar här."
HEAD = f"""\
---
mall: press-release
rubrik: Ett prov
datum: 2026-05-04
ingress: Det här är ett prov.
kontakter: [presstjansten]
---

{BEFORE}

"""
SCALE, COLOURS = 2.5, 32  # pixels a point, colours in the palette
MARGIN, HANGING = 12, 110  # pixels above and below, and for what hangs left of the column


def build(folder: Path, example: str) -> Path:
    """Return the PDF of a release that holds *example*."""
    article = folder / "articles" / "prov"
    article.mkdir(exist_ok=True)
    Image.new("RGB", (1600, 900), "#1f5c6b").save(article / "anna.jpg")
    (article / "index.md").write_text(f"{HEAD}{example}\n{AFTER}\n", encoding="utf-8")
    run(folder, "build", "prov")
    return folder / "output" / "prov.pdf"


def run(folder: Path, *words: str) -> None:
    """Run the program in *folder*."""
    program = [sys.executable, "-c", "from pressverk.cli.main import main; main()", *words]
    subprocess.run(program, cwd=folder, check=True, capture_output=True)


def box_of(page: pypdfium2.PdfPage, text: str) -> tuple[float, float, float]:
    """Return the left, upper and lower edge of *text*, in pixels from the top of the page."""
    texts = page.get_textpage()
    index, count = texts.search(text).get_next()
    boxes = [texts.get_charbox(place) for place in range(index, index + count)]
    height = page.get_height()
    upper = (height - max(box[3] for box in boxes)) * SCALE
    lower = (height - min(box[1] for box in boxes)) * SCALE
    return min(box[0] for box in boxes) * SCALE, upper, lower


def picture_of(pdf: Path) -> Image.Image:
    """Return what stands in the column between the two marks, without empty rows."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        left, _upper, top = box_of(page, BEFORE)
        _left, bottom, _lower = box_of(page, AFTER)
        whole = page.render(scale=SCALE).to_pil().convert("RGB")
    part = whole.crop((int(left) - HANGING, int(top) + 3, whole.width, int(bottom) - 3))
    ink = ImageChops.difference(part, Image.new("RGB", part.size, "white")).getbbox()
    if ink is None:
        message = f"nothing between the marks of {pdf.name}"
        raise ValueError(message)
    framed = Image.new("RGB", (part.width, ink[3] - ink[1] + 2 * MARGIN), "white")
    framed.paste(part.crop((0, ink[1], part.width, ink[3])), (0, MARGIN))
    return framed


def main() -> None:
    """Write every picture that the chapters show."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "exempelstad"
        run(Path(parent), "init", folder.name)
        for chapter in sorted(CHAPTERS.glob("*.md")):
            text = chapter.read_text("utf-8")
            for found in PICTURED.finditer(text):
                picture = picture_of(build(folder, found["example"]))
                small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
                small.save(CHAPTERS / "bilder" / f"{found['name']}.png", optimize=True)
            for found in SCREEN.finditer(text):
                screen = ROOT / "docs" / "pictures" / "studio" / f"{found['name']}.png"
                shutil.copy(screen, CHAPTERS / "bilder" / f"studio-{found['name']}.png")


if __name__ == "__main__":
    main()
