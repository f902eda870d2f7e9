"""What the screens of an article share: its file, the present, and being sent back with a word."""

import datetime as dt
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pressverk.formats import moment_in_words
from pressverk.i18n import message_language
from pressverk.model import Newsroom
from pressverk.studio.articles import find_file, open_text, part_files
from pressverk.studio.events import Event
from pressverk.studio.pages import Call


def source_of(call: Call) -> Path:
    """Return the file of the article in the address, which the guard has seen to be there.

    Raises:
        ArticleError: when it is gone meanwhile.
    """
    return find_file(call.studio.options.root, call.article)


def keep_texts(call: Call) -> None:
    """Keep what the article and its parts say now, so that it is known what was looked at.

    Raises:
        StoreError: when the store can't be written.
    """
    store, root = call.studio.store, call.studio.options.root
    for part in ("", *part_files(source_of(call))):
        open_text(store, root, call.article, part)


def now_in_utc() -> dt.datetime:
    """Return the present."""
    return dt.datetime.now(dt.UTC)


def in_newsroom(moment: dt.datetime, newsroom: Newsroom) -> str:
    """Return *moment* in words, by the newsroom's clocks."""
    return moment_in_words(moment.astimezone(ZoneInfo(newsroom.time_zone)), message_language())


def told(call: Call, page: str, did: str, count: int | None = None, **params: str) -> Response:
    """Send the browser to *page*, which says in words what was done (*did*)."""
    query = {"did": did} | ({"count": str(count)} if count is not None else {})
    return RedirectResponse(f"{call.url(page, **params)}?{urlencode(query)}", status_code=303)


def tell(call: Call, kind: str) -> None:
    """Tell all browsers that something happened to the article."""
    call.studio.events.tell(Event(kind=kind, article=call.article))


def number_in(call: Call, name: str) -> int:
    """Return the whole number in the form's field *name*.

    Raises:
        HTTPException: 404 when it holds none.
    """
    text = call.text(name)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise HTTPException(404)
    return int(text)
