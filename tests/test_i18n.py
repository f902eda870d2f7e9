import re
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from repository import ROOT

from pressverk.i18n import CATALOGUES, DOMAIN, _, catalogue, message_language

FIELD = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s")
SWEDISH = CATALOGUES / "sv" / "LC_MESSAGES" / f"{DOMAIN}.po"


def extracted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return every text that the sources mark for translation, as ``make catalogues`` does."""
    monkeypatch.chdir(ROOT)
    template = tmp_path / "texts.pot"
    keywords = [word for name in ("N_", "give", "list_of", "texts") for word in ("-k", name)]
    options = ["-q", "extract", "-F", "pyproject.toml", *keywords, "-o", str(template), "."]
    CommandLineInterface().run(["pybabel", *options])
    with template.open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


def translated() -> dict[str, str]:
    with SWEDISH.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_every_text_has_a_swedish_translation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swedish = translated()
    texts = extracted(tmp_path, monkeypatch)
    assert len(texts) > 100
    assert sorted(text for text in texts if not swedish.get(text)) == []


def test_translations_keep_the_fields_of_the_text() -> None:
    for text, swedish in translated().items():
        if swedish:
            assert set(FIELD.findall(text)) == set(FIELD.findall(swedish)), text


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with SWEDISH.with_suffix(".mo").open("rb") as file:
        compiled = {str(m.id): str(m.string) for m in read_mo(file) if m.id}
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
