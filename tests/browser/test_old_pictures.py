"""The pictures of the studio's screens say what the screens say today."""

from pathlib import Path

from playwright.sync_api import Browser
from studio_pictures import ALBUMS, Visitors, kept_words, words_of


def test_no_picture_of_a_screen_is_old(chromium: Browser, office: tuple[str, Path]) -> None:
    looking = Visitors(chromium, office[0])
    looking.prepare()
    old = []
    for album in ALBUMS:
        for screen in album.screens():
            page = looking.page_of(screen, album)
            if words_of(page) != kept_words(album.file_of(screen)):
                old.append(album.file_of(screen).name)
            page.context.close()
    assert old == [], "run make pictures, and look at them"
