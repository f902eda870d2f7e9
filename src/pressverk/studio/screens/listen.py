"""The screen "Listen": what a listener hears, beside the pages, and its approval."""

import hashlib

from starlette.responses import Response

from pressverk.accessibility import screen_reader
from pressverk.accessibility.screen_reader.listening import HeardPdf, hear
from pressverk.build.built_editions import find_edition
from pressverk.content.differences import changed_lines
from pressverk.errors import OutputError
from pressverk.files import write_whole
from pressverk.i18n import N_, _, message_language
from pressverk.newsroom.paths import from_root, slug_of
from pressverk.studio.pages import Call, Done, Refused, action, page
from pressverk.studio.roles import Role

MOST_KEPT = 8  # transcripts
DONE = {"approved": N_("What is heard is approved."), "built": N_("The pages are built.")}


def show(call: Call) -> Response:
    """Show what is heard, or offer to build the pages first."""
    source, root = call.source, call.root
    read, sha256 = _read(call)
    path = screen_reader.approved_path(source)
    approved = path.read_text("utf-8", "replace") if read and path.is_file() else ""
    slug, file = slug_of(source, root), from_root(path, root)
    changed = read and screen_reader.compare(source, read.text, slug=slug, file=file)
    return call.render(
        "listen.html.j2",
        active="listen",
        read=read,
        sha256=sha256,
        seen=hashlib.sha256(read.text.encode()).hexdigest() if read else "",
        is_approved=bool(read) and not changed,
        was_approved=bool(approved),
        difference=changed_lines(approved, read.text) if read and approved else (),
        may_approve=_may_approve(call),
        may_build=call.person.may(Role.WRITES) or call.person.may(Role.SENDS),
        done=call.done(DONE),
    )


def _read(call: Call) -> tuple[HeardPdf, str] | tuple[None, str]:
    """Return what is heard of the article's PDF, and its SHA-256; None where none is built."""
    try:
        path, data = find_edition(call.source, call.root)
    except OutputError:
        return None, ""
    sha256 = hashlib.sha256(data).hexdigest()
    kept: dict[tuple[str, str], HeardPdf] = call.studio.parts.setdefault("transcripts", {})
    key = sha256, message_language()
    if key not in kept:
        found = hear(data, from_root(path, call.root))
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return kept[key], sha256


def _may_approve(call: Call) -> bool:
    return call.person.may(Role.WRITES) or call.person.may(Role.APPROVES)


def approve(call: Call) -> Done:
    """Keep what was heard beside the article, as the approved, if it is still what is heard."""
    read, _sha256 = _read(call)
    if read is None or hashlib.sha256(read.text.encode()).hexdigest() != call.text("seen"):
        text = _("The pages were changed since you listened. Listen once more.")
        raise Refused(409, _("It isn't what you looked at"), text)
    write_whole(screen_reader.approved_path(call.source), read.text.encode())
    return Done(did="approved", act="transcript-approved", event="article")


PAGES = (
    page("/listen/{name:path}", "listen", show),
    action(
        "/listen/approve/{name:path}",
        "listen-approve",
        approve,
        Role.WRITES,
        or_else=(Role.APPROVES,),
        back="listen",
    ),
)
