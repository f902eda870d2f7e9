"""What the operating system says of a file, for people who don't read English."""

import errno
import os

import pytest

from pressverk.i18n import catalogue, messages_in, reason_of


@pytest.mark.parametrize(
    "code",
    [
        *(errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EISDIR),
        *(errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EMFILE, errno.EIO),
        *(errno.ESTALE, errno.ENOLCK),
    ],
    ids=errno.errorcode.get,
)
def test_common_reasons_are_said_in_the_language_of_messages(code: int) -> None:
    said = os.strerror(code)
    with messages_in("sv"):
        assert reason_of(OSError(code, said)) == catalogue("sv").gettext(said) != said
    with messages_in("en"):
        assert reason_of(OSError(code, said)) == said


def test_other_reasons_stay_in_the_words_of_the_system() -> None:
    with messages_in("sv"):
        assert reason_of(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == os.strerror(errno.EXDEV)
        assert reason_of(OSError("cut off")) == "cut off"
