"""Comments on an article, on the screens "Write" and "Approve": kept, dealt with, reopened."""

from starlette.responses import Response

from pressverk.i18n import _
from pressverk.studio.pages import Call, action, not_yet, page, whole
from pressverk.studio.roles import Role
from pressverk.studio.store.comments import add_comment, comments, resolve_comment
from pressverk.studio.store.once import once

LONGEST = 5_000  # characters
SCREENS = {"write": Role.WRITES, "approval": Role.APPROVES}


def show(call: Call) -> Response:
    """Return the comments alone, for a screen whose list is older."""
    return call.render(
        "comments.html.j2",
        comments=comments(call.store, call.article),
        part=call.query("part"),
        active=_screen(call),
    )


def _screen(call: Call) -> str:
    """Return the screen that shows the comments to whoever calls."""
    asked = call.text("screen") or call.query("screen")
    first = asked if asked in SCREENS else "write"
    return min(SCREENS, key=lambda each: (not call.person.may(SCREENS[each]), each != first))


def comment(call: Call) -> Response:
    """Keep a comment, once."""
    text = call.text("text").strip()[:LONGEST]
    if not text:
        raise not_yet(_("Write the comment first."))
    with once(call.store, call.text("token")) as is_new:
        if is_new:
            add_comment(
                call.store,
                call.article,
                call.person,
                text,
                part=call.text("part"),
                quoted=call.text("quoted").strip()[:LONGEST],
                line=whole(call.text("line")),
            )
            call.note("commented")
    return _told(call)


def resolve(call: Call) -> Response:
    """Note that a comment is dealt with, or open again."""
    is_resolved = not call.text("reopen")
    number = call.number("comment" if is_resolved else "reopen")
    resolve_comment(call.store, call.article, number, is_resolved=is_resolved)
    call.note("resolved" if is_resolved else "reopened")
    return _told(call)


def _told(call: Call) -> Response:
    """Tell all browsers, and show the comments as they are now."""
    call.tell("comment")
    if call.request.headers.get("hx-request"):
        return show(call)
    response = call.redirect(_screen(call), name=call.article)
    response.headers["location"] += f"?part={call.text('part')}#comments"
    return response


ALSO = (Role.APPROVES,)
PAGES = (
    page("/comments/{name:path}", "comments", show, Role.WRITES, or_else=ALSO),
    action(
        "/comments/add/{name:path}",
        "comment",
        comment,
        Role.WRITES,
        or_else=ALSO,
        is_given_back=True,
    ),
    action("/comments/resolve/{name:path}", "resolve", resolve, Role.WRITES, or_else=ALSO),
)
