"""The notes of an import, as a file beside the article."""

from collections.abc import Iterable

from pressverk.i18n import _
from pressverk.intake.markdown.escaping import escape, visible
from pressverk.intake.model import Note, NoteKind, SourceDocument


def write_report(
    document: SourceDocument, notes: Iterable[Note], attached: tuple[str, ...] = ()
) -> str:
    """Return the report as Markdown; it is the same each time it is made."""
    lines = ["# " + _("Imported from {name}", name=escape(document.source.name)), ""]
    facts = (
        (_("Address"), document.address),
        (_("Author"), document.author),
        (_("Attached"), ", ".join(attached)),
    )
    known = [f"- {label}: {escape(visible(value))}" for label, value in facts if value]
    lines += [*known, ""] if known else []
    notes = list(notes)
    for kind, title in (
        (NoteKind.DECIDE, _("To decide")),
        (NoteKind.LEFT_OUT, _("Left out")),
        (NoteKind.CHANGED, _("Changed")),
    ):
        lines += _section(title, [note for note in notes if note.kind is kind])
    if not notes:
        lines += [_("Everything was imported unchanged."), ""]
    return "\n".join(lines)


def _section(title: str, notes: list[Note]) -> list[str]:
    if not notes:
        return []
    lines = [f"## {title} ({len(notes)})", ""]
    for note in notes:
        lines.append(f"- {escape(visible(note.message))} ({note.rule})")
        paragraphs = [visible(each).strip() for each in note.text.splitlines() if each.strip()]
        if paragraphs:
            quoted = "\n  >\n".join(f"  > {escape(each)}" for each in paragraphs)
            lines += ["", quoted, ""]
    return [*lines, ""] if lines[-1] else lines
