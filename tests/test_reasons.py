"""What libraries and the operating system say, for people who don't read English."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from pressverk.delivery.ledger.faults import broken
from pressverk.delivery.reasons import reason, sentence_of
from pressverk.errors import NewsroomError, position
from pressverk.i18n import REASONS, catalogue, in_our_words, messages_in, reason_of
from pressverk.model import Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import NEWSROOM_FILE
from pressverk.pdf.validation import USUAL, violations
from pressverk.readers.toml import read_toml

ENGLISH = "på engelska"


@pytest.mark.parametrize(
    "code",
    [
        errno.EACCES,
        errno.EADDRINUSE,
        errno.ECONNREFUSED,
        errno.EDQUOT,
        errno.EIO,
        errno.EISDIR,
        errno.ELOOP,
        errno.EMFILE,
        errno.ENOENT,
        errno.ENOLCK,
        errno.ENOSPC,
        errno.EROFS,
        errno.ESTALE,
    ],
    ids=errno.errorcode.get,
)
def test_common_reasons_are_said_in_the_language_of_messages(code: int) -> None:
    said = os.strerror(code)
    with messages_in("sv"):
        assert reason_of(OSError(code, said)) == catalogue("sv").gettext(said) != said
    with messages_in("en"):
        assert reason_of(OSError(code, said)) == said


def test_every_known_reason_has_words_of_its_own_in_swedish() -> None:
    with messages_in("sv"):
        assert [said for said in REASONS if in_our_words(said).startswith(ENGLISH)] == []


def test_what_nobody_translated_is_marked_as_english() -> None:
    with messages_in("sv"):
        assert reason_of(OSError("cut off")) == f"{ENGLISH}: cut off"
        assert reason_of(ValueError()) == f"{ENGLISH}: ValueError"
    with messages_in("en"):
        assert reason_of(OSError("cut off")) == "cut off"


@pytest.mark.parametrize(
    "text",
    [
        "a = ",
        "a = [1",
        "a = {b = 1",
        'a = "x',
        "a = 2026-13-01",
        "a 1",
        "[a",
        "[[a]",
        "a = 1 b",
        "= 1",
        "a.b = 1\na = 1",
        'a = "\\q"',
        'a = "\\uzzzz"',
        'a = "\\ud800"',
        "%",
    ],
)
def test_faults_of_toml_are_said_in_swedish(text: str) -> None:
    with messages_in("sv"):
        _tables, [fault] = read_toml(text, "newsroom.toml")
    assert fault.rule == "toml-syntax"
    assert fault.place.line
    assert ENGLISH not in fault.message


def test_a_damaged_pdf_is_described_without_its_reader_s_words() -> None:
    with messages_in("sv"):
        [fault] = violations(b"%PDF-1.7\nhej", "a.pdf", USUAL)
    assert fault.message == "går inte att läsa som PDF; kontrollera att filen är hel"


def test_settings_in_another_encoding_are_reported_at_their_line(tmp_path: Path) -> None:
    (tmp_path / NEWSROOM_FILE).write_bytes('# Pressrum\nname = "Åmål"\n'.encode("latin-1"))
    with messages_in("sv"), pytest.raises(NewsroomError) as caught:
        read_newsroom(tmp_path)
    [fault] = caught.value.findings
    assert (fault.place.line, fault.rule) == (2, "not-utf-8")
    assert fault.message == "är inte text i UTF-8; spara filen som UTF-8 i ditt redigeringsprogram"


def test_a_damaged_ledger_is_described_in_swedish() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(b"SQLite format 3\0" + b"x" * 4080)
        with pytest.raises(sqlite3.DatabaseError) as caught:
            connection.execute("SELECT 1 FROM sqlite_master")
    with messages_in("sv"):
        [fault] = broken(Path("ledger.sqlite"), caught.value).findings
    assert ENGLISH not in fault.message


def test_why_a_server_can_t_be_reached_is_said_in_swedish() -> None:
    why = reason("mail-unreachable", reason="Connection refused")
    with messages_in("sv"):
        assert "uppkopplingen avvisades" in sentence_of(why)


@pytest.mark.parametrize(("language", "said"), [("sv", "a.pdf, s. 2"), ("en", "a.pdf, p. 2")])
def test_a_page_is_named_in_the_language_of_messages(language: str, said: str) -> None:
    with messages_in(language):
        assert position(Place(file="a.pdf", page=2)) == said
