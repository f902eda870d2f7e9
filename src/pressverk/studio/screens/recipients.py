"""The screen "Recipients": lists as tables, faults at their cells, CSV and Excel in and out."""

from collections.abc import Callable, Iterable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.addresses import parse_address
from pressverk.build.limited import in_worker
from pressverk.delivery import recipients
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.decisions import Withdrawn
from pressverk.delivery.recipients import editing
from pressverk.delivery.recipients.cells import read_cells
from pressverk.delivery.recipients.reading import COLUMNS, IN_SWEDISH
from pressverk.delivery.recipients.workbook import read_spreadsheet, to_csv, to_workbook
from pressverk.errors import RecipientError
from pressverk.files import only_writer
from pressverk.i18n import N_, NN_, _, ngettext
from pressverk.model import Finding, Newsroom
from pressverk.newsroom.paths import STATE, from_root
from pressverk.studio.pages import Call, Done, Refused, action, not_yet, now_in_utc, page, whole
from pressverk.studio.roles import Role
from pressverk.studio.uploads import kept_uploads

SHOWN = 200  # rows on a page
SMALL, LARGEST = 1_000_000, 10_000_000  # bytes of a form, and of a spreadsheet
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECISIONS: dict[str, Callable[..., Withdrawn]] = {
    "opted-out": decisions.opt_out,
    "bounced": decisions.bounced,
    "deleted": decisions.delete,
}
DONE = {
    "opted-out": N_("Nothing more is sent to the address."),
    "bounced": N_("Nothing more is sent to the address."),
    "deleted": N_("The address is removed from all lists."),
    "added": N_("The address is added."),
    "changed": N_("The row is changed."),
    "made": N_("The list is there. Add addresses, or bring them in from a spreadsheet."),
    "renamed": N_("The columns have their names."),
    "brought-in": NN_("{count} address is on the list.", "{count} addresses are on the list."),
}


def _done(call: Call) -> str:
    """Return what was just done, and what was called off by it."""
    words, count = call.done(DONE), whole(call.query("count"))
    if call.query("did") in DECISIONS and count:
        called_off = ngettext(
            "{count} message that hadn't begun to leave is called off.",
            "{count} messages that hadn't begun to leave are called off.",
            count,
        )
        return f"{words} {called_off}"
    return words


def show(call: Call) -> Response:
    """Show all lists, and whoever is searched for."""
    newsroom, query = call.studio.newsroom, call.query("q").strip().casefold()
    return call.render(
        "recipients.html.j2",
        active="recipients",
        lists=editing.summaries(newsroom),
        query=query,
        found=editing.search(newsroom, query)[:SHOWN] if query else [],
        done=_done(call),
    )


def show_list(call: Call) -> Response:
    """Show a list as it stands in its file."""
    return _table(call, *_list(call), edit=whole(call.query("edit")))


def _list(call: Call) -> tuple[Newsroom, Path]:
    """Return the newsroom and the file of the list in the address, which is one of its lists."""
    newsroom = call.studio.newsroom
    names = {path.stem: path for path in recipients.find_lists(newsroom.root)}
    path = names.get(call.param("list"))
    if path is None:
        raise HTTPException(404)
    return newsroom, path


def _table(
    call: Call,
    newsroom: Newsroom,
    path: Path,
    *,
    edit: int | None = None,
    problems: Iterable[Finding] = (),
    given: dict[str, str] | None = None,
) -> Response:
    content, file = path.read_bytes(), from_root(path, newsroom.root)
    table = read_cells(content, file, newsroom.language)
    query = call.query("q").strip().casefold()
    rows = editing.rows_with(table, query)
    at, pages = max(whole(call.query("page")) or 1, 1), max(-(-len(rows) // SHOWN), 1)
    problems, names = tuple(problems), [cell.text for cell in table.head.cells]
    return call.render(
        "recipient_list.html.j2",
        status=422 if problems else 200,
        active="recipients",
        list_name=path.stem,
        table=table,
        names=names,
        rows=rows[(at - 1) * SHOWN : at * SHOWN],
        total=len(rows),
        page=min(at, pages),
        pages=pages,
        query=query,
        edit=edit,
        seen=editing.digest_of(content),
        silent=editing.silent_in(newsroom),
        is_swedish=any(name.lower() in IN_SWEDISH for name in names),
        problems=problems,
        given=given or {},
        done=_done(call),
        normalise=editing.key_of,
    )


def change_row(call: Call) -> Response | Done:
    """Change a row of a list, its head being number 0, if the list is as it was shown."""
    newsroom, path = _list(call)
    number = call.number("row")
    given = {name: call.text(name) for name in call.form if name.startswith("cell-")}
    cells = [given.get(f"cell-{at}", "") for at in range(len(given))]
    try:
        findings = editing.change_row(path, newsroom, number, cells, seen=call.text("seen"))
    except editing.ChangedError as error:
        text = _("Somebody changed the list meanwhile. Look at it, then change it once more.")
        raise Refused(409, _("The list was changed"), text) from error
    except LookupError as error:
        raise HTTPException(404) from error
    if findings:
        return _table(call, newsroom, path, edit=number, problems=findings, given=given)
    return Done(did="changed", act="list-changed", subject=path.stem)


def add(call: Call) -> Response | Done:
    """Add an address to a list."""
    newsroom, path = _list(call)
    given = {name: call.text(name).strip() for name in COLUMNS}
    given |= {"added": editing.today_in(newsroom).isoformat(), "opted_out": "", "bounced": ""}
    try:
        editing.add_address(path, newsroom, given)
    except RecipientError as error:
        return _table(call, newsroom, path, problems=error.findings, given=given)
    return Done(did="added", act="address-added", subject=path.stem)


def withdraw(call: Call) -> Done:
    """Write no more to an address, or remove it; on all lists, and in what waits."""
    address, what = call.text("address").strip(), call.text("act")
    if what not in DECISIONS:
        raise HTTPException(404)
    try:
        parse_address(address)
    except ValueError as error:
        raise not_yet(_("{value!r} is no email address", value=address)) from error
    newsroom, back = call.studio.newsroom, call.text("list")
    done = DECISIONS[what](address, newsroom, now=now_in_utc())
    is_list = back in {path.stem for path in recipients.find_lists(newsroom.root)}
    return Done(
        did=what,
        act=f"address-{what}",
        subject=", ".join(it.stem for it in done.lists),
        count=done.called_off,
        page="recipient-list" if is_list else "recipients",
        where={"list": back} if is_list else {},
    )


def new(call: Call) -> Done:
    """Begin a list."""
    with only_writer(call.root / STATE):
        path = recipients.begin_list(call.text("name").strip(), call.root)
    return Done(did="made", act="list-made", subject=path.stem, where={"list": path.stem})


def bring_in(call: Call) -> Done:
    """Add the addresses in a spreadsheet to a list; nobody who opted out comes back."""
    newsroom, path = _list(call)
    [upload] = call.needed_files("file")[:1]
    with kept_uploads(newsroom.root, [upload]) as [kept]:
        people, _advice = in_worker(
            kept,
            read_spreadsheet,
            kept,
            kept.name,
            language=newsroom.language,
            source=call.text("source").strip() or (upload.filename or "")[:100],
            today=editing.today_in(newsroom),
        )
    editing.merge_into(path, newsroom, people)
    count = len(people)
    return Done(
        did="brought-in", act="list-brought-in", subject=path.stem, detail=str(count), count=count
    )


def name_columns(call: Call) -> Done:
    """Give a list's columns their names, where it has the Swedish ones."""
    newsroom, path = _list(call)
    editing.name_columns(path, newsroom)
    return Done(did="renamed", act="list-changed", subject=path.stem)


def export(call: Call) -> Response:
    """Give a list as a file: as it stands, for Excel, or as a workbook."""
    newsroom, path = _list(call)
    form = call.param("form")
    if form not in {"csv", "excel-csv", "xlsx"}:
        raise HTTPException(404)
    call.note("list-taken-out", path.stem)
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


SENDS = Role.SENDS
ACTIONS = {
    "/recipients/row/{list}": ("recipients-row", change_row, SMALL),
    "/recipients/add/{list}": ("recipients-add", add, SMALL),
    "/recipients/in/{list}": ("recipients-in", bring_in, LARGEST),
    "/recipients/columns/{list}": ("recipients-columns", name_columns, SMALL),
    "/recipients/withdraw": ("recipients-withdraw", withdraw, SMALL),
    "/recipients/new": ("recipients-new", new, SMALL),
}
PAGES = (
    page("/recipients", "recipients", show, SENDS),
    page("/recipients/{list}", "recipient-list", show_list, SENDS),
    page("/recipients/{list}/{form}", "recipients-out", export, SENDS),
    *(
        action(path, name, handler, SENDS, largest=largest, back="recipient-list")
        for path, (name, handler, largest) in ACTIONS.items()
    ),
)
