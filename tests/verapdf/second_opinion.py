"""Ask veraPDF about every PDF that page-validation has judged; `make verapdf` runs this.

    python second_opinion.py LIBRARIES EDITIONS --kept FOLDER --spoiled FOLDER

Editions must pass both validators, and spoiled PDFs must fail both. On what tests have typeset,
which may be faulty on purpose, they must agree. Of each PDF those profiles are judged that it
claims: PDF/UA-1, PDF/A-2a, PDF/A-3a.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page
from spoiling import spoiled

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset

MAIN_CLASS = "org.verapdf.apps.GreenfieldCliWrapper"
PROFILES = {
    "PDF/UA-1 validation profile": "ua1",
    "PDF/A-2a validation profile": "2a",
    "PDF/A-3a validation profile": "3a",
}
CLAIMED = ({"ua1", "2a"}, {"ua1", "3a"})
CLAIMED_FOR_PRESSES = ({"ua1"},)  # their marks and bleed are none of PDF/A's
SPOILABLE = """<!doctype html><html lang="sv"><title>Exempel</title><h1>Rubrik</h1><p>Text med
<a href="https://example.org/">en länk</a>.</p><h2>Avsnitt</h2>
<svg role="img" aria-label="En ruta" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9v9z"/>
</svg><table><tr><th>År<th>Antal<tr><td>2025<td>12</table></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Whether each validator says that *profile* holds."""

    profile: str
    verapdf: bool
    page: bool


def main() -> int:
    """Print what is wrong, and return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("libraries", type=Path, help="folder with veraPDF's jars")
    parser.add_argument("editions", type=Path, help="folder of PDFs that must pass")
    parser.add_argument("--kept", type=Path, required=True, help="folder of PDFs to agree on")
    parser.add_argument("--spoiled", type=Path, required=True, help="where to make spoiled PDFs")
    options = parser.parse_args()
    editions, kept = (sorted(each.rglob("*.pdf")) for each in (options.editions, options.kept))
    broken = write_spoiled(options.spoiled)
    verdicts = dict(judge([*editions, *kept, *broken], options.libraries))
    faults = [
        *(line for file in editions for line in not_sound(file, verdicts[file])),
        *(line for file in broken for line in not_spoiled(file, verdicts[file])),
        *(line for file, given in verdicts.items() for line in disagreements(file, given)),
    ]
    print(*faults, sep="\n", end="\n" if faults else "")  # noqa: T201 - a command
    print(  # noqa: T201
        f"{len(editions)} editions, {len(kept)} PDFs of tests, {len(broken)} spoiled: "
        + (f"{len(faults)} faults" if faults else "both validators agree")
    )
    return bool(faults) or not editions or not kept


def write_spoiled(folder: Path) -> list[Path]:
    """Write PDFs with one fault each, and return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = typeset(Document(address="https://newsroom.invalid/exempel.html", html=SPOILABLE))
    files = []
    for name, data in spoiled(sound.data):
        files.append(folder / f"{name}.pdf")
        files[-1].write_bytes(data)
    return files


def judge(files: Sequence[Path], libraries: Path) -> Iterator[tuple[Path, list[Verdicts]]]:
    """Yield the verdicts on each of *files*, for the profiles that it claims."""
    for file, seen in ask_verapdf(files, libraries).items():
        data = file.read_bytes()
        yield (
            file,
            [
                Verdicts(
                    profile=profile,
                    verapdf=holds,
                    page=page.validate_pdf_bytes(data, profile=profile).is_compliant,
                )
                for profile, holds in seen.items()
            ],
        )


def ask_verapdf(files: Sequence[Path], libraries: Path) -> dict[Path, dict[str, bool]]:
    """Return what veraPDF says of each file, by profile; one Java machine reads them all."""
    command = ["java", "-cp", f"{libraries}/*", MAIN_CLASS, "--flavour", "0", "--format", "json"]
    command += ["--maxfailuresdisplayed", "1", "--loglevel", "1"]
    finished = subprocess.run([*command, *map(str, files)], stdout=subprocess.PIPE, check=False)
    if not finished.stdout:
        sys.exit(f"veraPDF ended with status {finished.returncode} and said nothing")
    return read_report(json.loads(finished.stdout), files)


def read_report(report: Mapping[str, Any], files: Iterable[Path]) -> dict[Path, dict[str, bool]]:
    """Return the verdicts in a report of veraPDF; a file that it couldn't read has none.

    Of a file that claims no profile veraPDF judges one that nobody asked for.
    """
    jobs = {Path(job["itemDetails"]["name"]): job for job in report["report"]["jobs"]}
    return {
        file: {
            PROFILES[result["profileName"]]: result["compliant"]
            for result in jobs.get(file.absolute(), {}).get("validationResult", ())
            if result["profileName"] in PROFILES
        }
        for file in files
    }


def not_sound(file: Path, verdicts: Iterable[Verdicts]) -> Iterator[str]:
    """Tell which profiles don't hold, or aren't claimed as they should be."""
    verdicts = list(verdicts)
    claimed = {verdict.profile for verdict in verdicts}
    if claimed not in (CLAIMED_FOR_PRESSES if file.stem.endswith(".print") else CLAIMED):
        yield f"{file}: claims {sorted(claimed) or 'nothing'}"
    for verdict in verdicts:
        if not verdict.verapdf and not verdict.page:
            yield f"{file}: {verdict.profile} does not hold"


def not_spoiled(file: Path, verdicts: Iterable[Verdicts]) -> Iterator[str]:
    """Tell when a fault that was put in went unnoticed."""
    if all(verdict.verapdf for verdict in verdicts):
        yield f"{file}: spoiled, and veraPDF sees nothing"


def disagreements(file: Path, verdicts: Iterable[Verdicts]) -> Iterator[str]:
    """Tell where the validators disagree."""
    words = {True: "holds", False: "does not hold"}
    for verdict in verdicts:
        if verdict.verapdf != verdict.page:
            yield (
                f"{file}: {verdict.profile} {words[verdict.verapdf]} says veraPDF, "
                f"{words[verdict.page]} says page-validation"
            )


if __name__ == "__main__":
    sys.exit(main())
