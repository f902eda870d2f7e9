"""The screen "Recipients": lists as tables, faults at their cells, CSV and Excel in and out."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.addresses import normalise, parse_address
from pressverk.delivery import recipients
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.decisions import Withdrawn
from pressverk.delivery.recipients.cells import CellRow, CellTable, in_columns, read_cells, with_row
from pressverk.delivery.recipients.lists import merged
from pressverk.delivery.recipients.reading import COLUMNS, IN_SWEDISH
from pressverk.delivery.recipients.workbook import read_spreadsheet, to_csv, to_workbook
from pressverk.errors import RecipientError
from pressverk.files import only_writer, write_private
from pressverk.i18n import N_, _, ngettext
from pressverk.model import Finding, Newsroom, Recipient
from pressverk.newsroom.paths import STATE, from_root
from pressverk.studio.answers import now_in_utc, number_in, told
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note
from pressverk.studio.uploads import in_worker, kept_uploads

SHOWN = 200  # rows on a page
LARGEST = 10_000_000  # bytes of a spreadsheet
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Decide = Callable[..., Withdrawn]
DECISIONS: dict[str, Decide] = {
    "opted-out": decisions.opt_out,
    "bounced": decisions.bounced,
    "deleted": decisions.delete,
}
LABELS = {
    "name": N_("Name"),
    "email": N_("Address"),
    "organisation": N_("Medium"),
    "language": N_("Language"),
    "lists": N_("Groups"),
    "source": N_("Where the address comes from"),
    "added": N_("Added"),
    "opted_out": N_("Opted out"),
    "bounced": N_("Bounced"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShown:
    """A list in the overview; *faults* is how many its file has."""

    name: str
    file: str
    count: int = 0
    silent: int = 0
    faults: int = 0
    groups: tuple[str, ...] = ()


def show(call: Call) -> Response:
    """Show all lists, and whoever is searched for."""
    newsroom = call.studio.newsroom
    query = call.request.query_params.get("q", "").strip().casefold()
    return call.render(
        "recipients.html.j2",
        active="recipients",
        lists=[_overview(path, newsroom) for path in recipients.find_lists(newsroom.root)],
        query=query,
        found=_found(newsroom, query) if query else [],
        done=_done(call),
    )


def _overview(path: Path, newsroom: Newsroom) -> ListShown:
    file = from_root(path, newsroom.root)
    try:
        people, _advice = recipients.read_list(path, newsroom)
    except RecipientError as error:
        return ListShown(name=path.stem, file=file, faults=len(error.findings))
    left = recipients.addressees(people)
    return ListShown(
        name=path.stem,
        file=file,
        count=len(left),
        silent=len(people) - len(left),
        groups=tuple(sorted({group for each in people for group in each.lists})),
    )


def _found(newsroom: Newsroom, query: str) -> list[tuple[Recipient, str]]:
    """Return who has *query* in their name, address or medium, each with their list."""
    found = []
    for path in recipients.find_lists(newsroom.root):
        try:
            people, _advice = recipients.read_list(path, newsroom)
        except RecipientError:
            continue
        found += [(each, path.stem) for each in people if _is_like(each, query)]
    return found[:SHOWN]


def _is_like(each: Recipient, query: str) -> bool:
    return any(query in text.casefold() for text in (each.name, each.address, each.organisation))


def _done(call: Call) -> str:
    count = call.request.query_params.get("count", "")
    number = int(count) if count.isdecimal() and len(count) < 7 else 0
    called_off = (
        " "
        + ngettext(
            "{count} message that hadn't begun to leave is called off.",
            "{count} messages that hadn't begun to leave are called off.",
            number,
        )
        if number
        else ""
    )
    told_of = {
        "opted-out": _("Nothing more is sent to the address.") + called_off,
        "bounced": _("Nothing more is sent to the address.") + called_off,
        "deleted": _("The address is removed from all lists.") + called_off,
        "added": _("The address is added."),
        "changed": _("The row is changed."),
        "made": _("The list is there. Add addresses, or bring them in from a spreadsheet."),
        "renamed": _("The columns have their names."),
        "brought-in": ngettext(
            "{count} address is on the list.", "{count} addresses are on the list.", number
        ),
    }
    return told_of.get(call.request.query_params.get("did", ""), "")


def show_list(call: Call) -> Response:
    """Show a list as it stands in its file."""
    newsroom, path = _list(call)
    return _table(call, newsroom, path, edit=call.request.query_params.get("edit", ""))


def _list(call: Call) -> tuple[Newsroom, Path]:
    """Return the newsroom and the file of the list in the address, which is one of its lists."""
    newsroom = call.studio.newsroom
    names = {path.stem: path for path in recipients.find_lists(newsroom.root)}
    path = names.get(str(call.request.path_params["list"]))
    if path is None:
        raise HTTPException(404)
    return newsroom, path


def _table(
    call: Call,
    newsroom: Newsroom,
    path: Path,
    *,
    edit: str = "",
    problems: Iterable[Finding] = (),
    given: dict[str, str] | None = None,
) -> Response:
    content, file = path.read_bytes(), from_root(path, newsroom.root)
    table = read_cells(content, file, newsroom.language)
    query = call.request.query_params.get("q", "").strip().casefold()
    rows = _chosen(table, query)
    page = max(_whole(call.request.query_params.get("page", "")), 1)
    pages = max(-(-len(rows) // SHOWN), 1)
    problems = tuple(problems)
    return call.render(
        "recipient_list.html.j2",
        status=422 if problems else 200,
        active="recipients",
        list_name=path.stem,
        table=table,
        names=[cell.text for cell in table.head.cells],
        labels={name: _(LABELS[name]) for name in COLUMNS},
        rows=rows[(page - 1) * SHOWN : page * SHOWN],
        total=len(rows),
        page=min(page, pages),
        pages=pages,
        query=query,
        edit=_whole(edit) if edit.isascii() and edit.isdecimal() else None,
        seen=_digest(content),
        silent=_silent(newsroom),
        is_swedish=any(cell.text.lower() in IN_SWEDISH for cell in table.head.cells),
        problems=problems,
        given=given or {},
        done=_done(call),
        normalise=_key,
    )


def _chosen(table: CellTable, query: str) -> list[CellRow]:
    """Return the rows that have *query*, those with faults first."""
    rows = [
        row
        for row in table.rows
        if not query or any(query in cell.text.casefold() for cell in row.cells)
    ]
    return sorted(rows, key=lambda row: not row.is_faulty)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _key(address: str) -> str:
    try:
        return normalise(address)
    except ValueError:
        return address


def _silent(newsroom: Newsroom) -> frozenset[str]:
    try:
        return recipients.left_alone(newsroom)
    except RecipientError:
        return frozenset()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def change_row(call: Call) -> Response:
    """Change a row of a list, its head being number 0, if the list is as it was shown."""
    newsroom, path = _list(call)
    number = number_in(call, "row")
    file = from_root(path, newsroom.root)
    with only_writer(newsroom.root / STATE):
        content = path.read_bytes()
        if _digest(content) != call.text("seen"):
            text = _("Somebody changed the list meanwhile. Look at it, then change it once more.")
            raise Refused(409, _("The list was changed"), text)
        table = read_cells(content, file, newsroom.language)
        width = len(table.head.cells)
        if number > len(table.rows):
            raise HTTPException(404)
        given = [call.text(f"cell-{at}") for at in range(width)]
        after = with_row(content, file, number, given)
        findings = _of_row(read_cells(after, file, newsroom.language), number)
        if findings and not _is_less(findings, table, number):
            fields = dict(_fields(given))
            return _table(call, newsroom, path, edit=str(number), problems=findings, given=fields)
        write_private(path, after)
    note(call.studio.store, call.person, "list-changed", path.stem)
    return told(call, "recipient-list", "changed", list=path.stem)


def _fields(cells: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the fields of a form that hold *cells*."""
    return ((f"cell-{at}", text) for at, text in enumerate(cells))


def _of_row(table: CellTable, number: int) -> tuple[Finding, ...]:
    row = table.head if number == 0 else next(it for it in table.rows if it.number == number)
    return tuple(finding for cell in row.cells for finding in cell.findings)


def _is_less(findings: tuple[Finding, ...], before: CellTable, number: int) -> bool:
    """Return whether a faulty row has fewer faults than before: that is kept, too."""
    return len(findings) < len(_of_row(before, number))


def add(call: Call) -> Response:
    """Add an address to a list."""
    newsroom, path = _list(call)
    file = from_root(path, newsroom.root)
    given = {name: call.text(name).strip() for name in COLUMNS}
    given |= {"added": _today(newsroom).isoformat(), "opted_out": "", "bounced": ""}
    try:
        recipient = recipients.recipient_of(given, file, newsroom.language)
        with only_writer(newsroom.root / STATE):
            people, _advice = recipients.read_list(path, newsroom)
            recipients.write_list(path, recipients.add(people, recipient, file))
    except RecipientError as error:
        return _table(call, newsroom, path, problems=error.findings, given=given)
    note(call.studio.store, call.person, "address-added", path.stem)
    return told(call, "recipient-list", "added", list=path.stem)


def withdraw(call: Call) -> Response:
    """Write no more to an address, or remove it; on all lists, and in what waits."""
    address, what = call.text("address").strip(), call.text("act")
    if what not in DECISIONS:
        raise HTTPException(404)
    try:
        parse_address(address)
    except ValueError as error:
        raise Refused(
            422, _("That can't be done yet"), _("{value!r} is no email address", value=address)
        ) from error
    newsroom = call.studio.newsroom
    done = DECISIONS[what](address, newsroom, now=now_in_utc())
    note(call.studio.store, call.person, f"address-{what}", ", ".join(it.stem for it in done.lists))
    back = call.text("list")
    if back in {path.stem for path in recipients.find_lists(newsroom.root)}:
        return told(call, "recipient-list", what, done.called_off, list=back)
    return told(call, "recipients", what, done.called_off)


def new(call: Call) -> Response:
    """Begin a list."""
    newsroom, name = call.studio.newsroom, call.text("name").strip()
    with only_writer(newsroom.root / STATE):
        path = recipients.begin_list(name, newsroom.root)
    note(call.studio.store, call.person, "list-made", path.stem)
    return told(call, "recipient-list", "made", list=path.stem)


def bring_in(call: Call) -> Response:
    """Add the addresses in a spreadsheet to a list; nobody who opted out comes back."""
    newsroom, path = _list(call)
    upload = call.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused(422, _("That can't be done yet"), _("Choose a file first."))
    source = call.text("source").strip() or upload.filename[:100]
    with kept_uploads(newsroom.root, [upload]) as [kept]:
        people, _advice = in_worker(
            kept,
            read_spreadsheet,
            kept,
            kept.name,
            language=newsroom.language,
            source=source,
            today=_today(newsroom),
        )
    with only_writer(newsroom.root / STATE):
        before, _more = recipients.read_list(path, newsroom)
        recipients.write_list(path, merged(before, people))
    note(call.studio.store, call.person, "list-brought-in", path.stem, str(len(people)))
    return told(call, "recipient-list", "brought-in", len(people), list=path.stem)


def name_columns(call: Call) -> Response:
    """Give a list's columns their names, where it has the Swedish ones."""
    newsroom, path = _list(call)
    with only_writer(newsroom.root / STATE):
        write_private(path, in_columns(path.read_bytes(), from_root(path, newsroom.root)))
    note(call.studio.store, call.person, "list-changed", path.stem)
    return told(call, "recipient-list", "renamed", list=path.stem)


def export(call: Call) -> Response:
    """Give a list as a file: as it stands, for Excel, or as a workbook."""
    newsroom, path = _list(call)
    form = str(call.request.path_params["form"])
    if form not in {"csv", "excel-csv", "xlsx"}:
        raise HTTPException(404)
    note(call.studio.store, call.person, "list-taken-out", path.stem)
    if form == "csv":
        return _file(path.read_bytes(), f"{path.stem}.csv", "text/csv")
    people, _advice = recipients.read_list(path, newsroom)
    if form == "excel-csv":
        return _file(to_csv(people), f"{path.stem}.csv", "text/csv")
    return _file(to_workbook(people, path.stem), f"{path.stem}.xlsx", XLSX)


def _file(data: bytes, name: str, media_type: str) -> Response:
    plain = "".join(each if each.isascii() and each not in '"\\' else "-" for each in name)
    headers = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(data, media_type=media_type, headers=headers)


def _today(newsroom: Newsroom) -> dt.date:
    return dt.datetime.now(ZoneInfo(newsroom.time_zone)).date()


def _action(path: str, name: str, handler: Callable[[Call], Response], largest: int) -> Page:
    return Page(
        path=path,
        name=name,
        handler=handler,
        needs=Role.SENDS,
        methods=("POST",),
        largest=largest,
    )


SMALL = 1_000_000
PAGES = (
    Page(path="/recipients", name="recipients", handler=show, needs=Role.SENDS),
    Page(path="/recipients/{list}", name="recipient-list", handler=show_list, needs=Role.SENDS),
    Page(path="/recipients/{list}/{form}", name="recipients-out", handler=export, needs=Role.SENDS),
    _action("/recipients/row/{list}", "recipients-row", change_row, SMALL),
    _action("/recipients/add/{list}", "recipients-add", add, SMALL),
    _action("/recipients/in/{list}", "recipients-in", bring_in, LARGEST),
    _action("/recipients/columns/{list}", "recipients-columns", name_columns, SMALL),
    _action("/recipients/withdraw", "recipients-withdraw", withdraw, SMALL),
    _action("/recipients/new", "recipients-new", new, SMALL),
)
