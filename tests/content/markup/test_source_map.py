import pytest

from pressverk.content.markup.context import NOTHING, Cursor, SourceMap
from pressverk.model import Place


def source(text: str) -> SourceMap:
    return SourceMap(text, file="a.md", first_line=10)


def test_places_count_lines_and_columns_from_one() -> None:
    assert source("ab\ncd").place(4) == Place(file="a.md", line=11, column=2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    text = source(f"a{end}b{end}c")
    assert text.place(text.text.index("c")) == Place(file="a.md", line=12, column=1)


@pytest.mark.parametrize(
    "code",
    ["`x`", "``x ` y``", "```\nx\n```", "~~~~ python\nx\n~~~~", "- ```\n  x\n  ```"],
)
def test_code_is_not_visible(code: str) -> None:
    visible = source(f"a\n\n{code}\n\nb").visible
    assert "x" not in visible
    assert {"a", "b"} <= set(visible)


@pytest.mark.parametrize("text", ["a ` x", "``` x", "~~~\nx", r"\`x`", "`\n\nx`"])
def test_what_only_begins_like_code_is_visible(text: str) -> None:
    assert "x" in source(text).visible


def test_comments_are_neither_visible_nor_kept() -> None:
    text = source("a <!-- x\n\n --> `<!-- y -->`")
    assert "x" not in text.visible
    assert text.uncommented.replace(NOTHING, "") == "a  `<!-- y -->`"
    assert len(text.visible) == len(text.uncommented) == len(text.text)


def test_a_cursor_finds_the_same_thing_again_further_on() -> None:
    cursor = Cursor(source("x `x` x"))
    assert [cursor.find("x"), cursor.find("x")] == [0, 6]


def test_a_cursor_looks_back_for_what_is_not_further_on() -> None:
    cursor = Cursor(source("a b"))
    assert [cursor.find("b"), cursor.find("a"), cursor.find("c")] == [2, 0, None]
