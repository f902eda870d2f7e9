"""Text copied from a page becomes the release that it was."""

import datetime as dt
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pressverk.errors import IntakeError
from pressverk.intake.convert import to_markdown
from pressverk.intake.copied_text import read_copied_text
from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.page_text import text_of

ROOT = Path(__file__).parents[2]
SEED = Path(__file__).parent / "samples" / "kvinnofridspriset-2018.txt"


def document(path: Path) -> SourceDocument:
    (found,) = read_copied_text(path)
    return found


def copied(tmp_path: Path, text: str) -> SourceDocument:
    path = tmp_path / "kopia.txt"
    path.write_text(text, encoding="utf-8")
    return document(path)


def shape(found: SourceDocument) -> list[tuple[str, str]]:
    return [(block.tag, text_of(block)) for block in found.body]


def rules(found: SourceDocument, kind: NoteKind) -> list[str]:
    return [note.rule for note in found.notes if note.kind is kind]


def test_the_seed_gives_the_sample_release() -> None:
    found = document(SEED)
    assert found.title == "Kommunen får pris för det våldsförebyggande arbetet"
    assert found.date == found.updated == dt.date(2018, 11, 23)
    assert found.lead.startswith("Den 23 november tog Botkyrka kommun emot")
    assert found.lead.endswith("samverkan inom våldsområdet.")


def test_the_seed_has_the_blocks_of_the_sample() -> None:
    blocks = shape(document(SEED))
    assert [tag for tag, _ in blocks] == ["p", "p", "p", "p", "blockquote"]
    speech = [text for _, text in blocks if text.startswith("- ")]
    assert [text[:12] for text in speech] == ["- Jag är sto", "- Att vårt a"]
    assert blocks[3][1] == "Motiveringen för kvinnofridspriset 2018 lyder:"
    assert len(document(SEED).body[-1]) == 3


def test_the_seed_says_that_its_picture_is_missing() -> None:
    (note,) = [note for note in document(SEED).notes if note.rule == "picture-missing"]
    assert note.kind is NoteKind.DECIDE
    assert note.text.startswith("Bild från prisutdelningen.")
    assert note.text.endswith("unga mentorer från MVP-programmet.")
    assert document(SEED).body[0].get("data-note") == note.anchor != ""


def test_the_furniture_of_the_seed_is_reported_and_left_out() -> None:
    texts = [note.text for note in document(SEED).notes if note.kind is NoteKind.LEFT_OUT]
    assert texts == ["Stäng meddelande\nSkriv ut"]
    (changed,) = [note for note in document(SEED).notes if note.rule == "date"]
    assert changed.text == "Senast uppdaterad: 23 november 2018"


def test_contacts_are_taken_with_title_and_telephone(tmp_path: Path) -> None:
    found = copied(
        tmp_path,
        "Rubriken\n\nEn ingress om något.\n\nBrödtext som fortsätter.\n\n"
        "För mer information, kontakta:\nExempel Exempelsson, chef för parkerna\n"
        "Telefon: 08-000 00 00\nexempel@exempel.se\n\nProv Provsson\nparkarbetare\n070-000 00 00\n",
    )
    assert [(c.name, c.title, c.phone, c.email) for c in found.contacts] == [
        ("Exempel Exempelsson", "chef för parkerna", "08-000 00 00", "exempel@exempel.se"),
        ("Prov Provsson", "parkarbetare", "070-000 00 00", None),
    ]
    assert shape(found) == [("p", "Brödtext som fortsätter.")]
    assert "contact" in rules(found, NoteKind.CHANGED)


def test_a_contact_block_that_holds_sentences_stays_text(tmp_path: Path) -> None:
    found = copied(
        tmp_path, "Rubriken\n\nIngress här.\n\nText.\n\nKontakt\n\nRing gärna. Vi svarar alltid."
    )
    assert found.contacts == ()
    assert shape(found)[-1] == ("p", "Ring gärna. Vi svarar alltid.")


def test_a_fact_box_is_found_by_its_heading(tmp_path: Path) -> None:
    found = copied(
        tmp_path,
        "Rubriken\n\nIngress här.\n\nText som står i mitten.\n\n"
        "Fakta om parken\n\nParken är stor.\n\n- en damm\n- två broar\n",
    )
    fact = found.body[-1]
    assert (fact.tag, fact.get("class")) == ("aside", "fact")
    assert [(each.tag, text_of(each)) for each in fact] == [
        ("h2", "Fakta om parken"),
        ("p", "Parken är stor."),
        ("p", "- en damm"),
        ("p", "- två broar"),
    ]


def test_a_short_line_before_text_is_offered_as_a_heading(tmp_path: Path) -> None:
    found = copied(
        tmp_path,
        "Rubriken\n\nIngress här.\n\nFörsta stycket slutar med punkt.\n\nBakgrund\n\n"
        "Andra stycket slutar också med punkt.",
    )
    assert shape(found)[1] == ("h2", "Bakgrund")
    assert rules(found, NoteKind.DECIDE) == ["guessed-heading"]


def test_each_line_with_a_dash_is_a_paragraph_for_the_converter_to_judge(tmp_path: Path) -> None:
    found = copied(
        tmp_path,
        "Rubriken\n\nIngress här.\n\n- Vi är glada, säger Exempel.\n- Det är vi, säger Prov.\n\n"
        "Det finns\n- gungor\n- rutschkana\n",
    )
    assert [text for _, text in shape(found)] == [
        "- Vi är glada, säger Exempel.",
        "- Det är vi, säger Prov.",
        "Det finns",
        "- gungor",
        "- rutschkana",
    ]


def test_a_table_with_tabs_is_a_table_with_its_header_row(tmp_path: Path) -> None:
    found = copied(
        tmp_path, "Rubriken\n\nIngress.\n\nText.\n\nSkola\tAntal\nNorra\t12\nSödra\t15\n"
    )
    table = found.body[-1]
    assert [th.text for th in table.iterfind(".//thead//th")] == ["Skola", "Antal"]
    assert [td.text for td in table.iterfind(".//tbody//td")] == ["Norra", "12", "Södra", "15"]


def test_numbered_lines_are_an_ordered_list(tmp_path: Path) -> None:
    found = copied(tmp_path, "Rubriken\n\nIngress.\n\nGör så här:\n1. Öppna\n2) Stäng\n")
    assert shape(found)[-1] == ("ol", "Öppna Stäng")


def test_lines_that_were_wrapped_are_joined_and_others_are_not(tmp_path: Path) -> None:
    wrapped = "Det här är en rad som är så lång att programmet som skrev den har\nbrutit den i två."
    found = copied(tmp_path, f"Rubriken\n\nIngress.\n\n{wrapped}\n\nEtt stycke.\nEtt annat stycke.")
    assert [text for _, text in shape(found)] == [
        wrapped.replace("\n", " "),
        "Ett stycke.",
        "Ett annat stycke.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "windows-1252", "utf-16"])
def test_text_is_read_in_the_encodings_that_windows_saves(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "kopia.txt"
    path.write_bytes("Så blåser det\r\n\r\nÄven på ön.\r\n\r\nÅ.".encode(encoding))
    assert document(path).title == "Så blåser det"


def test_a_program_called_txt_is_refused_with_a_cure(tmp_path: Path) -> None:
    path = tmp_path / "kopia.txt"
    path.write_bytes(b"\x7fELF\x00\x01\x02" * 9)
    with pytest.raises(IntakeError) as refused:
        list(read_copied_text(path))
    assert refused.value.findings[0].rule == "not-text"


def test_an_empty_text_and_one_of_furniture_alone_are_refused(tmp_path: Path) -> None:
    for text in ("", " \n\n", "Skriv ut\n"):
        path = tmp_path / "kopia.txt"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(IntakeError):
            list(read_copied_text(path))


def test_a_text_too_large_to_be_a_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kopia.txt"
    path.write_bytes(b"ord " * 3_000_000)
    with pytest.raises(IntakeError) as refused:
        list(read_copied_text(path))
    assert refused.value.findings[0].rule == "too-large"


def test_a_text_of_one_paragraph_keeps_it_as_body(tmp_path: Path) -> None:
    found = copied(tmp_path, "Rubriken\n\nEn enda mening.")
    assert (found.lead, shape(found)) == ("", [("p", "En enda mening.")])


def sample_body() -> str:
    """Return the sample's text, but for what was added by hand to what the page said.

    That is the drawn picture, whose words the motivation are, and the language of a name.
    """
    text = (ROOT / "articles" / "kvinnofridspriset-2018" / "index.md").read_text("utf-8")
    body = text.split("---\n", 2)[2]
    without_picture = re.sub(r"^!\[.*\n\n", "", body, flags=re.MULTILINE)
    without_source = without_picture.replace(">\n> -- Operation Kvinnofrid\n", "")
    return re.sub(r"\[([^\]]*)\]\{lang=en\}", r"\1", without_source).strip()


def test_the_seed_becomes_the_text_of_the_sample_word_for_word() -> None:
    found = document(SEED)
    converted = to_markdown(found.body, language="sv", notes=found.notes).text
    assert re.sub(r"^<!--.*-->\n", "", converted, flags=re.MULTILINE).strip() == sample_body()


def test_the_sample_has_the_title_the_lead_and_the_dates_of_the_seed() -> None:
    found = document(SEED)
    text = (ROOT / "articles" / "kvinnofridspriset-2018" / "index.md").read_text("utf-8")
    fields = YAML(typ="safe").load(text.split("---\n", 2)[1])
    assert (found.title, found.lead) == (fields["title"], fields["lead"])
    assert (found.date, found.updated) == (fields["date"], fields["updated"])
