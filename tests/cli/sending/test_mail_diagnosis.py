from collections.abc import Callable, Mapping
from dataclasses import replace

import dns.resolver
import pytest
from click.testing import Result
from deliveries import mail_to
from newsroom_that_sends import set_mail
from scripted_smtp import ScriptedServer, always, scripted_smtp

from pressverk.delivery import doctor
from pressverk.delivery.doctor import examine_mail
from pressverk.delivery.smtp.session import Timeouts
from pressverk.model import DkimSettings

Run = Callable[..., Result]
QUICK = Timeouts(connect=2, command=2)
DNS = {
    "exempel.se": ("google-site=1", "v=spf1 mx -all"),
    "s1._domainkey.exempel.se": ("v=DKIM1; k=rsa; p=MIIB IjAN",),
    "_dmarc.exempel.se": ("v=DMARC1; p=reject",),
}


def answers(server: ScriptedServer, records: Mapping[str, tuple[str, ...] | None]) -> list[str]:
    mail = replace(mail_to(server.port), dkim=DkimSettings(selector="s1", domain="exempel.se"))
    found = examine_mail(mail, None, lookup=lambda name: records.get(name, ()), timeouts=QUICK)
    return [f"{each.subject}|{each.fault}" for each in found]


def test_a_server_and_names_that_are_well_are_reported(server: ScriptedServer) -> None:
    assert answers(server, DNS) == [
        f"localhost:{server.port}: connected|",
        "not encrypted, as the server is on this machine|",
        "takes messages of up to 10.0 MB|",
        "takes addresses with Swedish letters before @: no|",
        "SPF exempel.se: v=spf1 mx -all|",
        "DKIM s1._domainkey.exempel.se|",
        "DMARC _dmarc.exempel.se: v=DMARC1; p=reject|",
    ]
    assert not server.taken


@pytest.mark.parametrize(
    ("name", "records", "told"),
    [
        ("exempel.se", (), "missing; publish which servers send for exempel.se"),
        ("exempel.se", ("v=spf1 -all", "v=spf1 mx -all"), "occurs 2 times"),
        ("exempel.se", ("v=spf1 +all",), "lets anybody send"),
        ("exempel.se", ("v=spf10 -all",), "missing; publish which servers"),
        ("s1._domainkey.exempel.se", (), "missing; publish the public key"),
        ("s1._domainkey.exempel.se", ("v=DKIM1; p=",), "is revoked"),
        ("_dmarc.exempel.se", (), "missing; publish what to do"),
        ("_dmarc.exempel.se", ("v=DMARC1; p=none", "v=DMARC1; p=reject"), "occurs 2 times"),
    ],
)
def test_what_is_wrong_with_names_is_reported(
    name: str, records: tuple[str, ...], told: str, server: ScriptedServer
) -> None:
    faults = [each for each in answers(server, DNS | {name: records}) if not each.endswith("|")]
    [fault] = faults
    assert told in fault


def test_names_that_nobody_answers_for_are_no_faults(server: ScriptedServer) -> None:
    found = answers(server, dict.fromkeys(DNS))
    assert sum("no name server answers|" in each for each in found) == 3


def test_a_policy_of_the_domain_above_counts(server: ScriptedServer) -> None:
    mail = replace(mail_to(server.port), from_address="press@kommun.exempel.se")
    *_others, dmarc = examine_mail(
        mail, None, lookup=lambda name: DNS.get(name, ()), timeouts=QUICK
    )
    assert dmarc.subject.startswith("DMARC _dmarc.exempel.se: v=DMARC1")


@pytest.fixture
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no name server answer."""

    def silent(*_arguments: object, **_options: object) -> None:
        raise dns.resolver.NoNameservers

    monkeypatch.setattr(dns.resolver, "resolve", silent)


@pytest.mark.usefixtures("no_names")
def test_the_command_says_so_and_fails_when_the_server_refuses(run: Run) -> None:
    with scripted_smtp(always("banner", "554 go away")) as stern:
        set_mail(stern.port)
        failed = run("doctor", "--mail")
    assert failed.exit_code == 1
    assert "✗ localhost:" in failed.output
    assert "the mail server refuses us (554 'go away'" in failed.output
    assert "? SPF exempel.se: no name server answers" in failed.output


@pytest.mark.usefixtures("no_names")
def test_what_is_neither_well_nor_ill_has_no_tick(run: Run) -> None:
    told = run("doctor", "--mail").output
    assert "– takes addresses with Swedish letters before @: no\n" in told
    assert "– takes messages of up to 10.0 MB\n" in told
    assert "✓ localhost:" in told


def test_records_in_pieces_are_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Record:
        strings = (b"v=spf1 ", b"-all")

    monkeypatch.setattr(dns.resolver, "resolve", lambda *_all, **_more: [Record()])
    assert doctor.text_records("exempel.se") == ("v=spf1 -all",)


def test_a_name_that_is_not_there_has_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: object, **_options: object) -> None:
        raise dns.resolver.NXDOMAIN

    monkeypatch.setattr(dns.resolver, "resolve", missing)
    assert doctor.text_records("exempel.se") == ()
