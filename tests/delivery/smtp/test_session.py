import base64
import socket
from pathlib import Path

import pytest
from certificates import certified
from scripted_smtp import Drop, ScriptedServer, always, scripted_smtp, slowly

from pressverk.delivery.smtp.outcomes import NoSessionError
from pressverk.delivery.smtp.session import Timeouts, close_session, is_ready, open_session
from pressverk.model import SmtpSettings

QUICK = Timeouts(connect=2, command=2, data=2, block=2, end=2)
AUTH = ("AUTH PLAIN LOGIN XOAUTH2", "SIZE 1000")


def settings(server: ScriptedServer, **others: object) -> SmtpSettings:
    values: dict[str, object] = {
        "host": "localhost",
        "port": server.port,
        "security": "none",
        "auth": "none",
        "username": None,
    }
    return SmtpSettings(**(values | others))  # type: ignore[arg-type]


def test_a_session_over_starttls_is_secure_before_anything_is_said(tmp_path: Path) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    with scripted_smtp(features=AUTH, context=theirs) as server:
        wanted = settings(server, security="starttls", auth="plain", username="press")
        close_session(open_session(wanted, "hemligt", timeouts=QUICK, context=ours))
        phases = [turn.phase for turn in server.turns]
    assert phases == ["banner", "ehlo", "starttls", "ehlo", "auth"]


def test_a_session_over_implicit_tls_works(tmp_path: Path) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    with scripted_smtp(context=theirs, implicit_tls=True) as server:
        session = open_session(settings(server, security="tls"), None, timeouts=QUICK, context=ours)
        assert is_ready(session)
        close_session(session)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_host_is_refused(tmp_path: Path, security: str) -> None:
    theirs, ours = certified(tmp_path, "other.example")
    with scripted_smtp(context=theirs, implicit_tls=security == "tls") as server:
        wanted = settings(server, security=security)
        with pytest.raises(NoSessionError, match=r"can't be trusted .*[Hh]ostname") as caught:
            open_session(wanted, None, timeouts=QUICK, context=ours)
    assert caught.value.lasting
    assert server.seen("mail") == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_a_certificate_that_is_old_or_signed_by_nobody_is_refused(
    tmp_path: Path, days: int
) -> None:
    theirs, ours = certified(tmp_path, "localhost", days=days)
    with scripted_smtp(context=theirs) as server:
        wanted = settings(server, security="starttls")
        context = ours if days < 0 else None  # None: the authorities of the system
        with pytest.raises(NoSessionError, match="can't be trusted"):
            open_session(wanted, None, timeouts=QUICK, context=context)


def test_nothing_is_said_to_a_server_that_offers_no_starttls() -> None:
    with scripted_smtp(features=AUTH) as server:
        wanted = settings(server, security="starttls", auth="plain", username="press")
        with pytest.raises(NoSessionError, match="offers no STARTTLS") as caught:
            open_session(wanted, "hemligt", timeouts=QUICK)
        assert server.seen("auth") == 0
    assert caught.value.lasting


def test_a_password_is_never_sent_in_the_open_over_a_network() -> None:
    wanted = SmtpSettings(
        host="smtp.example.com", port=25, security="none", auth="plain", username="press"
    )
    with pytest.raises(NoSessionError, match="in the open"):
        open_session(wanted, "hemligt", timeouts=QUICK)


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ("plain", "\0press\0hemligt å"),
        ("login", "press"),
        ("xoauth2", "user=press\x01auth=Bearer hemligt å\x01\x01"),
    ],
)
def test_each_way_to_log_in_says_what_it_should(auth: str, said: str) -> None:
    def script(turn):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        if auth == "login" and turn.phase == "auth":
            return "334 UGFzc3dvcmQ6"
        return "235 welcome" if turn.phase == "other" else None

    with scripted_smtp(script, AUTH) as server:
        wanted = settings(server, auth=auth, username="press")
        close_session(open_session(wanted, "hemligt å", timeouts=QUICK))
        words = [turn.said for turn in server.turns if turn.phase in {"auth", "other"}]
    decoded = [base64.b64decode(line.split()[-1]).decode() for line in words]
    assert decoded == ([said, "hemligt å"] if auth == "login" else [said])


def test_xoauth2_answers_the_servers_explanation_with_nothing() -> None:
    def script(turn):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        if turn.phase == "auth":
            return "334 eyJzdGF0dXMiOiI0MDEifQ=="
        return "535 5.7.8 expired" if turn.phase == "other" else None

    with scripted_smtp(script, AUTH) as server:
        wanted = settings(server, auth="xoauth2", username="press")
        with pytest.raises(NoSessionError, match="535") as caught:
            open_session(wanted, "gammal", timeouts=QUICK)
        assert [turn.said for turn in server.turns if turn.phase == "other"] == [""]
    assert caught.value.lasting


@pytest.mark.parametrize(
    ("code", "lasting", "advice"),
    [("535", True, "check 'username'"), ("454", False, "try again later")],
)
def test_a_password_that_is_refused_is_reported_with_the_servers_words_but_not_the_password(
    code: str, advice: str, *, lasting: bool
) -> None:
    with scripted_smtp(always("auth", f"{code} no such luck"), AUTH) as server:
        wanted = settings(server, auth="plain", username="press")
        with pytest.raises(NoSessionError, match=f"{code} 'no such luck'") as caught:
            open_session(wanted, "hemligt", timeouts=QUICK)
    assert caught.value.lasting is lasting
    assert advice in str(caught.value)
    assert "hemligt" not in str(caught.value)


def test_a_way_to_log_in_that_is_not_offered_is_reported_with_those_that_are() -> None:
    with scripted_smtp(features=("AUTH PLAIN",)) as server:
        wanted = settings(server, auth="login", username="press")
        with pytest.raises(NoSessionError, match="'login' but by 'plain'"):
            open_session(wanted, "hemligt", timeouts=QUICK)


def test_a_missing_password_is_reported_before_the_server_is_bothered_with_it() -> None:
    with scripted_smtp(features=AUTH) as server:
        wanted = settings(server, auth="plain", username="press")
        with pytest.raises(NoSessionError, match="no password for 'press'"):
            open_session(wanted, None, timeouts=QUICK)
        assert server.seen("auth") == 0


def test_a_server_that_is_not_there_is_reported_and_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(NoSessionError, match="can't be reached") as caught:
        open_session(
            SmtpSettings(host="localhost", port=port, security="none", auth="none", username=None),
            None,
            timeouts=QUICK,
        )
    assert not caught.value.lasting


@pytest.mark.parametrize("phase", ["banner", "ehlo"])
@pytest.mark.parametrize("answer", [Drop, "421 busy", "554 not you"])
def test_a_server_that_turns_us_away_at_the_door_is_reported(phase: str, answer: str) -> None:
    with (
        scripted_smtp(always(phase, answer)) as server,
        pytest.raises(NoSessionError) as caught,
    ):
        open_session(settings(server), None, timeouts=QUICK)
    assert caught.value.lasting is (answer == "554 not you")


def test_a_server_that_says_nothing_is_not_waited_for_endlessly() -> None:
    patience = Timeouts(connect=0.2, command=0.2)
    with (
        scripted_smtp(slowly("banner", 1)) as server,
        pytest.raises(NoSessionError, match="can't be reached"),
    ):
        open_session(settings(server), None, timeouts=patience)


def test_the_answer_to_the_final_dot_is_waited_for_ten_minutes() -> None:
    assert Timeouts().end >= 600


@pytest.mark.parametrize(
    ("answer", "lasting"), [(Drop, False), ("454 not now", False), ("501 never", True)]
)
def test_a_server_that_fails_at_starttls_hears_nothing_more(
    tmp_path: Path, answer: str, *, lasting: bool
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    with scripted_smtp(always("starttls", answer), AUTH, context=theirs) as server:
        wanted = settings(server, security="starttls", auth="plain", username="press")
        with pytest.raises(NoSessionError) as caught:
            open_session(wanted, "hemligt", timeouts=QUICK, context=ours)
        assert server.seen("auth") == 0
    assert caught.value.lasting is lasting
