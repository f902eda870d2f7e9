import re
from pathlib import Path

import pytest
from sample_newsroom import NEWSROOM_TOML

from pressverk.colour import contrast
from pressverk.errors import NewsroomError
from pressverk.i18n import messages_in
from pressverk.newsroom.config import parse_newsroom, read_newsroom
from pressverk.readers.toml import line_of


def faults(text: str, root: Path) -> list[str]:
    with pytest.raises(NewsroomError) as caught:
        parse_newsroom(text, root)
    return str(caught.value).splitlines()


def test_a_newsroom_is_read_whole(root: Path) -> None:
    newsroom = read_newsroom(root)
    assert newsroom.sender == "Exempelstad"
    assert newsroom.contacts["press"].email == "press@exempel.se"
    assert newsroom.boilerplate["sv"].heading == "Om Exempelstad"


def test_every_fault_is_reported_at_its_line(root: Path) -> None:
    text = NEWSROOM_TOML.replace("name = ", "namn = ", 1).replace('"#1f5c6b"', '"green"')
    assert faults(text, root) == [
        "newsroom.toml:5: unknown key 'namn'; did you mean 'name'?",
        "newsroom.toml:10: colour is 'green'; give a colour such as '#1f5c6b'",
    ]


def test_a_pale_brand_colour_is_refused_with_its_ratio(root: Path) -> None:
    (fault,) = faults(NEWSROOM_TOML.replace("#1f5c6b", "#8fc1cc"), root)
    assert "1.97:1" in fault
    assert fault.startswith("newsroom.toml:10: ")


def test_a_second_colour_is_as_legible_as_the_first(root: Path) -> None:
    given = '#1f5c6b"\nsecond = "#8FC1CC"'
    (fault,) = faults(NEWSROOM_TOML.replace('#1f5c6b"', given), root)
    assert fault.startswith("newsroom.toml:11: ")
    assert "1.97:1" in fault


def test_a_missing_logo_is_reported(root: Path) -> None:
    (root / "logo.svg").unlink()
    (fault,) = faults(NEWSROOM_TOML, root)
    assert fault == "newsroom.toml:6: logo 'logo.svg' is not a file in the newsroom; put it there"


def test_a_logo_outside_the_newsroom_is_refused(root: Path) -> None:
    (root.parent / "logo.svg").write_text("<svg/>")
    (fault,) = faults(NEWSROOM_TOML.replace('"logo.svg"', '"../logo.svg"'), root)
    assert "is not a file in the newsroom" in fault


def test_a_syntax_fault_is_reported_at_its_line_and_column(root: Path) -> None:
    (fault,) = faults('language = "sv\n', root)
    assert fault.startswith("newsroom.toml:1:15: is not TOML")


def test_an_unknown_time_zone_is_reported(root: Path) -> None:
    (fault,) = faults(NEWSROOM_TOML.replace("Europe/Stockholm", "Europe/Stokholm"), root)
    assert "give a time zone such as Europe/Stockholm" in fault


def test_a_file_that_is_not_utf_8_is_reported(root: Path) -> None:
    (root / "newsroom.toml").write_bytes(NEWSROOM_TOML.encode("latin-1"))
    with pytest.raises(NewsroomError, match="save it as UTF-8"):
        read_newsroom(root)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#ffffff", 1.0), ("#000000", "#ffffff", 21.0), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_decimals_in_a_message_have_the_separator_of_its_language(root: Path) -> None:
    text = re.sub(r'colour = "[^"]*"', 'colour = "#8f8f8f"', NEWSROOM_TOML)
    with messages_in("sv"):
        [fault] = faults(text, root)
    assert "kontrasten 3,23:1" in fault
    assert "minst 4,5:1" in fault


def test_a_dotted_and_quoted_key_is_found() -> None:
    text = '# comment\nsender.name = "x"\n[contacts."press"]\ntitle = "y"\n'
    assert line_of(text, ("sender", "name")) == 2
    assert line_of(text, ("contacts", "press", "title")) == 4
    assert line_of(text, ("contacts", "press", "phone")) == 3
