import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.delivery import recipients
from pressverk.delivery.recipients import addressees, parse_list, read_list, write_list
from pressverk.errors import RecipientError, sentence
from pressverk.model import Newsroom, Recipient

DAY = dt.date(2026, 11, 22)
HEAD = "name,email,organisation,language,lists,source,added,opted_out,bounced"
LIST = f"{HEAD}\nÅsa Exempel,asa@example.com,Nytt,sv,lokalt riks,Exempel,2026-11-22,,\n"
UNSEEN = "\u200b\u2060\ufeff\u202a\u202e\u2066\u2069\u200e\xad\U000e0041"
EDITOR = "editor@example.com"
ONE_LINE = "write it on one line, of at most 200 characters, without '=?' and invisible characters"
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20).filter(
    lambda text: "=?" not in text
)


def parse(text: str) -> tuple[Recipient, ...]:
    return parse_list(text.encode(), "contacts/a.csv", "sv")[0]


def faults(text: str) -> list[str]:
    with pytest.raises(RecipientError) as caught:
        parse(text)
    return [sentence(finding) for finding in caught.value.findings]


def someone(address: str = "asa@example.com", **fields: object) -> Recipient:
    values = {
        "name": "",
        "organisation": "",
        "language": "sv",
        "lists": (),
        "source": "Exempel",
        "added": DAY,
    }
    return Recipient(address=address, **(values | fields))  # type: ignore[arg-type] # any fields


def test_a_line_is_a_recipient() -> None:
    assert parse(LIST) == (
        someone(name="Åsa Exempel", organisation="Nytt", lists=("lokalt", "riks")),
    )


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("new_line", ["\n", "\r\n", "\r"])
def test_any_spreadsheets_csv_is_read(delimiter: str, new_line: str) -> None:
    assert parse(LIST.replace(",", delimiter).replace("\n", new_line)) == parse(LIST)


@pytest.mark.parametrize(
    "text",
    [
        LIST.replace(",", "\t"),
        "sep=;\r\n" + LIST.replace(",", ";"),
        "SEP=,\n" + LIST,
        LIST.replace(",,\n", ",,,,\n").replace("bounced\n", "bounced,,\n"),
        LIST.replace(",,\n", ",,;;\n").replace(",", ";"),
        LIST.replace(HEAD, HEAD.title()),
    ],
)
def test_what_excel_adds_to_a_list_is_read(text: str) -> None:
    assert parse(text) == parse(LIST)


def test_a_line_that_says_the_delimiter_is_kept_and_counted(newsroom: Newsroom) -> None:
    text = "sep=;\n" + LIST.replace(",", ";")
    assert faults(text.replace("asa@", "asa"))[0].startswith("contacts/a.csv:3:13: email is ")
    path = newsroom.root / "a.csv"
    path.write_text(text, "utf-8")
    write_list(path, parse(text))
    assert path.read_bytes().startswith(b"sep=;\r\nname;email;")
    assert read_list(path, newsroom)[0] == parse(LIST)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("E-post", "email"),
        ("Namn", "name"),
        ("Redaktion", "organisation"),
        ("Språk", "language"),
        ("Listor", "lists"),
        ("Källa", "source"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_swedish_column_name_is_answered_with_the_right_one(
    written: str, meant: str, delimiter: str
) -> None:
    text = delimiter.join(("Tillagd", written)) + "\n"
    assert faults(text)[1] == (
        f"contacts/a.csv:1:9: unknown column {written.lower()!r}; did you mean {meant!r}?"
    )


def test_the_former_name_of_a_column_is_read_and_not_written(newsroom: Newsroom) -> None:
    path = newsroom.root / "a.csv"
    path.write_text(LIST.replace("organisation", "newsroom"), "utf-8")
    found, _advice = read_list(path, newsroom)
    assert found == parse(LIST)
    write_list(path, found)
    assert path.read_text("utf-8").splitlines()[0] == HEAD
    assert "occurs twice" in faults("email,newsroom,organisation,source,added\n")[0]


@pytest.mark.parametrize("written", ["２０２６-11-22", "٢٠٢٦-١١-٢٢", "2026-W47-7", "20261122"])
def test_only_a_day_in_ordinary_digits_is_a_day(written: str) -> None:
    assert "give YYYY-MM-DD" in faults(f"email,source,added\na@example.com,E,{written}\n")[0]


def test_a_group_may_have_swedish_letters_however_they_are_composed(newsroom: Newsroom) -> None:
    path = newsroom.root / "contacts" / "a.csv"
    path.parent.mkdir()
    path.write_text(LIST.replace("lokalt riks", "lokalt ta\u0308by-radio"), "utf-8")
    for group in ("täby-radio", "ta\u0308by-radio"):
        assert len(recipients.read_addressees("a", newsroom, group=group)[0]) == 1


def test_a_byte_order_mark_is_no_part_of_a_name(newsroom: Newsroom) -> None:
    path = newsroom.root / "a.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    assert read_list(path, newsroom)[0] == parse(LIST)


def test_columns_may_stand_in_any_order_and_some_be_left_out() -> None:
    (found,) = parse("Email;Added;Source\nasa@example.com;2026-11-22;Exempel\n")
    assert found == someone()


def test_every_fault_is_reported_at_its_line_and_column() -> None:
    text = (
        f"{HEAD}\n"
        'A,"asa@@example.com",,,,Exempel,2026-11-22,,\n'
        '"B\nC",b@example.com,,swedish!,Lokalt,,i går,,22/11\n'
    )
    assert faults(text) == [
        "contacts/a.csv:2:3: email is 'asa@@example.com'; write one address such as " + EDITOR,
        "contacts/a.csv:3:1: name is 'B\\nC'; " + ONE_LINE,
        "contacts/a.csv:4:19: language is 'swedish!'; give a language tag such as sv or en",
        "contacts/a.csv:4:28: lists has 'Lokalt'; give small letters, digits and hyphens",
        "contacts/a.csv:4:35: source is empty; say where the address comes from",
        "contacts/a.csv:4:36: added is 'i går'; give YYYY-MM-DD",
        "contacts/a.csv:4:43: bounced is '22/11'; give YYYY-MM-DD",
    ]


def test_lines_are_counted_past_quoted_new_lines() -> None:
    text = 'source,email,added\n"a\n\nb",x@example.com,2026-11-22\nE,y,2026-11-22\n'
    assert [fault.partition(": ")[0] for fault in faults(text)] == [
        "contacts/a.csv:2:1",
        "contacts/a.csv:5:3",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "contacts/a.csv:1: the column 'email' is missing"),
        ("epost,source,added\n", "contacts/a.csv:1:1: unknown column 'epost'; "),
        (
            "emial,source,added\n",
            "contacts/a.csv:1:1: unknown column 'emial'; did you mean 'email'",
        ),
        ("email,email,source,added\n", "contacts/a.csv:1:1: the column 'email' occurs twice"),
        (f'{HEAD}\n"A,b\n', "contacts/a.csv:2:1: a quotation mark that is never closed"),
        (f'{HEAD}\n"A"b,c\n', "contacts/a.csv:2:1: a quotation mark that is never closed"),
        (f"{LIST.strip()},x\n", "contacts/a.csv:2:70: the line has 10 cells and the first line 9"),
        (LIST.replace("Åsa", "=?utf-8?q?x?="), "contacts/a.csv:2:1: name is "),
        (LIST.replace("Åsa", "Å\x1bsa"), "contacts/a.csv:2:1: name is "),
        (LIST.replace("Åsa", "Å" * 201), "contacts/a.csv:2:1: name is "),
        *(
            (LIST.replace("Nytt", f"N{sign}ytt"), "contacts/a.csv:2:29: organisation is ")
            for sign in UNSEEN
        ),
        *(
            (LIST.replace("asa@", f"as{sign}a@"), "contacts/a.csv:2:13: email is ")
            for sign in UNSEEN
        ),
    ],
)
def test_a_malformed_list_is_refused(text: str, expected: str) -> None:
    assert faults(text)[0].startswith(expected)


def test_bytes_that_are_no_text_are_reported_at_their_line(newsroom: Newsroom) -> None:
    path = newsroom.root / "a.csv"
    path.write_bytes(LIST.encode("latin-1"))
    with pytest.raises(RecipientError, match=r"a\.csv:2:1: is not UTF-8 but"):
        read_list(path, newsroom)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (LIST.encode("utf-16"), "1:1"),
        (LIST.encode("utf-16-le"), "1:2"),
        (LIST.replace("Nytt", "N\0ytt").encode(), "2:30"),
        (LIST.replace("\n", "\r\n").replace("Nytt", "N\0ytt").encode(), "2:30"),
    ],
)
def test_bytes_that_no_spreadsheet_should_write_are_reported_at_their_place(
    content: bytes, place: str
) -> None:
    with pytest.raises(RecipientError, match=rf"a\.csv:{place}: is (saved as UTF-16|not text)"):
        parse_list(content, "contacts/a.csv", "sv")


def test_a_list_that_is_not_there_is_a_finding(newsroom: Newsroom) -> None:
    with pytest.raises(RecipientError, match="can't be read"):
        read_list(newsroom.root / "a.csv", newsroom)


def test_nobody_who_opted_out_or_bounced_is_written_to() -> None:
    out, gone = someone("b@example.com", opted_out=DAY), someone("c@example.com", bounced=DAY)
    assert addressees([someone(), out, gone]) == (someone(),)


@pytest.mark.parametrize("column", ["opted_out", "bounced"])
@pytest.mark.parametrize("first", [True, False])
def test_an_address_that_stands_twice_is_left_alone_if_either_line_says_so(
    column: str, *, first: bool
) -> None:
    lines = [
        "email,source,added,lists," + column,
        "asa@example.com,Exempel,2026-11-22,a," + (str(DAY) if first else ""),
        "ASA@Example.com,Exempel,2026-11-22,b," + ("" if first else str(DAY)),
    ]
    found, advice = parse_list("\n".join(lines).encode(), "a.csv", "sv")
    assert [finding.place.line for finding in advice] == [3]
    assert [each.lists for each in found] == [("a", "b")]
    assert addressees(found) == ()


def test_an_opt_out_lasts() -> None:
    earlier = DAY - dt.timedelta(days=9)
    everyone = (someone(opted_out=earlier), someone("b@example.com"))
    assert recipients.opt_out(everyone, "ASA@example.com", DAY) == everyone
    assert addressees(recipients.opt_out(everyone, "b@EXAMPLE.com", DAY)) == ()
    with pytest.raises(RecipientError, match=r"'Asa@example\.com' is on the list already"):
        recipients.add(everyone, someone("Asa@example.com"), "a.csv")


def test_a_bounce_is_kept_apart_from_an_opt_out() -> None:
    (found,) = recipients.bounce((someone(),), "asa@example.com", DAY)
    assert (found.bounced, found.opted_out) == (DAY, None)


def test_who_is_removed_is_gone_however_the_address_is_written() -> None:
    everyone = (someone("asa@åäö.example"), someone("b@example.com"))
    assert recipients.remove(everyone, "Asa@xn--4cab6c.example") == everyone[1:]


@given(
    st.lists(
        st.builds(
            someone,
            st.from_regex(r"[a-z]{1,9}@[a-zåäö]{1,9}\.example", fullmatch=True),
            name=TEXTS,
            organisation=TEXTS,
            lists=st.lists(st.sampled_from(["a", "b-2"]), unique=True).map(tuple),
            opted_out=st.none() | st.dates(dt.date(1000, 1, 1)),
            bounced=st.none() | st.dates(dt.date(1000, 1, 1)),
        ),
        unique_by=lambda each: each.address,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: object, everyone: list[Recipient]) -> None:
    path = tmp_path_factory.getbasetemp() / "written.csv"  # type: ignore[attr-defined] # pytest's
    write_list(path, everyone)
    assert list(parse(path.read_text("utf-8"))) == everyone


def test_a_list_keeps_the_form_that_its_spreadsheet_gave_it(newsroom: Newsroom) -> None:
    path = newsroom.root / "a.csv"
    path.write_text(LIST.replace(",", ";"), encoding="utf-8-sig")
    write_list(path, [someone()])
    written = path.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfname;email;")
    assert read_list(path, newsroom)[0] == (someone(),)


@given(
    st.binary(max_size=60), st.sampled_from([b"", HEAD.encode() + b"\n", b"email;source;added\r"])
)
def test_any_bytes_are_a_list_or_have_findings_with_places(rest: bytes, head: bytes) -> None:
    try:
        parse_list(head + rest, "a.csv", "sv")
    except RecipientError as error:
        assert error.findings  # noqa: PT017 - either is right
        assert {finding.place.file for finding in error.findings} == {"a.csv"}  # noqa: PT017


def test_a_list_is_found_by_its_name(root: Path) -> None:
    (root / "contacts").mkdir()
    (root / "contacts" / "redaktioner.csv").write_text(LIST, "utf-8")
    assert recipients.find_list("redaktioner", root).name == "redaktioner.csv"
    with pytest.raises(RecipientError, match="did you mean 'redaktioner'"):
        recipients.find_list("redaktionr", root)
    with pytest.raises(RecipientError, match=r"no list 'redaktioner\.csv'; did you mean"):
        recipients.find_list("redaktioner.csv", root)
    with pytest.raises(RecipientError, match="no list 'ny'; make the file contacts/ny"):
        recipients.find_list("ny", root)
    for name in ("../x", "", ".x", "a/b", "a.csv", "a\nb"):
        with pytest.raises(RecipientError, match="can't be a list's name; give letters"):
            recipients.find_list(name, root)


@pytest.fixture
def lists(newsroom: Newsroom) -> Path:
    folder = newsroom.root / "contacts"
    folder.mkdir()
    write_list(
        folder / "press.csv",
        [
            someone("a@example.com", lists=("lokalt",)),
            someone("b@example.com", lists=("lokalt", "riks")),
            someone("c@example.com"),
            someone("d@example.com", opted_out=DAY),
        ],
    )
    return folder


def addresses(newsroom: Newsroom, group: str | None = None) -> list[str]:
    return [each.address for each in recipients.read_addressees("press", newsroom, group=group)[0]]


@pytest.mark.parametrize("column", ["opted_out", "bounced"])
def test_who_is_left_alone_by_one_list_is_written_to_by_none(
    column: str, lists: Path, newsroom: Newsroom
) -> None:
    assert addresses(newsroom) == ["a@example.com", "b@example.com", "c@example.com"]
    write_list(lists / "radio.csv", [someone("B@Example.com", **{column: DAY})])
    assert addresses(newsroom) == ["a@example.com", "c@example.com"]


@pytest.mark.usefixtures("lists")
def test_a_group_is_a_part_of_a_list(newsroom: Newsroom) -> None:
    assert addresses(newsroom, "lokalt") == ["a@example.com", "b@example.com"]
    assert addresses(newsroom, "riks") == ["b@example.com"]
    with pytest.raises(RecipientError, match="no group 'lokal'; did you mean 'lokalt'"):
        addresses(newsroom, "lokal")


def test_a_list_of_nobody_is_an_error(lists: Path, newsroom: Newsroom) -> None:
    for nobody in ([], [someone(opted_out=DAY)]):
        write_list(lists / "press.csv", nobody)
        with pytest.raises(RecipientError, match="no recipients"):
            addresses(newsroom)


def test_the_faults_of_all_lists_are_reported_at_once(lists: Path, newsroom: Newsroom) -> None:
    for name in ("radio.csv", "tv.csv"):
        (lists / name).write_text("email;source;added\nx;y;2026-01-01\n", "utf-8")
    with pytest.raises(RecipientError) as caught:
        addresses(newsroom)
    files = [finding.place.file for finding in caught.value.findings]
    assert files == ["contacts/radio.csv", "contacts/tv.csv"]


def test_a_fault_in_another_list_stops_the_sending(lists: Path, newsroom: Newsroom) -> None:
    (lists / "radio.csv").write_text("email,source\n", "utf-8")
    with pytest.raises(RecipientError, match="'added' is missing"):
        addresses(newsroom)


def test_the_sample_list_can_be_sent_to() -> None:
    text = Path("contacts/redaktioner.csv").read_text("utf-8")
    found, advice = parse_list(text.encode(), "redaktioner.csv", "sv")
    assert not advice
    assert len(addressees(found)) == len(found) - 1 == 3
    for each in found:
        assert each.address.endswith((".example", "@example.com", "@example.org", "@example.net"))
