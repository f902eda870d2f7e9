import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sample_newsroom import ARTICLE

from pressverk.build import pipeline
from pressverk.cli.main import main
from pressverk.content.articles import compose, parse_article
from pressverk.content.embargo import as_of, building_time, end_of
from pressverk.model import Article, Newsroom
from pressverk.newsroom.paths import find_articles

HELD = ARTICLE.replace("lead:", "embargo: 2026-10-25 02:30\nlead:")
END = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)  # the second 02:30 of that night
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def held(newsroom: Newsroom) -> Article:
    source = newsroom.root / "articles" / "pris" / "index.md"
    parsed = parse_article(HELD, source, newsroom).article
    assert parsed is not None
    return parsed


def hold(root: Path, text: str = HELD) -> None:
    (root / "articles" / "pris" / "index.md").write_text(text, encoding="utf-8")


def build(root: Path, now: dt.datetime, *editions: str) -> list[str]:
    """Return the HTML versions that a build at *now* makes."""
    sources = find_articles(root)
    outcomes = list(pipeline.build(root, sources, editions=editions, jobs=1, now=now))
    assert not any(outcome.failed for outcome in outcomes)
    editions_made = [outcome.edition for outcome in outcomes if outcome.edition]
    return [edition.web.read_text("utf-8") for edition in editions_made if edition.web]


def test_where_clocks_are_changed_it_ends_at_the_later_moment(held: Article) -> None:
    assert end_of(held) == END
    assert end_of(replace(held, embargo=None)) is None


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_a_publication_is_held_until_that_moment_and_not_after(now: dt.datetime) -> None:
    moment = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    held = Article(
        slug="pris",
        source=Path("index.md"),
        layout="press-release",
        language="sv",
        title="Ett pris",
        date=dt.date(2026, 11, 23),
        lead="",
        body="",
        contacts=(),
        embargo=moment,
    )
    told = as_of(compose(held), now).articles[0].embargo
    assert told == (moment if now < moment else None)


def test_editions_name_an_embargo_until_it_ends_and_are_then_made_anew(root: Path) -> None:
    hold(root)
    before = [build(root, END - SECOND) for _ in "12"]
    assert [len(made) for made in before] == [1, 0]
    assert 'class="embargo"' in before[0][0]
    after = [build(root, moment) for moment in (END, END + SECOND)]
    assert [len(made) for made in after] == [1, 0]
    assert 'class="embargo"' not in after[0][0]


def test_a_clock_that_is_set_back_brings_the_embargo_back(root: Path) -> None:
    hold(root)
    assert 'class="embargo"' not in build(root, END + SECOND)[0]
    assert 'class="embargo"' in build(root, END - SECOND)[0]


def test_both_files_of_an_edition_go_by_one_clock(root: Path) -> None:
    hold(root)
    sizes = []
    for now in (END - SECOND, END):
        build(root, now)
        heard = CliRunner().invoke(main, ["listen", str(root / "output" / "pris.pdf")]).output
        sizes.append(heard.count("25 oktober 2026 kl. 02.30"))
    assert sizes == [1, 0]


def test_an_embargo_that_is_taken_away_before_it_ends_leaves_no_time_behind(root: Path) -> None:
    hold(root)
    build(root, END - SECOND)
    hold(root, ARTICLE)
    assert len(build(root, END - SECOND)) == 1
    assert build(root, END) == []


def test_a_check_goes_by_the_same_clock(root: Path) -> None:
    hold(root)
    [source] = find_articles(root)
    heard = [
        next(pipeline.check(root, [source], jobs=1, now=now)).pdf for now in (END - SECOND, END)
    ]
    build(root, END)
    assert heard[0] != heard[1] == (root / "output" / "pris.pdf").read_bytes()


def test_a_reproducible_build_gives_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1792891799")
    assert building_time() == END - SECOND


@pytest.mark.parametrize("given_time", ["", "soon", "-1", "²", "1.5"])
def test_anything_else_than_a_time_is_the_present(
    given_time: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given_time)
    before = dt.datetime.now(dt.UTC)
    assert before <= building_time() <= dt.datetime.now(dt.UTC)


def test_a_time_after_all_times_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 30)
    assert building_time().year == 9999
