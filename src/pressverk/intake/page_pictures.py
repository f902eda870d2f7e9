"""Pictures on a page, with what is said about each: alternative text, caption and credit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pressverk.i18n import _
from pressverk.intake.model import SourcePicture
from pressverk.intake.notes import Notes
from pressverk.intake.page_furniture import names_of
from pressverk.intake.page_text import HEADINGS, is_block, is_element, is_longer, text_of
from pressverk.intake.release_parts import new, part_credit, remove
from pressverk.intake.saved_page import FindPicture

LONGEST_CAPTION = 500
MOST_BYTES = 200_000_000  # of all pictures of one page
CAPTION = frozenset({"caption", "imagecaption", "figcaption", "imagetext", "imgtext", "bildtext",
                     "photographer", "fotograf", "credit"})  # fmt: skip
PICTURE = frozenset({"image", "img", "media", "picture", "bild", "foto", "photo"})
CAPTION_PART = frozenset({"text", "description", "beskrivning"})
OTHER = HEADINGS | {"ul", "ol", "table", "blockquote", "pre"}
OUTSIDE = re.compile(r"file:|[a-z]:[\\/]|\\\\|(?:\.\./)+|.*/\.\./", re.IGNORECASE)


@dataclass(slots=True)
class Pictures:
    """The pictures of one page so far, by the names that ``img[src]`` has in its body."""

    find: FindPicture
    found: dict[str, SourcePicture] = field(default_factory=dict)
    size: int = 0

    def take(self, image: HtmlElement) -> str:
        """Return the name of the picture that *image* shows, or nothing when it isn't here."""
        picture = next(filter(None, map(self.find, _sources(image))), None)
        if picture is None or self.size + len(picture.data) > MOST_BYTES:
            return ""
        for name, known in self.found.items():
            if known.data == picture.data:
                return name
        name = _unused(picture.name, self.found)
        self.found[name] = SourcePicture(name=name, data=picture.data)
        self.size += len(picture.data)
        return name


def build_figures(root: HtmlElement, pictures: Pictures, notes: Notes) -> None:
    """Make each picture in *root* a figure with its caption; those not here are only named."""
    for image in list(root.iter("img")):
        if _is_no_picture(image):
            if alternative := image.get("alt", "").strip():
                notes.left_out("page-tool", alternative)
            image.drop_tree()
            continue
        _build(image, root, pictures, notes)


def note_missing(body: HtmlElement, notes: Notes) -> None:
    """Take the figures without a picture out of *body*, each noted at the block after it."""
    for figure in [each for each in body.iter("figure") if each.get("data-missing") is not None]:
        address = figure.get("data-missing", "")
        text = "\n".join(filter(None, (figure.get("data-text", ""), address)))
        if OUTSIDE.match(address):
            rule = "picture-refused"
            message = _(
                "a picture outside the page's folder isn't read: add its file, or leave it out"
            )
        else:
            rule = "picture-missing"
            message = _("a picture stood here: add its file and photographer, or leave it out")
        notes.decide(rule, message, text, figure)
        remove(figure)


def _build(image: HtmlElement, root: HtmlElement, pictures: Pictures, notes: Notes) -> None:
    holder, captions = _holder(image, root)
    caption = " ".join(filter(None, (text_of(each) for each in captions)))
    source = pictures.take(image)
    figure = new("figure")
    alternative = " ".join(image.get("alt", "").split())
    if source:
        text, photographer, illustrator, label = part_credit(caption)
        shown = new("img", src=source, alt=alternative)
        for name, value in (("photographer", photographer), ("illustrator", illustrator)):
            if value:
                shown.set(f"data-{name}", value)
        figure.append(shown)
        if text:
            figure.append(new("figcaption", text))
        if label and label != "Foto":
            notes.changed("credit", _("the credit is taken from the caption"), caption[len(text) :])
    else:
        figure.set("data-missing", next(iter(_sources(image)), "")[:500])
        figure.set("data-text", "\n".join(filter(None, (alternative, caption))))
    for each in captions:
        if each is not holder and holder not in each.iterancestors():
            each.drop_tree()
    _replace(holder, figure)


def _replace(old: HtmlElement, figure: HtmlElement) -> None:
    """Put *figure* in the place of *old*, and keep the text after it."""
    tail, old.tail = old.tail, None
    old.addprevious(figure)
    figure.tail = tail
    old.drop_tree()


def _holder(image: HtmlElement, root: HtmlElement) -> tuple[HtmlElement, list[HtmlElement]]:
    """Return the outermost element that is nothing but *image* and its captions, and these."""
    holder: Any = image
    for element in image.iterancestors():
        if element is root or not _is_only(element) or _has_text_before(image, element):
            break
        text = text_of(element)
        if text and element.tag != "figure" and not _speaks_of_picture(element):
            break
        holder = element
    if text_of(holder):
        return holder, [holder]
    following = holder.getnext()
    if following is not None and not (holder.tail or "").strip() and _is_caption(following):
        captions = [following]
        after = following.getnext()
        if after is not None and _is_caption(after) and not (following.tail or "").strip():
            captions.append(after)
        return holder, captions
    return holder, []


def _is_only(element: HtmlElement) -> bool:
    """Return whether *element* holds one picture, a caption at most, and nothing else."""
    pictures = (each for each in element.iter("img", "figure") if _is_picture(each))
    if len(list(islice(pictures, 2))) != 1 or is_longer(element, 2 * LONGEST_CAPTION):
        return False
    return not any(each.tag in OTHER for each in element.iter() if is_element(each))


def _is_picture(element: HtmlElement) -> bool:
    """Return whether *element* is a picture, or stands where one is missing."""
    return element.tag == "img" or element.get("data-missing") is not None


def _has_text_before(image: HtmlElement, element: HtmlElement) -> bool:
    """Return whether text stands in *element* before *image*; only a caption in a figure may."""
    around = set(image.iterancestors())
    for each in element.iter():
        if each is image:
            return False
        is_caption = element.tag == "figure" and any(
            above.tag == "figcaption" for above in (each, *each.iterancestors())
        )
        tail = each.tail if each is not element and each not in around else ""
        if not is_caption and is_element(each) and (each.text or "").strip():
            return True
        if each.tag != "figcaption" and not is_caption and (tail or "").strip():
            return True
    return False


def _speaks_of_picture(element: HtmlElement) -> bool:
    """Return whether the text beside the picture in *element* is a caption."""
    if PICTURE & set(names_of(element)) and element.tag != "p":
        return True
    texts = [each for each in element if is_element(each) and text_of(each)]
    has_loose = any((each.tail or "").strip() for each in element)
    return (
        bool(texts)
        and not has_loose
        and all(_is_caption(each) or next(each.iter("img"), None) is not None for each in texts)
    )


def _is_caption(element: HtmlElement) -> bool:
    if not is_element(element) or is_longer(element, 2 * LONGEST_CAPTION):
        return False
    text = text_of(element)
    if (
        not text
        or len(text) > LONGEST_CAPTION
        or next(element.iter("img", *OTHER), None) is not None
    ):
        return False
    names = set(names_of(element))
    named = bool(names & CAPTION or (names & PICTURE and names & CAPTION_PART))
    return (
        element.tag == "figcaption"
        or named
        or (
            (is_block(element) or element.tag in {"small", "em", "i"})
            and bool(part_credit(text)[3])
        )
    )


def _is_no_picture(image: HtmlElement) -> bool:
    """Return whether *image* only counts visitors, or is an icon in a control."""
    sizes = [image.get(name, "").removesuffix("px") for name in ("width", "height")]
    tiny = any(size.isdecimal() and int(size) <= 2 for size in sizes)
    small = all(size.isdecimal() and int(size) <= 32 for size in sizes)
    return tiny or small or not any(_sources(image))


def _sources(image: HtmlElement) -> Iterator[str]:
    """Yield the addresses of *image*; what is loaded late stands in others than ``src``."""
    sources = [image.get(name, "").strip() for name in ("src", "data-src", "data-original")]
    sets = [image.get("srcset", ""), image.get("data-srcset", "")]
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [each.get("srcset", "") for each in parent.iter("source")]
    if sources[0].startswith("data:") and len(sources[0]) < 500 and any((*sources[1:], *sets)):
        sources.append(sources.pop(0))  # a placeholder
    yield from filter(None, sources)
    for each in sets:
        if not each.startswith("data:"):
            yield from (part.split()[0] for part in each.split(",") if part.split())


def _unused(name: str, taken: dict[str, SourcePicture]) -> str:
    stem, dot, suffix = name.rpartition(".")
    number = 1
    while name.lower() in {each.lower() for each in taken}:
        number += 1
        name = f"{stem}-{number}{dot}{suffix}"
    return name
