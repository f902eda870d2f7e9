"""The tables of newsroom.toml."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from pressverk.content.schema import ContactEntry
from pressverk.fields import Key, Language, Strict, Text, Trimmed, Url, give, matches
from pressverk.newsroom.mail_schema import MailTable

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error
    return name


Colour = Annotated[Trimmed, matches(COLOUR), give("a colour such as '#1f5c6b'")]
TimeZone = Annotated[
    Trimmed, AfterValidator(_time_zone), give("a time zone such as Europe/Stockholm")
]


class SenderTable(Strict):
    """Who speaks."""

    name: Text
    logo: Text = Field(description="an SVG file, relative to the newsroom")
    website: Url | None = None


class BrandTable(Strict):
    """The one colour beside black and white."""

    colour: Colour = Field(description="#rrggbb, at least 4.5:1 against white")


class BoilerplateTable(Strict):
    """What the sender says about itself at the end of each release; text is Markdown."""

    heading: Text
    text: Text


class NewsroomFile(Strict):
    """The file ``newsroom.toml``."""

    language: Language = Field("sv", description="the language of articles that name none")
    time_zone: TimeZone = Field("Europe/Stockholm", description="where embargoes are kept")
    sender: SenderTable
    brand: BrandTable
    boilerplate: dict[Language, BoilerplateTable] = Field({})
    contacts: dict[Key, ContactEntry]
    mail: MailTable | None = None
