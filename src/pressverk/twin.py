"""What a page needs to stand alone on a screen, as its twin for the web."""

import base64
from collections.abc import Mapping

from lxml.html.builder import E

from pressverk.fragments import parse, serialise
from pressverk.model import Resource
from pressverk.translation import catalogue


def endnotes(body: str, language: str) -> str:
    """Return *body* with its footnotes moved to the end, as links can reach them on a screen.

    >>> endnotes('<p>Text<span class="footnote" id="note-1">Note.</span></p>', "sv").count("<li")
    1
    """
    root = parse(body)
    notes = root.xpath('.//span[@class="footnote"]')
    if not notes:
        return body
    label = catalogue(language).gettext("Back to the text")
    listing = E.ol({"class": "endnotes", "role": "doc-endnotes"})
    for number, note in enumerate(notes, 1):
        name = note.get("id") or f"note-{number}"
        call = E.a(str(number), {"href": f"#{name}", "id": f"call-{number}", "role": "doc-noteref"})
        back = E.a("↩", {"href": f"#call-{number}", "role": "doc-backlink", "aria-label": label})
        item = E.li({"id": name})
        item.text, item[:] = note.text, list(note)
        item.append(back)
        listing.append(item)
        reference = E.sup(call)
        reference.tail = note.tail
        note.getparent().replace(note, reference)
    root.append(listing)
    return serialise(root)


def embed(web: str, resources: Mapping[str, Resource]) -> str:
    """Return *web* with every resource's address replaced by the resource itself."""
    for address, resource in resources.items():
        data = base64.b64encode(resource.data or b"").decode("ascii")
        web = web.replace(f'"{address}"', f'"data:{resource.media_type};base64,{data}"')
    return web
