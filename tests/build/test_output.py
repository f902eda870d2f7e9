import errno
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pressverk.build.output import sweep, sync_to_disk, write
from pressverk.errors import OutputError
from pressverk.files import only_writer, write_whole
from pressverk.model import ValidatedPdf

PROOF = ValidatedPdf(data=b"%PDF-new", page_count=1, profiles=("ua1", "2a"))


def test_an_edition_is_a_pdf_and_its_web_version(tmp_path: Path) -> None:
    edition = write(PROOF, "<!DOCTYPE html>", tmp_path / "output", "pris")
    assert edition.pdf
    assert edition.web
    assert edition.pdf.read_bytes() == b"%PDF-new"
    assert edition.web.read_text() == "<!DOCTYPE html>"
    assert edition.sha256 == hashlib.sha256(b"%PDF-new").hexdigest()


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pris.pdf"
    path.write_bytes(b"old")

    def no_space(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fails_to_take_an_edition_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    edition = write(PROOF, "", tmp_path, "pris")
    sync_to_disk([edition])
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"pris\.pdf: can't be written"):
        sync_to_disk([edition])


def test_a_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way")
    with pytest.raises(OutputError, match="can't be written"):
        write(PROOF, "", tmp_path / "output", "pris")


def test_a_killed_write_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "pris.pdf"
    old, new = b"o" * 3_000_000, b"n" * 3_000_000
    path.write_bytes(old)
    program = (
        "import sys; from pathlib import Path; from pressverk.files import write_whole\n"
        "print('ready', flush=True)\n"
        "while True: write_whole(Path(sys.argv[1]), b'n' * 3_000_000)\n"
    )
    for delay in (0.0, 0.001, 0.003, 0.01):
        writer = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert path.read_bytes() in (old, new)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    order = []

    def second() -> None:
        with only_writer(tmp_path / "state"):
            order.append("second")

    with only_writer(tmp_path / "state"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
