"""Take the pictures of the studio's screens that the documentation shows.

``python benchmarks/studio_pictures.py ADDRESS FOLDER`` on a studio that was begun by
``make studio-demo``. Pages are looked at by Anna, who writes and sends, and by Bo, who approves;
settings by Cia, who administers.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HEIGHT, WIDTH = 900, 1400
COLOURS = 128  # in the palette: pictures of screens have few, and files stay small
NAME = "kvinnofridspriset-2018"
REPORT = "valdsforebyggande-arbete-2018"
PLANNED = "trygghetsvandring-i-november"
SCREENS = {
    "desk": "/",
    "write": f"/write/{NAME}",
    "listen": f"/listen/{NAME}",
    "history": f"/history/{NAME}",
    "send": f"/send/{PLANNED}",
    "recipients": "/recipients/demonstration",
    "report": f"/report/{REPORT}",
    "help": "/help",
}


def open_as(browser: Browser, address: str, name: str, scheme: str = "light") -> Page:
    """Return a page of somebody who is logged in."""
    context = browser.new_context(
        base_url=address,
        locale="sv-SE",
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_text("Logga in").last.click()
    page.locator("input[name=sub]").fill(name)
    page.locator("button").first.click()
    page.wait_for_url(f"{address}/")
    return page


def keep(page: Page, file: Path) -> None:
    """Write what *page* shows as a small PNG."""
    page.wait_for_timeout(2500)  # for pages of the preview
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def plan(page: Page) -> None:
    """Plan a sample release, unless it is planned."""
    page.goto(f"/send/{PLANNED}")
    if page.locator(".campaign").count():
        return
    if page.get_by_role("button", name="Bygg sidorna").count():
        page.get_by_role("button", name="Bygg sidorna").first.click()
        page.wait_for_load_state()
        page.goto(f"/send/{PLANNED}")
    page.get_by_label("Lista, eller en grupp i den").select_option("demonstration")
    page.get_by_label("Nu", exact=True).check()
    page.get_by_role("button", name="Titta innan det skickas").click()
    page.get_by_role("button", name="Planera det").click()


def build(page: Page) -> None:
    """Build the pages of the release that is listened to."""
    page.goto(f"/listen/{NAME}")
    if page.get_by_role("button", name="Bygg sidorna").count():
        page.get_by_role("button", name="Bygg sidorna").first.click()
        page.wait_for_load_state()


def main() -> None:
    """Take the pictures."""
    address, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = open_as(browser, address, "anna")
        plan(page)
        build(page)
        for name, path in SCREENS.items():
            page.goto(path)
            keep(page, folder / f"{name}.png")
        page = open_as(browser, address, "bo")
        page.goto(f"/approve/{PLANNED}")
        keep(page, folder / "approve.png")
        page = open_as(browser, address, "cia")
        page.goto("/settings")
        keep(page, folder / "settings.png")
        page = open_as(browser, address, "anna", "dark")
        page.goto(f"/write/{NAME}")
        keep(page, folder / "write-dark.png")
        browser.close()


if __name__ == "__main__":
    main()
