"""Posts and pages of an export become documents."""

import datetime as dt
from pathlib import Path

import pytest

from pressverk.errors import IntakeError
from pressverk.intake.model import SourceDocument
from pressverk.intake.page_text import text_of
from pressverk.intake.wordpress import read_wordpress

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Exempelkommun</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>exem</wp:author_login>
<wp:author_display_name><![CDATA[Exempel Skribent]]></wp:author_display_name></wp:author>
"""
BLOCKS = """<!-- wp:paragraph -->
<p>Kommunen bygger en bro.</p>
<!-- /wp:paragraph -->
<!-- wp:heading --><h2 class="wp-block-heading">Klar i maj</h2><!-- /wp:heading -->
<!-- wp:paragraph --><p>– Äntligen, säger Exempel.</p><!-- /wp:paragraph -->"""


def item(
    content: str = BLOCKS, *, kind: str = "post", status: str = "publish", more: str = ""
) -> str:
    return f"""<item><title><![CDATA[En ny bro]]></title><link>https://exempel.se/?p=7</link>
<dc:creator>exem</dc:creator><content:encoded><![CDATA[{content}]]></content:encoded>
<wp:post_date>2024-05-03 23:30:00</wp:post_date>
<wp:post_modified>2024-05-05 08:00:00</wp:post_modified>
<wp:post_name>en-ny-bro</wp:post_name><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type>{more}</item>"""


def documents(tmp_path: Path, *items: str) -> list[SourceDocument]:
    path = tmp_path / "export.xml"
    path.write_text(f"{HEAD}{''.join(items)}</channel></rss>", encoding="utf-8")
    return list(read_wordpress(path))


def test_a_post_of_blocks_is_read(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, item())
    assert (found.title, found.name, found.author) == ("En ny bro", "en-ny-bro", "Exempel Skribent")
    assert (found.date, found.updated) == (dt.date(2024, 5, 3), dt.date(2024, 5, 5))
    assert found.lead == "Kommunen bygger en bro."
    assert [(block.tag, text_of(block)) for block in found.body] == [
        ("h2", "Klar i maj"),
        ("p", "– Äntligen, säger Exempel."),
    ]


def test_the_excerpt_is_the_lead_and_tags_are_keywords(tmp_path: Path) -> None:
    more = (
        "<excerpt:encoded><![CDATA[Bron blir röd.]]></excerpt:encoded>"
        '<category domain="post_tag" nicename="bro">broar</category>'
        '<category domain="category" nicename="n">Nyheter</category>'
    )
    (found,) = documents(tmp_path, item(more=more))
    assert (found.lead, found.keywords) == ("Bron blir röd.", ("broar",))


def test_blank_lines_of_the_classic_editor_are_paragraphs(tmp_path: Path) -> None:
    (found,) = documents(
        tmp_path, item("Första stycket.\n\nAndra\nraden.\n\n<h2>Mer</h2>\nTredje.")
    )
    assert found.lead == "Första stycket."
    assert [(block.tag, text_of(block)) for block in found.body] == [
        ("p", "Andra raden."),
        ("h2", "Mer"),
        ("p", "Tredje."),
    ]


def test_a_caption_shortcode_is_a_caption_with_its_photographer(tmp_path: Path) -> None:
    content = (
        "Ingress.\n\nText.\n\n"
        '[caption id="attachment_9" width="300"]<img src="https://exempel.se/b.jpg" alt="En bro" '
        'width="300" height="200" /> Bron i maj. Foto: Exempel Ek[/caption]'
    )
    (found,) = documents(tmp_path, item(content))
    (note,) = [note for note in found.notes if note.rule == "picture-missing"]
    assert note.text.split("\n") == [
        "En bro",
        "Bron i maj. Foto: Exempel Ek",
        "https://exempel.se/b.jpg",
    ]


def test_shortcodes_are_reported_and_brackets_of_text_are_kept(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, item('Ett.\n\nTvå [sic] tre.\n\n[gallery ids="1,2"]'))
    assert text_of(found.body) == "Två [sic] tre."
    assert [note.text for note in found.notes if note.rule == "shortcode"] == [
        '[gallery ids="1,2"]'
    ]


def test_pictures_menus_and_what_was_thrown_away_are_no_documents(tmp_path: Path) -> None:
    found = documents(
        tmp_path,
        item(kind="attachment"),
        item(kind="nav_menu_item"),
        item(status="trash"),
        item(kind="page"),
    )
    assert len(found) == 1


def test_a_draft_is_read_and_must_be_decided_about(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, item(status="draft"))
    assert "not-published" in [note.rule for note in found.notes]


def test_comments_and_own_fields_are_reported(tmp_path: Path) -> None:
    more = (
        "<wp:comment><wp:comment_author>Exempel</wp:comment_author>"
        "<wp:comment_content>Fin bro!</wp:comment_content></wp:comment>"
        "<wp:postmeta><wp:meta_key>underrubrik</wp:meta_key>"
        "<wp:meta_value>Röd som få</wp:meta_value></wp:postmeta>"
        "<wp:postmeta><wp:meta_key>_edit_lock</wp:meta_key><wp:meta_value>1:1</wp:meta_value>"
        "</wp:postmeta>"
    )
    (found,) = documents(tmp_path, item(more=more))
    texts = {note.rule: note.text for note in found.notes}
    assert texts["comments"] == ""
    assert not any("Fin bro" in f"{note.message}{note.text}" for note in found.notes)
    assert "1 comment" in next(n.message for n in found.notes if n.rule == "comments")
    assert texts["custom-field"] == "underrubrik: Röd som få"


def test_an_export_of_pictures_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as refused:
        documents(tmp_path, item(kind="attachment"))
    assert refused.value.findings[0].rule == "no-posts"
