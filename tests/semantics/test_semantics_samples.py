"""The texts that come with Pressverk have nothing to mend: whatever is told of them is an alarm."""

from pathlib import Path

import pytest

from pressverk import press
from pressverk.folders import find_articles
from pressverk.semantics import examine_meaning

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("source", find_articles(ROOT), ids=lambda path: path.parent.name)
def test_no_alarm_is_false_in_the_sample_articles(source: Path) -> None:
    (outcome,) = press.check(ROOT, [source], jobs=1)
    assert outcome.pdf is not None
    sources = {source.name: source.read_text(encoding="utf-8")}
    assert [each.message for each in examine_meaning(outcome.pdf, source.name, sources)] == []
