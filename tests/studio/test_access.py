from pathlib import Path

import pytest
from studio_browser import Browser, another

from pressverk.studio.identity.access import readers_of
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import acts, note


def test_an_article_is_shut_to_all_but_those_who_are_named(browser: Browser) -> None:
    other = another(browser)
    other.log_in("bo")
    browser.log_in("anna")

    browser.post("/access/pris", {"open": "named", "others": "Cia@exempel.se"})

    assert readers_of(browser.studio.store, "pris") == {"anna@exempel.se", "cia@exempel.se"}
    assert other.get("/write/pris").status_code == 404
    assert other.post("/access/pris", {"open": "all"}).status_code == 404
    assert browser.get("/access/pris").status_code == 200
    browser.post("/access/pris", {"open": "all"})
    assert other.get("/access/pris").status_code == 200


def test_what_is_no_address_is_told_and_changes_nothing(browser: Browser) -> None:
    browser.log_in()
    answer = browser.post("/access/pris", {"open": "named", "others": "<b>bo</b>"})

    assert answer.status_code == 422
    assert "&lt;b&gt;bo" in answer.text
    assert not readers_of(browser.studio.store, "pris")


def test_the_log_tells_who_changed_it(browser: Browser) -> None:
    browser.log_in()
    browser.post("/access/pris", {"open": "named"})

    [newest, *_older] = acts(browser.studio.store)
    assert (newest.who, newest.act, newest.subject) == ("anna@exempel.se", "access", "pris")
    assert "changed who may see it" in browser.get("/audit").text


def test_the_log_hides_what_its_reader_may_not_see(browser: Browser) -> None:
    browser.log_in("anna")
    browser.post("/access/pris", {"open": "named"})
    note(browser.studio.store, None, "began", "pris", "<script>alert(1)</script>")
    assert "&lt;script&gt;" in browser.get("/audit").text

    browser.log_in("bo")

    assert "pris" not in browser.get("/audit").text


@pytest.mark.parametrize("role", [Role.WRITES, Role.APPROVES, Role.SENDS])
def test_the_navigation_has_what_somebody_may_do(browser: Browser, role: Role, root: Path) -> None:
    assert root
    browser.log_in(roles=[role])
    page = browser.get("/").text

    assert ('href="/settings"' in page) == (role is Role.ADMINISTERS)
    assert ('href="/recipients"' in page) == (role is Role.SENDS)
