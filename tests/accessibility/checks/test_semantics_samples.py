"""The texts that come with Pressverk have nothing to fix: whatever is told of them is an alarm."""

from pathlib import Path

import pytest
from repository import ROOT

from pressverk.accessibility.checks import examine_meaning
from pressverk.build import pipeline
from pressverk.build.prepare import is_report
from pressverk.content.articles import open_article
from pressverk.newsroom.paths import find_articles

# Setting the report takes too long for a test; its authors check it.
RELEASES = [
    source for source in find_articles(ROOT) if not is_report(open_article(source, ROOT), ROOT)
]


@pytest.mark.parametrize("source", RELEASES, ids=lambda path: path.parent.name)
def test_no_alarm_is_false_in_the_sample_releases(source: Path) -> None:
    (outcome,) = pipeline.check(ROOT, [source], jobs=1)
    assert outcome.pdf is not None
    sources = {source.name: source.read_text(encoding="utf-8")}
    assert [each.message for each in examine_meaning(outcome.pdf, source.name, sources)] == []
