"""The newsroom's file in the browser: comments stay, nothing faulty is saved."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_server import mail_server
from sample_newsroom import NEWSROOM_TOML
from studio_browser import Browser, open_studio
from studio_newsroom import make_newsroom, set_mail

from pressverk.model import LoginSettings
from pressverk.newsroom.config import parse_newsroom
from pressverk.newsroom.editing import with_changes

SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[Browser]:
    opened = open_studio(make_newsroom(tmp_path))
    opened.log_in("anna")
    yield opened
    opened.client.close()
    opened.studio.close()


def file(browser: Browser) -> Path:
    return browser.studio.options.root / "newsroom.toml"


def save(browser: Browser, page: str = "save", **fields: str) -> int:
    seen = SEEN.findall(browser.get("/settings").text)[0]
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return browser.post(f"/settings/{page}", {"seen": seen} | named).status_code


def test_comments_and_order_stay_when_a_key_is_changed(admin: Browser) -> None:
    text = "# Vi är en kommun.\n" + file(admin).read_text(encoding="utf-8")
    text = text.replace('name = "Exempelstad"', 'name = "Exempelstad"  # som i logotypen')
    file(admin).write_text(text, encoding="utf-8")

    assert save(admin, section="sender", sender__name="Nystad", language="sv") == 303

    assert file(admin).read_text(encoding="utf-8") == text.replace(
        'name = "Exempelstad"', 'name = "Nystad"'
    )


def test_what_would_be_faulty_isnt_saved_and_stays_in_the_form(admin: Browser) -> None:
    before = file(admin).read_bytes()
    seen = SEEN.findall(admin.get("/settings").text)[0]
    fields = {"section": "sender", "seen": seen, "time_zone": "Europa/Stockholm"}

    answer = admin.post("/settings/save", fields)

    assert answer.status_code == 422
    assert 'value="Europa/Stockholm"' in answer.text
    assert file(admin).read_bytes() == before


def test_a_colour_that_isnt_legible_gets_the_nearest_that_is(admin: Browser) -> None:
    seen = SEEN.findall(admin.get("/settings").text)[0]
    fields = {"section": "brand", "seen": seen, "brand.colour": "#ffcc00"}

    answer = admin.post("/settings/save", fields)

    assert answer.status_code == 422
    shade = re.findall(r'type="hidden" name="brand.colour" value="(#[0-9a-f]{6})"', answer.text)
    assert save(admin, section="brand", brand__colour=shade[0]) == 303
    assert admin.studio.newsroom.brand.colour == shade[0]


def test_a_form_of_before_doesnt_undo_what_somebody_changed(admin: Browser) -> None:
    seen = SEEN.findall(admin.get("/settings").text)[0]
    text = file(admin).read_text(encoding="utf-8") + "\n# senare\n"
    file(admin).write_text(text, encoding="utf-8")
    fields = {"section": "sender", "seen": seen, "sender.name": "Nystad"}

    assert admin.post("/settings/save", fields).status_code == 409
    assert file(admin).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("key", ["sender.logo", "studio.address", "limits.seconds", "mail.dkim"])
def test_a_key_that_no_form_has_isnt_set(admin: Browser, key: str) -> None:
    before = file(admin).read_bytes()

    save(admin, **{"section": "sender", key.replace(".", "__"): "/etc/passwd"})

    assert file(admin).read_bytes() == before


def test_a_contact_is_added_changed_and_removed(admin: Browser) -> None:
    fields = {"name": "Växeln", "title": "Exempel", "phone": "08-000 00 09", "email": ""}
    assert save(admin, "contact", **fields) == 303
    assert admin.studio.newsroom.contacts["vaxeln"].phone == "08-000 00 09"
    assert save(admin, "contact", **fields) == 422

    changed = {"section": "contacts", "contacts__vaxeln__phone": "08-000 00 10"}
    assert save(admin, **changed) == 303
    assert admin.studio.newsroom.contacts["vaxeln"].phone == "08-000 00 10"

    assert save(admin, "contact/remove", key="vaxeln") == 303
    assert set(admin.studio.newsroom.contacts) == {"press"}
    assert save(admin, "contact/remove", key="vaxeln") == 404


def test_a_contact_that_nobody_can_reach_isnt_saved(admin: Browser) -> None:
    assert save(admin, "contact", name="Ingen", title="Exempel", phone="", email="") == 422
    assert set(admin.studio.newsroom.contacts) == {"press"}


def test_a_new_contact_stands_with_the_others_and_no_comment_moves() -> None:
    text = '[contacts.a]\nname = "A"\n\n# om e-posten\n[mail]\nhost = "x"\n'

    after = with_changes(text, {("contacts", "b", "name"): "B"})

    assert after == (
        '[contacts.a]\nname = "A"\n\n[contacts.b]\nname = "B"\n\n# om e-posten\n'
        '[mail]\nhost = "x"\n'
    )


def test_a_text_of_many_lines_comes_back_as_it_was_written(admin: Browser) -> None:
    text = 'Första stycket.\n\nAndra med "citat" och \\ snedstreck.'

    assert save(admin, section="boilerplate", boilerplate__sv__text=text) == 303

    assert admin.studio.newsroom.boilerplate["sv"].text.strip() == text


def test_a_faulty_file_is_fixed_as_a_text(admin: Browser) -> None:
    good = file(admin).read_text(encoding="utf-8")
    file(admin).write_text(good.replace("[brand]", "[brand"), encoding="utf-8")
    page = admin.get("/settings")
    assert page.status_code == 200
    assert "[brand\n" in page.text

    assert save(admin, "file", text=good.replace("[sender]", "[avsändare]")) == 422
    assert save(admin, "file", text=good) == 303

    parse_newsroom(file(admin).read_text(encoding="utf-8"), admin.studio.options.root)


def test_a_logo_is_looked_at_before_it_is_kept(admin: Browser) -> None:
    root = admin.studio.options.root
    before, names = file(admin).read_bytes(), {path.name for path in root.iterdir()}
    for data in (b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b"MZ"):
        seen = SEEN.findall(admin.get("/settings").text)[0]
        files = {"logo": ("../ny.svg", data, "image/svg+xml")}
        answer = admin.post("/settings/logo/change", {"seen": seen}, files=files)
        assert answer.status_code == 422
    assert file(admin).read_bytes() == before
    assert {path.name for path in root.iterdir()} == names | {".pressverk"}


def test_another_logo_is_kept_beside_the_old_one(admin: Browser) -> None:
    root = admin.studio.options.root
    data = (root / "logo.svg").read_bytes().replace(b"#1f5c6b", b"#333333")
    seen = SEEN.findall(admin.get("/settings").text)[0]
    files = {"logo": ("Ny logga.svg", data, "image/svg+xml")}

    answer = admin.post("/settings/logo/change", {"seen": seen}, files=files)

    assert answer.status_code == 303
    assert (root / "logo.svg").exists()
    assert admin.get("/settings/logo").content == data


def test_the_mail_server_is_tried_and_its_answer_shown(admin: Browser) -> None:
    with mail_server() as (mailboxes, port):
        set_mail(admin.studio.options.root, port=port, approval=True)
        page = admin.post("/settings/mail", {"act": "ask"})
        sent = admin.post("/settings/mail", {"act": "send"})

    assert f"localhost:{port}" in page.text
    assert "did=sent" in sent.headers["location"]
    assert mailboxes.copies == {"anna@exempel.se": 1}


def test_a_mail_server_that_is_away_is_reported(admin: Browser) -> None:
    set_mail(admin.studio.options.root, port=1, approval=True)

    page = admin.post("/settings/mail", {"act": "ask"})

    assert 'class="state faulty"' in page.text
    assert admin.post("/settings/mail", {"act": "send"}).status_code == 422


def test_a_second_person_is_asked_unless_somebody_says_otherwise(admin: Browser) -> None:
    set_mail(admin.studio.options.root, port=25, approval=True)
    assert save(admin, section="mail", mail__approval="1", mail__from_name="Pressen") == 303
    assert "approval = true" in file(admin).read_text(encoding="utf-8")

    assert save(admin, section="mail", mail__approval="") == 303

    mail = admin.studio.newsroom.mail
    assert mail
    assert not mail.approval


CHECKED = 'name="mail.approval" value="1" checked'


def test_who_is_alone_in_the_newsroom_isnt_made_to_wait_for_a_colleague(admin: Browser) -> None:
    file(admin).write_text(NEWSROOM_TOML, encoding="utf-8")  # without mail
    page = admin.get("/settings").text
    assert 'name="mail.approval"' in page
    assert CHECKED not in page
    set_mail(admin.studio.options.root, port=25, approval=True)
    assert CHECKED in admin.get("/settings").text


def test_where_people_log_in_a_colleague_approves_at_first(root: Path) -> None:
    login = LoginSettings(
        issuer="https://login.example", client_id="x", groups={}, groups_claim="groups"
    )
    office = open_studio(root, login=login)
    office.log_in("anna")
    assert CHECKED in office.get("/settings").text
    office.client.close()
    office.studio.close()
