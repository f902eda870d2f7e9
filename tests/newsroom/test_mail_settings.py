from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_newsroom import NEWSROOM_TOML

from pressverk.errors import NewsroomError
from pressverk.model import MailSettings
from pressverk.newsroom.config import is_loopback, parse_newsroom

MAIL = """
[mail]
from_address = "press@exempel.se"
unsubscribe = "avregistrera@exempel.se"

[mail.smtp]
host = "smtp.exempel.se"
username = "press"
"""


def settings(text: str, root: Path) -> MailSettings:
    mail = parse_newsroom(NEWSROOM_TOML + text, root).mail
    assert mail is not None
    return mail


def faults(text: str, root: Path) -> list[str]:
    with pytest.raises(NewsroomError) as caught:
        parse_newsroom(NEWSROOM_TOML + text, root)
    return [finding.message for finding in caught.value.findings]


def test_a_newsroom_without_a_mail_table_sends_no_mail(root: Path) -> None:
    assert parse_newsroom(NEWSROOM_TOML, root).mail is None


def test_what_is_left_out_is_the_careful_choice(root: Path) -> None:
    mail = settings(MAIL, root)
    assert mail.approval
    assert (mail.smtp.security, mail.smtp.auth, mail.smtp.port) == ("starttls", "plain", 587)
    assert (mail.from_name, mail.reply_to) == ("Exempelstad", "press@exempel.se")
    assert (mail.unsubscribe_url, mail.dkim, mail.per_minute) == (None, None, 60)


def test_limits_are_kept_by_the_domain_in_ascii(root: Path) -> None:
    mail = settings(MAIL + '[mail.pace.domains]\n"ÅÄÖ.example" = 5\n', root)
    assert mail.per_domain == {"xn--4cab6c.example": 5}


@pytest.mark.parametrize("host", ["smtp.exempel.se", "10.0.0.1", "localhost.exempel.se"])
def test_mail_leaves_the_machine_only_encrypted(host: str, root: Path) -> None:
    text = MAIL.replace("smtp.exempel.se", host) + 'security = "none"\nauth = "none"\n'
    (fault,) = faults(text, root)
    assert fault.startswith("security is 'none'")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_this_machine_needs_no_encryption(host: str, root: Path) -> None:
    text = MAIL.replace("smtp.exempel.se", host) + 'security = "none"\nauth = "none"\n'
    assert settings(text, root).smtp.security == "none"


def test_a_password_is_never_sent_in_the_open(root: Path) -> None:
    text = MAIL.replace("smtp.exempel.se", "localhost") + 'security = "none"\n'
    (fault,) = faults(text, root)
    assert fault.startswith("auth is 'plain' on a connection that isn't encrypted")


def test_a_login_needs_a_name(root: Path) -> None:
    (fault,) = faults(MAIL.replace('username = "press"', ""), root)
    assert fault == "auth is 'plain' and 'username' is missing; add it"


def test_a_password_has_no_key_to_stand_at(root: Path) -> None:
    (fault,) = faults(MAIL + 'password = "hemligt"\n', root)
    assert fault == "a password doesn't belong there; store it with: pressverk password"
    assert "hemligt" not in fault


def test_a_signature_is_the_senders_or_of_a_domain_above(root: Path) -> None:
    dkim = '[mail.dkim]\nselector = "press"\ndomain = "{}"\n'
    below = MAIL.replace("press@exempel.se", "press@mail.exempel.se")
    signer = settings(below + dkim.format("EXEMPEL.se"), root).dkim
    assert signer is not None
    assert signer.domain == "exempel.se"
    for domain in ("example.com", "pel.se"):
        (fault,) = faults(MAIL + dkim.format(domain), root)
        assert fault.startswith(f"domain '{domain}' can't vouch for mail from 'exempel.se'")


@pytest.mark.parametrize(
    "line",
    [
        'from_name = "Press\\r\\nBcc: x@example.com"',
        'from_name = "=?utf-8?q?Press?="',
        'from_name = "Press\\u2028x"',
        'unsubscribe_url = "http://exempel.se/av"',
        'unsubscribe_url = "https://exempel.se/a>b"',
        'unsubscribe_url = "https://exempel.se/å"',
        'web_url = "http://exempel.se/{name}.html"',
        'web_url = "https://exempel.se/index.html"',
        'reply_to = "press@localhost"',
        'approval = "false"',
    ],
)
def test_what_would_break_a_header_or_a_promise_is_refused(line: str, root: Path) -> None:
    text = MAIL.replace("[mail]\n", f"[mail]\n{line}\n")
    (fault,) = faults(text, root)
    assert fault.startswith(f"{line.split(maxsplit=1)[0]} is ")


def test_a_fault_in_a_limit_is_reported_at_its_line(root: Path) -> None:
    text = NEWSROOM_TOML + MAIL + '[mail.pace.domains]\n"example.com" = 5\n"example.org" = 0\n'
    with pytest.raises(NewsroomError) as caught:
        parse_newsroom(text, root)
    (finding,) = caught.value.findings
    assert finding.place.line == text.splitlines().index('"example.org" = 0') + 1


@given(st.ip_addresses(v=4))
def test_only_the_loopback_net_is_this_machine(address: object) -> None:
    assert is_loopback(str(address)) == str(address).startswith("127.")
