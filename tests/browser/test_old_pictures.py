"""The pictures of the studio's screens say what the screens say today."""

from pathlib import Path

from playwright.sync_api import Browser, Page
from studio_pictures import ALBUMS, Visitors, kept_words, words_of

SOMETIMES = {"Att rätta och tänka på"}  # stands there while there is anything to mend
TRIES = 40  # each half a second: scripts add words when they have run


def test_no_picture_of_a_screen_is_old(chromium: Browser, office: tuple[str, Path]) -> None:
    looking = Visitors(chromium, office[0])
    looking.prepare()
    old = []
    for album in ALBUMS:
        for screen in album.screens():
            page = looking.page_of(screen, album)
            file = album.file_of(screen)
            old += [] if _comes_to_say(page, kept_words(file)) else [file.name]
            page.context.close()
    assert old == [], "run make pictures, and look at them"


def _comes_to_say(page: Page, words: str) -> bool:
    """Return whether *page* comes to have all *words*; checks of the text may add others later."""
    wanted = set(words.splitlines()) - SOMETIMES
    for _each in range(TRIES):
        if wanted <= set(words_of(page).splitlines()):
            return True
        page.wait_for_timeout(500)
    return False
