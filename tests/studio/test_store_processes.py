"""Several processes use one store: the server, and each command that is run beside it."""

import subprocess
import sys
from pathlib import Path

from pressverk.studio.store.database import Store, open_store, store_path
from pressverk.studio.store.people import LOCAL, remember_person

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.people import LOCAL, remember_person

store = open_store(store_path(Path(sys.argv[1])))
remember_person(store, issuer=LOCAL, subject=sys.argv[2], name="x", email="", roles=())
store.close()
"""


def names(store: Store) -> set[str]:
    return {row["subject"] for row in store.rows("SELECT subject FROM people")}


def test_what_another_process_writes_is_seen_after_the_store_was_opened_twice(root: Path) -> None:
    serving = open_store(store_path(root))
    try:
        remember_person(serving, issuer=LOCAL, subject="ours", name="x", email="", roles=())
        open_store(store_path(root)).close()  # as for a new link to log in by
        for subject in ("first", "second"):
            command = [sys.executable, "-c", ANOTHER_PROCESS, str(root), subject]
            subprocess.run(command, check=True)
        open_files = [str(each.resolve()) for each in Path("/proc/self/fd").iterdir()]
        assert not [name for name in open_files if name.endswith("(deleted)") and "sqlite" in name]
        assert names(serving) == {"ours", "first", "second"}
        remember_person(serving, issuer=LOCAL, subject="last", name="x", email="", roles=())
    finally:
        serving.close()
    again = open_store(store_path(root))
    try:
        assert names(again) == {"ours", "first", "second", "last"}
    finally:
        again.close()
