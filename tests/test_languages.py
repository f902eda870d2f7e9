import pytest

from pressverk.formats import direction


@pytest.mark.parametrize(
    "tag",
    [
        *("ar", "AR", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "prs"),
        *("ar-EG", "fa-AF", "az-Arab", "ku-arab-IQ", "en-Hebr", "dv-Thaa-MV", "zh-yue-Arab"),
        *("ar-arz", "ar-x-latn"),
    ],
)
def test_what_is_written_from_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize(
    "tag",
    ["sv", "en-GB", "ku", "ar-Latn", "he-latn-IL", "en-x-arab", "sv-1994arab", "arabic", "", "-"],
)
def test_what_is_written_from_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"
