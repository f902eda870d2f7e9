"""A file from elsewhere, looked at in a process with limits of time and memory."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from pressverk.build.pool import JobError, Pool
from pressverk.errors import InputError
from pressverk.i18n import N_, _, message_language, messages_in
from pressverk.model import Finding, Limits, Place

LIMITS = Limits(seconds=120, megabytes=2048)
TOO_MUCH = N_("can't be read: it takes too long, or too much memory; save it anew, or its parts")
P = ParamSpec("P")
T = TypeVar("T")


def in_worker(path: Path, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what *function* makes of *path*, which came from elsewhere, in a process with limits.

    Raises:
        PressverkError: as *function* does, and when it takes too long or too much memory.
    """
    with Pool(1, LIMITS) as pool:
        try:
            future = pool.submit(_in_language, message_language(), function, args, kwargs)
            return cast("T", future.result())
        except JobError as error:
            finding = Finding(place=Place(file=path.name), message=_(TOO_MUCH), rule="unreadable")
            raise InputError([finding]) from error


def _in_language(
    language: str,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> object:
    with messages_in(language):
        return function(*args, **kwargs)
