"""Lists in the browser: no opt-out is lost, faults stand at their cells, nothing runs in Excel."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from studio_browser import Browser, open_studio
from studio_newsroom import make_newsroom

from pressverk.delivery.recipients import read_list

LISTS = "/recipients/redaktioner"
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Browser]:
    opened = open_studio(make_newsroom(tmp_path))
    opened.log_in("anna")
    yield opened
    opened.client.close()
    opened.studio.close()


def list_file(browser: Browser) -> Path:
    return browser.studio.options.root / "contacts" / "redaktioner.csv"


def people(browser: Browser) -> dict[str, bool]:
    """Return who is on the list, and whether they opted out or bounced."""
    found, _advice = read_list(list_file(browser), browser.studio.newsroom)
    return {each.address: bool(each.opted_out or each.bounced) for each in found}


def test_lists_are_shown_with_how_many_are_written_to(keeper: Browser) -> None:
    page = keeper.get("/recipients").text

    assert re.search(r"redaktioner</a></th>\s*<td[^>]*>3</td><td[^>]*>1</td><td>radio", page)


def test_a_list_of_another_name_isnt_there(keeper: Browser) -> None:
    (keeper.studio.options.root / "hemlig.csv").write_text("email\n", encoding="utf-8")

    for name in ("finns-inte", "..%2Fhemlig", "%2E%2E", "redaktioner.csv"):
        assert keeper.get(f"/recipients/{name}").status_code == 404
        assert keeper.get(f"/recipients/{name}/csv").status_code == 404
        assert keeper.post(f"/recipients/add/{name}").status_code == 404


def test_what_is_in_cells_is_text_on_the_page(keeper: Browser) -> None:
    text = list_file(keeper).read_text(encoding="utf-8")
    list_file(keeper).write_text(
        text.replace("Anna Exempel", "<script>a</script>"), encoding="utf-8"
    )

    assert "<script>a" not in keeper.get(LISTS).text


def test_a_fault_stands_at_its_cell_and_is_fixed_there(keeper: Browser) -> None:
    text = list_file(keeper).read_text(encoding="utf-8").replace("bo@exempel.se", "bo(at)exempel")
    list_file(keeper).write_text(text, encoding="utf-8")
    page = keeper.get(f"{LISTS}?edit=2").text
    assert re.search(r'<td class="fault">bo\(at\)exempel<span class="field-error">', page)
    assert 'id="cell-1" name="cell-1" value="bo(at)exempel" aria-invalid="true"' in page

    cells = dict(re.findall(r'name="(cell-\d)" value="([^"]*)"', page))
    fields = cells | {"row": "2", "seen": SEEN.findall(page)[0], "cell-1": "bo@exempel.se"}
    assert keeper.post("/recipients/row/redaktioner", fields).status_code == 303

    assert people(keeper)["bo@exempel.se"] is False


def test_a_row_that_would_be_faulty_isnt_saved(keeper: Browser) -> None:
    before = list_file(keeper).read_bytes()
    page = keeper.get(f"{LISTS}?edit=1").text
    cells = dict(re.findall(r'name="(cell-\d)" value="([^"]*)"', page))
    fields = cells | {"row": "1", "seen": SEEN.findall(page)[0], "cell-1": "anna"}

    answer = keeper.post("/recipients/row/redaktioner", fields)

    assert answer.status_code == 422
    assert 'value="anna"' in answer.text
    assert list_file(keeper).read_bytes() == before


def test_a_list_changed_by_somebody_else_isnt_overwritten(keeper: Browser) -> None:
    page = keeper.get(f"{LISTS}?edit=1").text
    fields = {"row": "1", "seen": SEEN.findall(page)[0], "cell-1": "ny@exempel.se"}
    with list_file(keeper).open("a", encoding="utf-8") as file:
        file.write("Eva Exempel,eva@exempel.se,,sv,,Exempel,2026-01-01,,\n")

    assert keeper.post("/recipients/row/redaktioner", fields).status_code == 409
    assert "eva@exempel.se" in people(keeper)


def test_an_address_is_added_once(keeper: Browser) -> None:
    fields = {"email": "Fia@Exempel.se", "source": "Ringde själv", "lists": "radio"}

    assert keeper.post("/recipients/add/redaktioner", fields).status_code == 303
    assert keeper.post("/recipients/add/redaktioner", fields).status_code == 422
    assert len(people(keeper)) == 5


def test_an_address_without_a_source_isnt_added_and_stays_in_the_form(keeper: Browser) -> None:
    answer = keeper.post("/recipients/add/redaktioner", {"email": "fia@exempel.se", "source": ""})

    assert answer.status_code == 422
    assert 'value="fia@exempel.se"' in answer.text
    assert len(people(keeper)) == 4


@pytest.mark.parametrize("act", ["opted-out", "bounced"])
def test_whoever_wants_no_more_is_left_alone(keeper: Browser, act: str) -> None:
    fields = {"address": "anna@exempel.se", "act": act, "list": "redaktioner"}

    answer = keeper.post("/recipients/withdraw", fields)

    assert answer.headers["location"].startswith(LISTS)
    assert people(keeper)["anna@exempel.se"] is True


def test_an_address_is_removed(keeper: Browser) -> None:
    keeper.post("/recipients/withdraw", {"address": "anna@exempel.se", "act": "deleted"})

    assert "anna@exempel.se" not in people(keeper)


def test_an_address_on_no_list_is_reported_as_that(keeper: Browser) -> None:
    fields = {"address": "vem@exempel.se", "act": "opted-out"}

    assert keeper.post("/recipients/withdraw", fields).status_code == 422
    assert keeper.post("/recipients/withdraw", fields | {"act": "burn"}).status_code == 404
    assert keeper.post("/recipients/withdraw", fields | {"address": "x"}).status_code == 422


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring_in(browser: Browser, data: bytes, name: str = "lista.xlsx") -> int:
    files = {"file": (name, data, "application/octet-stream")}
    fields = {"source": "Mässan"}
    return browser.post("/recipients/in/redaktioner", fields, files=files).status_code


def test_a_workbook_is_brought_in_and_nobody_who_opted_out_comes_back(keeper: Browser) -> None:
    data = workbook(
        ("Namn", "E-post", "Redaktion"),
        ("Dan Exempel", "DAN@exempel.se", "Exempelnytt"),
        ("Gun Exempel", "gun@exempel.se", "Exempelbladet"),
    )

    assert bring_in(keeper, data) == 303

    assert people(keeper)["DAN@exempel.se"] is True
    assert people(keeper)["gun@exempel.se"] is False
    assert len(people(keeper)) == 5


def test_a_workbook_with_a_fault_changes_nothing(keeper: Browser) -> None:
    before = list_file(keeper).read_bytes()

    assert bring_in(keeper, workbook(("Namn", "E-post"), ("Gun", "gun"))) == 422
    assert bring_in(keeper, b"PK\x03\x04 broken") == 422
    assert bring_in(keeper, b"", name="tom.csv") == 422
    assert list_file(keeper).read_bytes() == before


def test_a_list_goes_out_and_in_again_unchanged(keeper: Browser) -> None:
    before = people(keeper)
    for form, name in (("xlsx", "ut.xlsx"), ("excel-csv", "ut.csv")):
        data = keeper.get(f"{LISTS}/{form}").content
        assert bring_in(keeper, data, name) == 303
        assert people(keeper) == before


def test_a_cell_that_looks_like_a_formula_is_text_in_excel(keeper: Browser) -> None:
    text = list_file(keeper).read_text(encoding="utf-8")
    list_file(keeper).write_text(text.replace("Anna Exempel", "=1+1"), encoding="utf-8")

    book = load_workbook(io.BytesIO(keeper.get(f"{LISTS}/xlsx").content))

    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_columns_with_swedish_names_get_theirs(keeper: Browser) -> None:
    text = "Namn;E-post;Källa;Tillagd\r\nAnna;anna@exempel.se;Exempel;2026-01-01\r\n"
    list_file(keeper).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert "/recipients/columns/redaktioner" in keeper.get(LISTS).text

    assert keeper.post("/recipients/columns/redaktioner").status_code == 303

    assert people(keeper) == {"anna@exempel.se": False}
    assert list_file(keeper).read_bytes().startswith(b"\xef\xbb\xbfname;email;source;added\r\n")


def test_a_new_list_is_begun_and_a_strange_name_refused(keeper: Browser) -> None:
    assert keeper.post("/recipients/new", {"name": "lokala-medier"}).status_code == 303
    assert keeper.post("/recipients/new", {"name": "../ut"}).status_code == 422
    assert not (keeper.studio.options.root / "ut.csv").exists()


def test_people_are_found_in_all_lists(keeper: Browser) -> None:
    page = keeper.get("/recipients?q=EXEMPELRADION").text

    assert "bo@exempel.se" in page
    assert "cia@exempel.se" not in page
