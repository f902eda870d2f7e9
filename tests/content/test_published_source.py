import pytest

from pressverk.content.articles import published_source


def test_comments_of_authors_are_in_nothing_that_is_published() -> None:
    text = (
        "---\n# fråga Per\ntitle: A  # arbetsnamn\nlead: >-\n  # är kvar\n  text\n---\n"
        "Ett <!-- fråga Per --> två.\n\n<!-- fråga\nPer -->\n\n`<!-- kod -->`\n"
    )
    assert published_source(text) == (
        "---\ntitle: A\nlead: >-\n  # är kvar\n  text\n---\nEtt  två.\n\n\n`<!-- kod -->`\n"
    )


@pytest.mark.parametrize(
    "text", ["Text utan fält.\n", "---\ntitle: A\n---\nText.\n", "---\ntitle: 'a # b'\n---\n"]
)
def test_a_text_without_comments_is_published_as_it_is(text: str) -> None:
    assert published_source(text) == text
