"""The dialect's words that the editor writes and completes, in the language of whoever writes."""

from babel import Locale

from pressverk.i18n import message_language
from pressverk.readers.names import ATTRIBUTES, BLOCKS, CLASSES, DATA_BLOCKS

LANGUAGES = (
    "en", "sv", "fi", "no", "da", "de", "fr", "es", "ar", "fa", "so", "pl", "uk", "se", "rom", "yi",
)  # fmt: skip


def passage_languages() -> tuple[tuple[str, str], ...]:
    """Return the languages that passages are mostly in; others are typed into the text."""
    names = Locale(message_language()).languages
    return tuple((tag, names[tag][0].upper() + names[tag][1:]) for tag in LANGUAGES)


def dialect_words() -> dict[str, object]:
    """Return the dialect's words that the script writes, and those that it completes."""
    is_swedish = message_language() == "sv"
    return {
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
    }
