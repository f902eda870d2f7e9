"""Nobody gets two copies, nothing leaves that nobody looked at, and nobody approves their own."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from delivery_reports import report
from mail_server import Mailboxes, mail_server
from studio_browser import Browser, another, open_studio
from studio_newsroom import build_all, copy_newsroom, make_newsroom, set_mail

from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign, Kind
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import acts
from pressverk.studio.store.people import all_people
from pressverk.studio.store.requests import last_request

ORDER = {"kind": "release", "to": "redaktioner", "when": "now"}
HIDDEN = re.compile(r'<input type="hidden" name="(token|seen)" value="([^"]*)"')


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_newsroom(tmp_path_factory.mktemp("built"))
    build_all(root)
    return root


@pytest.fixture
def sender(built: Path, tmp_path: Path) -> Iterator[Browser]:
    """Return Anna's browser, who may do everything, at a newsroom that is built."""
    opened = open_studio(copy_newsroom(built, tmp_path))
    opened.log_in("anna")
    yield opened
    opened.client.close()
    opened.studio.close()


@pytest.fixture
def server(sender: Browser) -> Iterator[Mailboxes]:
    with mail_server() as (mailboxes, port):
        set_mail(sender.studio.options.root, port=port, approval=False)
        build_all(sender.studio.options.root)
        yield mailboxes


@pytest.fixture
def server_after_approval(sender: Browser) -> Iterator[Mailboxes]:
    with mail_server() as (mailboxes, port):
        set_mail(sender.studio.options.root, port=port, approval=True)
        build_all(sender.studio.options.root)
        yield mailboxes


def looked_at(browser: Browser, **order: str) -> dict[str, str]:
    """Return the fields of the form that plans what was looked at."""
    page = browser.get("/send/look/pris", params=ORDER | order)
    assert page.status_code == 200, page.text
    return ORDER | order | dict(HIDDEN.findall(page.text)[-2:])


def plan(browser: Browser, **order: str) -> None:
    answer = browser.post("/send/plan/pris", looked_at(browser, **order))
    assert answer.status_code == 303, answer.text
    browser.studio.scheduler.run_once()


def campaigns(browser: Browser) -> list[Campaign]:
    path = ledger_path(browser.studio.options.root)
    if not path.exists():
        return []
    with open_ledger(path) as ledger:
        return queries.campaigns(ledger)


def token(browser: Browser, address: str = "/send/pris") -> str:
    return str(dict(HIDDEN.findall(browser.get(address).text))["token"])


def test_looking_changes_nothing(sender: Browser, server: Mailboxes) -> None:
    looked_at(sender)

    assert not campaigns(sender)
    assert not server.copies


def test_what_was_looked_at_leaves_and_its_reader_is_reported_in_words(
    sender: Browser, server: Mailboxes
) -> None:
    plan(sender)

    assert server.copies == {"anna@exempel.se": 1, "bo@exempel.se": 1, "cia@exempel.se": 1}
    page = sender.get("/send/pris").text
    assert "3 accepted" in page
    assert "has left" in page
    [campaign] = campaigns(sender)
    assert campaign.created_by == "anna@exempel.se"
    assert [act.act for act in acts(sender.studio.store)][:1] == ["planned"]


def test_a_form_sent_twice_sends_once(sender: Browser, server: Mailboxes) -> None:
    fields = looked_at(sender)

    first, second = (sender.post("/send/plan/pris", fields) for _press in range(2))
    sender.studio.scheduler.run_once()

    assert "did=planned" in first.headers["location"]
    assert "did=again" in second.headers["location"]
    assert set(server.copies.values()) == {1}


def test_two_windows_that_send_the_same_send_once(sender: Browser, server: Mailboxes) -> None:
    plans = [looked_at(sender), looked_at(sender)]

    for fields in plans:
        assert sender.post("/send/plan/pris", fields).status_code == 303
    sender.studio.scheduler.run_once()

    assert set(server.copies.values()) == {1}


def test_a_form_without_its_own_token_does_nothing(sender: Browser, server: Mailboxes) -> None:
    fields = looked_at(sender) | {"token": ""}

    assert "did=again" in sender.post("/send/plan/pris", fields).headers["location"]
    assert not campaigns(sender)
    assert not server.copies


def test_what_failed_may_be_pressed_again(sender: Browser) -> None:
    fields = looked_at(sender)
    faulty = sender.studio.options.root / "contacts" / "redaktioner.csv"
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(text.replace("bo@exempel.se", "bo"), encoding="utf-8")

    assert sender.post("/send/plan/pris", fields).status_code == 422
    faulty.write_text(text, encoding="utf-8")

    assert "did=planned" in sender.post("/send/plan/pris", fields).headers["location"]


def test_a_list_that_was_changed_since_is_looked_at_once_more(sender: Browser) -> None:
    fields = looked_at(sender)
    file = sender.studio.options.root / "contacts" / "redaktioner.csv"
    with file.open("a", encoding="utf-8") as added:
        added.write("Eva Exempel,eva@exempel.se,,sv,,Exempel,2026-01-01,,\n")

    assert sender.post("/send/plan/pris", fields).status_code == 409
    assert not campaigns(sender)


@pytest.mark.parametrize(
    "order",
    [
        {"to": ""},
        {"when": "at", "day": "", "clock": ""},
        {"when": "at", "day": "2020-01-01", "clock": "09:00"},
        {"when": "at", "day": "igår", "clock": "09:00"},
        {"kind": "follow-up", "earlier": "annat"},
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(
    sender: Browser, order: dict[str, str]
) -> None:
    page = sender.get("/send/look/pris", params=ORDER | {"clock": "11:11"} | order)

    assert page.status_code == 422
    assert 'id="problem"' in page.text


def test_a_group_alone_gets_it(sender: Browser, server: Mailboxes) -> None:
    plan(sender, to="redaktioner/radio")

    assert set(server.copies) == {"anna@exempel.se", "bo@exempel.se"}


def test_what_is_planned_for_a_time_waits_and_may_be_cancelled(
    sender: Browser, server: Mailboxes
) -> None:
    plan(sender, when="at", day="2099-05-04", clock="09:00")
    assert not server.copies
    assert "2099" in sender.get("/send/pris").text

    fields = {"campaign": "1", "act": "cancel", "token": token(sender)}
    assert "did=cancelled&count=3" in sender.post("/send/act/pris", fields).headers["location"]

    assert campaigns(sender)[0].counts == {State.CANCELLED: 3}


def test_nothing_is_done_to_the_campaign_of_another_article(sender: Browser) -> None:
    plan(sender, when="at", day="2099-05-04", clock="09:00")
    folder = sender.studio.options.root / "articles"
    (folder / "annan.md").write_text(
        (folder / "pris" / "index.md").read_text(encoding="utf-8"), encoding="utf-8"
    )

    fields = {"campaign": "1", "act": "cancel", "token": token(sender)}
    assert sender.post("/send/act/annan", fields).status_code == 404
    assert sender.get("/mail/1/annan").status_code == 404
    assert sender.get("/send/export/1/annan").status_code == 404
    assert campaigns(sender)[0].counts == {State.QUEUED: 3}


def test_nothing_leaves_before_a_second_person_has_approved(
    sender: Browser, server_after_approval: Mailboxes
) -> None:
    plan(sender)
    assert not server_after_approval.copies
    bo = another(sender)
    bo.log_in("bo", roles=[Role.APPROVES])
    page = bo.get("/approve/pris")
    assert "anna@exempel.se" in page.text

    answer = bo.post("/approve/decide/pris", _decision(page.text))
    sender.studio.scheduler.run_once()

    assert answer.status_code == 303
    assert set(server_after_approval.copies.values()) == {1}
    assert campaigns(sender)[0].approved_by == "bo@exempel.se"


def test_what_is_planned_for_tomorrow_at_nine_is_seen_by_its_readers_then(
    sender: Browser, server_after_approval: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = ZoneInfo(sender.studio.newsroom.time_zone)
    day = dt.datetime.now(zone).date() + dt.timedelta(days=1)
    plan(sender, when="at", day=day.isoformat(), clock="09:00")
    bo = another(sender)
    bo.log_in("bo", roles=[Role.APPROVES])
    bo.post("/approve/decide/pris", _decision(bo.get("/approve/pris").text))
    sender.studio.scheduler.run_once()
    assert not server_after_approval.copies

    nine = dt.datetime.combine(day, dt.time(9), zone).astimezone(dt.UTC)
    clock = partial(Clock, now=lambda: nine)
    monkeypatch.setattr("pressverk.delivery.campaigns.scheduler.Clock", clock)
    sender.studio.scheduler.run_once()

    assert set(server_after_approval.copies.values()) == {1}
    page = sender.get("/send/pris").text
    assert page.count('class="state is-accepted"') == len(server_after_approval.copies)
    assert 'class="state sent"' in sender.get("/").text


def _decision(page: str) -> dict[str, str]:
    fields = dict(re.findall(r'name="(campaign|seen|token)" value="([^"]+)"', page))
    return fields | {"answer": "approved"}


def test_nobody_approves_what_they_planned(
    sender: Browser, server_after_approval: Mailboxes
) -> None:
    plan(sender)
    fields = {"campaign": "1", "seen": campaigns(sender)[0].fingerprint, "answer": "approved"}

    page = sender.get("/approve/pris").text
    answer = sender.post("/approve/decide/pris", fields | {"token": token(sender)})

    assert "a second person has to" in page
    assert answer.status_code == 422
    assert not campaigns(sender)[0].approved_by
    assert not server_after_approval.copies


def test_what_was_changed_since_somebody_looked_isnt_approved(
    sender: Browser, server_after_approval: Mailboxes
) -> None:
    plan(sender, when="at", day="2099-05-04", clock="09:00")
    bo = another(sender)
    bo.log_in("bo")
    fields = _decision(bo.get("/approve/pris").text)
    plan(sender, when="at", day="2099-05-04", clock="10:00")

    assert bo.post("/approve/decide/pris", fields).status_code == 409
    assert not campaigns(sender)[0].approved_by
    assert not server_after_approval.copies


def test_what_is_sent_back_says_why(sender: Browser, server_after_approval: Mailboxes) -> None:
    plan(sender)
    sender.post("/send/ask/pris", {"note": "Titta gärna.", "token": token(sender)})
    bo = another(sender)
    bo.log_in("bo")
    assert "Titta gärna." in bo.get("/approve/pris").text

    fields = {"answer": "returned", "note": "Fel år i <b>rubriken</b>.", "token": "nytt"}
    assert bo.post("/approve/decide/pris", fields).status_code == 303

    page = sender.get("/send/pris").text
    assert "Fel år i &lt;b&gt;rubriken&lt;/b&gt;." in page
    assert not server_after_approval.copies


def test_a_colleague_is_asked_by_mail_once(
    sender: Browser, server_after_approval: Mailboxes
) -> None:
    another(sender).log_in("bo", roles=[Role.APPROVES])
    plan(sender)
    fields = {"to": "bo@exempel.se", "note": "", "token": token(sender)}

    for _press in range(2):
        assert sender.post("/send/ask/pris", fields).status_code == 303

    assert server_after_approval.copies == {"bo@exempel.se": 1}
    asked = last_request(sender.studio.store, "pris")
    assert asked
    assert asked.asked_by == "Anna"


def test_no_mail_goes_to_an_address_that_the_studio_doesnt_know(
    sender: Browser, server_after_approval: Mailboxes
) -> None:
    plan(sender)
    fields = {"to": "vem@exempel.se", "token": token(sender)}

    assert sender.post("/send/ask/pris", fields).status_code == 404
    assert not server_after_approval.copies


def test_a_correction_goes_to_those_who_got_it(sender: Browser, server: Mailboxes) -> None:
    plan(sender, to="redaktioner/radio")
    source = sender.studio.options.root / "articles" / "pris" / "index.md"
    source.write_text(
        source.read_text(encoding="utf-8").replace("varje år", "vartannat år"), encoding="utf-8"
    )
    build_all(sender.studio.options.root)

    plan(sender, kind="correction", message="Priset delas ut vartannat år.")

    assert server.copies == {"anna@exempel.se": 2, "bo@exempel.se": 2}
    assert [each.kind for each in campaigns(sender)] == [Kind.RELEASE, Kind.CORRECTION]


def test_an_article_that_isnt_built_says_so_and_can_be(sender: Browser) -> None:
    source = sender.studio.options.root / "articles" / "pris" / "index.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nMer text.\n", encoding="utf-8")
    assert "/send/build/pris" in sender.get("/send/pris").text

    assert sender.post("/send/build/pris").status_code == 303

    assert "/send/build/pris" not in sender.get("/send/pris").text


def test_an_approver_may_not_build(sender: Browser) -> None:
    bo = another(sender)
    bo.log_in("bo", roles=[Role.APPROVES])

    assert bo.post("/send/build/pris").status_code == 403


def test_a_page_is_not_had_by_its_hash_through_another_article(sender: Browser) -> None:
    plan(sender)
    [campaign] = campaigns(sender)
    articles = sender.studio.options.root / "articles"
    shutil.copytree(articles / "pris", articles / "annat")
    page = f"/picture/{campaign.edition_sha256}/1"
    assert sender.get(f"{page}/pris").status_code == 200

    assert sender.get("/history/annat").status_code == 200
    assert sender.get(f"{page}/annat").status_code == 404


def test_people_are_shown_by_their_names(sender: Browser) -> None:
    plan(sender)
    [campaign] = campaigns(sender)
    shown = sender.get("/approve/pris").text
    [person] = all_people(sender.studio.store)

    assert campaign.created_by == person.login
    assert f"{person.name} <span" in shown


def test_pages_and_mail_of_what_was_sent_are_shown(sender: Browser, server: Mailboxes) -> None:
    plan(sender)
    [campaign] = campaigns(sender)

    picture = sender.get(f"/picture/{campaign.edition_sha256}/1/pris")
    mail = sender.get("/mail/1/pris")
    assert "cid:" not in mail.text  # its pictures are in it
    assert 'src="data:image/' in mail.text

    assert picture.headers["content-type"] == "image/webp"
    assert sender.get(f"/picture/{campaign.edition_sha256}/9/pris").status_code == 404
    assert sender.get(f"/picture/{'0' * 64}/1/pris").status_code == 404
    assert sender.get(f"/pdf/{campaign.edition_sha256}/pris").content.startswith(b"%PDF")
    assert "Priset delas ut" in mail.text
    assert mail.headers["content-security-policy"].startswith("sandbox")
    bundle = sender.get("/send/export/1/pris")
    assert bundle.content.startswith(b"PK")
    assert server.copies


def test_a_server_that_is_away_is_reported_and_nothing_is_lost(sender: Browser) -> None:
    set_mail(sender.studio.options.root, port=1, approval=False)
    build_all(sender.studio.options.root)

    plan(sender)

    page = sender.get("/send/pris").text
    assert "3 queued" in page
    assert "callout error" in page


def test_a_doubt_has_to_be_confirmed(sender: Browser, server: Mailboxes) -> None:
    source = sender.studio.options.root / "articles" / "pris" / "index.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nTODO mer.\n", encoding="utf-8")
    build_all(sender.studio.options.root)
    fields = looked_at(sender)

    assert sender.post("/send/plan/pris", fields).status_code == 422
    assert not server.copies
    fields |= {"confirm": "unfinished-text"}
    assert sender.post("/send/plan/pris", fields).status_code == 303


def test_history_knows_what_was_sent(sender: Browser, server: Mailboxes) -> None:
    plan(sender)
    source = sender.studio.options.root / "articles" / "pris" / "index.md"
    text = source.read_text(encoding="utf-8").replace("varje år", "ibland")
    source.write_text(text, encoding="utf-8")
    build_all(sender.studio.options.root)

    page = sender.get("/history/pris?since=1").text

    assert "<ins>ibland</ins>" in page
    assert 'class="changed"' in page
    assert server.copies


@pytest.mark.usefixtures("server")
def test_delivery_reports_are_taken_in_once(sender: Browser) -> None:
    plan(sender)
    with open_ledger(ledger_path(sender.studio.options.root)) as ledger:
        [first, *_others] = queries.deliveries(ledger, 1)
    files = {"reports": ("retur.eml", report(first.message_id, first.recipient))}

    answers = [sender.post("/send/reports/pris", files=files) for _click in range(2)]

    assert [each.headers["location"].rpartition("count=")[2] for each in answers] == ["1", "0"]
    assert "1 new delivery report is taken in" in sender.get(answers[0].headers["location"]).text
    with open_ledger(ledger_path(sender.studio.options.root)) as ledger:
        assert queries.deliveries(ledger, 1)[0].state is State.FAILED


@pytest.mark.usefixtures("server")
def test_a_file_that_is_no_message_is_reported(sender: Browser) -> None:
    plan(sender)

    answer = sender.post("/send/reports/pris", files={"reports": ("a.eml", b"\x00\x01")})

    assert answer.status_code == 422
    assert "neither a mailbox nor a message" in answer.text
