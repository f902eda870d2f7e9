"""Previews of messages: a page, files, and a summary."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from pressverk.delivery.message.compose import (
    MessageTemplate,
    size_of,
)
from pressverk.errors import OutputError
from pressverk.files import is_shared, make_folder, write_private
from pressverk.formats import megabytes
from pressverk.i18n import _, message_language, ngettext, reason_of
from pressverk.model import Finding, Message, Place

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 760px; padding: 24px; font: 16px/1.5 Arial, sans-serif; color: #1c1c1a }}
dt {{ font-weight: bold }} dd {{ margin: 0 0 6px; overflow-wrap: anywhere }}
iframe {{ width: 100%; height: 1400px; border: 1px solid #8a8a86 }}
pre {{ padding: 16px; border: 1px solid #8a8a86; overflow-x: auto; font-size: 14px }}
</style>
</head>
<body>
<h1>{title}</h1>
<dl>
{facts}
</dl>
<h2>{as_html}</h2>
<iframe sandbox="" title="{as_html}" srcdoc="{html}"></iframe>
<h2>{as_text}</h2>
<pre lang="{template_language}" tabindex="0">{text}</pre>
</body>
</html>
"""  # noqa: E501 - a document of its own


def preview(template: MessageTemplate, message: Message) -> str:
    """Return an HTML page that shows *message*, made from *template*, as its recipient sees it."""
    settings = template.settings
    facts = {
        _("Subject"): message.subject,
        _("From"): f"{settings.from_name} <{settings.from_address}>",
        _("To"): message.recipient,
        _("Answers to"): settings.reply_to,
        _("Attachment"): template.attachment,
        _("Size"): _megabytes(size_of(message)),
        _("Message-ID"): message.message_id,
    }
    return PAGE.format(
        language=message_language(),
        template_language=escape(template.language),
        title=escape(_("Preview: {subject}", subject=message.subject)),
        facts="\n".join(
            f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()
        ),
        as_html=escape(_("As HTML")),
        as_text=escape(_("As text")),
        html=escape(template.html),
        text=escape(template.text),
    )


def write_messages(messages: Iterable[Message], folder: Path) -> tuple[Path, ...]:
    """Write each of *messages* to *folder* as an ``.eml`` file, and return the files.

    They contain addresses: a new folder, and the files, are readable by the group in a group's
    folder, and by the owner alone elsewhere.

    Raises:
        OutputError: if one can't be written.
    """
    try:
        if not folder.exists():
            make_folder(folder)
            folder.chmod(folder.stat().st_mode & ~0o007 if is_shared(folder) else 0o700)
    except OSError as error:
        message = _("can't be made ({reason}); give another folder", reason=reason_of(error))
        finding = Finding(place=Place(file=str(folder)), message=message, rule="unwritable")
        raise OutputError([finding]) from error
    paths = []
    for number, each in enumerate(messages, 1):
        path = folder / f"{number:04d}-{quote(each.recipient, safe='@+')[:120]}.eml"
        write_private(path, each.head + each.body)
        paths.append(path)
    return tuple(paths)


def summary(messages: Sequence[Message]) -> str:
    """Return a summary of *messages*: number, size, subject and recipients."""
    sizes = [size_of(message) for message in messages]
    domains = Counter(message.recipient.rpartition("@")[2] for message in messages)
    subjects = Counter(message.subject for message in messages)
    return "\n".join(
        (
            ngettext(
                "{count} message, {total}",
                "{count} messages, {total} in all, the largest {largest}",
                len(sizes),
                total=_megabytes(sum(sizes)),
                largest=_megabytes(max(sizes, default=0)),
            ),
            *(f"{count:6d}  {subject}" for subject, count in subjects.most_common()),
            *(
                f"{count:6d}  @{domain}"
                for domain, count in sorted(domains.items(), key=_most_first)
            ),
        )
    )


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _megabytes(size: int) -> str:
    return f"{megabytes(size, decimals=2)} MB"
