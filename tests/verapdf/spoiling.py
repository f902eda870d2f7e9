"""PDFs with one fault each, made from a sound one: a validator that passes them isn't looking."""

import io
import re
from collections.abc import Callable, Iterator, Mapping

import pikepdf
import weasyprint

SEQUENCE = re.compile(rb"/\w+\s+<<[^>]*/MCID[^>]*>>\s+BDC")
Spoil = Callable[[pikepdf.Pdf], None]


def spoiled(sound: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each fault's name, and *sound* with it.

    *sound* has a figure, a link, a table with headers and a second heading.
    """
    for name, spoil in SPOILS.items():
        with pikepdf.open(io.BytesIO(sound)) as pdf:
            spoil(pdf)
            yield name, _bytes(pdf)
    yield "never-tagged", _never_tagged(sound)


def _bytes(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


def _never_tagged(sound: bytes) -> bytes:
    """Return what plain WeasyPrint writes without tags, under the claims of *sound*."""
    html = '<html lang="sv"><title>Exempel</title><h1>Rubrik</h1><p>Text</p></html>'
    plain = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-2b")
    with pikepdf.open(io.BytesIO(plain)) as pdf, pikepdf.open(io.BytesIO(sound)) as claims:
        pdf.Root.Metadata = pdf.copy_foreign(claims.Root.Metadata)
        return _bytes(pdf)


def _elements(pdf: pikepdf.Pdf, kind: str) -> Iterator[pikepdf.Object]:
    return (
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/" + kind and "/P" in thing
    )


def _without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _without_alternative(pdf: pikepdf.Pdf) -> None:
    del next(_elements(pdf, "Figure")).Alt


def _without_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _not_marked(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def _without_tab_order(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.Tabs = pikepdf.Name.R


def _unmarked_content(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(SEQUENCE.sub(b"/Span BMC", content, 1))


def _link_without_contents(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if "/Contents" in annotation:
                del annotation.Contents


def _link_out_of_tree(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "Link")).S = pikepdf.Name.Span


def _skipped_level(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "H2")).S = pikepdf.Name.H4


def _headers_without_scope(pdf: pikepdf.Pdf) -> None:
    for header in _elements(pdf, "TH"):
        del header.A


def _row_in_paragraph(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "Table")).S = pikepdf.Name.P


def _unknown_type(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "P")).S = pikepdf.Name.Paragraph


def _font_not_embedded(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in thing:
                    del thing[key]


def _glyphs_without_meaning(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            del thing.ToUnicode


def _script(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = action


def _without_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


SPOILS: Mapping[str, Spoil] = {
    "no-language": _without_language,
    "no-alternative": _without_alternative,
    "no-tree": _without_tree,
    "not-marked": _not_marked,
    "title-not-shown": _title_not_shown,
    "no-tab-order": _without_tab_order,
    "unmarked-content": _unmarked_content,
    "link-without-contents": _link_without_contents,
    "link-out-of-tree": _link_out_of_tree,
    "skipped-level": _skipped_level,
    "headers-without-scope": _headers_without_scope,
    "row-in-paragraph": _row_in_paragraph,
    "unknown-type": _unknown_type,
    "font-not-embedded": _font_not_embedded,
    "glyphs-without-meaning": _glyphs_without_meaning,
    "script": _script,
    "no-output-intent": _without_output_intent,
}
