"""What the studio runs in the browser is what its sources say, from packages that are pinned."""

import hashlib
import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

STUDIO = Path(str(files("pressverk.studio")))
EDITOR, STATIC = STUDIO / "editor", STUDIO / "static"
NPM = shutil.which("npm") or ""


def test_all_packages_are_pinned_and_no_address_is_in_the_lock_file() -> None:
    package = json.loads((EDITOR / "package.json").read_text("utf-8"))
    pinned = package["dependencies"] | package["devDependencies"]
    lock = (EDITOR / "package-lock.json").read_text("utf-8")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())
    assert "://" not in lock
    locked = json.loads(lock)["packages"]
    for name, version in pinned.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in about for name, about in locked.items() if name)


def test_the_list_of_licences_has_what_is_in_the_bundle() -> None:
    listed = (STATIC / "editor.LICENSES.txt").read_text("utf-8")
    digest = hashlib.sha256((STATIC / "editor.js").read_bytes()).hexdigest()
    assert f"editor.js  {digest}\n" in listed
    rows = re.findall(r"^(@?[\w/-]+) (\d+\.\d+\.\d+)  (\S+)  [0-9a-f]{64}$", listed, re.MULTILINE)
    locked = json.loads((EDITOR / "package-lock.json").read_text("utf-8"))["packages"]
    versions = {
        name.removeprefix("node_modules/"): about["version"] for name, about in locked.items()
    }
    assert all(versions[name] == version for name, version, _licence in rows)
    needed = json.loads((EDITOR / "package.json").read_text("utf-8"))["dependencies"]
    assert {name for name, _version, _licence in rows} >= set(needed)
    assert {licence for _name, _version, licence in rows} == {"MIT"}


if NPM:  # `make check` installs it

    def test_the_bundle_is_made_again_byte_for_byte(tmp_path: Path) -> None:
        sources, made = tmp_path / "editor", tmp_path / "made"
        shutil.copytree(EDITOR, sources, ignore=shutil.ignore_patterns("node_modules"))
        subprocess.run([NPM, "ci", "--silent"], cwd=sources, check=True)
        subprocess.run(["node", "build.mjs", str(made)], cwd=sources, check=True)  # noqa: S607
        for name in ("editor.js", "editor.LICENSES.txt"):
            assert (made / name).read_bytes() == (STATIC / name).read_bytes()

    def test_the_scripts_of_the_editor_do_what_they_say() -> None:
        tests = sorted(map(str, Path(__file__).parent.glob("*.test.mjs")))
        assert tests
        subprocess.run(["node", "--test", *tests], check=True)  # noqa: S607
