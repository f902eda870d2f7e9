import re
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

import pytest
from sample_newsroom import article
from studio_browser import Browser, open_studio

from pressverk.studio.app import create_app
from pressverk.studio.options import StudioOptions
from pressverk.studio.security import RateLimit

ADDRESSES = ["/", "/login", "/nothing", "/health", "/static/studio.css", "/write/nothing"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_a_policy_without_inline_scripts(browser: Browser, address: str) -> None:
    browser.log_in()
    headers = browser.get(address).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "unsafe" not in str(policy)
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/", "/login", "/nothing", "/settings", "/help"])
def test_no_page_has_inline_scripts_or_styles(browser: Browser, address: str) -> None:
    browser.log_in()
    page = browser.get(address).text

    assert "<script>" not in page
    assert " style=" not in page
    assert " on" + "click=" not in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost", "evil.example:8770"])
def test_another_name_for_this_machine_is_refused(browser: Browser, host: str) -> None:
    browser.log_in()

    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8770", "localhost:8770", "LOCALHOST:8770"])
def test_names_of_this_machine_are_answered(browser: Browser, host: str) -> None:
    assert browser.get("/login", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(
    browser: Browser, headers: dict[str, str]
) -> None:
    browser.log_in()

    assert browser.post("/language", {"language": "en"}, headers=headers).status_code == 403


def test_the_token_may_come_in_a_header(browser: Browser) -> None:
    browser.log_in()
    headers = {"x-csrf-token": browser.csrf}

    answer = browser.client.post(
        "/language", data={"language": "en"}, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303


def test_a_token_of_another_session_is_refused(browser: Browser) -> None:
    browser.log_in("anna")
    stolen = browser.csrf
    browser.log_in("bo")
    browser.csrf = stolen

    assert browser.post("/logout").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/..%2fpages.py",
        "/fonts/..%2f__init__.py",
        "/fonts/studio.css",
        "/write/..%2f..%2fnewsroom.toml",
        "/write/%2fetc%2fpasswd",
    ],
)
def test_no_address_leads_to_another_file(browser: Browser, address: str) -> None:
    browser.log_in()
    answer = browser.get(address)

    assert answer.status_code in {404, 422}
    assert "import" not in answer.text
    assert "root:" not in answer.text


def test_a_request_that_is_too_large_is_refused(browser: Browser) -> None:
    browser.log_in()
    answer = browser.post("/language", {"language": "x" * 6_000_000})

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_request_that_hides_its_size_is_refused(browser: Browser) -> None:
    browser.log_in()
    answer = browser.client.post(
        "/language", content=iter([b"language=en"]), headers={"x-csrf-token": browser.csrf}
    )

    assert answer.status_code == 413


def test_what_nobody_foresaw_is_a_page_without_a_traceback(
    browser: Browser, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError(root)

    monkeypatch.setattr("pressverk.studio.screens.desk.desk_for", broken)
    browser.log_in()
    answer = browser.get("/")

    assert answer.status_code == 500
    assert str(root) not in answer.text
    assert "content-security-policy" in answer.headers


def test_an_article_called_by_markup_is_shown_as_text(browser: Browser, root: Path) -> None:
    article(root / "articles" / "<img src=x onerror=alert(1)>")
    browser.log_in()

    assert "<img src=x" not in browser.get("/").text


def test_a_faulty_newsroom_file_is_reported_and_stops_no_page(browser: Browser, root: Path) -> None:
    (root / "newsroom.toml").write_text("[sender", encoding="utf-8")
    browser.log_in()

    assert browser.get("/").status_code == 200


def test_no_library_that_runs_is_under_the_agpl() -> None:
    wanted, seen = {"pressverk"}, set[str]()
    while wanted - seen:
        name = (wanted - seen).pop()
        seen.add(name)
        try:
            about = metadata(name)
        except PackageNotFoundError:
            continue  # of another system
        licence = [about.json.get(key, "") for key in ("license", "license_expression")]
        assert not re.search("AGPL|Affero", f"{licence} {about.get_all('Classifier')}"), name
        needed = [line for line in requires(name) or () if "extra ==" not in line]
        wanted |= {re.split(r"[^A-Za-z0-9._-]", line)[0] for line in needed}
    assert "starlette" in seen


def test_a_rate_limit_counts_for_each_key_and_forgets() -> None:
    limit = RateLimit(most=2, seconds=10)

    assert [limit.allows("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert limit.allows("b", 2)
    assert limit.allows("a", 11)


def test_a_store_of_a_newer_pressverk_is_refused(root: Path, browser: Browser) -> None:
    browser.studio.store.rows("PRAGMA user_version = 99")

    with pytest.raises(Exception, match="newer Pressverk"):
        create_app(StudioOptions(root=root))


def test_a_damaged_store_is_reported(root: Path) -> None:
    path = root / ".pressverk" / "studio.sqlite3"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no database" * 1000)

    with pytest.raises(Exception, match="can't be used"):
        create_app(StudioOptions(root=root))


def test_only_its_owner_reads_the_store(browser: Browser) -> None:
    assert browser.studio.store.path.stat().st_mode & 0o077 == 0


def test_behind_a_proxy_its_name_alone_is_answered(root: Path) -> None:
    browser = open_studio(root, address="https://press.exempel.se/studio")

    assert browser.get("https://press.exempel.se/login").status_code == 200
    assert browser.get("http://127.0.0.1:8770/login").status_code == 421
    assert (
        "max-age"
        in browser.get("https://press.exempel.se/login").headers["strict-transport-security"]
    )
    browser.client.close()
