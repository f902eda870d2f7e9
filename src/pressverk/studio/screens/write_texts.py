"""What the editor's script says, in the language of whoever writes."""

from babel import Locale

from pressverk.i18n import _, message_language
from pressverk.readers.names import ATTRIBUTES, BLOCKS, CLASSES, DATA_BLOCKS

LANGUAGES = (
    "en", "sv", "fi", "no", "da", "de", "fr", "es", "ar", "fa", "so", "pl", "uk", "se", "rom", "yi",
)  # fmt: skip
Rows = tuple[tuple[str, str], ...]
Commands = tuple[tuple[str, str, str], ...]


def toolbar() -> tuple[Commands, Commands]:
    """Return commands of the toolbar, with names and keys: those at once, and more."""
    return (
        ("heading2", _("Section heading"), "Ctrl+Alt+R"),
        ("bold", _("Bold"), "Ctrl+B"),
        ("italic", _("Italic"), "Ctrl+I"),
        ("speech", _("Speech"), "Ctrl+Alt+P"),
        ("quote", _("Quotation"), "Ctrl+Alt+Q"),
        ("bullets", _("List"), "Ctrl+Alt+L"),
        ("link", _("Link"), "Ctrl+K"),
        ("upload", _("Picture"), "Ctrl+Alt+B"),
        ("table", _("Table"), "Ctrl+Alt+T"),
    ), (
        ("heading3", _("Subheading"), "Ctrl+Alt+U"),
        ("numbers", _("Numbered list"), "Ctrl+Alt+N"),
        ("fact", _("Fact box"), "Ctrl+Alt+F"),
        ("note", _("Note"), "Ctrl+Alt+O"),
        ("reference", _("Reference"), "Ctrl+Alt+H"),
        ("language", _("Language"), "Ctrl+Alt+S"),
        ("abbreviation", _("Abbreviation"), "Ctrl+Alt+A"),
        ("comment", _("Comment on it"), "Ctrl+Alt+K"),
        ("marks", _("Show all marks"), "Ctrl+Alt+D"),
    )


def views() -> Rows:
    """Return the ways to look at the pages."""
    return ("pages", _("Pages")), ("grey", _("Grey")), ("low", _("Low vision"))


def frames() -> Rows:
    """Return the other forms of a text."""
    return ("html", "HTML"), ("mail", _("Mail")), ("heard", _("Heard"))


def passage_languages() -> Rows:
    """Return the languages that passages are mostly in; others are typed into the text."""
    names = Locale(message_language()).languages
    return tuple((tag, names[tag][0].upper() + names[tag][1:]) for tag in LANGUAGES)


def editor_texts() -> dict[str, object]:
    """Return the texts of the script, and the dialect's words that it completes."""
    is_swedish = message_language() == "sv"
    return {
        "saved": _("Saved {time}"),
        "saving": _("Saving …"),
        "unsaved": _("Not saved yet"),
        "offline": _("The studio doesn't answer; your text is kept in this window"),
        "loggedOut": _("You are logged out. Log in in another tab; your text is kept here."),
        "clash": _("The text was changed elsewhere while you wrote. Nothing is lost."),
        "changedElsewhere": _("The text was changed elsewhere."),
        "takeIn": _("Show the new text"),
        "compare": _("Compare and choose"),
        "restored": _("What you hadn't saved is here again."),
        "noDay": _("no day of publication"),
        "noContact": _("no contact chosen"),
        "noEmbargo": _("no embargo"),
        "embargoUntil": _("embargo until {moment}", moment="{moment}"),
        "noFindings": _("Nothing to mend."),
        "readMore": _("Read more"),
        "goTo": _("Go to line {line}"),
        "goToField": _("Go to the field"),
        "mend": _("Mend it"),
        "changeTo": _("Change to: {text}"),
        "settle": _("It is right as it is"),
        "pageOf": _("Page {number} of {count}"),
        "onePage": _("Fits on one page"),
        "pages": _("{count} pages"),
        "characters": _("{count} characters"),
        "lix": _("Readability (LIX) {lix}: {words}"),
        "lixWords": [_("very easy"), _("easy"), _("as in newspapers"), _("hard"), _("very hard")],
        "stale": _("The pages show the text as it was before this fault"),
        "working": _("Setting the pages …"),
        "pasting": _("Taking in what was pasted …"),
        "takingIn": _("Taking in {name} …"),
        "pictureTakenIn": _("The picture lies beside the article; say what it shows."),
        "refused": _("It can't be taken in: {reason}"),
        "cell": _("Row {row}, column {column}"),
        "columnName": _("Name of column {column}"),
        "noTargets": _("There is no heading, figure or table to refer to yet."),
        "foldPicture": _("Picture"),
        "foldTarget": _("link target"),
        "foldAttributes": _("details"),
        "folded": _("folded; it opens when the cursor comes to it"),
        "unfolded": _("Unfolded: {words}"),
        "comment": _("Comment by {person}: {text}"),
        "alsoHere": _("{names} has this open, too"),
        "editorLabel": _("The text"),
        "words": {
            "fact": "fakta" if is_swedish else "fact",
            "table": "Tabell" if is_swedish else "Table",
            "photographer": "fotograf" if is_swedish else "photographer",
            "illustrator": "illustratör" if is_swedish else "illustrator",
            "width": "bredd" if is_swedish else "width",
            "lang": "språk" if is_swedish else "lang",
            "decorative": "dekorativ" if is_swedish else "decorative",
        },
        "blocks": sorted(BLOCKS if is_swedish else set(BLOCKS.values())),
        "attributes": sorted(ATTRIBUTES if is_swedish else set(ATTRIBUTES.values())),
        "classes": sorted(CLASSES if is_swedish else set(CLASSES.values())),
        "dataBlocks": sorted(DATA_BLOCKS if is_swedish else set(DATA_BLOCKS.values())),
        "editor": _editor_phrases(),
    }


def _editor_phrases() -> dict[str, str]:
    """Return what CodeMirror says by itself, by its English phrases."""
    return {
        "Find": _("Find"),
        "Replace": _("Replace"),
        "next": _("next"),
        "previous": _("previous"),
        "all": _("all"),
        "match case": _("match case"),
        "by word": _("whole words"),
        "regexp": _("pattern"),
        "replace": _("replace"),
        "replace all": _("replace all"),
        "close": _("close"),
        "current match": _("current match"),
        "replaced $ matches": _("replaced $ matches"),
        "replaced match on line $": _("replaced the match on line $"),
        "on line": _("on line"),
        "Diagnostics": _("What to mend"),
        "No diagnostics": _("Nothing to mend"),
        "Completions": _("Suggestions"),
        "Control character": _("Invisible character"),
        "Selection deleted": _("The selection was deleted"),
        "$ unchanged lines": _("$ lines the same"),
        "Revert this chunk": _("Take the other text here"),
    }
