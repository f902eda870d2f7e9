from collections.abc import Iterator
from pathlib import Path

import pytest
from studio_browser import Browser, open_studio

from pressverk.studio.store.database import Store, open_store, store_path
from pressverk.studio.store.people import Person, remember_person


@pytest.fixture
def browser(root: Path) -> Iterator[Browser]:
    """Return a browser of nobody, at the studio of a newsroom with one article, "pris"."""
    opened = open_studio(root)
    yield opened
    opened.client.close()
    opened.studio.close()


@pytest.fixture
def store(root: Path) -> Iterator[Store]:
    opened = open_store(store_path(root))
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Person:
    return remember_person(
        store, issuer="local", subject="anna", name="Anna Exempel", email="", roles=()
    )
