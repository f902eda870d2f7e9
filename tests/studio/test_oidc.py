import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from login_provider import begin, login_provider, vouch
from studio_browser import Browser, another, open_studio

from pressverk.model import LoginSettings
from pressverk.studio.identity.oidc import login_of, roles_of
from pressverk.studio.roles import Role
from pressverk.studio.store.database import moment
from pressverk.studio.store.people import Person, all_people
from pressverk.studio.store.sessions import find_session

# The provider of the tests uses what authlib is giving up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def provider() -> Iterator[LoginSettings]:
    with login_provider() as settings:
        yield settings


@pytest.fixture
def office(
    root: Path, provider: LoginSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    monkeypatch.setenv("PRESSVERK_LOGIN_SECRET", "a secret of the client")
    browser = open_studio(root, login=provider)
    yield browser
    browser.client.close()
    browser.studio.close()


def person_of(browser: Browser) -> Person:
    [token] = [c.value for c in browser.client.cookies.jar if c.name == "pressverk-8770"]
    session = find_session(browser.studio.store, str(token))
    assert session
    return session.person


def test_who_has_a_role_comes_in_by_the_provider(office: Browser) -> None:
    answer = office.get(vouch(begin(office), "anna"))

    assert answer.headers["location"] == "/"
    anna = person_of(office)
    assert (anna.name, anna.login) == ("Anna Exempel", "anna@exempel.se")
    assert anna.roles == {Role.WRITES, Role.APPROVES, Role.SENDS}
    assert office.get("/").status_code == 200
    assert office.get("/settings").status_code == 403


def test_two_people_are_two_logins(office: Browser) -> None:
    other = another(office)
    office.get(vouch(begin(office), "anna"))
    other.get(vouch(begin(other), "bo"))

    assert [each.login for each in all_people(office.studio.store)] == [
        "anna@exempel.se",
        "bo@exempel.se",
    ]
    assert other.get("/send/pris").status_code == 403
    assert other.get("/approve/pris").status_code == 200


def test_who_has_no_role_stays_outside(office: Browser) -> None:
    answer = office.get(vouch(begin(office), "eva"))

    assert answer.status_code == 403
    assert "no role" in answer.text
    assert office.get("/").headers["location"] == "/login"


def test_an_address_that_nobody_verified_is_no_login(office: Browser) -> None:
    office.get(vouch(begin(office), "dan"))

    assert person_of(office).login == "dan"
    page = office.get("/").text
    assert "<script>alert(1)" not in page
    assert "Dan &lt;script&gt;" in page


def test_a_login_that_another_browser_began_is_refused(office: Browser) -> None:
    victim = another(office)

    assert victim.get(vouch(begin(office), "anna")).status_code == 403
    assert victim.get("/").headers["location"] == "/login"


def test_a_login_is_finished_once(office: Browser) -> None:
    back = vouch(begin(office), "anna")

    assert office.get(back).status_code == 303
    assert office.get(back).status_code == 403


def test_another_state_or_code_is_refused(office: Browser) -> None:
    back = vouch(begin(office), "anna")
    assert office.get(back.replace("state=", "state=x")).status_code == 422
    begin(office)
    assert office.get("/login/done?code=guessed&state=guessed").status_code == 422


def test_where_the_browser_comes_back_to_is_never_asked_of_it(office: Browser) -> None:
    address = office.get(
        "/login/start?next=https://evil.example&redirect_uri=https://evil.example",
        headers={"x-forwarded-host": "evil.example"},
    ).headers["location"]

    assert "evil" not in address
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8770%2Flogin%2Fdone" in address
    assert "code_challenge_method=S256" in address
    assert "nonce=" in address


def test_a_provider_that_is_down_is_reported(root: Path, provider: LoginSettings) -> None:
    browser = open_studio(root, login=replace(provider, issuer="http://127.0.0.1:9"))

    answer = browser.get("/login/start")

    assert answer.status_code == 422
    assert "try again soon" in answer.text


def test_the_secret_of_the_client_is_on_no_page_and_in_no_log(
    office: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    page = office.get(vouch(begin(office), "anna")).text + office.get("/").text

    assert "a secret of the client" not in page + caplog.text


@pytest.mark.parametrize("groups", [None, 7, {"Press": 1}, [], [["Press"]], "press", ["PRESS"]])
def test_groups_that_are_not_named_give_no_role(groups: object) -> None:
    assert roles_of(groups, {"writes": ["Press"]}) == frozenset()


def test_a_name_is_on_one_line_and_not_without_end(provider: LoginSettings) -> None:
    claims: dict[str, Any] = {"sub": "x", "name": "A\r\nB" + "c" * 500}

    name = login_of(claims, provider).name
    assert name.startswith("A Bc")
    assert len(name) == 100


def later(browser: Browser, minutes: int) -> None:
    """Let *minutes* pass since the provider said who everybody is."""
    seen = moment(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes))
    with browser.studio.store.changes() as changes:
        changes.execute("UPDATE people SET seen = ?", (seen,))


@pytest.fixture
def changing(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Return a browser at a studio whose provider's groups may be changed."""
    monkeypatch.setenv("PRESSVERK_LOGIN_SECRET", "a secret of the client")
    with login_provider() as settings:
        browser = open_studio(root, login=settings)
        yield browser
        browser.client.close()
        browser.studio.close()


def groups_at_the_provider(browser: Browser, name: str, groups: list[str]) -> None:
    settings = browser.studio.options.login
    assert settings
    claims = {"name": f"{name.title()} Exempel", "email": f"{name}@exempel.se", "groups": groups}
    httpx2.put(f"{settings.issuer}/users/{name}", json=claims).raise_for_status()


def test_a_role_that_is_taken_away_ends_within_the_hour(changing: Browser) -> None:
    changing.get(vouch(begin(changing), "anna"))
    groups_at_the_provider(changing, "anna", ["Chefer"])
    assert changing.get("/send/pris").status_code == 200

    later(changing, 16)

    assert changing.get("/send/pris").status_code == 403
    assert person_of(changing).roles == {Role.APPROVES}


def test_a_role_that_is_given_is_there_without_a_new_login(changing: Browser) -> None:
    changing.get(vouch(begin(changing), "bo"))
    assert changing.get("/send/pris").status_code == 403

    groups_at_the_provider(changing, "bo", ["Press"])
    later(changing, 16)

    assert changing.get("/send/pris").status_code == 200


def test_who_lost_all_roles_is_out_in_every_browser(changing: Browser) -> None:
    other = another(changing)
    for each in (changing, other):
        each.get(vouch(begin(each), "anna"))
    groups_at_the_provider(changing, "anna", ["Alla"])
    later(changing, 61)

    assert changing.get("/events").status_code == 401
    [count] = changing.studio.store.rows("SELECT count(*) FROM sessions")[0]
    assert count == 0
    assert other.get("/").headers["location"] == "/login/start"


def test_without_a_refresh_token_the_browser_goes_by_the_provider_and_comes_back(
    changing: Browser,
) -> None:
    changing.get(vouch(begin(changing), "anna"))
    provider = changing.studio.provider
    assert provider
    provider.forget("anna")  # as after a restart of the studio
    later(changing, 59)
    assert changing.get("/send/pris").status_code == 200
    later(changing, 61)
    assert changing.post("/write/pris").status_code == 401

    start = changing.get("/send/pris?list=x").headers["location"]
    at_provider = changing.get(start).headers["location"]

    assert changing.get(vouch(at_provider, "anna")).headers["location"] == "/send/pris?list=x"
    assert changing.get("/send/pris").status_code == 200


def test_who_is_logged_in_goes_on_while_the_provider_is_down(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_LOGIN_SECRET", "a secret of the client")
    with login_provider() as settings:
        browser = open_studio(root, login=settings)
        browser.get(vouch(begin(browser), "anna"))
    later(browser, 61)

    assert browser.get("/send/pris").status_code == 200
    browser.client.close()
    browser.studio.close()


@pytest.mark.parametrize(
    "evil", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_a_login_leads_to_pages_of_ours_alone(office: Browser, evil: str) -> None:
    start = f"/login/start?{urlencode({'back': evil})}"
    at_provider = office.get(start).headers["location"]

    assert office.get(vouch(at_provider, "anna")).headers["location"] == "/"
    assert office.get(f"/login?{urlencode({'back': evil})}").headers["location"] == "/"
