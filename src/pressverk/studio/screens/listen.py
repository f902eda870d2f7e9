"""The screen "Listen": what a listener hears, beside the pages, and its approval."""

import hashlib
from dataclasses import dataclass

from starlette.responses import Response

from pressverk.accessibility import screen_reader
from pressverk.accessibility.reader import read_tagged_pdf
from pressverk.build.built_editions import find_edition
from pressverk.content.differences import Line, changed_lines
from pressverk.errors import OutputError
from pressverk.files import write_whole
from pressverk.i18n import N_, _, message_language
from pressverk.model import Finding
from pressverk.newsroom.paths import from_root, slug_of
from pressverk.studio.pages import Call, Done, Refused, action, page
from pressverk.studio.roles import Role

MOST_KEPT = 8  # transcripts
DONE = {"approved": N_("What is heard is approved."), "built": N_("The pages are built.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is heard of a PDF, as text and as it is shown, and what a listener misses."""

    text: str
    heard: screen_reader.Heard
    findings: tuple[Finding, ...]
    sha256: str


def show(call: Call) -> Response:
    """Show what is heard, or offer to build the pages first."""
    source, root = call.source, call.root
    read = _read(call)
    approved = ""
    difference: tuple[Line, ...] = ()
    changed: tuple[Finding, ...] = ()
    if read:
        path = screen_reader.approved_path(source)
        changed = screen_reader.compare(
            source, read.text, slug=slug_of(source, root), file=from_root(path, root)
        )
        approved = path.read_text("utf-8", "replace") if path.is_file() else ""
        difference = changed_lines(approved, read.text) if approved else ()
    return call.render(
        "listen.html.j2",
        active="listen",
        read=read,
        seen=hashlib.sha256(read.text.encode()).hexdigest() if read else "",
        is_approved=bool(read) and not changed,
        was_approved=bool(approved),
        difference=difference,
        may_approve=_may_approve(call),
        may_build=call.person.may(Role.WRITES) or call.person.may(Role.SENDS),
        done=call.done(DONE),
    )


def _read(call: Call) -> Read | None:
    """Return what is heard of the article's PDF, None where none is built."""
    try:
        path, data = find_edition(call.source, call.root)
    except OutputError:
        return None
    sha256 = hashlib.sha256(data).hexdigest()
    kept: dict[tuple[str, str], Read] = call.studio.parts.setdefault("transcripts", {})
    key = sha256, message_language()
    if key not in kept:
        file = from_root(path, call.root)
        pdf = read_tagged_pdf(data, file)
        transcript = screen_reader.announce(pdf)
        found = Read(
            text=screen_reader.as_text(transcript),
            heard=screen_reader.page_parts(transcript, pdf.pages),
            findings=(*pdf.findings, *screen_reader.missed(pdf, transcript, file)),
            sha256=sha256,
        )
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return kept[key]


def _may_approve(call: Call) -> bool:
    return call.person.may(Role.WRITES) or call.person.may(Role.APPROVES)


def approve(call: Call) -> Done:
    """Keep what was heard beside the article, as the approved, if it is still what is heard."""
    read = _read(call)
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
