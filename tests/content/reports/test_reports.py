import re

import pytest
from report import INDEX, faults, publication, write_data, write_report
from sample_newsroom import ARTICLE, article

from pressverk.content.reports.reading import read_report
from pressverk.errors import ArticleError
from pressverk.model import Newsroom, SectionKind

CHART = (
    "```chart\nid: fig\nkind: bar\ndata: pupils\nx: year\ny: pupils\nseries: school\n"
    "caption: Pupils\n```"
)
TABLE = (
    "```table\nid: tab\ndata: pupils\ncaption: Pupils\nrows: school\ncolumns: pupils\n"
    "split: year\n```"
)


def test_chapters_are_numbered_in_the_order_of_their_names(newsroom: Newsroom) -> None:
    report = publication(write_report(newsroom.root, "One.", "Two."), newsroom)
    named = [(section.number, section.name, section.title) for section in report.sections]
    assert named == [("1", "part1", "Chapter\xa01"), ("2", "part2", "Chapter\xa02")]


def test_a_preface_has_no_number(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "One.", "Two.")
    first = path.parent / "chapters" / "01-part1.md"
    first.write_text(first.read_text().replace("title:", "numbered: false\ntitle:"))
    assert [section.number for section in publication(path, newsroom).sections] == ["", "1"]


def test_appendices_have_letters(newsroom: Newsroom) -> None:
    index = INDEX.replace("[chapters/*.md]", "[chapters/01-part1.md]\nappendices: [chapters/02*]")
    report = publication(write_report(newsroom.root, "One.", "Two.", index=index), newsroom)
    assert [(s.kind, s.number) for s in report.sections] == [
        (SectionKind.CHAPTER, "1"),
        (SectionKind.APPENDIX, "A"),
    ]


def test_chapters_refer_to_each_other(newsroom: Newsroom) -> None:
    path = write_report(
        newsroom.root,
        "See [](#part2), [](#more) and [here it is](#more).",
        "## More {#more}\n\nText.",
    )
    body = publication(path, newsroom).sections[0].articles[0].body
    assert '<a class="reference" href="#part2" data-page=" on page&nbsp;">chapter 2</a>' in body
    assert '<a class="reference" href="#more" data-page=" on page&nbsp;">section 2.1</a>' in body
    assert '<a href="#more">here it is</a>' in body


def test_a_chapter_refers_to_its_own_headings_by_the_ids_made_from_them(newsroom: Newsroom) -> None:
    own = "## Mer\n\nText.\n\n## Sist\n\nSee [](#mer) and [it](#mer)."
    chapter = publication(write_report(newsroom.root, own, "See [it](#part1)."), newsroom)
    body = chapter.sections[0].articles[0].body
    assert (
        '<a class="reference" href="#part1.mer" data-page=" on page&nbsp;">section 1.1</a>' in body
    )
    assert '<a href="#part1.mer">it</a>' in body


def test_the_years_releases_are_reprinted_the_oldest_first(newsroom: Newsroom) -> None:
    article(newsroom.root / "articles" / "old", ARTICLE.replace("2018-11-23", "2018-01-02"))
    index = INDEX.replace("chapters:", "releases: [pris, old]\nchapters:")
    report = publication(write_report(newsroom.root, "One.", index=index), newsroom)
    releases = report.sections[-1]
    assert (releases.number, releases.reprints) == ("A", True)
    assert [each.slug for each in releases.articles] == ["old", "pris"]


def test_ids_of_reprinted_releases_cannot_clash(newsroom: Newsroom) -> None:
    text = ARTICLE + "\n## Mer {#more}\n\nSe [](#more).[^1]\n\n[^1]: En not.\n"
    for name in ("a", "b"):
        article(newsroom.root / "articles" / name, text)
    index = INDEX.replace("chapters:", "releases: [a, b]\nchapters:")
    report = publication(
        write_report(newsroom.root, "## More {#more}\n\nText.", index=index), newsroom
    )
    first = report.sections[-1].articles[0].body
    assert '<h3 id="a.more">' in first
    assert 'href="#a.more"' in first
    assert 'id="a.note-1"' in first


def test_a_link_to_the_top_leads_to_the_top_of_the_report_or_of_the_release(
    newsroom: Newsroom,
) -> None:
    article(newsroom.root / "articles" / "a", ARTICLE + "\nUpp [till början](#top).\n")
    index = INDEX.replace("chapters:", "releases: [a]\nchapters:")
    path = write_report(newsroom.root, "Upp [till rapportens början](#top).", index=index)
    chapter, releases = publication(path, newsroom).sections
    assert '<a href="#top">till rapportens' in chapter.articles[0].body
    assert '<a href="#a">till början' in releases.articles[0].body


def test_charts_tables_and_numbers_come_from_the_data(newsroom: Newsroom) -> None:
    path = write_report(
        newsroom.root,
        f"{CHART}\n\n{TABLE}\n\nIn all `= sum pupils.pupils year=2018`, see [](#fig).",
    )
    write_data(newsroom.root)
    report = publication(path, newsroom)
    chapter, data = report.sections
    body = chapter.articles[0].body
    assert re.search(r'<img src="/charts/\w+\.svg"', body)
    assert '<span class="number">Figure&nbsp;1.1</span> <span class="title">Pupils' in body
    assert '<span class="number">Table&nbsp;1.1</span> Pupils' in body
    assert ">54</span>, see" in body
    assert ">figure&nbsp;1.1</a>" in body
    assert ">table A.1</a>" in body
    assert (data.number, data.title) == ("A", "Data behind the charts")
    assert '<table id="data-fig"' in data.articles[0].body
    assert set(chapter.articles[0].drawings) == set(re.findall(r"/charts/\w+\.svg", body))


def test_small_numbers_are_hidden_wherever_they_would_show(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, f"{CHART}\n\n{TABLE}")
    write_data(
        newsroom.root,
        "year;school;pupils\n2017;North;3\n2017;South;31\n2018;North;24\n2018;South;30\n",
    )
    report = publication(path, newsroom)
    for section in report.sections:
        assert not re.search(r">3<", section.articles[0].body)
    chapter = report.sections[0].articles[0]
    assert len(chapter.drawings) == 2  # on paper and on phones
    for drawing in chapter.drawings.values():
        assert not re.search(rb">3<", drawing.data or b"")
    alternative = re.findall(r'alt="([^"]*)"', chapter.body)[0]
    assert not re.search(r"\b3\b", alternative)


def test_one_fault_in_a_file_of_data_is_one_finding_however_often_it_is_used(
    newsroom: Newsroom,
) -> None:
    body = f"{CHART}\n\n{TABLE}\n\nSee [](#fig), [](#tab) and `= sum pupils.pupils`."
    path = write_report(newsroom.root, body)
    write_data(newsroom.root)
    csv = path.parent / "data" / "pupils.csv"
    csv.write_text(csv.read_text(encoding="utf-8") + "a;b;c;d;e\n", encoding="utf-8")
    with pytest.raises(ArticleError) as caught:
        read_report(path, newsroom)
    assert [each.rule for each in caught.value.findings] == ["csv-row"], caught.value


def test_a_report_without_data_says_that_there_are_none(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "`= sum pupils.pupils`")
    with pytest.raises(ArticleError) as caught:
        read_report(path, newsroom)
    assert [each.message for each in caught.value.findings] == [
        "unknown data: 'pupils'; there are none"
    ]


def test_a_number_that_would_reveal_few_is_an_error(newsroom: Newsroom) -> None:
    body = "Only `= value pupils.pupils year=2017 school=North`."
    write_data(newsroom.root, "year;school;pupils\n2017;North;3\n2017;South;31\n")
    found = faults(write_report(newsroom.root, body), newsroom)
    assert [place for _rule, place in found] == ["chapters/01-part1.md:5"]


@pytest.mark.parametrize(
    ("patterns", "rule"),
    [
        ("[chapters/none.md]", "chapter-missing"),
        ("[chapters/01-part1.md, chapters/*.md]", "chapter-twice"),
        ("['*.md']", "report-in-itself"),
        ("[index.md]", "report-in-itself"),
        ("[../pris/index.md]", "chapter-outside"),
        ("[/etc/passwd]", "chapter-outside"),
        ("['https://example.com/a.md']", "chapter-outside"),
    ],
)
def test_chapters_that_cannot_be_taken_in_are_reported(
    newsroom: Newsroom, patterns: str, rule: str
) -> None:
    index = INDEX.replace("[chapters/*.md]", patterns)
    found = faults(write_report(newsroom.root, "One.", index=index), newsroom)
    assert (rule, "index.md:8") in found


def test_a_link_out_of_the_folder_is_no_chapter(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "One.")
    (path.parent / "chapters" / "02.md").symlink_to(newsroom.root / "newsroom.toml")
    assert ("chapter-outside", "index.md:8") in faults(path, newsroom)


@pytest.mark.parametrize(
    ("releases", "rule"),
    [
        ("[nope]", "release-missing"),
        ("[report]", "report-in-itself"),
        ("[prsi]", "release-missing"),
    ],
)
def test_releases_that_cannot_be_taken_in_are_reported(
    newsroom: Newsroom, releases: str, rule: str
) -> None:
    index = INDEX.replace("chapters:", f"releases: {releases}\nchapters:")
    assert (rule, "index.md:8") in faults(
        write_report(newsroom.root, "One.", index=index), newsroom
    )


def test_all_releases_are_all_but_the_report_itself(newsroom: Newsroom) -> None:
    index = INDEX.replace("chapters:", "releases: ['*']\nchapters:")
    report = publication(write_report(newsroom.root, "One.", index=index), newsroom)
    assert [each.slug for each in report.sections[-1].articles] == ["pris"]


def test_a_release_under_embargo_is_not_published_early(newsroom: Newsroom) -> None:
    text = ARTICLE.replace("lead:", "embargo: 2019-03-01 10:00\nlead:")
    article(newsroom.root / "articles" / "late", text)
    index = INDEX.replace("chapters:", "releases: [late]\nchapters:")
    found = faults(write_report(newsroom.root, "One.", index=index), newsroom)
    assert found == [("embargoed-release", "index.md:8")]


@pytest.mark.parametrize(
    ("body", "rule", "line"),
    [
        ("Text\n\nSee [](#gone).", "reference", 7),
        ("Text []{index}.", "index-term", 5),
        (CHART.replace("data: pupils", "data: pupil"), "unknown-data", 5),
        (CHART.replace("y: pupils", "y: school"), "chart-text-column", 10),
        (TABLE.replace("columns: pupils", "columns: pupil"), "unknown-column", None),
        (CHART.replace("kind: bar", "kind: bra"), "wrong-value", None),
        ("`= sum pupils.pupil`", "unknown-column", 5),
    ],
)
def test_faults_in_chapters_are_reported(
    newsroom: Newsroom, body: str, rule: str, line: int | None
) -> None:
    path = write_report(newsroom.root, body)
    write_data(newsroom.root)
    found = faults(path, newsroom)
    assert len(found) == 1
    assert found[0][0] == rule
    assert found[0][1].startswith("chapters/01-part1.md" + (f":{line}" if line else ""))


def test_two_figures_with_one_id_are_reported_even_in_different_chapters(
    newsroom: Newsroom,
) -> None:
    path = write_report(newsroom.root, CHART, CHART)
    write_data(newsroom.root)
    assert ("duplicate-id", "chapters/02-part2.md") in faults(path, newsroom)


def test_the_faults_of_all_files_are_reported_at_once(newsroom: Newsroom) -> None:
    index = INDEX.replace("[press]", "[pres]")
    path = write_report(newsroom.root, "See [](#gone).", "#### Deep\n\nText.", index=index)
    write_data(newsroom.root, "year;school;pupils\n2017;North;many\n")
    files = {place.partition(":")[0] for _rule, place in faults(path, newsroom)}
    assert files == {"index.md", "chapters/01-part1.md", "chapters/02-part2.md", "data/pupils.csv"}


def test_two_chapters_of_one_name_are_reported(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "One.")
    first = path.parent / "chapters" / "01-part1.md"
    (path.parent / "chapters" / "02-part1.md").write_text(first.read_text())
    assert ("same-chapter-name", "chapters/02-part1.md") in faults(path, newsroom)


def test_a_file_that_is_but_a_number_keeps_its_name(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "One.")
    first = path.parent / "chapters" / "01-part1.md"
    first.rename(first.with_name("01.md"))
    assert [section.name for section in publication(path, newsroom).sections] == ["01"]


def test_appendices_go_on_after_the_alphabet(newsroom: Newsroom) -> None:
    index = INDEX.replace("chapters:", "appendices: [more/*.md]\nchapters:")
    path = write_report(newsroom.root, "One.", index=index)
    (path.parent / "more").mkdir()
    for number in range(27):
        chapter = f"---\ntitle: Part {number}\n---\n\nText.\n"
        (path.parent / "more" / f"x{number:02}.md").write_text(chapter)
    numbers = [section.number for section in publication(path, newsroom).sections]
    assert numbers[-3:] == ["Y", "Z", "AA"]


def test_advice_does_not_stop_a_report(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "## A heading.\n\nText.")
    assert [finding.rule for finding in read_report(path, newsroom)[1]] == ["heading-full-stop"]


def test_a_chapter_without_front_matter_is_reported(newsroom: Newsroom) -> None:
    path = write_report(newsroom.root, "One.")
    (path.parent / "chapters" / "02.md").write_text("Just text.\n")
    with pytest.raises(ArticleError, match=r"chapters/02\.md:1: has no front matter"):
        read_report(path, newsroom)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[](#part2) tells.", "Chapter 2"),
        ("It is known. [](#part2) tells.", "Chapter 2"),
        ("- [](#part2) tells.", "Chapter 2"),
        ("As [](#part2) tells.", "chapter 2"),
        ("It is *so* [](#part2) tells.", "chapter 2"),
    ],
)
def test_references_begin_sentences_with_capitals(
    newsroom: Newsroom, text: str, words: str
) -> None:
    report = publication(write_report(newsroom.root, text, "Two."), newsroom)
    assert f">{words}</a>" in report.sections[0].articles[0].body
