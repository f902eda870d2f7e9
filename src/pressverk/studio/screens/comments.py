"""Comments on an article, on the screens "Write" and "Approve": kept, dealt with, reopened."""

from starlette.responses import Response

from pressverk.i18n import _
from pressverk.studio.answers import number_in, tell
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note
from pressverk.studio.store.comments import add_comment, comments, resolve_comment
from pressverk.studio.store.once import new_token, once

LONGEST = 5_000  # characters
SCREENS = {"write": Role.WRITES, "approval": Role.APPROVES}


def show(call: Call) -> Response:
    """Return the comments alone, for a screen whose list is older."""
    return call.render(
        "comments.html.j2",
        name=call.article,
        comments=comments(call.studio.store, call.article),
        part=call.request.query_params.get("part", ""),
        token=new_token(),
        active=_screen(call),
    )


def _screen(call: Call) -> str:
    """Return the screen that shows the comments to whoever calls."""
    asked = call.text("screen") or call.request.query_params.get("screen", "")
    first = asked if asked in SCREENS else "write"
    return min(SCREENS, key=lambda each: (not call.person.may(SCREENS[each]), each != first))


def comment(call: Call) -> Response:
    """Keep a comment, once."""
    text, line = call.text("text").strip()[:LONGEST], call.text("line")
    if not text:
        raise Refused(422, _("That can't be done yet"), _("Write the comment first."))
    with once(call.studio.store, call.text("token")) as is_new:
        if is_new:
            add_comment(
                call.studio.store,
                call.article,
                call.person,
                text,
                part=call.text("part"),
                quoted=call.text("quoted").strip()[:LONGEST],
                line=int(line) if line.isascii() and line.isdecimal() and len(line) < 7 else None,
            )
            note(call.studio.store, call.person, "commented", call.article)
    return _told(call)


def resolve(call: Call) -> Response:
    """Note that a comment is dealt with, or open again."""
    is_resolved = not call.text("reopen")
    number = number_in(call, "comment" if is_resolved else "reopen")
    resolve_comment(call.studio.store, call.article, number, is_resolved=is_resolved)
    note(call.studio.store, call.person, "resolved" if is_resolved else "reopened", call.article)
    return _told(call)


def _told(call: Call) -> Response:
    """Tell all browsers, and show the comments as they are now."""
    tell(call, "comment")
    if call.request.headers.get("hx-request"):
        return show(call)
    response = call.redirect(_screen(call), name=call.article)
    response.headers["location"] += f"?part={call.text('part')}#comments"
    return response


POST = ("POST",)
ALSO = (Role.APPROVES,)
PAGES = (
    Page(
        path="/comments/{name:path}",
        name="comments",
        handler=show,
        needs=Role.WRITES,
        or_else=ALSO,
    ),
    Page(
        path="/comments/add/{name:path}",
        name="comment",
        handler=comment,
        needs=Role.WRITES,
        or_else=ALSO,
        methods=POST,
        is_given_back=True,
    ),
    Page(
        path="/comments/resolve/{name:path}",
        name="resolve",
        handler=resolve,
        needs=Role.WRITES,
        or_else=ALSO,
        methods=POST,
    ),
)
