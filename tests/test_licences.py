"""What Pressverk runs with may be passed on with it: nothing is under the Affero licence."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires

import pytest

NAME = re.compile(r"[\w.-]+")
AFFERO = re.compile(r"affero|AGPL", re.IGNORECASE)


def needed(package: str, known: set[str]) -> Iterator[str]:
    """Yield *package* and all that it needs at run time and that is installed here."""
    if package in known:
        return
    known.add(package)
    try:
        requirements = requires(package) or []
    except PackageNotFoundError:  # for another system or Python
        return
    yield package
    for requirement in requirements:
        name = NAME.match(requirement)
        if name and "extra ==" not in requirement:
            yield from needed(name[0].lower().replace("_", "-"), known)


def licences_of(package: Distribution) -> str:
    """Return all that *package* says of its licence: in its metadata, or else in a file."""
    fields = ("License", "License-Expression", "Classifier")
    said = [str(value) for field in fields for value in package.metadata.get_all(field) or ()]
    named = [line for line in said if "::" not in line or line.startswith("License")]
    files = [file for file in package.files or () if file.name.startswith(("LICENSE", "COPYING"))]
    return "\n".join(named or [file.read_text("utf-8") for file in files])


PACKAGES = sorted(needed("pressverk", set()))


def test_what_is_looked_at_is_what_is_needed() -> None:
    assert {"pressverk", "weasyprint", "starlette", "tinycss2"} <= set(PACKAGES)
    assert "hypothesis" not in PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_at_run_time_is_under_the_affero_licence(package: str) -> None:
    said = licences_of(distribution(package))
    assert said
    assert not AFFERO.search(said)
