"""A document -> the front matter of an article, with a comment at each guess."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from pressverk.content.front_matter_form import dump_yaml, folded, in_line, quoted
from pressverk.intake.deciding import undecided_key
from pressverk.intake.model import SourceDocument
from pressverk.model import Contact, Newsroom
from pressverk.validation import EMAIL, PHONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What an article has before its text; *guesses* are what to decide, by key."""

    layout: str
    title: str
    lead: str
    date: dt.date
    language: str
    guesses: Mapping[str, str] = field(default_factory=dict)


def write_front_matter(heading: Heading, document: SourceDocument, newsroom: Newsroom) -> str:
    """Return the front matter, its fences included."""
    values = CommentedMap()
    values["layout"] = heading.layout
    if heading.language != newsroom.language:
        values["language"] = heading.language
    values["title"] = quoted(heading.title)
    values["date"] = heading.date
    if document.updated and document.date and document.updated > document.date:
        values["updated"] = document.updated
    values["lead"] = folded(heading.lead)
    values["contacts"] = _contacts(document.contacts, newsroom)
    if document.diary_number:
        values["diary_number"] = document.diary_number
    if document.keywords:
        values["keywords"] = in_line(document.keywords)
    for key, message in heading.guesses.items():
        comment = undecided_key(key, message)
        values.yaml_set_comment_before_after_key(key, before=comment)
    return f"---\n{dump_yaml(values)}---\n"


def _contacts(contacts: tuple[Contact, ...], newsroom: Newsroom) -> CommentedSeq:
    """Return keys of the newsroom's contacts, and those whole that it doesn't know."""
    entries: list[Any] = []
    for contact in contacts:
        key = _known(contact, newsroom)
        entry = key or _entry(contact)
        if entry and entry not in entries:
            entries.append(entry)
    if not entries:
        entries = list(newsroom.contacts)[:1]
    if all(isinstance(entry, str) for entry in entries):
        return in_line(entries)
    return CommentedSeq(entries)


def _known(contact: Contact, newsroom: Newsroom) -> str:
    """Return the key of the newsroom's contact that can be reached the same way, if any."""
    for key, known in newsroom.contacts.items():
        same_mail = contact.email and contact.email.lower() == (known.email or "").lower()
        same_phone = contact.phone and _digits(contact.phone) == _digits(known.phone or "")
        if (same_mail or same_phone) and contact.name == known.name:
            return key
    return ""


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())


def _entry(contact: Contact) -> CommentedMap | None:
    """Return a whole *contact*, if it can be reached."""
    entry = CommentedMap(name=contact.name, title=contact.title or "…")
    if contact.phone and PHONE.fullmatch(contact.phone):
        entry["phone"] = contact.phone
    if contact.email and EMAIL.fullmatch(contact.email):
        entry["email"] = contact.email
    return entry if contact.name and len(entry) > 2 else None
