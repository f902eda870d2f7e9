"""A line of text as it is spoken: words, and announcements among them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from pressverk.accessibility.reader.marked_content import space_between
from pressverk.accessibility.reader.model import Annotation, Content, Tag
from pressverk.accessibility.reader.words import (
    BLOCKS,
    SOFT_HYPHEN,
    are_set_apart,
    contents_of,
    text_of,
)
from pressverk.accessibility.screen_reader.formats import language_name
from pressverk.accessibility.screen_reader.model import Part, Role
from pressverk.i18n import _

SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
SCHEME = re.compile(r"(https?://|mailto:|tel:)")
TERM = re.compile(r"[^\W\d_]{3}")
NUMERAL = re.compile(r"\(?(?:[ivxlcdm]+|\d+)[.):]?", re.IGNORECASE)
NOTES = ("Note", "FENote")
SET_OFF = (*NOTES, "Figure", "Formula")  # words are separated by the announcement, not by spaces

Kid = Tag | Content | Annotation


def speak(
    kids: Iterable[Kid], *, heard: str | None, language: str | None = None
) -> tuple[Part, ...]:
    """Return *kids*, in *language*, as parts; *heard* is the language spoken so far."""
    speech = _Speech(language=heard)
    outer = speech.enter(language)
    speech.kids(list(kids))
    speech.leave(outer)
    return tuple(_tidied(speech.parts))


def words_of(parts: Iterable[Part]) -> str:
    """Return the words of the document in *parts*."""
    return "".join(part.text for part in parts if part.role is Role.TEXT)


@dataclass(slots=True, kw_only=True)
class _Speech:
    """Parts while they are collected, not yet normalised."""

    language: str | None
    parts: list[Part] = field(default_factory=list)
    before: Content | None = None
    owed: str = ""  # the space after the call of a note, which is said after the note

    def kids(self, kids: Sequence[Kid]) -> None:
        pairs = pairwise([*kids, None])
        for language, group in groupby(pairs, key=lambda pair: _own_language(pair[0])):
            outer = self.enter(language)
            for kid, following in group:
                self.kid(kid, following)
            self.leave(outer)

    def kid(self, kid: Kid | None, following: Kid | None) -> None:
        if isinstance(kid, Content):
            self.content(kid)
        elif isinstance(kid, Tag) and _is_call(kid, following):
            last = [content.text for content in contents_of(kid)][-1]
            self.owed = last[len(last.rstrip()) :]
        elif isinstance(kid, Tag):
            self.tag(kid)
        elif isinstance(kid, Annotation) and kid.subtype == "Widget":
            self.start(_("field"))
            self.text(" ".join(filter(None, (kid.contents, kid.value))))
            self.end()

    def content(self, content: Content) -> None:
        if self.before is not None and are_set_apart(self.before, content):
            last = next((p.text for p in reversed(self.parts) if p.role is Role.TEXT), "")
            self.text(space_between(last, content.text))
        self.text(content.text)
        self.before = content if content.runs else self.before

    def tag(self, tag: Tag) -> None:
        is_apart = tag.type in BLOCKS and tag.type not in SET_OFF
        if is_apart:
            self.text(" ")
        outer = self.enter(tag.language)
        self.announced(tag)
        self.leave(outer)
        if is_apart:
            self.text(" ")

    def announced(self, tag: Tag) -> None:
        """Say *tag* with its announcement."""
        match tag.type:
            case "Figure":
                self.start(_("picture") if tag.alt else _("picture without description"))
                self.words(tag)
                self.end()
            case "Formula":
                self.start(_("formula"))
                self.words(tag)
                self.end()
            case "Link":
                self.link(tag)
            case "Lbl":
                self.label(tag)
            case "Note" | "FENote":
                label, kids = note_of(tag)
                self.start(_("footnote {label}", label=label) if label else _("footnote"))
                self.kids(kids)
                self.trim()
                self.end()
                self.text(self.owed)
                self.owed = ""
            case "Quote":
                self.start(_("quotation"))
                self.words(tag)
                self.end()
            case "Code":
                self.start(_("code"))
                self.words(tag)
                self.end()
            case "Reference" if not any(isinstance(k, Tag) and k.type == "Link" for k in tag.kids):
                self.start(_("reference"))
                self.words(tag)
                self.end()
            case _other:
                self.words(tag)

    def label(self, tag: Tag) -> None:
        """Say the bullet of a list item, or the term that it explains."""
        shown = text_of(tag).strip(" \xa0")
        if TERM.search(shown) and not NUMERAL.fullmatch(shown):
            self.start(_("term"))
            self.words(tag)
            self.end()
        else:
            self.text(shown)
        self.text(" ")

    def link(self, tag: Tag) -> None:
        links = [kid for kid in tag.kids if isinstance(kid, Annotation)]
        uri = next((link.uri for link in links if link.uri), None)
        inside = uri is None and any(link.target for link in links)
        self.start(_("link in the document") if inside else _("link"))
        self.words(tag)
        shown = text_of(tag)
        self.end(uri if uri and not _says_same(shown, uri) else "")

    def words(self, tag: Tag) -> None:
        """Say the replacement text of *tag*, or its content."""
        instead = next(
            (text for text in (tag.expansion, tag.alt, tag.actual_text) if text is not None), None
        )
        if instead is None:
            self.kids(tag.kids)
        else:
            self.text(instead)
            self.before = None

    def enter(self, language: str | None) -> str | None:
        """Announce a change of language, and return the previous one."""
        outer = self.language
        if language and not _is_same_language(outer, language):
            self.start(language_name(language))
            self.language = language
        return outer

    def leave(self, outer: str | None) -> None:
        if outer != self.language:
            self.end()
            self.language = outer

    def text(self, text: str) -> None:
        if text:
            self.parts.append(Part(role=Role.TEXT, text=text, language=self.language))

    def trim(self) -> None:
        """Remove trailing spaces."""
        while self.parts[-1].role is Role.TEXT:
            last = self.parts.pop()
            if bare := last.text.rstrip():
                self.parts.append(replace(last, text=bare))
                break

    def start(self, text: str) -> None:
        self.parts.append(Part(role=Role.START, text=text))

    def end(self, text: str = "") -> None:
        self.parts.append(Part(role=Role.END, text=text))
        self.before = None


def _own_language(kid: Kid | None) -> str | None:
    return kid.language if isinstance(kid, Content) else None


def note_of(tag: Tag) -> tuple[str, list[Kid]]:
    """Return the label of a note, and its other kids."""
    label = next((kid for kid in tag.kids if isinstance(kid, Tag) and kid.type == "Lbl"), None)
    return _label(tag), [kid for kid in tag.kids if kid is not label]


def _label(note: Tag) -> str:
    label = next((kid for kid in note.kids if isinstance(kid, Tag) and kid.type == "Lbl"), None)
    return text_of(label).rstrip(".") if label else ""


def _is_call(tag: Tag, following: Kid | None) -> bool:
    """Return whether *tag* is only the call of the note that is read next."""
    if not isinstance(following, Tag) or following.type not in NOTES or tag.type in NOTES:
        return False
    label = _label(following)
    return bool(label) and text_of(tag).strip("[]() .") == label.strip("[]() .")


def _is_same_language(one: str | None, other: str) -> bool:
    """Return whether two tags are the same language to a listener: ``sv`` and ``sv-SE`` are."""
    first, second = f"{one}-".lower(), f"{other}-".lower()
    return first.startswith(second) or second.startswith(first)


def _says_same(text: str, uri: str) -> bool:
    """Return whether a link's text is its address, which needn't be said twice."""
    bare = SCHEME.sub("", uri).rstrip("/")
    ignored = str.maketrans("", "", " \xa0-–")
    return text.rstrip("/").translate(ignored) in {bare.translate(ignored), uri.translate(ignored)}


def _tidied(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* with consecutive texts joined, and with normalised white space.

    Empty announcements are kept: a link without words is said as such.
    """
    tidy: list[Part] = []
    for part in parts:
        if part.role is not Role.TEXT:
            tidy.append(part)
            continue
        text = part.text.replace(SOFT_HYPHEN, "")
        if tidy and tidy[-1].role is Role.TEXT:
            text = tidy.pop().text + text
        tidy.append(replace(part, text=SPACES.sub(" ", text)))
    return _trimmed(tidy)


def _trimmed(parts: list[Part]) -> list[Part]:
    """Return *parts* with single spaces, and none at the edges of announcements."""
    trimmed: list[Part] = []
    owed = False
    for part in parts:
        bare = part.text.strip(" ") if part.role is Role.TEXT else part.text
        owed = owed or (part.role is Role.TEXT and part.text.startswith(" "))
        if part.role is Role.TEXT and not bare:
            continue
        if owed and part.role is not Role.END:
            _put_space(trimmed)
            owed = False
        trimmed.append(replace(part, text=bare))
        owed = owed or (part.role is Role.TEXT and part.text.endswith(" "))
    return trimmed


def _put_space(parts: list[Part]) -> None:
    """Add a space at the end of *parts*, but before an announcement that has just begun."""
    end = len(parts)
    while end and parts[end - 1].role is Role.START:
        end -= 1
    if end and parts[end - 1].role is Role.TEXT:
        parts[end - 1] = replace(parts[end - 1], text=parts[end - 1].text.rstrip(" ") + " ")
    elif end:
        parts.insert(end, Part(role=Role.TEXT, text=" "))
