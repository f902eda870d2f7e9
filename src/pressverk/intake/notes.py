"""Notes of an import as they are gathered, in the order of the source."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pressverk.i18n import N_, _
from pressverk.intake.model import Note, NoteKind

# What is said of text that is left out, by rule.
LEFT_OUT = {
    "navigation": N_("the website's navigation is left out"),
    "site-header": N_("the website's header is left out"),
    "site-footer": N_("the website's footer is left out"),
    "cookie-notice": N_("a notice about cookies is left out"),
    "page-tool": N_("a control of the web page is left out"),
    "feedback": N_("a question to the page's visitors is left out"),
    "related-content": N_("links to other pages are left out"),
    "form": N_("a form is left out"),
    "hidden-text": N_("text that the page hides is left out"),
    "page-title": N_("the window's title is left out, for the headline says something else"),
    "description": N_("the page's description is left out, for the article has a lead"),
    "outside-main-content": N_(
        "text outside the main content is left out; copy it from here if it belongs to the article"
    ),
    "embedded": N_("embedded content can't be printed and is left out; describe it or link to it"),
    "comments": N_("visitors' comments are left out"),
    "custom-field": N_("a field of the website's own is left out; copy it if it belongs here"),
    "shortcode": N_("a shortcode of WordPress is left out; describe what it showed or link to it"),
    "script": N_("the page's scripts are left out"),
}


@dataclass(slots=True)
class Notes:
    """The notes so far."""

    found: list[Note] = field(default_factory=list)
    _begun: int = 0

    def begin(self) -> None:
        """Begin to go through the source once more; what is left out from here joins nothing."""
        self._begun = len(self.found)

    def left_out(self, rule: str, text: str) -> None:
        """Note that *text* isn't taken in; what follows the same text for the same reason joins."""
        if not text:
            return
        last = self.found[-1] if len(self.found) > self._begun else None
        if last and last.kind is NoteKind.LEFT_OUT and last.rule == rule:
            self.found.pop()
            text = f"{last.text}\n{text}"
        message = _(LEFT_OUT[rule])
        self.found.append(Note(kind=NoteKind.LEFT_OUT, rule=rule, message=message, text=text))

    def changed(
        self, rule: str, message: str, text: str, element: HtmlElement | None = None
    ) -> None:
        """Note that *text* is taken in as something else."""
        self._add(NoteKind.CHANGED, rule, message, text, element)

    def decide(
        self, rule: str, message: str, text: str, element: HtmlElement | None = None
    ) -> None:
        """Note that a person must decide about *text* at *element*."""
        self._add(NoteKind.DECIDE, rule, message, text, element)

    def _add(
        self, kind: NoteKind, rule: str, message: str, text: str, element: HtmlElement | None
    ) -> None:
        anchor = "" if element is None else _anchor(element, lambda: f"n{len(self.found) + 1}")
        self.found.append(Note(kind=kind, rule=rule, message=message, text=text, anchor=anchor))


def _anchor(element: HtmlElement, new: Callable[[], str]) -> str:
    """Return the anchor of *element*, a new one unless it has one."""
    anchor = element.get("data-note") or new()
    element.set("data-note", anchor)
    return anchor
