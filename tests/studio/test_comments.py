"""Comments: kept once, at their place, dealt with, opened again, by those who may."""

from collections.abc import Iterable

import pytest
from studio_browser import Browser

from pressverk.studio.roles import Role
from pressverk.studio.store.comments import Comment, comments

FIELDS = {"text": "Vem?", "quoted": "Priset", "line": "8", "token": "a" * 32, "screen": "write"}


def kept(browser: Browser) -> list[Comment]:
    return comments(browser.studio.store, "pris")


def test_a_comment_is_kept_once_at_its_place(browser: Browser) -> None:
    browser.log_in()
    for _click in range(2):
        answer = browser.post("/comments/add/pris", FIELDS)
        assert answer.headers["location"] == "/write/pris?part=#comments"
    [only] = kept(browser)
    assert (only.text, only.quoted, only.line, only.who) == ("Vem?", "Priset", 8, "Anna")


def test_it_is_dealt_with_and_opened_again(browser: Browser) -> None:
    browser.log_in()
    browser.post("/comments/add/pris", FIELDS)
    for field, is_resolved in (("comment", True), ("reopen", False)):
        browser.post("/comments/resolve/pris", {field: "1"})
        assert [each.is_resolved for each in kept(browser)] == [is_resolved]


def test_a_script_gets_the_list_instead_of_the_page(browser: Browser) -> None:
    browser.log_in()
    answer = browser.post("/comments/add/pris", FIELDS, headers={"hx-request": "true"})
    assert 'id="comment-list"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    ("roles", "screen"), [([Role.WRITES], "write"), ([Role.APPROVES], "approve")]
)
def test_who_may_not_see_a_screen_isn_t_sent_there(
    browser: Browser, roles: Iterable[Role], screen: str
) -> None:
    browser.log_in(roles=roles)
    other = "approval" if screen == "write" else "write"
    answer = browser.post("/comments/add/pris", FIELDS | {"screen": other})
    assert answer.headers["location"].startswith(f"/{screen}/pris")
    assert len(kept(browser)) == 1


def test_a_comment_without_words_is_refused(browser: Browser) -> None:
    browser.log_in()
    assert browser.post("/comments/add/pris", FIELDS | {"text": " "}).status_code == 422
    assert kept(browser) == []
