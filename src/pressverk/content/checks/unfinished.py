"""Texts that nobody has finished: those of templates, and marks such as TODO.

Advice while somebody writes; `send` makes an error of each until it is confirmed.
"""

import re
from collections.abc import Iterator

from pressverk.html import parse
from pressverk.i18n import _
from pressverk.model import Article, Finding, Newsroom, Place, Publication, Severity
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root
from pressverk.newsroom.scaffold import stubs

RULE = "unfinished-text"
# What people write where something is still missing: TODO, XX kronor, [KOLLA MED PER].
MARKS = re.compile(r"(?<!\w)(?:TODO|FIXME|XX+|\[[A-ZÅÄÖ]{2}[A-ZÅÄÖ0-9 .,:?!/–-]*\])(?!\w)")


def unfinished_in(publication: Publication, newsroom: Newsroom) -> tuple[Finding, ...]:
    """Return advice on the unfinished texts in *publication*, at the first place of each."""
    found = [
        finding
        for article in publication.articles
        for finding in unfinished_article(
            article,
            article.source.read_text(encoding="utf-8", errors="replace"),
            from_root(article.source, newsroom.root),
        )
    ]
    languages = {article.language for article in publication.articles}
    return tuple(dict.fromkeys([*found, *unfinished_boilerplate(newsroom, languages)]))


def unfinished_article(article: Article, text: str, file: str) -> Iterator[Finding]:
    """Yield advice on the unfinished texts in *article*, whose *file* holds *text*."""
    body = " ".join(" ".join(parse(article.body).itertext()).split())
    lines = text.splitlines()
    for part in (article.title, article.lead, body):
        for mark in _marks_in(part):
            at = next((number for number, line in enumerate(lines, 1) if mark in line), None)
            yield _advice(_place(file, at, lines, mark), mark)


def unfinished_boilerplate(newsroom: Newsroom, languages: set[str]) -> Iterator[Finding]:
    """Yield advice on the unfinished texts about the sender in *languages*."""
    for language in languages & newsroom.boilerplate.keys():
        place = Place(file=f"{NEWSROOM_FILE} [boilerplate.{language}]")
        for mark in _marks_in(newsroom.boilerplate[language].text):
            yield _advice(place, mark)


def _place(file: str, line: int | None, lines: list[str], mark: str) -> Place:
    column = lines[line - 1].index(mark) + 1 if line else None
    return Place(file=file, line=line, column=column)


def _marks_in(text: str) -> list[str]:
    """Return the texts of templates and the marks of gaps in *text*, each once."""
    found = (match[0] for match in MARKS.finditer(text))
    return list(dict.fromkeys([*(stub for stub in stubs() if stub in text), *found]))


def _advice(place: Place, mark: str) -> Finding:
    message = _("says {mark!r}, which nobody seems to have finished; write it", mark=mark)
    return Finding(place=place, message=message, rule=RULE, severity=Severity.ADVICE)
