"""The wheel holds all that a release needs: layouts, fonts, catalogues, schemas."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import page
import pytest
from repository import ROOT

PARTS = (
    "src",
    "layouts",
    "fonts",
    "docs/handbok",
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("*.egg-info", "__pycache__", "output", ".pressverk")
            shutil.copytree(ROOT / part, copy / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, copy / part)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(copy / "dist"), str(copy)], check=True)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_every_file_that_is_no_code(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("layouts", "fonts"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md":
                assert f"pressverk/{path.relative_to(ROOT).as_posix()}" in names
    for name in (
        "py.typed",
        "handbook/newsroom.toml",
        "handbook/articles/handbok/kapitel/01-forsta-dagen.md",
        "locale/sv/LC_MESSAGES/pressverk.mo",
        "delivery/timer/pressverk-send-due.service",
        "delivery/timer/pressverk-send-due.timer",
    ):
        assert f"pressverk/{name}" in names


def test_an_installed_wheel_prints_a_release(wheel: Path, root: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    program = (
        "import pressverk.layouts, pressverk.fonts; from pressverk.cli.main import main\n"
        "print(pressverk.__file__, pressverk.layouts.__file__, pressverk.fonts.__file__)\n"
        "main(['build'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert all(path.startswith(str(site)) for path in done.stdout.splitlines()[0].split())
    assert page.is_pdf_compliant(root / "output" / "pris.pdf", profile="ua1")
