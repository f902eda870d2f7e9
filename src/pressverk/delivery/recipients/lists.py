"""Lists of recipients as files in the newsroom's folder ``contacts``, and changes to them."""

import csv
import datetime as dt
import io
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

from pressverk.addresses import normalise
from pressverk.delivery.recipients.reading import COLUMNS, parse_list
from pressverk.errors import RecipientError, unreadable
from pressverk.files import make_folder, write_private, write_whole
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Recipient
from pressverk.newsroom.paths import from_root
from pressverk.readers.csv import ENDS, SAID, delimiter_of

CONTACTS, SUFFIX = "contacts", ".csv"
NAME = re.compile(r"[^\W_][\w-]*")


def find_lists(root: Path) -> list[Path]:
    """Return the lists of the newsroom at *root*, in the order of their names."""
    return sorted((root / CONTACTS).glob(f"[!.]*{SUFFIX}"))


def list_path(name: str, root: Path) -> Path:
    """Return the path of the list called *name*, which needn't exist.

    Raises:
        RecipientError: if the name isn't allowed.
    """
    if not NAME.fullmatch(name) and name not in _names(root):
        message = _("{name!r} can't be a list's name; give letters, digits and hyphens", name=name)
        raise RecipientError([Finding(place=Place(file=CONTACTS), message=message, rule="no-list")])
    return root / CONTACTS / f"{name}{SUFFIX}"


def find_list(name: str, root: Path) -> Path:
    """Return the file of the list called *name*.

    Raises:
        RecipientError: if there is none.
    """
    names = _names(root)
    if name in names:
        return list_path(name, root)
    if near := get_close_matches(name, names, n=1):
        message = _("no list {name!r}; did you mean {near!r}?", name=name, near=near[0])
    else:
        file = from_root(list_path(name, root), root)
        message = _("no list {name!r}; make the file {file}", name=name, file=file)
    raise RecipientError([Finding(place=Place(file=CONTACTS), message=message, rule="no-list")])


def begin_list(name: str, root: Path) -> Path:
    """Return the file of the list called *name*; create it, or add its header line if it is empty.

    Raises:
        RecipientError: if the name isn't allowed, or is probably a misspelt existing one.
        OutputError: if it can't be written.
    """
    path = list_path(name, root)
    if get_close_matches(name, _names(root), n=1):
        path = find_list(name, root)
    if not path.exists() or not path.read_bytes().removeprefix(BOM_UTF8).strip():
        make_folder(path.parent)
        write_private(path, BOM_UTF8 + f"{';'.join(COLUMNS)}\r\n".encode())  # Excel needs the mark
    return path


def _names(root: Path) -> list[str]:
    return [path.stem for path in find_lists(root)]


def read_list(path: Path, newsroom: Newsroom) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return the recipients in the list *path*, and advice.

    Raises:
        RecipientError: with all faults of the file.
    """
    file = from_root(path, newsroom.root)
    return parse_list(_bytes_of(path, file), file, newsroom.language)


def addressees(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Return those of *recipients* who have neither opted out nor bounced."""
    return tuple(each for each in recipients if not (each.opted_out or each.bounced))


def read_addressees(
    name: str, newsroom: Newsroom, *, group: str | None = None
) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return the addressees of the list *name*, or of a *group* of it, and advice.

    Those who opted out of one list, or bounced there, are left out of all.

    Raises:
        RecipientError: with all faults of any list, and if nobody is left.
    """
    path = find_list(name, newsroom.root)
    everyone, advice = read_list(path, newsroom)
    file = from_root(path, newsroom.root)
    group = group and normalize("NFC", group)
    groups = sorted({each for recipient in everyone for each in recipient.lists})
    if group is not None and group not in groups:
        raise RecipientError([_no_group(group, groups, file)])
    silent = left_alone(newsroom)
    found = tuple(
        each
        for each in addressees(everyone)
        if (group is None or group in each.lists) and normalise(each.address) not in silent
    )
    if not found:
        message = _("no recipients; add an address that hasn't opted out or bounced")
        raise RecipientError([Finding(place=Place(file=file), message=message, rule="nobody")])
    return found, advice


def left_alone(newsroom: Newsroom) -> frozenset[str]:
    """Return the normalised addresses that have opted out or bounced on any list.

    Raises:
        RecipientError: with all faults of all lists: who has opted out is not known then.
    """
    found: list[Recipient] = []
    faults: list[Finding] = []
    for path in find_lists(newsroom.root):
        try:
            found += read_list(path, newsroom)[0]
        except RecipientError as error:
            faults += error.findings
    if faults:
        raise RecipientError(faults)
    return frozenset(normalise(each.address) for each in found if each.opted_out or each.bounced)


def _no_group(group: str, groups: list[str], file: str) -> Finding:
    if near := get_close_matches(group, groups, n=1):
        message = _("no group {name!r}; did you mean {near!r}?", name=group, near=near[0])
    else:
        known = ", ".join(groups)
        message = _("no group {name!r}; known are {known}", name=group, known=known)
    return Finding(place=Place(file=file), message=message, rule="no-group")


def write_list(path: Path, recipients: Iterable[Recipient]) -> None:
    """Write *recipients* to *path* atomically, with the delimiter that it had.

    Raises:
        OutputError: if it can't be written; the file is then unchanged.
    """
    before = path.read_bytes() if path.exists() else b""
    delimiter, is_said = delimiter_in(before)
    text = io.StringIO(newline="")
    if is_said:
        text.write(f"sep={delimiter}\r\n")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows(map(cells_of, recipients))
    mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    write_whole(path, mark + text.getvalue().encode())


def add(
    recipients: tuple[Recipient, ...], recipient: Recipient, file: str
) -> tuple[Recipient, ...]:
    """Return *recipients*, those of the list *file*, with *recipient* added at the end.

    Raises:
        RecipientError: if the address is there already, opted out or not.
    """
    if any(is_at(each, recipient.address) for each in recipients):
        message = _(
            "{address!r} is on the list already; change its line", address=recipient.address
        )
        raise RecipientError([Finding(place=Place(file=file), message=message, rule="on-list")])
    return (*recipients, recipient)


def opt_out(recipients: tuple[Recipient, ...], address: str, day: dt.date) -> tuple[Recipient, ...]:
    """Return *recipients* with *address* opted out from *day*, unless it already was."""
    return _marked(recipients, address, lambda it: replace(it, opted_out=it.opted_out or day))


def bounce(recipients: tuple[Recipient, ...], address: str, day: dt.date) -> tuple[Recipient, ...]:
    """Return *recipients* with *address* bounced from *day*, unless it already was."""
    return _marked(recipients, address, lambda it: replace(it, bounced=it.bounced or day))


def remove(recipients: tuple[Recipient, ...], address: str) -> tuple[Recipient, ...]:
    """Return *recipients* without *address*."""
    return tuple(each for each in recipients if not is_at(each, address))


def _marked(
    recipients: tuple[Recipient, ...], address: str, mark: Callable[[Recipient], Recipient]
) -> tuple[Recipient, ...]:
    return tuple(mark(each) if is_at(each, address) else each for each in recipients)


def merged(recipients: tuple[Recipient, ...], newer: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Return *recipients* as *newer* has them, and who is new; nobody is left out.

    Who opted out or bounced before still has, whatever *newer* says.
    """
    known = {normalise(each.address): each for each in recipients}
    for each in newer:
        before = known.get(normalise(each.address))
        known[normalise(each.address)] = (
            replace(
                each,
                added=min(before.added, each.added),
                opted_out=before.opted_out or each.opted_out,
                bounced=before.bounced or each.bounced,
            )
            if before
            else each
        )
    return tuple(known.values())


def is_at(recipient: Recipient, address: str) -> bool:
    """Return whether *recipient* has *address* in any spelling."""
    return normalise(recipient.address) == normalise(address)


def cells_of(recipient: Recipient) -> list[str]:
    """Return *recipient* as the cells of a row, in the order of COLUMNS."""
    return [
        recipient.name,
        recipient.address,
        recipient.organisation,
        recipient.language,
        " ".join(recipient.lists),
        recipient.source,
        recipient.added.isoformat(),
        recipient.opted_out.isoformat() if recipient.opted_out else "",
        recipient.bounced.isoformat() if recipient.bounced else "",
    ]


def delimiter_in(content: bytes) -> tuple[str, bool]:
    """Return the delimiter of *content*, and whether its first line states it."""
    text = ENDS.sub("\n", content.decode("utf-8-sig", errors="replace"))
    return (delimiter_of(text, "", COLUMNS)[0] if text else ","), bool(SAID.match(text))


def _bytes_of(path: Path, file: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecipientError([unreadable(error, file)]) from error
