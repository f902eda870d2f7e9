import re
from importlib.resources import files
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


def test_what_is_no_address_is_reported_and_changes_nothing(browser: Browser) -> None:
    browser.log_in()
    answer = browser.post("/access/pris", {"open": "named", "others": "<b>bo</b>"})

    assert answer.status_code == 422
    assert "&lt;b&gt;bo" in answer.text
    assert not readers_of(browser.studio.store, "pris")


def test_the_log_says_who_changed_it(browser: Browser) -> None:
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


def test_whoever_writes_is_in_the_log_once_an_hour(browser: Browser) -> None:
    person = browser.log_in("anna")
    for body in ("Ett.", "Ett, två."):
        revision = browser.get("/write/text/pris").json()["revision"]
        fields = {"mode": "whole", "body": body, "based_on": revision}
        assert browser.post("/write/save/pris", fields).status_code == 200

    saved = [each for each in acts(browser.studio.store) if each.act == "saved"]
    assert [(each.who, each.subject) for each in saved] == [(person.login, "pris")]


def test_every_act_is_reported_in_words() -> None:
    folder = files("pressverk.studio")
    code = "".join(path.read_text("utf-8") for path in Path(str(folder)).rglob("*.py"))
    names = set(re.findall(r"(?:act=|note(?:_first)?\([^)\n]*?)\"([a-z-]+)\"", code))
    words = (folder / "templates" / "audit.html.j2").read_text("utf-8")
    assert len(names) > 20
    assert not {name for name in names if f'    "{name}": _(' not in words}


def test_what_was_done_with_an_address_is_reported_in_words(browser: Browser) -> None:
    browser.log_in()
    note(browser.studio.store, None, "address-opted-out", "redaktioner")
    page = browser.get("/audit").text
    assert "noted that somebody opted out" in page
    assert "today at" in page
