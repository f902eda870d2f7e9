import datetime as dt
import re
from pathlib import Path

import pytest
from studio_browser import Browser, another, open_studio

from pressverk.model import LoginSettings
from pressverk.studio.screens import entrance
from pressverk.studio.security import RateLimit
from pressverk.studio.server import new_address
from pressverk.studio.store import sessions
from pressverk.studio.store.database import Store, moment
from pressverk.studio.store.people import Person
from pressverk.studio.store.sessions import begin_session, find_session, make_key, use_key


@pytest.fixture(autouse=True)
def _tries_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "KEYS_TRIED", RateLimit(most=10, seconds=60))


def _enter(browser: Browser, key: str) -> int:
    return browser.get(f"/enter?key={key}").status_code


def test_a_key_opens_the_studio_once(browser: Browser) -> None:
    key = make_key(browser.studio.store)

    assert _enter(browser, key) == 303
    assert browser.get("/").status_code == 200
    assert _enter(another(browser), key) == 403


def test_a_key_is_over_after_ten_minutes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "KEY_LASTS", dt.timedelta(seconds=-1))

    assert not use_key(store, make_key(store))


def test_an_office_has_no_keys(root: Path) -> None:
    login = LoginSettings(
        issuer="https://login.example", client_id="x", groups={}, groups_claim="groups"
    )
    browser = open_studio(root, login=login)

    assert _enter(browser, make_key(browser.studio.store)) == 403


def test_keys_cant_be_guessed_at_speed(browser: Browser) -> None:
    key = make_key(browser.studio.store)
    statuses = [_enter(browser, f"guess{number}") for number in range(11)]

    assert statuses == [403] * 10 + [429]
    assert _enter(browser, key) == 429


def test_the_command_makes_a_link_for_whoever_may_write_in_the_newsroom(browser: Browser) -> None:
    address = new_address(browser.studio.options)

    assert re.fullmatch(r"http://127\.0\.0\.1:8770/enter\?key=[\w-]{43}", address)
    assert browser.get(address).status_code == 303


def test_a_token_from_before_the_login_is_worth_nothing_after_it(browser: Browser) -> None:
    browser.log_in()
    before = dict(browser.client.cookies)

    _enter(browser, make_key(browser.studio.store))

    assert dict(browser.client.cookies) != before
    [token] = before.values()
    assert find_session(browser.studio.store, token) is None


def test_a_token_that_somebody_made_up_begins_no_session(browser: Browser) -> None:
    browser.client.cookies.set("pressverk-8770", "mine", domain="127.0.0.1")

    assert browser.get("/").headers["location"] == "/login"


@pytest.mark.parametrize(("column", "hours"), [("seen", 5), ("began", 13)])
def test_a_session_ends_when_it_is_unused_or_old(
    store: Store, anna: Person, column: str, hours: int
) -> None:
    token, _session = begin_session(store, anna)
    assert find_session(store, token)
    with store.changes() as changes:
        then = moment(dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours))
        changes.execute(f"UPDATE sessions SET {column} = ?", (then,))  # noqa: S608

    assert find_session(store, token) is None


def test_logging_out_ends_the_session_on_the_server(browser: Browser) -> None:
    browser.log_in()
    [token] = dict(browser.client.cookies).values()

    assert browser.post("/logout").headers["location"] == "/login"
    assert find_session(browser.studio.store, token) is None


def test_neither_key_nor_token_is_in_the_store(browser: Browser) -> None:
    key = make_key(browser.studio.store)
    _enter(browser, key)
    other = make_key(browser.studio.store)
    [token] = dict(browser.client.cookies).values()

    data = b"".join(
        path.read_bytes() for path in browser.studio.store.path.parent.glob("studio.sqlite3*")
    )
    assert not [secret for secret in (key, other, token) if secret.encode() in data]


def test_the_cookie_is_for_no_script_and_no_other_site(browser: Browser) -> None:
    cookie = browser.get(f"/enter?key={make_key(browser.studio.store)}").headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_behind_tls_the_cookie_is_never_sent_in_the_open(root: Path) -> None:
    browser = open_studio(root, address="https://press.exempel.se/studio")
    key = make_key(browser.studio.store)
    cookie = browser.get(f"https://press.exempel.se/enter?key={key}").headers["set-cookie"]

    assert cookie.startswith("__Secure-pressverk=")
    assert "; Secure" in cookie
    assert "Path=/studio" in cookie
    browser.client.close()


def test_another_language_leads_back_to_the_page(browser: Browser) -> None:
    browser.log_in()
    page = browser.get("/history/pris?since=1", headers={"accept-language": "sv"})
    assert '<input type="hidden" name="back" value="/history/pris?since=1">' in page.text

    answer = browser.post("/language", {"language": "en", "back": "/history/pris?since=1"})

    assert answer.headers["location"] == "/history/pris?since=1"
    evil = browser.post("/language", {"language": "sv", "back": "//evil.example"})
    assert evil.headers["location"] == "/"


def test_a_page_of_an_article_that_needs_a_login_is_come_back_to(browser: Browser) -> None:
    assert browser.get("/approve/pris").headers["location"] == "/login?back=%2Fapprove%2Fpris"
