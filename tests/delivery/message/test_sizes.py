import pytest

from pressverk.formats import megabytes


@pytest.mark.parametrize(("language", "told"), [("sv", "0,37"), ("en", "0.37")])
def test_sizes_have_the_decimal_separator_of_the_language(
    language: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", language)
    assert megabytes(367_000, decimals=2) == told
