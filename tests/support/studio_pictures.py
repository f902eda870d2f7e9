"""Pictures of the studio's screens, for the documentation and the handbook.

``python tests/support/studio_pictures.py`` takes them anew on the studio that ``make studio-demo``
begins. Pages are looked at by Anna, who writes and sends, by Bo, who approves, and by Cia, who
administers. Each picture carries the words of its screen, so that a test finds those that are old.
"""

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, Page, sync_playwright
from repository import ROOT
from studio_process import running_office

DOCS = ROOT / "docs" / "pictures" / "studio"
HANDBOOK = ROOT / "docs" / "handbok" / "articles" / "handbok" / "kapitel" / "bilder"
PATIENCE = 120_000  # milliseconds; a machine under load is slow, not wrong
COLOURS = 128  # in the palette: pictures of screens have few, and files stay small
WORDS = "words"  # the chunk of a picture with the words of its screen
PARTS = "h1, h2, label, button, summary, header nav a"
NAME = "kvinnofridspriset-2018"
REPORT = "valdsforebyggande-arbete-2018"
PLANNED = "trygghetsvandring-i-november"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen that a picture is taken of, and who looks at it."""

    name: str
    path: str
    person: str = "anna"
    scheme: str = "light"


SCREENS = (
    Screen(name="desk", path="/"),
    Screen(name="write", path=f"/write/{NAME}"),
    Screen(name="listen", path=f"/listen/{NAME}"),
    Screen(name="history", path=f"/history/{NAME}"),
    Screen(name="send", path=f"/send/{PLANNED}"),
    Screen(name="recipients", path="/recipients/demonstration"),
    Screen(name="report", path=f"/report/{REPORT}"),
    Screen(name="help", path="/help"),
    Screen(name="approve", path=f"/approve/{PLANNED}", person="bo"),
    Screen(name="settings", path="/settings", person="cia"),
    Screen(name="write-dark", path=f"/write/{NAME}", scheme="dark"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """Where pictures are kept, and how large screens are in them, in CSS pixels.

    *names* are the screens it has, all of them if empty. In print, words are read only when the
    screen is narrow.
    """

    folder: Path
    prefix: str
    size: tuple[int, int]
    density: float
    names: frozenset[str] = frozenset()

    def file_of(self, screen: Screen) -> Path:
        """Return the file of the picture of *screen*."""
        return self.folder / f"{self.prefix}{screen.name}.png"

    def screens(self) -> Iterator[Screen]:
        """Yield the screens that the album has pictures of."""
        return (each for each in SCREENS if not self.names or each.name in self.names)


ALBUMS = (
    Album(folder=DOCS, prefix="", size=(1400, 900), density=1),
    Album(
        folder=HANDBOOK,
        prefix="studio-",
        size=(1100, 740),
        density=1.5,
        names=frozenset({"desk", "write", "listen", "send", "recipients", "report", "approve"}),
    ),
)


class Visitors:
    """Those who look at the studio at *address*, each in a window of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self._logins: dict[str, dict[str, object]] = {}

    def page_of(self, screen: Screen, album: Album) -> Page:
        """Return the page of *screen* as the album shows it."""
        page = self._window(screen, album)
        page.goto(screen.path)
        return page

    def prepare(self) -> None:
        """Plan a release and build another, so that there is something to look at."""
        page = self._window(SCREENS[0], ALBUMS[0])
        _build(page, f"/listen/{NAME}")
        _build(page, f"/send/{PLANNED}")
        page.get_by_label("Lista, eller en grupp i den").select_option("demonstration")
        page.get_by_label("Nu", exact=True).check()
        page.get_by_role("button", name="Titta innan det skickas").click()
        page.get_by_role("button", name="Planera det").click()
        page.wait_for_load_state()

    def _window(self, screen: Screen, album: Album) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            locale="sv-SE",
            viewport={"width": album.size[0], "height": album.size[1]},
            device_scale_factor=album.density,
            color_scheme="dark" if screen.scheme == "dark" else "light",
            reduced_motion="reduce",
            storage_state=self._logins.get(screen.person),  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if screen.person not in self._logins:
            page.goto("/")
            page.get_by_text("Logga in").last.click()
            page.locator("input[name=sub]").fill(screen.person)
            page.locator("button").first.click()
            page.wait_for_url(f"{self.address}/")
            self._logins[screen.person] = dict(context.storage_state())
        return page


def _build(page: Page, path: str) -> None:
    """Build the pages that *path* shows, unless they are there."""
    page.goto(path)
    button = page.get_by_role("button", name="Bygg sidorna")
    if button.count():
        button.first.click()
        page.wait_for_load_state()
        page.goto(path)


def words_of(page: Page) -> str:
    """Return the words of headings, labels and buttons of *page*, one a line, in order."""
    texts = {" ".join(each.split()) for each in page.locator(PARTS).all_text_contents()}
    return "\n".join(sorted(each for each in texts if each and not re.search(r"\d", each)))


def kept_words(file: Path) -> str:
    """Return the words that the picture in *file* was taken with."""
    with Image.open(file) as picture:
        return str(picture.info.get(WORDS, ""))


def keep(page: Page, file: Path) -> None:
    """Write what *page* shows as a small PNG."""
    page.wait_for_timeout(2500)  # for pages of the preview
    carried = PngInfo()
    carried.add_itxt(WORDS, words_of(page), zip=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True, pnginfo=carried)


def main() -> None:
    """Take all pictures of all albums."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_office(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        looking = Visitors(browser, address)
        looking.prepare()
        for album in ALBUMS:
            for screen in album.screens():
                page = looking.page_of(screen, album)
                keep(page, album.file_of(screen))
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
