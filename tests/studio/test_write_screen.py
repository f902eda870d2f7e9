"""The screen for writing as a browser without scripts, and its script, see it."""

import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sample_newsroom import ARTICLE
from studio_browser import Browser, open_studio

from pressverk.studio.roles import Role
from pressverk.studio.screens import write
from pressverk.studio.store.versions import text_of_version, versions

WRITE = "/write/pris"
AREA = re.compile(r'<textarea [^>]*name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
DATA = re.compile(r'<script type="application/json" id="[\w-]+">(.*?)</script>', re.DOTALL)


@pytest.fixture
def browser(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Return the browser of somebody who writes; the preview's workers end with it."""
    monkeypatch.setattr(write, "FIRST_PAGE", 60)
    browser = open_studio(root)
    with browser.client:
        browser.log_in("anna", [Role.WRITES])
        yield browser


@pytest.fixture
def file(root: Path) -> Path:
    return root / "articles" / "pris" / "index.md"


def form(page: str, **changes: str) -> dict[str, Any]:
    """Return the fields of the form on *page*, as a browser would send them, but for *changes*."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in values:
            fields[values["name"]] = html.unescape(values.get("value", ""))
    for name, text in AREA.findall(page):
        fields[name] = html.unescape(text).replace("\n", "\r\n")
    return fields | changes


def data_of(page: str) -> dict[str, Any]:
    found = DATA.search(page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def png(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(target, "PNG")
    return target.getvalue()


def test_the_page_has_the_text_and_its_pages_before_any_script(browser: Browser) -> None:
    answer = browser.get(WRITE)
    assert answer.status_code == 200
    fields = form(answer.text)
    assert fields["title"] == "Ett pris"
    assert fields["lead"] == "Kommunen har fått ett pris för sitt arbete."
    assert fields["date"] == "2018-11-23"
    assert fields["contact"] == "press"
    assert fields["body"] == "Priset delas ut varje år.\r\n"
    (picture,) = re.findall(r'<img class="sheet" src="([^"]+)"', answer.text)
    shown = browser.get(picture)
    assert shown.headers["content-type"] == "image/png"
    assert shown.content.startswith(b"\x89PNG")


def test_saving_what_was_not_changed_changes_no_byte(browser: Browser, file: Path) -> None:
    answer = browser.post(WRITE, form(browser.get(WRITE).text))
    assert answer.status_code == 303
    assert answer.headers["location"] == WRITE
    assert file.read_text("utf-8") == ARTICLE


def test_saving_by_the_form_writes_the_file_and_keeps_a_version(
    browser: Browser, file: Path
) -> None:
    fields = form(browser.get(WRITE).text, title="Två pris", body="Priset\r\n\r\ndelas ut.\r\n")
    assert browser.post(WRITE, fields).status_code == 303
    assert file.read_text("utf-8") == ARTICLE.replace("Ett pris", "Två pris").replace(
        "Priset delas ut varje år.", "Priset\n\ndelas ut."
    )
    assert versions(browser.studio.store, "pris")[0].who == "Anna"


def test_a_contact_that_is_unchecked_is_taken_away(browser: Browser, file: Path) -> None:
    fields = form(browser.get(WRITE).text)
    del fields["contact"]
    browser.post(WRITE, fields)
    assert "contacts" not in file.read_text("utf-8")


def test_two_texts_that_clash_are_both_shown_and_the_file_stays(
    browser: Browser, file: Path
) -> None:
    fields = form(browser.get(WRITE).text, body="Min text.")
    outside = ARTICLE.replace("varje år", "vartannat år")
    file.write_text(outside, "utf-8")
    answer = browser.post(WRITE, fields)
    assert answer.status_code == 409
    assert "Min text." in answer.text
    assert "vartannat år" in answer.text
    assert file.read_text("utf-8") == outside
    assert any(version.origin == "clashed" for version in versions(browser.studio.store, "pris"))
    merged = form(answer.text, body=outside + "Min text.\n")
    assert browser.post(WRITE, merged).status_code == 303
    assert file.read_text("utf-8") == outside + "Min text.\n"


def test_a_pause_in_typing_is_saved_and_the_script_learns_of_a_clash(
    browser: Browser, file: Path
) -> None:
    fields = form(browser.get(WRITE).text, body="Ett.")
    answer = browser.post("/write/save/pris", fields)
    assert answer.status_code == 200
    fields |= {"based_on": answer.json()["revision"], "body": "Ett. Två."}
    assert browser.post("/write/save/pris", fields).json()["state"] == "saved"
    assert file.read_text("utf-8").endswith("\n\nEtt. Två.")
    answer = browser.post("/write/save/pris", fields | {"body": "Tre."})
    assert answer.status_code == 409
    assert answer.json() == {"state": "clash"}
    assert file.read_text("utf-8").endswith("Ett. Två.")


def test_a_full_disk_is_reported_and_the_version_is_kept(
    browser: Browser, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = form(browser.get(WRITE).text, body="Ord som inte får gå förlorade.")

    def full(*_args: object, **_settings: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pressverk.studio.articles.replace_file", full)
    answer = browser.post("/write/save/pris", fields)
    assert answer.status_code == 422
    assert "No space left" in answer.json()["messages"][0]
    assert file.read_text("utf-8") == ARTICLE
    newest = versions(browser.studio.store, "pris")[0]
    kept = text_of_version(browser.studio.store, "pris", newest.id) or ""
    assert kept.endswith("Ord som inte får gå förlorade.")


def test_the_script_gets_a_fault_of_the_program_in_the_writers_language(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = form(browser.get(WRITE).text, body="Ord.")

    def broken(*_args: object, **_settings: object) -> None:
        raise KeyError("replace")

    monkeypatch.setattr("pressverk.studio.articles.replace_file", broken)
    answer = browser.post("/write/save/pris", fields, headers={"accept-language": "sv"})
    assert answer.status_code == 500
    assert "Något gick fel" in answer.json()["messages"][0]


def test_a_form_that_comes_after_the_session_is_given_back_and_saved(
    browser: Browser, file: Path
) -> None:
    words = "\nOrd <b>efter</b> tolv timmar."
    fields = form(browser.get(WRITE).text, body=words)
    browser.client.cookies.clear()
    refused = browser.post(WRITE, fields)
    assert refused.status_code == 401
    assert form(refused.text)["body"].replace("\r\n", "\n") == words
    assert file.read_text("utf-8") == ARTICLE
    browser.log_in()
    shown = browser.client.post(WRITE, data=form(refused.text) | {"csrf": ""})
    assert shown.status_code == 403
    assert file.read_text("utf-8") == ARTICLE
    assert browser.client.post(WRITE, data=form(shown.text), follow_redirects=False).is_redirect
    assert file.read_text("utf-8").endswith(words)


def test_a_form_from_another_site_is_not_given_back(browser: Browser) -> None:
    fields = form(browser.get(WRITE).text, body="Lockbete.")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = browser.post(WRITE, fields | {"csrf": "x"}, headers=headers)
        assert answer.status_code == 403
        assert "Lockbete." not in answer.text


def test_what_was_not_saved_when_the_studio_was_ended_is_offered(
    browser: Browser, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = form(browser.get(WRITE).text, body="Ord från förra gången.")
    assert "/write/unsaved/pris" not in browser.get(WRITE).text

    def killed(*_args: object, **_settings: object) -> None:
        raise SystemError

    with monkeypatch.context() as broken:
        broken.setattr("pressverk.studio.articles.replace_file", killed)
        assert browser.post("/write/save/pris", fields).status_code == 500
    assert "/write/unsaved/pris" in browser.get(WRITE).text
    offered = browser.get("/write/unsaved/pris")
    assert form(offered.text)["body"].endswith("Ord från förra gången.")
    assert browser.post(WRITE, form(offered.text)).status_code == 303
    assert file.read_text("utf-8").endswith("Ord från förra gången.")
    assert "/write/unsaved/pris" not in browser.get(WRITE).text


def test_pages_of_what_is_in_the_editor_come_without_saving(browser: Browser, file: Path) -> None:
    fields = form(browser.get(WRITE).text, title="", body="Rad ett.\n\n##Fel\n")
    made = browser.post("/write/preview/pris", fields).json()
    assert file.read_text("utf-8") == ARTICLE
    assert made["bodyLine"] == 8, "the title has no line any more"
    by_rule = {finding["rule"]: finding for finding in made["findings"]}
    assert by_rule["unread-markup"]["line"] == 10
    assert not made["pages"]
    fields["title"] = "Ett pris"
    made = browser.post("/write/preview/pris", fields).json()
    assert len(made["pages"]) == 1
    assert {place[7] for place in made["places"]} >= {"", "title", "lead"}
    assert made["characters"] == len("Rad ett. ##Fel")


def test_a_finding_about_a_field_names_the_field(browser: Browser) -> None:
    fields = form(browser.get(WRITE).text, date="2018-99-99")
    (finding,) = browser.post("/write/preview/pris", fields).json()["findings"]
    assert finding["field"] == "date"


def test_pages_of_another_article_are_not_had_by_its_name(browser: Browser, root: Path) -> None:
    other = root / "articles" / "annat.md"
    other.write_text(ARTICLE, "utf-8")
    page = browser.post("/write/preview/pris", form(browser.get(WRITE).text)).json()["pages"][0]
    assert browser.get(f"/write/page/{page['name']}/100/pris").status_code == 200
    assert browser.get(f"/write/page/{page['name']}/100/annat").status_code == 404
    assert browser.get(f"/write/page/{page['name']}/-1/pris").status_code == 404
    assert browser.get("/write/page/..%2F..%2Fetc/100/pris").status_code == 404


def test_what_is_written_cannot_become_markup_of_the_studio(browser: Browser, file: Path) -> None:
    evil = '</textarea></script><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    text = ARTICLE.replace("Ett pris", f"'{evil}'") + evil
    file.write_text(text, "utf-8")
    page = browser.get(WRITE).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert form(page)["title"] == evil
    assert form(page)["body"].endswith(evil)
    assert data_of(page)["article"] == "pris"


def test_front_matter_that_cannot_be_read_is_shown_as_it_is(browser: Browser, file: Path) -> None:
    file.write_text(ARTICLE.replace("title: Ett pris", "title: [Ett pris"), "utf-8")
    fields = form(browser.get(WRITE).text)
    assert "title: [Ett pris" in fields["front"]
    fields["front"] = fields["front"].replace("[Ett", "Ett")
    browser.post(WRITE, fields)
    assert file.read_text("utf-8") == ARTICLE


def test_a_file_without_front_matter_is_shown_whole(browser: Browser, file: Path) -> None:
    file.write_text("Bara text.\n", "utf-8")
    fields = form(browser.get(WRITE).text)
    assert fields["body"] == "Bara text.\r\n"
    browser.post(WRITE, fields | {"body": ARTICLE})
    assert file.read_text("utf-8") == ARTICLE


def test_pasted_html_becomes_the_dialect(browser: Browser) -> None:
    pasted = {"html": "<h1>Mål</h1><p>Vi <b>ska</b> nå dem.</p>", "language": "sv"}
    answer = browser.post("/write/paste/pris", pasted)
    assert answer.json() == {"text": "## Mål\n\nVi **ska** nå dem.\n"}


def upload(browser: Browser, what: str, name: str, data: bytes) -> Any:
    return browser.post(f"/write/{what}/pris", files={"file": (name, data)})


def test_a_picture_is_put_beside_the_article_by_a_plain_name(browser: Browser, file: Path) -> None:
    answer = upload(browser, "picture", "../../../Våra Barn.PNG", png())
    assert answer.json() == {"name": "vara-barn.png"}
    assert (file.parent / "vara-barn.png").read_bytes() == png()
    assert upload(browser, "picture", "våra barn.png", png()).json() == {"name": "vara-barn.png"}
    other = upload(browser, "picture", "våra barn.jpg", png("blue"))
    assert other.json() == {"name": "vara-barn-2.png"}, "named by what it is, not over another"
    assert (file.parent / "vara-barn.png").read_bytes() == png()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.png", b"no picture"),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("x.html", b"<script>alert(1)</script>"),
        ("index.md", b"---\ntitle: x\n---\n"),
        ("x.png", png()[:100]),
    ],
)
def test_what_cannot_be_printed_is_not_taken_in(
    browser: Browser, file: Path, name: str, data: bytes
) -> None:
    answer = upload(browser, "picture", name, data)
    assert answer.status_code == 422
    assert answer.json()["messages"]
    assert [path.name for path in file.parent.iterdir()] == ["index.md"]


def test_a_spreadsheet_becomes_a_table(browser: Browser) -> None:
    answer = upload(browser, "document", "Elever.csv", "Skola;Antal\nNorra;12\nSödra;7\n".encode())
    assert "| Norra | 12 |" in answer.json()["text"]


def test_a_web_page_becomes_text_and_a_pdf_is_refused(browser: Browser) -> None:
    page = "<html><body><h1>Ny lekpark</h1><p>Den öppnar i maj, säger hon.</p></body></html>"
    answer = upload(browser, "document", "sida.html", page.encode())
    assert "Den öppnar i maj" in answer.json()["text"]
    assert upload(browser, "document", "x.pdf", b"%PDF-1.7").status_code == 422


MAIL = """
[mail]
from_address = "press@exempel.se"
unsubscribe = "avsluta@exempel.se"
smtp = {host = "localhost", security = "none", auth = "none"}
"""


@pytest.mark.parametrize("kind", ["html", "mail", "heard"])
def test_other_forms_of_the_text_can_do_nothing(browser: Browser, root: Path, kind: str) -> None:
    with (root / "newsroom.toml").open("a", encoding="utf-8") as settings:
        settings.write(MAIL)
    fields = form(browser.get(WRITE).text, body="Osparat ord.")
    answer = browser.post(f"/write/view/{kind}/pris", fields)
    assert answer.status_code == 200
    assert "Osparat ord" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy


def test_the_pdf_is_shown_of_what_is_saved(browser: Browser) -> None:
    answer = browser.get("/write/pdf/pris")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_mail_is_not_shown_by_a_newsroom_that_sends_none(browser: Browser) -> None:
    answer = browser.post("/write/view/mail/pris", form(browser.get(WRITE).text))
    assert "[mail]" in answer.text
