"""Lists of recipients seen and edited row by row, each change under the newsroom's lock."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pressverk.addresses import normalise
from pressverk.delivery.recipients.cells import CellRow, CellTable, in_columns, read_cells, with_row
from pressverk.delivery.recipients.lists import (
    add,
    addressees,
    find_lists,
    left_alone,
    merged,
    read_list,
    write_list,
)
from pressverk.delivery.recipients.reading import recipient_of
from pressverk.errors import RecipientError
from pressverk.files import only_writer, write_private
from pressverk.model import Finding, Newsroom, Recipient
from pressverk.newsroom.paths import STATE, from_root


class ChangedError(Exception):
    """The list isn't what it was when it was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSummary:
    """A list in short; *faults* is how many its file has, and then nothing else is known."""

    name: str
    file: str
    count: int = 0
    silent: int = 0
    faults: int = 0
    groups: tuple[str, ...] = ()


def summaries(newsroom: Newsroom) -> list[ListSummary]:
    """Return all lists in short, in the order of their names."""
    return [_summary(path, newsroom) for path in find_lists(newsroom.root)]


def _summary(path: Path, newsroom: Newsroom) -> ListSummary:
    file = from_root(path, newsroom.root)
    try:
        people, _advice = read_list(path, newsroom)
    except RecipientError as error:
        return ListSummary(name=path.stem, file=file, faults=len(error.findings))
    left = addressees(people)
    return ListSummary(
        name=path.stem,
        file=file,
        count=len(left),
        silent=len(people) - len(left),
        groups=tuple(sorted({group for each in people for group in each.lists})),
    )


def search(newsroom: Newsroom, query: str) -> list[tuple[Recipient, str]]:
    """Return who has *query* in their name, address or organisation, each with their list.

    Lists with faults are left out.
    """
    query, found = query.casefold(), []
    for path in find_lists(newsroom.root):
        try:
            people, _advice = read_list(path, newsroom)
        except RecipientError:
            continue
        found += [(each, path.stem) for each in people if _is_like(each, query)]
    return found


def _is_like(each: Recipient, query: str) -> bool:
    return any(query in text.casefold() for text in (each.name, each.address, each.organisation))


def key_of(address: str) -> str:
    """Return *address* normalised, as it is where it can't be."""
    try:
        return normalise(address)
    except ValueError:
        return address


def rows_with(table: CellTable, query: str) -> list[CellRow]:
    """Return the rows of *table* that have *query*, those with faults first."""
    rows = [row for row in table.rows if any(query in it.text.casefold() for it in row.cells)]
    return sorted(rows, key=lambda row: not row.is_faulty)


def silent_in(newsroom: Newsroom) -> frozenset[str]:
    """Return the addresses that are left alone; none are known while a list is faulty."""
    try:
        return left_alone(newsroom)
    except RecipientError:
        return frozenset()


def digest_of(content: bytes) -> str:
    """Return a digest of the *content* of a list, to see whether it was changed since."""
    return hashlib.sha256(content).hexdigest()


def today_in(newsroom: Newsroom) -> dt.date:
    """Return the day that it is by the newsroom's clocks."""
    return dt.datetime.now(ZoneInfo(newsroom.time_zone)).date()


def change_row(
    path: Path, newsroom: Newsroom, number: int, cells: Sequence[str], *, seen: str
) -> tuple[Finding, ...]:
    """Write *cells* as row *number* of the list *path*, its head being 0.

    Return what is wrong with them, and then write nothing, unless less is than before.

    Raises:
        ChangedError: when the list isn't *seen*, its digest, any more.
        LookupError: when it has no such row.
        OutputError: when it can't be written.
    """
    file = from_root(path, newsroom.root)
    with only_writer(newsroom.root / STATE):
        content = path.read_bytes()
        if digest_of(content) != seen:
            raise ChangedError
        table = read_cells(content, file, newsroom.language)
        before = _findings_of(table, number)
        after = with_row(content, file, number, cells[: len(table.head.cells)])
        findings = _findings_of(read_cells(after, file, newsroom.language), number)
        if findings and len(findings) >= len(before):
            return findings
        write_private(path, after)
    return ()


def _findings_of(table: CellTable, number: int) -> tuple[Finding, ...]:
    """Return what is wrong in row *number* of *table*.

    Raises:
        LookupError: when there is none.
    """
    rows = {row.number: row for row in (table.head, *table.rows)}
    return tuple(finding for cell in rows[number].cells for finding in cell.findings)


def add_address(path: Path, newsroom: Newsroom, values: Mapping[str, str]) -> None:
    """Add the recipient that *values* describe, by columns, to the list *path*.

    Raises:
        RecipientError: when they describe none, or the address is there already.
        OutputError: when it can't be written.
    """
    file = from_root(path, newsroom.root)
    recipient = recipient_of(values, file, newsroom.language)
    with only_writer(newsroom.root / STATE):
        people, _advice = read_list(path, newsroom)
        write_list(path, add(people, recipient, file))


def merge_into(path: Path, newsroom: Newsroom, people: Iterable[Recipient]) -> None:
    """Add *people* to the list *path*; nobody who opted out comes back.

    Raises:
        RecipientError: with every fault of the list.
        OutputError: when it can't be written.
    """
    with only_writer(newsroom.root / STATE):
        before, _advice = read_list(path, newsroom)
        write_list(path, merged(before, people))


def name_columns(path: Path, newsroom: Newsroom) -> None:
    """Give the columns of the list *path* their names, where it has the Swedish ones.

    Raises:
        OutputError: when it can't be written.
    """
    with only_writer(newsroom.root / STATE):
        write_private(path, in_columns(path.read_bytes(), from_root(path, newsroom.root)))
