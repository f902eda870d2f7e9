"""Lists as files in the newsroom's folder ``contacts``, and what is done to them."""

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
from pressverk.errors import RecipientError
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
    """Return where the list called *name* lies, or would.

    Raises:
        RecipientError: when no list can be called so.
    """
    if not NAME.fullmatch(name) and name not in _names(root):
        message = _("{name!r} can't be a list's name; give letters, digits and hyphens", name=name)
        raise RecipientError([Finding(place=Place(file=CONTACTS), message=message, rule="no-list")])
    return root / CONTACTS / f"{name}{SUFFIX}"


def find_list(name: str, root: Path) -> Path:
    """Return the file of the list called *name*.

    Raises:
        RecipientError: when there is none.
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
    """Return the file of the list called *name*, with its first line if it had none.

    Raises:
        RecipientError: when it can't be called so, or is likely another that is there.
        OutputError: when it can't be written.
    """
    path = list_path(name, root)
    if get_close_matches(name, _names(root), n=1):
        path = find_list(name, root)
    if not path.exists() or not path.read_bytes().removeprefix(BOM_UTF8).strip():
        make_folder(path.parent)
        write_private(path, BOM_UTF8 + f"{';'.join(COLUMNS)}\r\n".encode())  # as Excel reads it
    return path


def _names(root: Path) -> list[str]:
    return [path.stem for path in find_lists(root)]


def read_list(path: Path, newsroom: Newsroom) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return the recipients in the list *path*, and advice.

    Raises:
        RecipientError: with every fault of the file.
    """
    file = from_root(path, newsroom.root)
    return parse_list(_bytes_of(path, file), file, newsroom.language)


def addressees(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Return those of *recipients* who may be written to: not opted out, and reached so far."""
    return tuple(each for each in recipients if not (each.opted_out or each.bounced))


def read_addressees(
    name: str, newsroom: Newsroom, *, group: str | None = None
) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return those on the list called *name*, or in a *group* of it, to write to, and advice.

    Who opted out of one list, or bounced there, is written to by none.

    Raises:
        RecipientError: with every fault of any list, and when nobody is left.
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
        message = _("nobody to write to; add an address that hasn't opted out or bounced")
        raise RecipientError([Finding(place=Place(file=file), message=message, rule="nobody")])
    return found, advice


def left_alone(newsroom: Newsroom) -> frozenset[str]:
    """Return the normalised addresses that some list says not to write to.

    Raises:
        RecipientError: with every fault of the first list that has any.
    """
    lists = [read_list(path, newsroom)[0] for path in find_lists(newsroom.root)]
    return frozenset(
        normalise(each.address)
        for recipients in lists
        for each in recipients
        if each.opted_out or each.bounced
    )


def _no_group(group: str, groups: list[str], file: str) -> Finding:
    if near := get_close_matches(group, groups, n=1):
        message = _("no group {name!r}; did you mean {near!r}?", name=group, near=near[0])
    else:
        known = ", ".join(groups)
        message = _("no group {name!r}; known are {known}", name=group, known=known)
    return Finding(place=Place(file=file), message=message, rule="no-group")


def write_list(path: Path, recipients: Iterable[Recipient]) -> None:
    """Write *recipients* to *path* in one step, with the delimiter that it had.

    Raises:
        OutputError: when it can't be written; what stood there before still does.
    """
    before = path.read_bytes() if path.exists() else b""
    delimiter, is_said = _delimiter(before)
    text = io.StringIO(newline="")
    if is_said:
        text.write(f"sep={delimiter}\r\n")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, recipients))
    mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    write_whole(path, mark + text.getvalue().encode())


def add(
    recipients: tuple[Recipient, ...], recipient: Recipient, file: str
) -> tuple[Recipient, ...]:
    """Return *recipients*, those of the list *file*, with *recipient* last.

    Raises:
        RecipientError: when the address is there already, opted out or not.
    """
    if any(is_at(each, recipient.address) for each in recipients):
        message = _(
            "{address!r} is on the list already; change its line", address=recipient.address
        )
        raise RecipientError([Finding(place=Place(file=file), message=message, rule="on-list")])
    return (*recipients, recipient)


def opt_out(recipients: tuple[Recipient, ...], address: str, day: dt.date) -> tuple[Recipient, ...]:
    """Return *recipients* with *address* opted out from *day*, or since before."""
    return _marked(recipients, address, lambda it: replace(it, opted_out=it.opted_out or day))


def bounce(recipients: tuple[Recipient, ...], address: str, day: dt.date) -> tuple[Recipient, ...]:
    """Return *recipients* with *address* unreachable from *day*, or since before."""
    return _marked(recipients, address, lambda it: replace(it, bounced=it.bounced or day))


def remove(recipients: tuple[Recipient, ...], address: str) -> tuple[Recipient, ...]:
    """Return *recipients* without *address*."""
    return tuple(each for each in recipients if not is_at(each, address))


def _marked(
    recipients: tuple[Recipient, ...], address: str, mark: Callable[[Recipient], Recipient]
) -> tuple[Recipient, ...]:
    return tuple(mark(each) if is_at(each, address) else each for each in recipients)


def is_at(recipient: Recipient, address: str) -> bool:
    """Return whether *recipient* has *address*, however it is written."""
    return normalise(recipient.address) == normalise(address)


def _row(recipient: Recipient) -> list[str]:
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


def _delimiter(content: bytes) -> tuple[str, bool]:
    """Return what parts the fields of *content*, and whether its first line says so."""
    text = ENDS.sub("\n", content.decode("utf-8-sig", errors="replace"))
    return (delimiter_of(text, "", COLUMNS)[0] if text else ","), bool(SAID.match(text))


def _bytes_of(path: Path, file: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("can't be read ({reason}); check its name and rights", reason=error.strerror)
        finding = Finding(place=Place(file=file), message=message, rule="unreadable")
        raise RecipientError([finding]) from error
