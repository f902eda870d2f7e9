import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["PRESSVERK_LANGUAGE"] = "en"
os.environ["SOURCE_DATE_EPOCH"] = "1795435200"  # 23 November 2026, or embargoes end while we test

from deliveries import ledger  # noqa: F401 - a fixture
from sample_newsroom import LOGO, NEWSROOM_TOML, article

from pressverk.model import Boilerplate, Brand, Contact, Newsroom

# They are read as configuration, under one name; as modules with doctests they would clash.
collect_ignore_glob = ["conftest.py", "**/conftest.py"]

# Here, for other folders use them too.
pytest.register_assert_rewrite("tagging", "tag_reader")

# A machine under load is slow, not wrong.
settings.register_profile("pressverk", parent=settings.default, deadline=None)
settings.load_profile("pressverk")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a newsroom with one article, called "pris"."""
    folder = tmp_path / "redaktion"
    folder.mkdir()
    (folder / "newsroom.toml").write_text(NEWSROOM_TOML, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    article(folder / "articles" / "pris")
    return folder


@pytest.fixture
def newsroom(root: Path) -> Newsroom:
    return Newsroom(
        root=root,
        sender="Exempelstad",
        website="https://www.exempel.se",
        logo=root / "logo.svg",
        brand=Brand(colour="#1f5c6b"),
        language="sv",
        time_zone="Europe/Stockholm",
        boilerplate={"sv": Boilerplate(heading="Om Exempelstad", text="En kommun.")},
        contacts={"press": Contact(name="Presstjänsten", title="Exempel", phone="08-000 00 00")},
    )
