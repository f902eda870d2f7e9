"""Text that layout sets twice is told once."""

import pytest
from tagging import tagged

CSS = "@page { size: 90mm 90mm; margin: 6mm } .right { float: right; width: 40% }"
FLOAT = (
    "<blockquote class=right>ett<blockquote>för trygghet och samverkan e-post"
    "<br>a<br>b<br>c<br>d<br>e<br>f<br>g<br>h<br>i<br>j<br>k<br>l</blockquote></blockquote>"
)
FIGURE = (
    "<figure><img src=bild.png alt=bild width=60>"
    "<figcaption>våldsförebyggande</figcaption></figure>"
)


@pytest.mark.parametrize(
    "text",
    [
        "kvällstid kvällstid och våldsförebyggande",
        "kvällstid och i våldsförebyggande samverkan med stöd av kommunfullmäktige",
        "kvällstid året runt i skåne\xaddalen och våldsförebyggande arbete",
        "kvällstid <b>året runt</b> i skåne\xaddalen och våldsförebyggande arbete",
    ],
)
def test_text_set_again_beside_a_float_over_a_page_break_is_reported_once(text: str) -> None:
    root = tagged(f"<h1>Exempel</h1>{FLOAT}{FIGURE}{text}", CSS).root
    told = root.all("P")[-1].text
    plain = text.replace("<b>", "").replace("</b>", "").replace("\xad", "")
    assert " ".join(told.replace("\xad", "").split()) == plain
