"""All pages, and who may call each: whoever adds a page says so here, too."""

from itertools import product
from typing import get_args, get_type_hints

import pytest
from studio_browser import Browser

from pressverk.studio.app import all_pages
from pressverk.studio.pages import Done, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note

OPEN = "open"  # before login, too
ANY = "any"  # all who are logged in

TABLE: dict[str, str | Role | frozenset[Role]] = {
    "login": OPEN,
    "enter": OPEN,
    "login-start": OPEN,
    "login-done": OPEN,
    "font": OPEN,
    "brand": OPEN,
    "health": OPEN,
    "metrics": OPEN,
    "logout": ANY,
    "language": ANY,
    "events": ANY,
    "desk": ANY,
    "new": Role.WRITES,
    "begin": Role.WRITES,
    "import": Role.WRITES,
    "write": Role.WRITES,
    "write-form": Role.WRITES,
    "write-save": Role.WRITES,
    "write-text": Role.WRITES,
    "write-unsaved": Role.WRITES,
    "write-preview": Role.WRITES,
    "write-check": Role.WRITES,
    "write-page": ANY,
    "write-pdf": ANY,
    "write-view": Role.WRITES,
    "write-paste": Role.WRITES,
    "write-picture": Role.WRITES,
    "write-document": Role.WRITES,
    "listen": ANY,
    "history": ANY,
    "approval": Role.APPROVES,
    "sending": Role.SENDS,
    "recipients": Role.SENDS,
    "report": Role.WRITES,
    "settings": Role.ADMINISTERS,
    "access": Role.WRITES,
    "set-access": Role.WRITES,
    "audit": Role.ADMINISTERS,
    "help": ANY,
    # Listen and history.
    "listen-approve": frozenset({Role.WRITES, Role.APPROVES}),
    "version": ANY,
    "restore": Role.WRITES,
    "commit": Role.WRITES,
    # Send and approve.
    "build": frozenset({Role.WRITES, Role.SENDS}),
    "look": Role.SENDS,
    "letter": Role.SENDS,
    "plan": Role.SENDS,
    "campaign-act": Role.SENDS,
    "ask": Role.SENDS,
    "campaign-export": Role.SENDS,
    "reports": Role.SENDS,
    "campaign-mail": ANY,
    "picture": ANY,
    "pdf": ANY,
    "decide": Role.APPROVES,
    "comments": frozenset({Role.WRITES, Role.APPROVES}),
    "comment": frozenset({Role.WRITES, Role.APPROVES}),
    "resolve": frozenset({Role.WRITES, Role.APPROVES}),
    # Recipients.
    "recipient-list": Role.SENDS,
    "recipients-out": Role.SENDS,
    "recipients-row": Role.SENDS,
    "recipients-add": Role.SENDS,
    "recipients-in": Role.SENDS,
    "recipients-columns": Role.SENDS,
    "recipients-withdraw": Role.SENDS,
    "recipients-new": Role.SENDS,
    # Report.
    "chart": Role.WRITES,
    "schema": Role.WRITES,
    "schema-save": Role.WRITES,
    "chapter-move": Role.WRITES,
    "report-data": Role.WRITES,
    # Settings.
    "logo": Role.ADMINISTERS,
    "settings-save": Role.ADMINISTERS,
    "settings-file": Role.ADMINISTERS,
    "contact-add": Role.ADMINISTERS,
    "contact-remove": Role.ADMINISTERS,
    "logo-change": Role.ADMINISTERS,
    "mail-try": Role.ADMINISTERS,
    "password-keep": Role.ADMINISTERS,
    # Help.
    "help-page": ANY,
    "help-picture": ANY,
    "help-handbook-picture": ANY,
}
PAGES = {page.name: page for page in all_pages()}


def test_the_table_has_all_pages_and_no_other() -> None:
    assert {name: _needs(page) for name, page in PAGES.items()} == TABLE


def _needs(page: Page) -> str | Role | frozenset[Role]:
    if page.needs and page.or_else:
        return frozenset({page.needs, *page.or_else})
    return OPEN if page.is_open else page.needs or ANY


def _address(page: Page) -> str:
    values = {
        "{name:path}": "pris",
        "{file}": "serif-400.otf",
        "{list}": "redaktioner",
        "{form}": "csv",
        "{number:int}": "1",
        "{sha256}": "0" * 64,
        "{key}": "0" * 64,
        "{data}": "elever",
        "{topic}": "writing",
        "{sheet}": "0f",
        "{scale}": "100",
        "{kind}": "html",
    }
    address = page.path
    for field, value in values.items():
        address = address.replace(field, value)
    return address.partition("{")[0]


def _status(browser: Browser, page: Page) -> int:
    """Return how the guard answers; what a handler does is no matter here."""
    if "GET" in page.methods:
        return browser.get(_address(page)).status_code
    return browser.post(_address(page)).status_code


# What goes on for ever, or ends the session that asks, has tests of its own.
CALLED = [name for name in PAGES if name not in {"events", "logout"}]


@pytest.mark.parametrize("name", CALLED)
def test_nobody_gets_past_the_login(browser: Browser, name: str) -> None:
    page = PAGES[name]
    status = _status(browser, page)

    if TABLE[name] == OPEN:
        assert status != 401
    else:
        is_read = "GET" in page.methods and not page.for_scripts
        assert status == (303 if is_read else 401)


@pytest.mark.parametrize(("name", "role"), [*product(CALLED, Role)])
def test_a_page_is_for_its_role_alone(browser: Browser, name: str, role: Role) -> None:
    browser.log_in(roles=[role])
    needed = TABLE[name]

    status = _status(browser, PAGES[name])

    roles = needed if isinstance(needed, frozenset) else {needed}
    is_for_all = needed in {OPEN, ANY}
    assert (status == 403) == (not is_for_all and role not in roles) or name == "enter"


def test_who_lacks_a_role_learns_which_and_is_not_asked_to_log_in(browser: Browser) -> None:
    browser.log_in(roles=[Role.WRITES])

    refused = browser.get("/send/pris")

    assert refused.status_code == 403
    assert "You may not send" in refused.text
    assert "logged" not in refused.text.partition("<main")[2]


@pytest.mark.parametrize("name", [name for name in PAGES if "POST" in PAGES[name].methods])
def test_a_form_without_the_token_changes_nothing(browser: Browser, name: str) -> None:
    browser.log_in()
    browser.csrf = "guessed"

    assert browser.post(_address(PAGES[name])).status_code == 403


def test_no_page_that_changes_anything_is_called_by_get() -> None:
    assert all(set(page.methods) <= {"GET", "POST"} for page in PAGES.values())
    assert all(len(page.methods) == 1 for page in PAGES.values())


def test_each_action_that_says_what_was_done_leads_back_to_a_page() -> None:
    ends = [page for page in PAGES.values() if Done in _answers(page)]

    assert len(ends) > 20
    assert {page.back for page in ends} <= set(PAGES)


def _answers(page: Page) -> tuple[object, ...]:
    """Return the types that the handler of *page* may return."""
    answer = get_type_hints(page.handler)["return"]
    return (answer, *get_args(answer))


def test_the_audit_log_names_who_and_what(browser: Browser) -> None:
    person = browser.log_in()
    note(browser.studio.store, person, "saved", "pris")

    [row] = browser.studio.store.rows("SELECT * FROM audit")
    assert (row["who"], row["act"], row["subject"]) == ("anna@exempel.se", "saved", "pris")
