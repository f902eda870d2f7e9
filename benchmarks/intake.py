"""How long ``pressverk import`` takes for thousands of saved pages, and how much memory."""

import argparse
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sample_pages import STORIES, SYSTEMS, Story, sample_page

from newsrooms import make_newsroom, sentence
from processes import cost_of, peak_of

SITE_LINKS = 120  # of a municipality's menu, which each saved page has
BROKEN = "broken.docx"


def main() -> None:
    """Measure and print, as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5_000, help="how many pages are imported")
    count = parser.parse_args().pages
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_newsroom(folder / "newsroom", 0)
        size = make_pages(folder / "pages", count)
        cost = cost_of(lambda: import_pages(folder))
        made = len(list((folder / "newsroom/articles").glob("*/index.md")))
        print(f"{count} pages of {size / count / 1000:.0f} kB, {made} articles")
        print(f"  {cost.seconds:.1f} s, {1000 * cost.seconds / count:.1f} ms a page")
        print(
            f"  {cost.processor:.1f} s of processors, {1000 * cost.processor / count:.1f} ms a page"
        )
        for few in (count // 10, count):
            make_newsroom(folder / f"newsroom-{few}", 0)
            make_pages(folder / f"pages-{few}", few)
            (folder / f"pages-{few}" / BROKEN).unlink()
            command = command_for(folder / f"pages-{few}")
            peak = peak_of(command, folder / f"newsroom-{few}")
            print(f"  {peak / 1_000_000:.0f} MB at most for {few} pages")


def import_pages(folder: Path) -> None:
    """Import the pages in *folder* into its newsroom; a broken file is among them."""
    done = subprocess.run(
        command_for(folder / "pages"),
        cwd=folder / "newsroom",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 1:
        raise RuntimeError(f"import ended with {done.returncode}")


def command_for(pages: Path) -> list[str]:
    """Return the command that imports *pages*."""
    return [str(Path(sys.executable).with_name("pressverk")), "import", str(pages)]


def make_pages(folder: Path, count: int) -> int:
    """Write *count* distinct pages of all systems to *folder*; return their bytes.

    A file that is none is put among them.
    """
    dice = random.Random(2018)  # noqa: S311 - always the same pages
    folder.mkdir()
    (folder / BROKEN).write_bytes(b"PK\x03\x04 no document")
    menu = "".join(
        f'<li class="nav-item"><a class="nav-link" href="/sida-{n}">{sentence(dice, 3)}</a></li>\n'
        for n in range(SITE_LINKS)
    )
    size = 0
    for number in range(count):
        page = sample_page(SYSTEMS[number % len(SYSTEMS)], story(dice, number))
        html = page.html.replace("</body>", f"<nav><ul>{menu}</ul></nav></body>")
        data = html.encode(page.encoding, "xmlcharrefreplace")
        (folder / f"page-{number:05}.html").write_bytes(data)
        size += len(data)
    return size


def story(dice: random.Random, number: int) -> Story:
    """Return a story with words of its own."""
    model = STORIES[number % len(STORIES)]
    blocks = tuple(
        (kind, sentence(dice, len(value.split())) if isinstance(value, str) else value)
        for kind, value in model.blocks
    )
    title = f"{sentence(dice, 6)} {number}"
    return replace(model, title=title, lead=sentence(dice, 25), blocks=blocks)


if __name__ == "__main__":
    main()
