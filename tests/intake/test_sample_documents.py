"""The sample newsroom's release that came from Word, and the same text as LibreOffice writes it."""

from pathlib import Path

import pytest

from pressverk.content.front_matter import split
from pressverk.content.markup.body import render_body
from pressverk.intake.accounting import lost, words, words_in, words_of
from pressverk.intake.article import Imported, make_article
from pressverk.intake.model import NoteKind
from pressverk.intake.sources import read_source
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.undecided import undecided_in

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
FOLDER = ROOT / "articles" / "ny-motesplats-for-unga-oppnar-vid-torget"
WORD = FOLDER / "underlag.docx"
# LibreOffice drops the equation where its formula editor is missing.
WRITTEN = [WORD, SAMPLES / "libreoffice.docx", SAMPLES / "libreoffice.odt"]


def imported(path: Path) -> Imported:
    [document] = read_source(path)
    return make_article(document, read_newsroom(ROOT), layout="press-release")


def body_words(text: str) -> list[str]:
    body = split(text, "a.md").body
    return words_in(render_body(body, language="sv", file="a.md").html)


def test_the_sample_is_what_an_import_gives_but_for_what_was_decided() -> None:
    new = imported(WORD)
    article = (FOLDER / "index.md").read_text(encoding="utf-8")
    ours = [line for line in new.text.splitlines() if line not in article.splitlines()]
    asked = [line for line in ours if next(undecided_in(line), None)]
    changed = [line for line in ours if line not in asked]
    assert [each.rule for each in undecided_in(new.text)] == [
        "date", "guessed-heading", "equation", "chart", "text-box",
    ]  # fmt: skip
    assert len(asked) == 5
    assert [line[:20] for line in changed] == ["Lokalen kostar 480\\ ", "Antalet besökare vän"]
    assert sorted(new.files) == ["data/diagram-1.csv", "image1.png", "import.md", "index.md"]
    assert new.files["image1.png"] == (FOLDER / "image1.png").read_bytes()


def test_nothing_in_the_sample_is_left_undecided() -> None:
    assert list(undecided_in((FOLDER / "index.md").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_word_is_lost_whichever_program_wrote_the_file(path: Path) -> None:
    [document] = read_source(path)
    made = imported(path)
    assert not [note for note in made.notes if note.rule == "lost-words"]
    contacts = " ".join(note.text for note in made.notes if note.rule == "contact")
    known = [*words(document.title), *words(document.lead), *words(contacts)]
    assert len(words_of(document.body)) > 150
    assert {"Presskontakt", "exempeluppgifter"} <= set(known)
    assert lost(words_of(document.body), body_words(made.text)) == []


@pytest.mark.parametrize("path", WRITTEN[1:], ids=lambda path: path.name)
def test_libreoffice_writes_what_reads_the_same(path: Path) -> None:
    word, other = imported(WORD), imported(path)
    difference = lost(body_words(word.text), body_words(other.text))
    assert difference == ["480 000 1 600 300"]
    for line in (
        "- Verkstad för ljud och bild\n  - studio med tre mikrofoner\n  - klippbord\n",
        "1. Välj en dag i kalendern.\n2. Skriv hur",
        "| Lördag | Enligt överenskommelse ||\n",
        "[Mentors in Violence Prevention]{lang=en}",
        "> -- Ur arbetsgruppens rapport",
        "/// fact | Exempeltext\n",
        '"Torget där mötesplatsen öppnar."){illustrator="Pressverks exempelsamling"}',
        "Kostnaden ryms i budgeten",
    ):
        assert line in other.text
    assert "inte beslutad" not in other.text
    assert {note.rule for note in other.notes if note.kind is NoteKind.LEFT_OUT} >= {"header"}
