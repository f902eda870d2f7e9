"""``newsroom.toml`` changed key by key: its comments, its order and what isn't changed stay."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item
from tomlkit.toml_document import TOMLDocument

from pressverk.errors import NewsroomError, unreadable
from pressverk.files import only_writer, write_whole
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.config import parse_newsroom
from pressverk.newsroom.paths import NEWSROOM_FILE, STATE
from pressverk.readers.toml import read_toml

Value = str | int | bool | None
Changes = Mapping[tuple[str, ...], Value]
TABLE_IN_TABLE = 3  # parts of a key such as contacts.press.name
# The keys that forms may set; all others are for those who edit the file.
FORM_KEYS = re.compile(
    r"language|time_zone|sender\.(name|website)|brand\.colour"
    r"|boilerplate\.[a-z]{2,3}\.(heading|text)"
    r"|contacts\.[a-z0-9]+([-_][a-z0-9]+)*\.(name|title|phone|email)"
    r"|mail\.(from_address|from_name|reply_to|unsubscribe|approval)"
    r"|mail\.smtp\.(host|port|security|auth|username)"
)
SWITCHES = frozenset({"mail.approval"})
NUMBERS = frozenset({"mail.smtp.port"})
CONTACT = ("name", "title", "phone", "email")


def with_changes(text: str, changes: Changes) -> str:
    r"""Return *text*, TOML, with each key of *changes* set, or removed where its value is None.

    A table that loses its last key goes, too.

    >>> with_changes('a = "x" # why\n[b]\nc = 1\n', {("a",): "y", ("b", "c"): None})
    'a = "y" # why\n'

    Raises:
        NewsroomError: when *text* can't be read.
    """
    try:
        text, changes = _with_new_tables(text, changes)
        document = tomlkit.parse(text)
        for location, value in changes.items():
            _set(document, location, value)
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, AttributeError) as error:
        message = _("can't be changed here ({reason}); edit it as a text", reason=reason_of(error))
        place = Place(file=NEWSROOM_FILE)
        raise NewsroomError([Finding(place=place, message=message, rule="toml-syntax")]) from error


def _with_new_tables(text: str, changes: Changes) -> tuple[str, Changes]:
    """Return *text* with the new tables that have siblings, such as a contact, and what is left.

    tomlkit would put them after the comment that is written over the table that follows.
    """
    left, known = dict(changes), tomlkit.parse(text).unwrap()
    new: dict[tuple[str, str], dict[str, str | int | bool]] = {}
    for location, value in changes.items():
        if len(location) == TABLE_IN_TABLE and value is not None:
            parent, name, key = location
            if known.get(parent) and name not in known[parent]:
                new.setdefault((parent, name), {})[key] = value
    for (parent, name), values in new.items():
        lines = text.splitlines(keepends=True)
        at = _end_of_siblings(lines, parent)
        added = tomlkit.dumps({parent: {name: values}})
        after = "".join([*lines[:at], "\n", added.strip(), "\n", *lines[at:]])
        try:
            found = tomlkit.parse(after).unwrap()
        except TOMLKitError:  # a line of a text that looks like a table
            continue
        if found == known | {parent: known[parent] | {name: values}}:
            text, known = after, found
            left = {key: value for key, value in left.items() if key[:-1] != (parent, name)}
    return text, left


def _end_of_siblings(lines: Sequence[str], parent: str) -> int:
    """Return where the last table within *parent* ends: after its last line that says anything."""
    end, is_within = len(lines), False
    for at, line in enumerate(lines):
        if line.lstrip().startswith("["):
            is_within = line.lstrip().startswith(f"[{parent}.")
        if is_within and line.strip() and not line.lstrip().startswith("#"):
            end = at + 1
    return end


def save_changes(root: Path, text: str, changes: Changes) -> Newsroom:
    """Write *text*, what ``newsroom.toml`` says, with *changes*, if that describes a newsroom.

    Raises:
        NewsroomError: with every fault that it would have, or when the file isn't *text* any more.
        OutputError: when it can't be written.
    """
    return save_text(root, text, with_changes(text, changes))


def save_text(root: Path, before: str, after: str) -> Newsroom:
    """Write *after* in place of *before*, what ``newsroom.toml`` says, if it describes a newsroom.

    Raises:
        NewsroomError: as ``save_changes``.
        OutputError: when it can't be written.
    """
    newsroom = parse_newsroom(after, root)
    path = root / NEWSROOM_FILE
    with only_writer(root / STATE):
        if read_text(root) != before:
            message = _("was changed meanwhile; look at it, then do it once more")
            place = Place(file=NEWSROOM_FILE)
            raise NewsroomError([Finding(place=place, message=message, rule="changed-meanwhile")])
        mark = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        write_whole(path, mark + after.encode())
    return newsroom


def read_text(root: Path) -> str:
    """Return what ``newsroom.toml`` says, line ends as they are.

    Raises:
        NewsroomError: when it can't be read.
    """
    try:
        return (root / NEWSROOM_FILE).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NewsroomError([unreadable(error, NEWSROOM_FILE)]) from error


def _set(document: TOMLDocument, location: tuple[str, ...], value: Value) -> None:
    *tables, key = location
    table = document
    for name in tables:
        if name not in table:
            if value is None:
                return
            table[name] = tomlkit.table(is_super_table=name != tables[-1])
        table = table[name]
    if value is None:
        table.pop(key, None)
        if tables and not table:
            _set(document, tuple(tables), None)
    elif key not in table or table[key] != value:
        before = table.get(key)
        item = _item(value)
        if isinstance(before, Item):  # its comment stays
            item.trivia.comment_ws, item.trivia.comment = (
                before.trivia.comment_ws,
                before.trivia.comment,
            )
        table[key] = item


def _item(value: Value) -> Item:
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    return tomlkit.item(value)


def value_at(table: Mapping[str, Any], key: str) -> str:
    """Return what stands at the dotted *key* of *table*, as a field of a form has it.

    >>> value_at({"mail": {"approval": True}}, "mail.approval")
    '1'
    """
    value: Any = table
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, str | int) else ""


def names_in(table: Mapping[str, Any], name: str) -> list[str]:
    """Return the names of the tables in the table *name*, such as those of all contacts."""
    found = table.get(name)
    return list(found) if isinstance(found, Mapping) else []


def save_fields(root: Path, text: str, fields: Mapping[str, str]) -> Newsroom:
    """Write *text* with *fields* of a form, by their dotted keys; those not in FORM_KEYS stay.

    Raises:
        NewsroomError: as ``save_changes``.
        OutputError: when it can't be written.
    """
    known = {key: value for key, value in fields.items() if FORM_KEYS.fullmatch(key)}
    return save_changes(root, text, dict(_changes(read_toml(text, "")[0], known)))


def _changes(
    table: Mapping[str, Any], given: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Yield what *given* changes: what is empty now, and was nowhere before, stays away."""
    for name, written in given.items():
        location = tuple(name.split("."))
        value = written.replace("\r\n", "\n").strip("\n" if "\n" in written else None)
        before = value_at(table, name)
        if name in SWITCHES:
            yield location, bool(value)
        elif value == before.strip("\n"):
            continue
        elif name in NUMBERS and value.isascii() and value.isdecimal():
            yield location, int(value)
        else:
            ends = "\n" if "\n" in value or before.endswith("\n") else ""
            yield location, f"{value}{ends}" if value else None


def add_contact(root: Path, text: str, key: str, values: Mapping[str, str]) -> Newsroom:
    """Write *text* with a new contact.

    Raises:
        NewsroomError: when there is one called *key*; as ``save_changes``.
        OutputError: when it can't be written.
    """
    if key in names_in(read_toml(text, "")[0], "contacts"):
        message = _("{key!r} is there already; give another name", key=key)
        place = Place(file=NEWSROOM_FILE)
        raise NewsroomError([Finding(place=place, message=message, rule="contact-there")])
    return save_changes(root, text, {("contacts", key, it): values[it] or None for it in CONTACT})


def remove_contact(root: Path, text: str, key: str) -> Newsroom:
    """Write *text* without the contact *key*; articles that name it say so when they are checked.

    Raises:
        NewsroomError: as ``save_changes``.
        OutputError: when it can't be written.
    """
    return save_changes(root, text, {("contacts", key, it): None for it in CONTACT})
