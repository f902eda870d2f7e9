"""Each entry of a feed becomes a document."""

import datetime as dt
import tracemalloc
from pathlib import Path

import pytest

from pressverk.errors import IntakeError
from pressverk.intake.feed import read_feed
from pressverk.intake.model import SourceDocument
from pressverk.intake.page_text import text_of

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Exempelkommun</title><link>https://exempel.se/</link>
<image><title>Exempelkommun</title><url>https://exempel.se/logo.png</url></image>
<item><title>Nya bänkar &amp;amp; träd</title><link>https://exempel.se/nyheter/nya-bankar.html</link>
<description>Parken får tolv bänkar.</description>
<content:encoded><![CDATA[<p>Bänkarna är av ek.</p><p>– De är sköna, säger Exempel Ek.</p>
<h3>Kontakt</h3><p>Exempel Ek, parkchef<br>08-000 00 00</p>]]></content:encoded>
<pubDate>Fri, 03 May 2024 22:30:00 GMT</pubDate><dc:creator>Exempel Ek</dc:creator>
<category>Parker</category><category>Parker</category></item>
<item><title>Kort</title><link>https://exempel.se/2024/05/07/</link>
<description>&lt;p&gt;Första.&lt;/p&gt;&lt;p&gt;Andra.&lt;/p&gt;</description></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><title>Exempel</title>
<entry xml:lang="en"><title type="html">Safe &amp;amp; sound</title>
<link rel="alternate" href="https://example.com/safe"/><id>urn:1</id>
<published>2024-05-03T10:00:00Z</published><updated>2024-05-04T10:00:00Z</updated>
<author><name>Example Author</name></author><category term="safety"/>
<summary>Short summary of it.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <em>two</em>.</p>
<p>Three.</p></div></content>
</entry>
<entry><title>Två</title><link href="https://example.com/tva"/><updated>2024-05-04T10:00:00Z</updated>
<content type="text">1 &lt; 2 &amp; 3</content></entry></feed>
"""


def documents(tmp_path: Path, text: str) -> list[SourceDocument]:
    path = tmp_path / "flode.xml"
    path.write_text(text, encoding="utf-8")
    return list(read_feed(path))


def test_rss_gives_title_lead_date_author_keywords_and_address(tmp_path: Path) -> None:
    first, _second = documents(tmp_path, RSS)
    assert first.title == "Nya bänkar & träd"
    assert first.lead == "Parken får tolv bänkar."
    assert first.date == dt.date(2024, 5, 4)  # half past midnight in Sweden
    assert (first.author, first.keywords) == ("Exempel Ek", ("Parker",))
    assert (first.address, first.name) == (
        "https://exempel.se/nyheter/nya-bankar.html",
        "nya-bankar",
    )


def test_rss_gives_the_text_and_the_contact(tmp_path: Path) -> None:
    first, second = documents(tmp_path, RSS)
    assert [text_of(block) for block in first.body] == [
        "Bänkarna är av ek.",
        "– De är sköna, säger Exempel Ek.",
    ]
    (contact,) = first.contacts
    assert (contact.name, contact.title, contact.phone) == (
        "Exempel Ek",
        "parkchef",
        "08-000 00 00",
    )
    assert (second.lead, [text_of(block) for block in second.body]) == ("Första.", ["Andra."])


def test_an_entry_whose_address_says_nothing_is_named_after_its_title(tmp_path: Path) -> None:
    assert documents(tmp_path, RSS)[1].name == "Kort"


def test_atom_gives_all_kinds_of_text(tmp_path: Path) -> None:
    first, second = documents(tmp_path, ATOM)
    assert (first.title, first.lead, first.language) == (
        "Safe & sound",
        "Short summary of it.",
        "en",
    )
    assert [text_of(block) for block in first.body] == ["One two.", "Three."]
    assert first.body[0].find("em") is not None
    assert (first.date, first.updated) == (dt.date(2024, 5, 3), dt.date(2024, 5, 4))
    assert text_of(second.body) == "1 < 2 & 3"
    assert second.date == second.updated == dt.date(2024, 5, 4)


def test_a_summary_that_ends_in_dots_is_no_lead(tmp_path: Path) -> None:
    text = RSS.replace("Parken får tolv bänkar.", "Bänkarna är av […]")
    first, _second = documents(tmp_path, text)
    assert first.lead == "Bänkarna är av ek."
    assert "description" not in [note.rule for note in first.notes]


def test_pictures_of_a_feed_are_not_fetched_but_reported(tmp_path: Path) -> None:
    enclosure = '<enclosure url="https://exempel.se/park.jpg" type="image/jpeg" length="1"/>'
    first, _second = documents(tmp_path, RSS.replace("<pubDate>", f"{enclosure}<pubDate>", 1))
    (note,) = [note for note in first.notes if note.rule == "picture-missing"]
    assert "https://exempel.se/park.jpg" in note.text
    assert not first.pictures


def test_a_feed_is_read_before_all_of_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "flode.xml"
    path.write_text(RSS.partition("</channel>")[0] + "<item><title>Bruten", encoding="utf-8")
    entries = read_feed(path)
    assert next(entries).title == "Nya bänkar & träd"
    assert next(entries).title == "Kort"
    with pytest.raises(IntakeError) as refused:
        next(entries)
    assert refused.value.findings[0].rule == "not-xml"
    assert refused.value.findings[0].place.line is not None


def test_xml_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as refused:
        documents(tmp_path, "<rss version='2.0'><channel/></rss>")
    assert refused.value.findings[0].rule == "no-feed"


def entries(count: int) -> str:
    text = "<p>Ett stycke som är lagom långt för att likna en nyhet från kommunen.</p>" * 12
    return "".join(
        f"<item><title>Nyhet {n}</title><link>https://exempel.se/nyhet-{n}</link>"
        f"<content:encoded><![CDATA[<p>Nyhet nummer {n}.</p>{text}]]></content:encoded></item>"
        for n in range(count)
    )


def peak_of(path: Path) -> int:
    """Return the most bytes that reading *path* takes, entry by entry."""
    tracemalloc.start()
    assert sum(1 for _each in read_feed(path)) > 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_feed_ten_times_as_long_takes_no_more_memory(tmp_path: Path) -> None:
    head, foot = RSS.partition("<item>")[0], "</channel></rss>"
    short, long = tmp_path / "kort.xml", tmp_path / "lang.xml"
    short.write_text(head + entries(50) + foot, encoding="utf-8")
    long.write_text(head + entries(500) + foot, encoding="utf-8")
    peak_of(short)  # what is imported and kept once
    assert peak_of(long) < peak_of(short) + 1_000_000
