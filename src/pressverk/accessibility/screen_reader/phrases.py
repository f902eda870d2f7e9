"""What the reader says, in the language of messages."""

import babel

from pressverk.i18n import _


def language_name(tag: str) -> str:
    """Return the name of a language; the tag itself when nobody knows it.

    >>> language_name("en"), language_name("x-klingon")
    ('English', 'x-klingon')
    """
    from pressverk.i18n import message_language  # noqa: PLC0415

    try:
        name = babel.Locale.parse(tag, sep="-").get_display_name(message_language())
    except (ValueError, babel.UnknownLocaleError):
        name = None
    return name or tag


def heading(level: int | None) -> str:
    """Return how a heading is announced; a title, or one without a level, has none."""
    return _("Heading") if level is None else _("Heading level {level}", level=level)


def list_of(count: int) -> str:
    """Return how a list is announced."""
    return _("List with 1 item") if count == 1 else _("List with {count} items", count=count)


def contents_of(count: int) -> str:
    """Return how a table of contents is announced."""
    if count == 1:
        return _("Table of contents with 1 entry")
    return _("Table of contents with {count} entries", count=count)


def table(columns: int, rows: int) -> str:
    """Return how a table is announced."""
    across = _("1 column") if columns == 1 else _("{count} columns", count=columns)
    down = _("1 row") if rows == 1 else _("{count} rows", count=rows)
    return _("Table with {columns} and {rows}", columns=across, rows=down)


def spanning(label: str, columns: int, rows: int) -> str:
    """Return *label* and how many columns and rows a cell spans, when more than one."""
    if columns > 1:
        label = _("{label}, across {count} columns", label=label, count=columns)
    if rows > 1:
        label = _("{label}, across {count} rows", label=label, count=rows)
    return label
