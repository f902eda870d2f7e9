"""Fields of forms are heard with their name, and with what stands in them."""

import pytest
from tagging import shape, tagged

LABELS = "<p><label>Namn {}</label></p>", "<p><label for=n>Namn</label> {}</p>"


@pytest.mark.parametrize("around", LABELS)
@pytest.mark.parametrize(
    ("field", "role", "heard"),
    [
        ("<input id=n>", "tv", "empty field"),
        ("<input id=n value=''>", "tv", "empty field"),
        ("<input id=n type=date>", "tv", "empty field"),
        ("<input id=n type=checkbox>", "cb", "not ticked"),
        ("<input id=n type=checkbox value=1 checked>", "cb", "ticked"),
        ("<input id=n type=radio checked>", "rb", "ticked"),
        ("<input id=n type=radio value=1>", "rb", "not ticked"),
        ("<textarea id=n></textarea>", "tv", "empty field"),
        ("<select id=n></select>", "tv", "empty field"),
    ],
)
def test_a_field_that_shows_no_words_is_heard(
    around: str, field: str, role: str, heard: str
) -> None:
    document = tagged(around.format(field), lang="en")
    form = document.root.one("Form")
    assert form.entries["Alt"] == heard
    assert form.attributes["PrintField.Role"] == role
    assert form.attributes["PrintField.Desc"] == "Namn"
    assert document.root.text == "Namn"


@pytest.mark.parametrize("around", LABELS)
@pytest.mark.parametrize(
    ("field", "role", "heard"),
    [
        ("<input id=n value='Kim Exempel'>", "tv", "Kim Exempel"),
        ("<textarea id=n>Två rader\noch en till</textarea>", "tv", "Två rader och en till"),
        ("<select id=n><option>A<option selected>B</select>", "tv", "B"),
        ("<select id=n><option>A<option>B</select>", "tv", "A"),
        ("<select id=n multiple><option>A<option>B</select>", "tv", "A B"),
        ("<button id=n>Skicka</button>", "pb", "Skicka"),
        ("<input id=n type=submit value=Skicka>", "pb", "Skicka"),
    ],
)
def test_a_field_with_text_is_read_as_its_text(
    around: str, field: str, role: str, heard: str
) -> None:
    document = tagged(around.format(field))
    form = document.root.one("Form")
    assert form.text == heard
    assert "Alt" not in form.entries
    assert form.attributes["PrintField.Role"] == role
    assert document.root.text == f"Namn {heard}"


@pytest.mark.parametrize(
    ("field", "heard"),
    [
        ("<input aria-label=Namn>", "Namn, empty field"),
        ("<input placeholder=Namn>", "Namn, empty field"),
        ("<input title=Namn value=Kim>", "Namn, Kim"),
        ("<input type=checkbox aria-label='Jag vill'>", "Jag vill, not ticked"),
        ("<p id=l hidden>Jag vill</p><input type=radio checked aria-labelledby=l>",
         "Jag vill, ticked"),
        ("<select aria-label=Dag><option>måndag<option selected>tisdag</select>", "Dag, tisdag"),
        ("<button aria-label=Stäng>×</button>", "Stäng, ×"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_shown_is_said(field: str, heard: str) -> None:
    assert tagged(f"<p>x {field}</p>", lang="fi").root.one("Form").entries["Alt"] == heard


def test_hidden_fields_are_not_heard() -> None:
    assert tagged("<p>a <input type=hidden value=x></p>").root.shape == "Document(P('a'))"


def test_fields_stand_in_paragraphs() -> None:
    html = (
        "<p><label>Namn <input value=Exempel></label></p><p><textarea title=A>Text</textarea></p>"
        "<p><select title=B><option>Ett<option selected>Två</select></p>"
        "<div><button>Skicka</button></div>"
    )
    assert shape(html) == (
        "P('Namn' Form('Exempel')) P(Form('Text')) P(Form('Två')) P(Form('Skicka'))"
    )
