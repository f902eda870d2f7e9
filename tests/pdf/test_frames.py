"""The memory that Python keeps the frames of calls in."""

from resource import RUSAGE_SELF, getrusage

from pressverk.pdf.frames import SLOTS, with_room
from pressverk.pdf.typesetting import measure, typeset

DIVES = 2000


@with_room
def dive_often() -> None:
    for _time in range(DIVES):
        dive(300)


def dive(depth: int) -> None:
    if depth:
        dive(depth - 1)


def test_deep_calls_go_in_and_out_of_the_same_memory() -> None:
    before = getrusage(RUSAGE_SELF).ru_minflt
    dive_often()
    assert getrusage(RUSAGE_SELF).ru_minflt - before < DIVES // 2


def test_a_function_with_room_does_what_it_did() -> None:
    @with_room
    def quotient(dividend: int, *, divisor: int = 2) -> int:
        return dividend // divisor

    assert (quotient(9), quotient(9, divisor=3)) == (4, 3)


def test_typesetting_and_measuring_have_room() -> None:
    assert [step.__code__.co_stacksize for step in (typeset, measure)] == [SLOTS, SLOTS]
