import os
from pathlib import Path

import pytest
from sample_newsroom import ARTICLE

from pressverk.content import files
from pressverk.content.articles import parse_article, read_article
from pressverk.content.files import LARGEST, check_characters
from pressverk.errors import ArticleError, sentence
from pressverk.model import Newsroom


def fault(path: Path, newsroom: Newsroom) -> str:
    with pytest.raises(ArticleError) as caught:
        read_article(path, newsroom)
    (finding,) = caught.value.findings
    return sentence(finding)


def article(newsroom: Newsroom) -> Path:
    path = newsroom.root / "articles" / "a.md"
    path.parent.mkdir(exist_ok=True)
    return path


def test_a_file_over_the_limit_is_refused_before_it_is_read(newsroom: Newsroom) -> None:
    path = article(newsroom)
    with path.open("wb") as file:
        file.truncate(20_000_000_000)  # sparse: takes no room
    assert f"has 20000000000 bytes; divide it, at most {LARGEST}" in fault(path, newsroom)


def test_a_pipe_is_no_article_and_nobody_waits_for_it(newsroom: Newsroom) -> None:
    path = article(newsroom)
    os.mkfifo(path)
    assert "is not a file with text" in fault(path, newsroom)


def test_links_in_circles_and_to_nothing_are_reported(newsroom: Newsroom) -> None:
    path = article(newsroom)
    path.symlink_to(path.name)
    assert "can't be read" in fault(path, newsroom)
    path.unlink()
    path.symlink_to("missing.md")
    assert "can't be read" in fault(path, newsroom)


def test_an_article_that_is_a_link_out_of_the_newsroom_is_not_read(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text(ARTICLE, encoding="utf-8")
    path = article(newsroom)
    path.symlink_to(outside)
    assert "leads out of the newsroom" in fault(path, newsroom)


def test_a_name_that_is_no_text_is_reported(newsroom: Newsroom) -> None:
    path = article(newsroom).with_name("r\udce5tt.md")
    path.write_text(ARTICLE, encoding="utf-8")
    told = fault(path, newsroom)
    assert "rename the file" in told
    assert told.encode()


@pytest.mark.parametrize(
    ("character", "rule"),
    [
        ("\x08", "control-character"),
        ("\x1b", "control-character"),
        ("\x9b", "control-character"),
        ("\u202e", "control-character"),
        ("\uffff", "control-character"),
        ("\ufdd0", "control-character"),
        ("\uf0b7", "control-character"),
        ("\ufffd", "control-character"),
        ("\u200b", "invisible-character"),
        ("\ufeff", "invisible-character"),
    ],
)
def test_a_character_that_nobody_sees_is_reported_with_line_and_column(
    character: str, rule: str
) -> None:
    (finding,) = check_characters(f"ett\n två{character}\n", "a.md")
    assert (finding.rule, finding.place.line, finding.place.column) == (rule, 2, 5)
    assert f"U+{ord(character):04X}" in finding.message


def test_characters_on_one_line_have_each_its_column() -> None:
    found = [finding.place for finding in check_characters("a\x01b\x02\nc\x03", "a.md")]
    assert [(place.line, place.column) for place in found] == [(1, 2), (1, 4), (2, 2)]


def test_many_control_characters_take_no_time_and_few_lines() -> None:
    assert len(list(check_characters("\x01\n" * 500_000, "a.md"))) == files.MOST_FINDINGS


@pytest.mark.parametrize("kept", ["\t", "\xa0", "\xad", "\u200d", "\u200f", "é", "👍🏽"])
def test_characters_that_mean_something_are_left(kept: str) -> None:
    assert not list(check_characters(f"a{kept}b", "a.md"))


def test_a_line_separator_breaks_the_line_and_a_paragraph_separator_the_paragraph(
    newsroom: Newsroom,
) -> None:
    text = ARTICLE + "\nFörst.\u2028Sedan.\u2029Nytt stycke.\n"
    draft = parse_article(text, newsroom.root / "articles/a.md", newsroom)
    assert draft.article is not None
    assert "<p>Först.<br>\nSedan.</p>\n<p>Nytt stycke.</p>" in draft.article.body
