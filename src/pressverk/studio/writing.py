"""What the screen "Write" sends and gets: forms to texts, previews to JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from babel import Locale

from pressverk.build.prepare import is_report
from pressverk.build.preview.model import LinePlace, Preview, PreviewRequest
from pressverk.content.article_files import find_file
from pressverk.content.articles import open_article
from pressverk.content.files import unsaved
from pressverk.content.front_matter_form import (
    FIELDS,
    TextParts,
    join_text,
    key_of_line,
    split_text,
    with_fields,
)
from pressverk.errors import ArticleError
from pressverk.i18n import message_language
from pressverk.model import Edit, Finding
from pressverk.newsroom.undecided import without_mark
from pressverk.readers.names import ATTRIBUTES, BLOCKS, CLASSES, DATA_BLOCKS
from pressverk.studio.pages import Call
from pressverk.studio.templating import without_commands

FIRST_OF_FRONT = 2  # the line of the file that front matter begins on
FOLDED = frozenset(
    {"date", "embargo", "contacts", "updated", "diary_number", "keywords", "language", "layout"}
)
WHOLE = "whole"  # the editor has the whole file: it has no front matter that could be a form
LANGUAGES = (
    "en", "sv", "fi", "no", "da", "de", "fr", "es", "ar", "fa", "so", "pl", "uk", "se", "rom", "yi",
)  # fmt: skip
OF_CHAPTERS = ("title", "lead", "language")
OF_REPORTS = tuple(key for key in FIELDS if key != "embargo")
OF_RELEASES = tuple(key for key in FIELDS if key not in {"subtitle", "notice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text as the form has it, and which file it is of."""

    source: Path
    file: Path
    part: str
    parts: TextParts

    @property
    def text(self) -> str:
        """The text of the file."""
        return join_text(self.parts)


def read_form(call: Call) -> Written:
    """Return the text that the form of *call* has.

    Raises:
        ArticleError: when there is no such article.
    """
    root, part = call.root, part_of(call)
    body = _plain_lines(call.text("body"))
    parts = TextParts(front=None, gap=0, body=body, body_line=1)
    if call.text("mode") != WHOLE:
        front = _plain_lines(call.text("front"))
        if not call.text("front-is-edited"):
            front = with_fields(front, _fields(call))
        gap = min(int(call.text("gap") or 1), 9) if call.text("gap").isdigit() else 1
        parts = replace(parts, front=front, gap=gap)
    parts = replace(parts, body_line=split_text(join_text(parts)).body_line)
    return Written(
        source=find_file(root, call.article),
        file=find_file(root, call.article, part),
        part=part,
        parts=parts,
    )


def part_of(call: Call) -> str:
    """Return the chapter that *call* is about; empty for the article itself."""
    return call.text("part") or call.query("part")


def _fields(call: Call) -> dict[str, str]:
    fields = {key: call.text(key) for key in FIELDS if key in call.form}
    if "contacts-shown" in call.form:
        fields["contacts"] = ", ".join(str(each) for each in call.form.getlist("contact"))
    return fields


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def preview_request(call: Call, written: Written, language: str) -> PreviewRequest:
    """Return what the preview is asked for *written*."""
    return PreviewRequest(
        person=str(call.person.id),
        source=written.source,
        text=written.text,
        chapter=written.file if written.part else None,
        language=language,
    )


def form_of(call: Call, text: str, path: Path, part: str) -> tuple[str, ...]:
    """Return the fields that the text of the file *path* has in its form."""
    if part:
        return OF_CHAPTERS
    root = call.root
    try:
        with unsaved(path, text):
            return OF_REPORTS if is_report(open_article(path, root), root) else OF_RELEASES
    except ArticleError:
        return OF_RELEASES


def is_to_be_seen(
    fields: Mapping[str, str], shown: Mapping[str, Any] | None, *, is_unknown: bool
) -> bool:
    """Return whether what the form folds away must be looked at; *shown* is the preview as JSON.

    *is_unknown*: a contact that is chosen isn't one of the newsroom's.
    """
    findings = (shown or {}).get("findings", ())
    return not fields["date"] or is_unknown or any(map(_is_serious, findings))


def _is_serious(finding: Mapping[str, Any]) -> bool:
    is_serious = finding["severity"] == "error" or finding["rule"] == "undecided"
    return is_serious and finding["field"] in FOLDED


def preview_as_json(preview: Preview, parts: TextParts, file: str) -> dict[str, Any]:
    """Return *preview* as the browser gets it; *file* is what findings call the text's file."""
    return {
        "text": preview.text,
        "bodyLine": parts.body_line,
        "pages": [
            {"name": page.name, "width": page.width, "height": page.height}
            for page in preview.pages
        ],
        "places": [_place(place, parts) for place in preview.places],
        "findings": findings_as_json(preview.findings, parts, file),
        "characters": preview.measures.characters,
        "lix": preview.measures.lix,
    }


def _place(place: LinePlace, parts: TextParts) -> list[Any]:
    is_front = parts.front is not None and place.line < parts.body_line
    field = key_of_line(parts.front or "", place.line - 1) if is_front else ""
    return [place.page, *place.box, place.line, place.column, field]


def findings_as_json(
    findings: tuple[Finding, ...], parts: TextParts, file: str
) -> list[dict[str, Any]]:
    """Return *findings* as the browser gets them, errors first."""
    ordered = sorted(findings, key=lambda each: each.severity.value == "advice")
    return [_finding(finding, parts, file) for finding in ordered]


def _finding(finding: Finding, parts: TextParts, file: str) -> dict[str, Any]:
    place = finding.place
    line = place.line if place.file == file else None
    field = ""
    if line and parts.front is not None and line < parts.body_line:
        field = key_of_line(parts.front, line - 1)
    return {
        "rule": finding.rule,
        "message": without_commands(finding.message),
        "severity": finding.severity.value,
        "line": line,
        "column": place.column if line else None,
        "field": field,
        "elsewhere": "" if line or place.file == file else place.file,
        "page": place.page,
        "edits": [asdict(edit) for edit in finding.edits],
        "settling": [asdict(edit) for edit in _settling(finding, parts) if line],
    }


def _settling(finding: Finding, parts: TextParts) -> tuple[Edit, ...]:
    """Return what removes the mark of an undecided place, for whoever finds it right as it is."""
    number = finding.place.line or 0
    is_front = number < parts.body_line
    first = FIRST_OF_FRONT if is_front else parts.body_line
    lines = ((parts.front or "") if is_front else parts.body).split("\n")
    if finding.rule != "undecided" or not 0 <= number - first < len(lines):
        return ()
    return without_mark(lines[number - first], number)


def passage_languages() -> tuple[tuple[str, str], ...]:
    """Return the languages that passages are mostly in; others are typed into the text."""
    names = Locale(message_language()).languages
    return tuple((tag, names[tag][0].upper() + names[tag][1:]) for tag in LANGUAGES)


def dialect_words() -> dict[str, object]:
    """Return the dialect's words that the script writes, and those that it completes."""
    is_swedish = message_language() == "sv"
    return {
        "words": {
            "fact": "fakta" if is_swedish else "fact",
            "table": "Tabell" if is_swedish else "Table",
            "photographer": "fotograf" if is_swedish else "photographer",
            "illustrator": "illustratör" if is_swedish else "illustrator",
            "width": "bredd" if is_swedish else "width",
            "lang": "språk" if is_swedish else "lang",
            "decorative": "dekorativ" if is_swedish else "decorative",
        },
        "blocks": sorted(BLOCKS if is_swedish else set(BLOCKS.values())),
        "attributes": sorted(ATTRIBUTES if is_swedish else set(ATTRIBUTES.values())),
        "classes": sorted(CLASSES if is_swedish else set(CLASSES.values())),
        "dataBlocks": sorted(DATA_BLOCKS if is_swedish else set(DATA_BLOCKS.values())),
    }
