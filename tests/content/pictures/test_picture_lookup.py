from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.content.pictures.lookup import find_picture
from pressverk.errors import ArticleError
from pressverk.model import Place

PLACE = Place(file="articles/spring/index.md", line=14, column=1)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "newsroom" / "articles" / "spring"
    folder.mkdir(parents=True)
    (folder / "stage.jpg").write_bytes(b"")
    return folder


def find(address: str, folder: Path) -> Path:
    return find_picture(address, folder=folder, root=folder.parent.parent, place=PLACE)


def refusal(address: str, folder: Path) -> tuple[str, str]:
    with pytest.raises(ArticleError) as caught:
        find(address, folder)
    (finding,) = caught.value.findings
    assert finding.place == PLACE
    return finding.rule, finding.message


def test_a_picture_beside_the_article_is_found(folder: Path) -> None:
    assert find("stage.jpg", folder) == (folder / "stage.jpg").resolve()


def test_percent_encoding_is_understood(folder: Path) -> None:
    (folder / "på scenen.jpg").write_bytes(b"")
    assert find("p%C3%A5%20scenen.jpg", folder).name == "på scenen.jpg"


def test_a_name_that_a_mac_has_decomposed_is_found(folder: Path) -> None:
    decomposed = normalize("NFD", "på scenen.jpg")
    (folder / decomposed).write_bytes(b"")
    assert find("på scenen.jpg", folder).name == decomposed


def test_a_picture_shared_within_the_newsroom_may_lie_above_the_article(folder: Path) -> None:
    shared = folder.parent / "shared.jpg"
    shared.write_bytes(b"")
    assert find("../shared.jpg", folder) == shared.resolve()


def test_a_missing_picture_suggests_the_nearest_name(folder: Path) -> None:
    assert refusal("Stgae.jpg", folder) == (
        "picture-missing",
        "picture 'Stgae.jpg' is missing; did you mean 'stage.jpg'?",
    )


def test_a_suggestion_keeps_the_folder_of_the_address(folder: Path) -> None:
    (folder / "bilder").mkdir()
    (folder / "bilder" / "scen.svg").write_bytes(b"")
    assert "did you mean 'bilder/scen.svg'?" in refusal("bilder/scen.jpg", folder)[1]


def test_a_missing_picture_like_no_other_suggests_nothing(folder: Path) -> None:
    assert refusal("map.png", folder) == (
        "picture-missing",
        "picture 'map.png' is missing; put the file in the article's folder or fix its name",
    )


def test_a_path_out_of_the_newsroom_is_refused_whether_or_not_it_exists(folder: Path) -> None:
    outside = folder.parent.parent.parent / "secret.jpg"
    outside.write_bytes(b"")
    for address in ("../../../secret.jpg", "../../../nothing.jpg", "%2e%2e/../../secret.jpg"):
        rule, message = refusal(address, folder)
        assert rule == "picture-outside"
        assert message == (
            f"picture {address!r} lies outside the newsroom; copy it into the article's folder"
        )


def test_a_symbolic_link_out_of_the_newsroom_is_refused(folder: Path) -> None:
    outside = folder.parent.parent.parent / "secret.jpg"
    outside.write_bytes(b"")
    (folder / "innocent.jpg").symlink_to(outside)
    assert refusal("innocent.jpg", folder)[0] == "picture-outside"


def test_a_link_within_the_newsroom_is_followed(folder: Path) -> None:
    (folder / "again.jpg").symlink_to(folder / "stage.jpg")
    assert find("again.jpg", folder) == (folder / "stage.jpg").resolve()


def test_a_link_to_itself_is_refused(folder: Path) -> None:
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    assert refusal("loop.jpg", folder)[0] in {"picture-outside", "picture-missing"}


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.jpg",
        "https://example.org/a.jpg",
        "HTTPS:a.jpg",
        "//example.org/a.jpg",
        "file:///etc/passwd",
        "file:stage.jpg",
        "data:image/png;base64,AAAA",
        "ftp://example.org/a.jpg",
        "ht%74ps://example.org/a.jpg",
    ],
)
def test_other_machines_and_schemes_are_refused(address: str, folder: Path) -> None:
    assert refusal(address, folder) == (
        "picture-remote",
        (
            f"picture {address!r} is an address on a network or a machine; "
            "save the file in the article's folder and give its name"
        ),
    )


@pytest.mark.parametrize(
    "address",
    [
        "/etc/passwd",
        "%2Fetc/passwd",
        "C:\\bilder\\a.jpg",
        "C:/a.jpg",
        "\\\\server\\a.jpg",
        "~/a.jpg",
    ],
)
def test_absolute_paths_are_refused(address: str, folder: Path) -> None:
    assert refusal(address, folder) == (
        "picture-absolute",
        (
            f"picture {address!r} is an absolute path; "
            "put the file in the article's folder and give its name"
        ),
    )


def test_a_folder_is_refused(folder: Path) -> None:
    (folder / "bilder").mkdir()
    assert refusal("bilder", folder) == (
        "picture-folder",
        "picture 'bilder' is a folder; name a file in it",
    )


@pytest.mark.parametrize("address", ["", "  ", "stage%00.jpg", "stage\n.jpg"])
def test_an_address_that_names_nothing_is_refused(address: str, folder: Path) -> None:
    assert refusal(address, folder)[0] == "picture-address"


@given(st.text())
def test_any_address_gives_a_file_in_the_newsroom_or_a_refusal(address: str) -> None:
    root = Path(__file__).parent
    with suppress(ArticleError):
        found = find_picture(address, folder=root, root=root, place=PLACE)
        assert found.is_relative_to(root)


def test_a_name_longer_than_any_file_system_takes_is_refused(folder: Path) -> None:
    rule, message = refusal("å" * 128 + ".jpg", folder)
    assert rule == "picture-address"
    assert message.endswith("give the name of a file")
