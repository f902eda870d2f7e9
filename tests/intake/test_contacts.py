"""Headings over lists of contacts, as releases have them."""

import pytest

from pressverk.intake.contacts import is_contact_heading


@pytest.mark.parametrize(
    "text",
    [
        "Kontakt för medier",
        "Presskontakt:",
        "Mediekontakt",
        "För mer information",
        "För mer information, vänligen kontakta:",
        "Mer information lämnas av",
        "Pressansvarig",
        "Vid frågor",
    ],
)
def test_a_heading_of_contacts_is_known(text: str) -> None:
    assert is_contact_heading(text)


@pytest.mark.parametrize("text", ["Läs mer", "Frågor och svar", "Information", "Kontakten bröts"])
def test_other_headings_are_none(text: str) -> None:
    assert not is_contact_heading(text)
