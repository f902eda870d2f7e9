import datetime as dt
from pathlib import Path

import pytest
from generated_html import body_of
from word_documents import p, picture, png, r, relationship, style, word

from pressverk.content.articles import read_article
from pressverk.errors import only_errors
from pressverk.intake.article import Imported, make_article
from pressverk.intake.importing import Order, Step, import_files
from pressverk.intake.imports import Status
from pressverk.intake.merging import merge
from pressverk.intake.model import Note, NoteKind, SourceDocument, SourcePicture
from pressverk.model import Contact, Newsroom
from pressverk.newsroom.undecided import undecided_in

LEAD = "Kommunen har fått ett pris för sitt arbete."


def document(html: str, **more: object) -> SourceDocument:
    values = {
        "name": "brev", "title": "Ett pris", "date": dt.date(2026, 5, 4),
        "source": Path("brev.docx"),
        "contacts": (Contact(name="Presstjänsten", title="x", phone="08-000 00 00"),), **more,
    }  # fmt: skip
    return SourceDocument(body=body_of(html), **values)  # type: ignore[arg-type]


def made(newsroom: Newsroom, html: str, **more: object) -> Imported:
    return make_article(document(html, **more), newsroom, layout="press-release")


def asked(text: str) -> list[str]:
    return [each.rule for each in undecided_in(text)]


def test_a_document_that_says_all_leaves_nothing_to_decide(newsroom: Newsroom) -> None:
    imported = made(newsroom, f"<p>{LEAD}</p><p>Mer text.</p>")
    assert imported.text == (
        "---\nlayout: press-release\ntitle: Ett pris\ndate: 2026-05-04\n"
        f"lead: {LEAD}\ncontacts: [press]\n---\n\nMer text.\n"
    )
    assert imported.notes == ()


def test_what_is_guessed_has_a_comment_at_its_place(newsroom: Newsroom, tmp_path: Path) -> None:
    source = tmp_path / "Brev till pressen.docx"
    source.touch()
    imported = made(
        newsroom, "<h2>Mål</h2><p>Ett. Två.</p>", title="", date=None, source=source, contacts=()
    )
    assert imported.title == "Mål"
    assert asked(imported.text) == ["date", "lead", "contacts"]
    untitled = made(newsroom, "<p>Ett.</p><ul><li>x</li></ul>", title="", name="Brev")
    assert asked(untitled.text) == ["title"]


def test_what_concerns_the_whole_article_is_asked_before_its_text(newsroom: Newsroom) -> None:
    note = Note(kind=NoteKind.DECIDE, rule="not-published", message="check -- that it may be")
    imported = made(newsroom, f"<p>{LEAD}</p><p>Mer text.</p>", notes=(note,))
    assert asked(imported.text) == ["not-published"]
    assert imported.text.endswith("-->\n\nMer text.\n")


def test_a_picture_in_a_line_that_cannot_be_used_is_asked_about(newsroom: Newsroom) -> None:
    unusable = SourcePicture(name="a.emf", data=b"\x01\x00\x00\x00 no picture")
    html = f'<p>{LEAD}</p><p>Mer <img src="a" alt="x"> text.</p>'
    imported = made(newsroom, html, pictures={"a": unusable})
    assert "picture-kind" in asked(imported.text)


def test_a_label_is_no_lead(newsroom: Newsroom) -> None:
    imported = made(newsroom, "<p>Nyheter</p><p>Ett pris delas ut. Mer text.</p>")
    assert "lead: Ett pris delas ut.\n" in imported.text
    assert asked(imported.text) == ["lead"]
    assert imported.text.endswith("\n\nNyheter\n\nEtt pris delas ut. Mer text.\n")


def test_characters_of_symbol_fonts_become_the_usual_ones_or_are_reported(
    newsroom: Newsroom,
) -> None:
    html = f"<p>{LEAD}</p><p>\uf0e0 Mer\ue05atext.</p><p>\uf0fc Klart.</p>"
    imported = made(newsroom, html)
    assert "→ Mer text.\n\n✓ Klart." in imported.text
    (note,) = imported.notes
    assert (note.kind, note.rule, note.text) == (
        NoteKind.LEFT_OUT, "symbol", "U+E05A (1)",
    )  # fmt: skip


def test_the_first_sentence_is_offered_where_no_lead_can_be_taken(newsroom: Newsroom) -> None:
    imported = made(newsroom, "<h2>Mål</h2><p>Ett. Två.</p>")
    assert "lead: Ett.\n" in imported.text
    assert asked(imported.text) == ["lead"]
    assert "## Mål\n\nEtt. Två.\n" in imported.text


def test_pictures_lie_beside_the_article_and_each_ask_for_what_they_lack(
    newsroom: Newsroom,
) -> None:
    pictures = {
        "a": SourcePicture(name="Scen Å.JPG", data=png()),
        "b": SourcePicture(name="scen-a.png", data=png()),
    }
    html = (
        f'<p>{LEAD}</p><p>T.</p><figure><img src="a"></figure><figure><img src="b" alt="En scen"'
        ' data-photographer="Exempel"><figcaption>Scenen</figcaption></figure>'
    )
    imported = made(newsroom, html, pictures=pictures)
    assert sorted(imported.files) == ["import.md", "index.md", "scen-a.png"]
    assert asked(imported.text) == ["alternative-text", "caption", "credit"]
    assert '![En scen](scen-a.png "Scenen"){photographer="Exempel"}' in imported.text


def test_a_picture_that_cant_be_printed_is_kept_and_asked_about(newsroom: Newsroom) -> None:
    pictures = {"a": SourcePicture(name="logo.emf", data=b"\1\0\0\0" + bytes(36) + b" EMF")}
    html = f'<p>{LEAD}</p><figure><img src="a" alt="x"><figcaption>Kartan</figcaption></figure>'
    imported = made(newsroom, html, pictures=pictures)
    assert "logo.emf" in imported.files
    assert asked(imported.text) == ["picture-kind"]
    assert "Kartan" in imported.text
    assert "![" not in imported.text


def test_contacts_of_the_newsroom_are_named_by_their_keys(newsroom: Newsroom) -> None:
    other = Contact(name="Exempel Ek", title="Chef", email="ek@exempel.se")
    known = Contact(name="Presstjänsten", title="x", phone="08-0000000")
    imported = made(newsroom, f"<p>{LEAD}</p><p>x</p>", contacts=(known, other))
    assert (
        "contacts:\n- press\n- name: Exempel Ek\n  title: Chef\n  email: ek@exempel.se\n"
        in imported.text
    )


def test_the_report_lists_what_is_to_decide_and_what_was_left_out(newsroom: Newsroom) -> None:
    notes = (
        Note(kind=NoteKind.LEFT_OUT, rule="header", message="left out", text="Ord *som* var\nmed"),
    )
    report = made(newsroom, "<h2>Mål</h2><p>Ett.</p>", notes=notes).files["import.md"].decode()
    assert "## To decide (1)" in report
    assert "  > Ord \\*som\\* var\n  >\n  > med" in report
    assert report.startswith("# Imported from brev.docx\n")


def test_what_is_imported_builds_whatever_it_lacks(root: Path, newsroom: Newsroom) -> None:
    path = word(
        root / "brev.docx",
        p(picture()),
        relationships=relationship("rId9", "image", "media/image1.png"),
        parts={"word/media/image1.png": png(400, 200)},
    )
    [step] = run(newsroom, path)
    [outcome] = step.outcomes
    _article, findings = read_article(outcome.article, newsroom)
    assert only_errors(findings) == ()
    assert {each.rule for each in findings} >= {"undecided"}


def run(
    newsroom: Newsroom, *paths: Path, update: bool = False, dry_run: bool = False
) -> list[Step]:
    order = Order(
        newsroom=newsroom,
        folder=newsroom.root / "articles",
        layout="press-release",
        update=update,
        dry_run=dry_run,
    )
    return list(import_files(paths, order))


def brev(folder: Path, *texts: str, name: str = "brev.docx") -> Path:
    blocks = [p("Ett pris till oss", style="Title"), *(p(each) for each in texts)]
    return word(folder / name, *blocks, styles=style("Title"))


def statuses(steps: list[Step]) -> list[Status]:
    return [outcome.status for step in steps for outcome in step.outcomes]


def test_an_import_is_safe_to_repeat(newsroom: Newsroom, tmp_path: Path) -> None:
    path = brev(tmp_path, LEAD, "Ett.")
    assert statuses(run(newsroom, path)) == [Status.NEW]
    article = newsroom.root / "articles" / "ett-pris-till-oss"
    before = {each.name: each.stat().st_mtime_ns for each in article.iterdir()}
    assert statuses(run(newsroom, path)) == [Status.UNCHANGED]
    assert {each.name: each.stat().st_mtime_ns for each in article.iterdir()} == before


def test_an_article_that_is_there_is_never_written_over(newsroom: Newsroom, tmp_path: Path) -> None:
    own = newsroom.root / "articles" / "ett-pris-till-oss.md"
    own.write_text("Min egen text.", encoding="utf-8")
    [step] = run(newsroom, brev(tmp_path, LEAD, "Ett."))
    assert step.outcomes[0].article.parent.name == "ett-pris-till-oss-2"
    assert own.read_text(encoding="utf-8") == "Min egen text."


def test_a_changed_source_is_reported_and_taken_in_only_when_asked(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    path = brev(tmp_path, LEAD, "Ett.", "Två.")
    [first] = run(newsroom, path)
    article = first.outcomes[0].article
    article.write_text(
        article.read_text(encoding="utf-8").replace("Ett.", "Ett ändrat."), encoding="utf-8"
    )
    brev(tmp_path, LEAD, "Ett.", "Två nya.")
    [told] = run(newsroom, path)
    assert told.outcomes[0].status is Status.CHANGED
    assert "Två." in article.read_text(encoding="utf-8")
    [updated] = run(newsroom, path, update=True)
    assert updated.outcomes[0].status is Status.UPDATED
    assert "-Två.\n+Två nya.\n" in updated.outcomes[0].difference
    text = article.read_text(encoding="utf-8")
    assert "Ett ändrat." in text
    assert "Två nya." in text
    assert statuses(run(newsroom, path, update=True)) == [Status.UNCHANGED]


def test_where_both_have_changed_the_article_stays_and_the_source_is_shown(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    path = brev(tmp_path, LEAD, "Ett.")
    [first] = run(newsroom, path)
    article = first.outcomes[0].article
    edited = article.read_text(encoding="utf-8").replace("Ett.", "Mitt.")
    article.write_text(edited, encoding="utf-8")
    brev(tmp_path, LEAD, "Deras.")
    [step] = run(newsroom, path, update=True)
    assert step.outcomes[0].status is Status.CLASHED
    assert step.outcomes[0].clashes == ("Deras.\n",)
    assert article.read_text(encoding="utf-8") == edited


def test_a_picture_that_was_changed_here_stays(newsroom: Newsroom, tmp_path: Path) -> None:
    def with_picture(data: bytes) -> Path:
        return word(
            tmp_path / "brev.docx",
            p(LEAD),
            p(picture(described="x")),
            relationships=relationship("rId9", "image", "media/image1.png"),
            parts={"word/media/image1.png": data},
        )

    [first] = run(newsroom, with_picture(png(8, 8)))
    kept = first.outcomes[0].article.parent / "image1.png"
    kept.write_bytes(png(4, 4))
    run(newsroom, with_picture(png(9, 9)), update=True)
    assert kept.read_bytes() == png(4, 4)


def test_the_same_text_under_another_name_is_noticed(newsroom: Newsroom, tmp_path: Path) -> None:
    one, other = brev(tmp_path, LEAD, "Ett."), brev(tmp_path, LEAD, "Ett.", name="kopia.docx")
    assert statuses(run(newsroom, one, other)) == [Status.NEW, Status.DUPLICATE]
    assert statuses(run(newsroom, other)) == [Status.DUPLICATE]


def test_a_dry_run_writes_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    before = sorted(newsroom.root.rglob("*"))
    assert statuses(run(newsroom, brev(tmp_path, LEAD, "Ett."), dry_run=True)) == [Status.NEW]
    assert sorted(newsroom.root.rglob("*")) == before


def test_a_faulty_file_among_many_stops_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    damaged = tmp_path / "trasig.docx"
    damaged.write_bytes(b"PK\x03\x04")
    steps = run(newsroom, damaged, brev(tmp_path, LEAD, "Ett."))
    assert [[each.rule for each in step.findings] for step in steps] == [["damaged"], []]
    assert statuses(steps) == [Status.NEW]


def test_an_import_that_is_killed_leaves_no_half_article(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    path = brev(tmp_path, LEAD, "Ett.")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            run(newsroom, path)
    assert not (newsroom.root / "articles" / "ett-pris-till-oss").exists()
    assert statuses(run(newsroom, path)) == [Status.NEW]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n"),
        ("a\nb\nc\n", "a\nx\nc\n", "a\nb\nc\n", "a\nx\nc\n"),
        ("a\nb\nc\n", "x\na\nb\nc\n", "a\nb\nc\ny\n", "x\na\nb\nc\ny\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n"),
        ("a\n", "b\n", "b\n", "b\n"),
        ("", "", "a\n", "a\n"),
    ],
)
def test_a_merge_takes_what_either_side_changed(
    base: str, ours: str, theirs: str, merged: str
) -> None:
    found = merge(base, ours, theirs)
    assert (found.text, found.clashes) == (merged, ())


def test_bold_runs_that_word_has_divided_are_one(newsroom: Newsroom, tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", p(LEAD), p(r("En ", "<w:b/>"), r("text", "<w:b/>"), " till."))
    [step] = run(newsroom, path)
    assert "**En text** till." in step.outcomes[0].article.read_text(encoding="utf-8")


def test_a_caption_that_is_written_after_its_table_is_not_called_lost(newsroom: Newsroom) -> None:
    table = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>"
    imported = made(newsroom, f"<p>{LEAD}</p>{table}<caption>Avgift per år</caption></table>")
    assert "Table: Avgift per år" in imported.text
    assert imported.notes == ()


def test_words_that_come_to_nothing_are_reported_one_by_one(newsroom: Newsroom) -> None:
    html = f"<p>{LEAD}</p><p>Ett.</p><table><tr><td>1</td></tr>vilset ord</table>"
    found = [note for note in made(newsroom, html).notes if note.rule == "lost-words"]
    assert [note.text for note in found] == ["vilset ord"]
