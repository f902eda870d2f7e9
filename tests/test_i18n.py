import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from repository import ROOT

from pressverk.i18n import CATALOGUES, DOMAIN, _, catalogue, message_language

FIELD = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s")
SWEDISH = CATALOGUES / "sv" / "LC_MESSAGES" / f"{DOMAIN}.po"


def extracted(folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> set[str]:
    """Return every text that sources mark for translation, as ``make catalogues`` does."""
    monkeypatch.chdir(ROOT)
    template = folder / "texts.pot"
    keywords = ("N_", "give", "list_of", "texts", "NN_:1,2")
    marks = [word for name in keywords for word in ("-k", name)]
    run: Any = CommandLineInterface().run
    run(["pybabel", "-q", "extract", *marks, "-o", str(template), *options])
    with template.open("rb") as file:
        return {text for message in read_po(file) for text in forms(message.id)}


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a text, or of its translation: one, or one for each number."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def translated() -> dict[str, str]:
    """Return the Swedish of each text, and of each plural."""
    with SWEDISH.open("rb") as file:
        return {
            text: swedish
            for message in read_po(file)
            for text, swedish in zip(forms(message.id), forms(message.string), strict=True)
            if text
        }


def test_every_text_has_a_swedish_translation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swedish = translated()
    texts = extracted(tmp_path, monkeypatch, "-F", "pyproject.toml", ".") - {""}
    assert len(texts) > 100
    assert sorted(text for text in texts if not swedish.get(text)) == []


# Click says these to programmers, about a pager, an editor or a progress bar, or on Windows alone.
NOT_SAID = re.compile(
    "d|Choice.*|.*eprecat.*|.*ditor.*|Windows error.*|Unknown (color|standard).*|Name '.*|.*%.*"
    "|.*UUID.*|.*rogrammatic.*|.*flag.*|Value must be.*|Invalid start.*|.*Bash.*|Show the version.*"
    "|Arguments take.*|Could not determine.*|No options defined.*|Confirm the action.*"
    "|.*len_type.*|.*is not a valid boolean.*|.*multiple.*|.*use.*instead.*"
)


def test_all_that_click_says_to_people_is_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swedish = translated()
    texts = extracted(tmp_path, monkeypatch, str(Path(click.__file__).parent)) - {""}
    assert len(texts) > 60
    missing = {text for text in texts if not swedish.get(text) and not NOT_SAID.fullmatch(text)}
    assert missing == set()


def test_translations_keep_the_fields_of_the_text() -> None:
    for text, swedish in translated().items():
        if swedish:
            assert set(FIELD.findall(text)) == set(FIELD.findall(swedish)), text


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with SWEDISH.with_suffix(".mo").open("rb") as file:
        compiled = {
            text: swedish
            for message in read_mo(file)
            for text, swedish in zip(forms(message.id), forms(message.string), strict=True)
            if text
        }
    assert compiled == {text: swedish for text, swedish in translated().items() if swedish}


def test_documents_without_a_catalogue_read_english() -> None:
    assert catalogue("fi").gettext("Press release") == "Press release"
    assert catalogue("sv-FI").gettext("Press release") == "Pressmeddelande"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "sv"),
        ({"LANGUAGE": "fi:en", "LANG": "sv_SE.UTF-8"}, "en"),
        ({"PRESSVERK_LANGUAGE": "sv", "LANG": "en_GB.UTF-8"}, "sv"),
    ],
)
def test_messages_follow_the_environment(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PRESSVERK_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert message_language() == language


def test_fields_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "sv")
    assert _("{key!r} is missing; add it", key="lead") == "'lead' saknas; lägg till det"
