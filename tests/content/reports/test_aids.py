import pytest
from report import INDEX, publication, write_data, write_report

from pressverk.layout.report import Abbreviation, contents_of
from pressverk.model import Newsroom

TABLE = "```table\ndata: pupils\ncaption: Pupils\nrows: school\ncolumns: pupils\nsplit: year\n```"


def test_abbreviations_are_those_of_the_text_not_the_symbols_of_tables(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, f"The MVP.\n\n{TABLE}\n\n*[MVP]: Mentors")
    write_data(newsroom.root, "year;school;pupils\n2017;North;..\n2017;South;31\n")
    report = publication(path, newsroom)
    assert 'title="not available"' in report.sections[0].articles[0].body
    assert contents_of(report).abbreviations == (Abbreviation(short="MVP", meaning="Mentors"),)


def test_an_abbreviation_that_stands_right_after_its_words_is_listed(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "The Crime Council (CC).\n\n*[CC]: Crime Council")
    aids = contents_of(publication(path, newsroom))
    assert aids.abbreviations == (Abbreviation(short="CC", meaning="Crime Council"),)


def test_an_abbreviation_is_listed_once_in_the_language_that_it_is_marked_with(
    newsroom: Newsroom,
) -> None:
    text = "[Tous ensemble]{lang=fr} (TE). TE, TE.\n\n*[TE]: Tous ensemble"
    aids = contents_of(publication(write_report(newsroom.root, text), newsroom))
    known = Abbreviation(short="TE", meaning="Tous ensemble", language="fr")
    assert aids.abbreviations == (known,)


@pytest.mark.parametrize(("language", "letters"), [("en", "I L O Z"), ("sv", "I L Z Ö")])
def test_an_index_stands_in_the_order_of_its_language(
    newsroom: Newsroom, language: str, letters: str
) -> None:
    words = ("Öl", "Łódź", "zebra", "10-årsfest", "idé", "ide", "2-årsfest", "Ide")
    text = "\n\n".join(f'Ord [x]{{index="{word}"}} här.' for word in words)
    front = INDEX.replace("language: en", f"language: {language}")
    path = write_report(newsroom.root, text, index=front)
    index = contents_of(publication(path, newsroom)).index
    assert [letter for letter, _terms in index] == ["0–9", *letters.split()]
    found = {letter: [term.word for term in terms] for letter, terms in index}
    assert found["0–9"] == ["2-årsfest", "10-årsfest"]
    assert found["I"] == ["ide", "idé"]


def test_a_mark_inside_a_heading_covers_its_section(newsroom: Newsroom) -> None:
    text = "## About [ale]{index}\n\nOne.\n\nTwo.\n\n## More\n\nThree."
    ((_letter, (term,)),) = contents_of(
        publication(write_report(newsroom.root, text), newsroom)
    ).index
    assert term.word == "ale"
    assert ".." in term.marks[0]
