from pathlib import Path

from colleagues import HERS, HIS, only_root, run_as, shared  # noqa: F401 - a fixture

from pressverk.delivery.ledger.claims import is_alive, living_worker


@only_root
def test_a_colleagues_sender_is_known_to_live(shared: Path) -> None:  # noqa: F811 - the fixture
    lives = (
        "from pressverk.delivery.ledger.claims import is_alive; print(is_alive(Path('.'), {!r}))"
    )
    with living_worker(shared) as worker:
        (shared / worker).chmod(0o660)
        assert run_as(HIS, lives.format(worker), shared).stdout == "True\n"
        (shared / worker).chmod(0o600)  # nobody can tell, so nobody takes what it holds
        assert run_as(HERS, lives.format(worker), shared).stdout == "True\n"
    assert run_as(HIS, lives.format(worker), shared).stdout == "False\n"


def test_what_a_sender_that_died_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "sender-exempel.lock").touch()
    assert not is_alive(tmp_path, "sender-exempel.lock")
    assert not list(tmp_path.iterdir())
