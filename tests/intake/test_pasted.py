import pytest

from pressverk.errors import IntakeError
from pressverk.intake.pasted import LARGEST, text_of_pasted

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {{margin:0}} --></style></head><body lang=SV><!--StartFragment-->
<h1>Ny lekpark<o:p></o:p></h1>
<p class=MsoNormal>Kommunen <b>öppnar</b> en <i>ny</i> lekpark,
<a href="https://www.exempel.se/lek">se sidan</a>.<o:p></o:p></p>
{items}
<p class=MsoNormal>– Vi är glada, säger rektorn.</p>
<!--EndFragment--></body></html>"""
ITEM = """<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>
<![if !supportLists]><span><span style='mso-list:Ignore'>{sign}<span>&nbsp; </span></span></span>
<![endif]>{text}</p>"""


def pasted(*items: tuple[int, str, str]) -> str:
    written = [ITEM.format(level=level, sign=sign, text=text) for level, sign, text in items]
    return text_of_pasted(WORD.format(items="\n".join(written)), "sv")


def test_headings_emphasis_links_and_speech_of_word_are_kept() -> None:
    text = pasted()
    assert "## Ny lekpark\n" in text
    assert "Kommunen **öppnar** en *ny* lekpark, [se sidan](https://www.exempel.se/lek)." in text
    assert "– Vi är glada, säger rektorn." in text


def test_paragraphs_that_word_numbers_become_lists() -> None:
    text = pasted((1, "·", "Gungor"), (2, "o", "stora"), (1, "·", "Rutschkana"))
    assert "- Gungor\n  - stora\n- Rutschkana\n" in text
    assert "1. Gå dit\n2. Lek\n" in pasted((1, "1.", "Gå dit"), (1, "2.", "Lek"))


def test_an_item_deeper_than_the_list_above_it_is_still_an_item() -> None:
    assert "- Djupt\n" in pasted((4, "·", "Djupt"))


def test_tables_keep_their_cells() -> None:
    table = "<table><tr><td>Dag</td><td>Tid</td></tr><tr><td>Måndag</td><td>9</td></tr></table>"
    text = text_of_pasted(table, "sv")
    assert "| Dag | Tid |" in text
    assert "| Måndag | 9 |" in text


def test_what_acts_is_left_out_and_its_text_kept() -> None:
    html = "<p>Ett <a href='javascript:alert(1)'>ord</a><script>alert(2)</script></p><img src=x>"
    assert text_of_pasted(html, "sv") == "Ett ord\n"


def test_nothing_pasted_is_no_text() -> None:
    assert text_of_pasted("<!--StartFragment--> <!--EndFragment-->", "sv") == ""
    assert text_of_pasted("", "sv") == ""


def test_too_much_and_too_deep_is_reported() -> None:
    with pytest.raises(IntakeError, match="too large"):
        text_of_pasted("x" * (LARGEST + 1), "sv")
    with pytest.raises(IntakeError, match="too deep"):
        text_of_pasted("<div>" * 1000 + "ord", "sv")
