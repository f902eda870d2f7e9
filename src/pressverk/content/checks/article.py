"""Rules of content: what a press officer should know about an article before it is built.

Readability, and personal identity and coordination numbers in the text (SFS 1991:481, 18 §: date
of birth, a birth number of three digits and a check digit; a coordination number adds 60 to the
day). Rules about the markup of the body are in ``markup``; docs/writing.md lists all of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pressverk.content.checks.embargo import early_embargo
from pressverk.content.checks.unfinished import unfinished_article
from pressverk.content.markup.context import Cursor, SourceMap
from pressverk.html import landmarks, parse, plain, without_notes
from pressverk.i18n import _
from pressverk.model import Article, Edit, Finding, Place, Severity
from pressverk.newsroom.undecided import undecided_in
from pressverk.readers.names import KEYS

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
SENTENCE_END = re.compile(r"[.!?:…]+[”“’\")]*\s+(?=[\W\d_]*[A-ZÀ-ÖØ-Þ])|\n+")
LONG = 6


def words(text: str) -> list[str]:
    """Return the words and numbers of *text*."""
    return WORD.findall(text)


def lix(text: str) -> int:
    """Return the readability index (läsbarhetsindex) of *text*, rounded.

    LIX = words / sentences + 100 × words of more than six letters / words (Björnsson 1968).
    A sentence ends at a full stop, colon, question or exclamation mark before a capital,
    and at the end of a line: a heading is a sentence. Below 30 is easy, 40–50 is what
    newspapers write, above 50 hard.

    >>> lix("Katten sover. Hunden springer efter katten.")
    20
    """
    sentences = [found for part in SENTENCE_END.split(text) if (found := words(part))]
    total = sum(len(each) for each in sentences)
    if not total:
        return 0
    long = sum(len(word) > LONG for each in sentences for word in each)
    return round(total / len(sentences) + 100 * long / total)


# Not within a word, an address or a longer number.
NUMBER = re.compile(
    r"(?<![\w/=])(?<!\d[-–+.,])"
    r"((?:1[89]|20)?)(\d\d)([01]\d)([0-3]\d|[6-9]\d)[ \xa0]?[-–−+]?[ \xa0]?(\d{4})"
    r"(?![\w])(?![-–]\d)"
)


def personal_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield the places in *text* where a number is somebody's, its check digit verified.

    >>> [match[0] for match in personal_numbers("tel. 08-530 610 00, 811228-9874")]
    ['811228-9874']
    """
    for match in NUMBER.finditer(text):
        century, year, month, day, last = match.groups()
        if _is_date(century, year, int(month), int(day)) and _luhn(year + month + day + last):
            yield match


def masked(number: str) -> str:
    """Return *number* with all digits but the first two hidden.

    >>> masked("811228-9874")
    '81****-****'
    """
    return number[:2] + re.sub(r"\d", "*", number[2:])


def _is_date(century: str, year: str, month: int, day: int) -> bool:
    day = day - 60 if day > 60 else day
    return any(
        _exists(int(each + year), month, day) for each in ([century] if century else ["19", "20"])
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    """Return whether the last of ten *digits* checks the others (the Luhn algorithm)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


LONGEST_HEADLINE = 70
LONGEST_LEAD = 300
USUAL_BODY, LONGEST_BODY = 2_000, 2_500
HARD_TO_READ = 50
# The index of a shorter text says more about its names than about its author.
FEWEST_WORDS = 100
ABBREVIATION = 4  # letters that a word in capitals may have
LONGEST_ALTERNATIVE = 200
BLOCKS = ("p", "li", "dt", "dd", "h2", "h3", "h4", "h5", "h6")
NEEDLESS_START = re.compile(
    r"(?:en |ett |an? )?(?:bild|foto|fotografi|illustration|image|picture|photo|photograph)"
    r" (?:på|av|som|of|showing)\b",
    re.IGNORECASE,
)
# The words of a title in quotation marks are followed by more words.
DOUBLY_MARKED = re.compile(r"–[ \xa0][”“\"][^”“\"]*(?:[,.!?…][”“\"]|[”“\"](?:[,.!?…]|\Z))")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """An article as the rules read it: with its source and its body as a tree."""

    article: Article
    source: SourceMap
    body: Any

    def cursor(self) -> Cursor:
        """Return a cursor at the beginning of the source."""
        return Cursor(self.source)

    def key(self, name: str) -> Place:
        """Return the place of the front matter's key *name*, also by its Swedish name."""
        names = "|".join([name, *(each for each, english in KEYS.items() if english == name)])
        match = re.search(rf"^(?:{names})[ \t]*:", self.source.text, re.MULTILINE)
        return self.source.place(match.start() if match else 0)


def check_article(
    article: Article, text: str, *, file: str | None = None, rules: Sequence["Rule"] | None = None
) -> tuple[Finding, ...]:
    """Return what is to be fixed or considered in *article*.

    *text* is that of the whole file, front matter included, and *file* its name in findings.
    *rules* are those of a press release if left out.
    """
    source = SourceMap(text, file=file or article.source.as_posix(), first_line=1)
    context = RuleContext(article=article, source=source, body=parse(article.body))
    found = [finding for rule in rules or RULES for finding in rule(context)]
    return tuple(sorted(found, key=lambda each: (each.place.line or 0, each.place.column or 0)))


def measure_text(article: Article) -> tuple[int, int | None]:
    """Return how many characters *article* has, and its LIX; None when it is too short for one."""
    body = parse(article.body)
    return len(plain(body)), _readability_index(article, body)


def _readability_index(article: Article, body: Any) -> int | None:
    text = "\n".join([article.lead, *(plain(each) for each in _prose(body))])
    return lix(text) if len(words(text)) >= FEWEST_WORDS else None


def _error(rule: str, place: Place, message: str) -> Finding:
    return Finding(rule=rule, place=place, message=message)


def _advice(rule: str, place: Place, message: str) -> Finding:
    return Finding(rule=rule, place=place, message=message, severity=Severity.ADVICE)


def _personal_numbers(context: RuleContext) -> Iterator[Finding]:
    for match in personal_numbers(context.source.text):
        message = _(
            "{number} looks like a personal identity number; remove it, or write a telephone"
            " number with its hyphen and spaces",
            number=masked(match[0]),
        )
        yield _error("personal-number", context.source.place(match.start()), message)


def _contact(context: RuleContext) -> Iterator[Finding]:
    # A contact with an unknown key is reported where the keys are looked up.
    if not context.article.contacts and not re.search(
        r"^(?:contacts|kontakter)[ \t]*:[ \t]*(?:\[[ \t]*[^\]\s]|[ \t\n]*^[ \t]*-)",
        context.source.text,
        re.MULTILINE,
    ):
        message = _("no contact for the media; give one with contacts: [key]")
        yield _error("no-contact", context.key("contacts"), message)


def _embargo(context: RuleContext) -> Iterator[Finding]:
    # Advice here, for there are two remedies; `check` and `send` make it an error.
    if message := early_embargo(context.article):
        yield _advice("past-embargo", context.key("embargo"), message)


def _headline(context: RuleContext) -> Iterator[Finding]:
    length = len(context.article.title)
    if length > LONGEST_HEADLINE:
        message = _(
            "headline has {length} characters; with at most {most} it stays on one or two lines",
            length=length,
            most=LONGEST_HEADLINE,
        )
        yield _advice("headline-length", context.key("title"), message)


def _headline_form(context: RuleContext) -> Iterator[Finding]:
    title = context.article.title.strip()
    if title.endswith(".") and not title.endswith(".."):
        message = _("the headline ends with a full stop; remove it")
        yield _advice("heading-full-stop", context.key("title"), message)
    if title.isupper() and sum(len(word) > ABBREVIATION for word in words(title)) > 1:
        message = _("the headline is in capitals, which is hard to read; write it in small letters")
        yield _advice("headline-capitals", context.key("title"), message)


def _updated(context: RuleContext) -> Iterator[Finding]:
    updated, date = context.article.updated, context.article.date
    if updated and updated < date:
        message = _(
            "last updated {updated}, before the article's date, {date}; fix one of them",
            updated=updated.isoformat(),
            date=date.isoformat(),
        )
        yield _advice("updated-before-date", context.key("updated"), message)


def _lead(context: RuleContext) -> Iterator[Finding]:
    length = len(context.article.lead)
    if length > LONGEST_LEAD:
        message = _(
            "lead has {length} characters; say the most important with at most {most}",
            length=length,
            most=LONGEST_LEAD,
        )
        yield _advice("lead-length", context.key("lead"), message)


def _body(context: RuleContext) -> Iterator[Finding]:
    length = len(plain(context.body))
    if context.article.layout == "press-release" and length > LONGEST_BODY:
        message = _(
            "text has {length} characters; about {usual} make a page, which is what editors read",
            length=length,
            usual=USUAL_BODY,
        )
        yield _advice("body-length", context.key("title"), message)


def _readability(context: RuleContext) -> Iterator[Finding]:
    index = _readability_index(context.article, context.body)
    if index is not None and index >= HARD_TO_READ:
        message = _(
            "text has the readability index (LIX) {index}, which is hard to read;"
            " write shorter sentences and shorter words",
            index=index,
        )
        yield _advice("readability", context.key("title"), message)


def _prose(body: Any) -> Iterator[Any]:
    """Yield the blocks of text; not a list item besides the paragraphs in it, and no tables."""
    for element in body.iter(*BLOCKS):
        if element.find(".//p") is None and next(element.iterancestors("table"), None) is None:
            yield element


def _alternative_texts(context: RuleContext) -> Iterator[Finding]:
    cursor = context.cursor()
    for picture in context.body.iter("img"):
        if picture.get("src") in context.article.drawings:
            continue  # drawn from data: said in as many words as the data need
        place = context.source.place(cursor.picture(picture.get("src", "")))
        caption = picture.getparent().find("figcaption")
        for message in _advice_on_alternative(picture, "" if caption is None else plain(caption)):
            yield _advice("alternative-text", place, message)


def _advice_on_alternative(picture: Any, caption: str) -> Iterator[str]:
    name, text = repr(picture.get("src", "")), picture.get("alt", "").strip()
    if len(text) > LONGEST_ALTERNATIVE:
        yield _(
            "alternative text of {name} has {length} characters; keep to {most} and put the rest "
            "in the text",
            name=name,
            length=len(text),
            most=LONGEST_ALTERNATIVE,
        )
    if start := NEEDLESS_START.match(text):
        yield _(
            "alternative text of {name} begins with {start}; listeners know that it is a"
            " picture, say at once what it shows",
            name=name,
            start=repr(start[0]),
        )
    if text and _letters(text) == _letters(re.sub(r"(?:Foto|Photo|Illustration):.*", "", caption)):
        yield _(
            "alternative text of {name} is the same as its caption; describe what is seen instead",
            name=name,
        )


def _letters(text: str) -> str:
    return " ".join(words(text.lower()))


def _headings(context: RuleContext) -> Iterator[Finding]:
    cursor = context.cursor()
    for heading in context.body.iter("h2", "h3", "h4", "h5", "h6"):
        at = cursor.line_offset(*landmarks(heading))
        text = without_notes(heading)
        if text.endswith("."):
            message = _("heading {text} ends with a full stop; remove it", text=repr(text))
            finding = _advice("heading-full-stop", context.source.place(at), message)
            yield replace(finding, edits=_without_full_stop(context.source, at))


def _without_full_stop(source: SourceMap, at: int | None) -> tuple[Edit, ...]:
    line = "" if at is None else source.text[at:].partition("\n")[0].rstrip()
    if at is None or not line.startswith("#") or not line.endswith(".") or line.endswith(".."):
        return ()
    end = at + len(line)
    return (source.edit(end - 1, end, ""),)


def _double_marks(context: RuleContext) -> Iterator[Finding]:
    cursor = context.cursor()
    for paragraph in context.body.iterfind(".//p[@class='speech']"):
        place = cursor.line(*landmarks(paragraph))
        if DOUBLY_MARKED.match(plain(paragraph)):
            message = _("speech has both a dash and quotation marks; remove the quotation marks")
            yield _advice("dash-and-quotation-marks", place, message)


def _unfinished(context: RuleContext) -> Iterator[Finding]:
    source = context.source
    yield from dict.fromkeys(unfinished_article(context.article, source.text, source.file))


def _undecided(context: RuleContext) -> Iterator[Finding]:
    for mark in undecided_in(context.source.text):
        message = _(
            "to decide ({rule}): {message}; then delete the comment",
            rule=mark.rule,
            message=mark.message,
        )
        yield _advice("undecided", context.source.place(mark.offset), message)


Rule = Callable[[RuleContext], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    _personal_numbers,
    _contact,
    _embargo,
    _headline,
    _headline_form,
    _updated,
    _lead,
    _body,
    _readability,
    _alternative_texts,
    _headings,
    _double_marks,
    _undecided,
    _unfinished,
)
CHAPTER_RULES: tuple[Rule, ...] = (
    _personal_numbers,
    _readability,
    _alternative_texts,
    _headings,
    _double_marks,
    _undecided,
    _unfinished,
)
