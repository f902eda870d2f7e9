import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_newsroom import ARTICLE

from pressverk.content.articles import Draft, parse_article, read_article
from pressverk.content.files import decode
from pressverk.errors import ArticleError, sentence
from pressverk.model import Article, Brand, Contact, Newsroom


def parse(newsroom: Newsroom, text: str = ARTICLE, name: str = "articles/pris/index.md") -> Draft:
    return parse_article(text, newsroom.root / name, newsroom)


def good(newsroom: Newsroom, text: str = ARTICLE) -> Article:
    draft = parse(newsroom, text)
    assert draft.article is not None, draft.findings
    return draft.article


def faults(newsroom: Newsroom, text: str) -> list[str]:
    return [sentence(finding) for finding in parse(newsroom, text).findings]


def with_line(line: str) -> str:
    return ARTICLE.replace("lead:", f"{line}\nlead:")


def with_contacts(contacts: str) -> str:
    return ARTICLE.replace("contacts: [press]", f"contacts:{contacts}")


def test_an_article_is_what_its_file_says(newsroom: Newsroom) -> None:
    more = "updated: 2018-12-01\ndiary_number: KS/2018:1\nkeywords: [pris, våld]"
    article = good(newsroom, with_line(more))
    assert article == Article(
        slug="pris",
        source=newsroom.root / "articles/pris/index.md",
        layout="press-release",
        language="sv",
        title="Ett pris",
        date=dt.date(2018, 11, 23),
        lead="Kommunen har fått ett pris för sitt arbete.",
        body=article.body,
        contacts=(newsroom.contacts["press"],),
        updated=dt.date(2018, 12, 1),
        diary_number="KS/2018:1",
        keywords=("pris", "våld"),
    )
    assert article.body.strip() == "<p>Priset delas ut varje år.</p>"


# ---- Contacts --------------------------------------------------------------


def test_contacts_are_keys_of_the_newsroom_or_written_out_and_keep_their_order(
    newsroom: Newsroom,
) -> None:
    text = with_contacts(
        "\n  - name: Exempel A\n    title: Rektor\n    email: a@exempel.se\n"
        "  - press\n"
        "  - {name: Exempel B, title: Chef, phone: 08-000 00 01}"
    )
    assert good(newsroom, text).contacts == (
        Contact(name="Exempel A", title="Rektor", email="a@exempel.se"),
        newsroom.contacts["press"],
        Contact(name="Exempel B", title="Chef", phone="08-000 00 01"),
    )


def test_a_contact_that_nobody_can_reach_is_reported(newsroom: Newsroom) -> None:
    text = with_contacts("\n  - name: Exempel A\n    title: Rektor")
    assert faults(newsroom, text) == [
        "articles/pris/index.md:7:5: a contact can't be reached; give 'phone' or 'email'"
    ]


def test_every_unknown_contact_is_reported(newsroom: Newsroom) -> None:
    assert faults(newsroom, with_contacts(" [pres, chef, press]")) == [
        "articles/pris/index.md:6:12: unknown contact 'pres'; did you mean 'press'?",
        (
            "articles/pris/index.md:6:18: unknown contact 'chef'; add it under [contacts] in"
            " newsroom.toml"
        ),
    ]


# ---- Embargo ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        ("2018-11-23 10:00", "+01:00"),
        ("2018-07-01T10:00", "+02:00"),
        ("2018-11-23 09:00:00Z", "+01:00"),
        ("2018-11-23T18:00:00+09:00", "+01:00"),
        # The night when the clocks are put back has two of this hour; the first is meant.
        ("2018-10-28 02:30", "+02:00"),
        ("2018-10-28T01:30:00Z", "+01:00"),
    ],
)
def test_an_embargo_is_in_the_time_of_the_newsroom(
    written: str, offset: str, newsroom: Newsroom
) -> None:
    embargo = good(newsroom, with_line(f"embargo: {written}")).embargo
    assert embargo is not None
    assert embargo.isoformat().endswith(offset)


def test_an_embargo_with_a_zone_is_the_same_moment(newsroom: Newsroom) -> None:
    here = good(newsroom, with_line("embargo: 2018-11-23 10:00")).embargo
    for written in ("2018-11-23T09:00:00Z", "2018-11-23 18:00:00+09:00", "2018-11-22T23:00-10:00"):
        assert good(newsroom, with_line(f"embargo: {written}")).embargo == here


def test_the_zone_is_that_of_the_newsroom(newsroom: Newsroom) -> None:
    elsewhere = replace(newsroom, time_zone="Asia/Kolkata")
    embargo = good(elsewhere, with_line("embargo: 2018-11-23 10:00")).embargo
    assert embargo is not None
    assert embargo.isoformat() == "2018-11-23T10:00:00+05:30"


@pytest.mark.parametrize("written", ["klockan tio", "2018-11-23 25:00", "10:00", "[1]"])
def test_an_embargo_that_is_no_moment_is_reported(written: str, newsroom: Newsroom) -> None:
    (fault,) = faults(newsroom, with_line(f"embargo: {written}"))
    assert fault.startswith("articles/pris/index.md:5:")
    assert fault.endswith("; give a date and a time such as 2026-12-01 09:30")


# ---- Names and languages ---------------------------------------------------


@pytest.mark.parametrize("name", ["articles/Årets pris/index.md", "articles/Årets pris.md"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_however_the_disk_composes_it(
    name: str, form: str, newsroom: Newsroom
) -> None:
    stored = unicodedata.normalize(form, name)  # type: ignore[arg-type] # one of two literals
    article = parse(newsroom, name=stored).article
    assert article is not None
    assert article.slug == "Årets pris"


def test_the_language_is_that_of_the_newsroom_unless_the_article_says_another(
    newsroom: Newsroom,
) -> None:
    assert good(newsroom).language == "sv"
    assert good(replace(newsroom, language="fi")).language == "fi"
    assert good(newsroom, with_line("language: en")).language == "en"


def test_title_lead_and_body_are_set_by_the_rules_of_the_language(newsroom: Newsroom) -> None:
    text = ARTICLE.replace("Ett pris", '"Ett \\"stort\\" pris"').replace("Priset", '"Priset"')
    swedish = good(newsroom, text)
    assert swedish.title == "Ett ”stort” pris"
    assert "<p>”Priset” delas" in swedish.body
    english = good(newsroom, text.replace("lead:", "language: en\nlead:"))
    assert english.title == "Ett “stort” pris"
    assert "<p>“Priset” delas" in english.body


def test_the_lead_is_one_paragraph_however_it_is_folded(newsroom: Newsroom) -> None:
    text = ARTICLE.replace("lead: Kommunen har", "lead: |\n  Kommunen   har\n\n ")
    assert good(newsroom, text).lead == "Kommunen har fått ett pris för sitt arbete."


# ---- Faults ----------------------------------------------------------------


def test_front_matter_and_body_are_reported_together(newsroom: Newsroom) -> None:
    text = ARTICLE.replace("2018-11-23", "i maj").replace("Priset", "#### Ett hopp\n\nPriset")
    told = faults(newsroom, text)
    assert len(told) == 2
    assert told[0] == "articles/pris/index.md:4:7: date is 'i maj'; give a date such as 2026-12-01"
    assert told[1].startswith("articles/pris/index.md:9:")


def test_faults_of_the_file_are_reported_in_the_order_of_its_lines(
    newsroom: Newsroom, root: Path
) -> None:
    path = root / "articles" / "pris" / "index.md"
    text = with_contacts(" [pres]") + "\n#### Ett hopp\n\n![](scen.png)\n"
    path.write_text(text.replace("title", "titel"), encoding="utf-8")
    with pytest.raises(ArticleError) as caught:
        read_article(path, newsroom)
    lines = [finding.place.line or 0 for finding in caught.value.findings]
    assert lines == sorted(lines)
    assert len(lines) >= 4


def test_advice_does_not_stop_an_article(newsroom: Newsroom, root: Path) -> None:
    path = root / "articles" / "pris" / "index.md"
    path.write_text(ARTICLE.replace("Ett pris", "Ett pris " * 20), encoding="utf-8")
    article, advice = read_article(path, newsroom)
    assert article.title.startswith("Ett pris")
    assert [finding.rule for finding in advice] == ["headline-length"]


def test_a_file_that_is_not_there_is_reported(newsroom: Newsroom) -> None:
    path = newsroom.root / "articles" / "borta.md"
    with pytest.raises(ArticleError, match=r"articles/borta\.md: can't be read \(No such file"):
        read_article(path, newsroom)


def test_pictures_are_known_by_address_and_first_place(newsroom: Newsroom) -> None:
    picture = '![Scen](scen.png "Scenen"){photographer="Exempel"}'
    article = good(newsroom, f"{ARTICLE}\n{picture}\n\n{picture}\n")
    ((address, place),) = article.pictures.items()
    assert (address, place.line) == ("scen.png", 11)


@given(st.text())
def test_any_text_is_decoded_with_its_lines_ended_one_way(text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a pair
        return
    decoded = decode(data, "a.md")
    assert "\r" not in decoded
    assert decode(b"\xef\xbb\xbf" + decoded.encode(), "a.md") == decoded


@given(st.text(alphabet="-#*_[](){}<>!/|:`~^ \n\taå1\"'&;=.\\"))
def test_any_body_is_read_or_reported(text: str) -> None:
    # Reading opens nothing, so that no newsroom need be there.
    newsroom = Newsroom(
        root=Path("/redaktion"),
        sender="Exempelstad",
        website=None,
        logo=Path("/redaktion/logo.svg"),
        brand=Brand(colour="#1f5c6b"),
        language="sv",
        time_zone="Europe/Stockholm",
        boilerplate={},
        contacts={"press": Contact(name="Presstjänsten", title="Exempel", phone="08-000 00 00")},
    )
    draft = parse_article(ARTICLE + text, newsroom.root / "articles" / "a.md", newsroom)
    assert draft.article is not None
    last = (ARTICLE + text).count("\n") + 1
    assert all(1 <= (finding.place.line or 1) <= last for finding in draft.findings)
