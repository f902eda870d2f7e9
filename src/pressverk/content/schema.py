"""The front matter of press releases."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from pressverk.validation import Date, Email, Key, Language, Phone, Strict, Text, give, list_of

Moment = Annotated[dt.datetime, give("a date and a time: YYYY-MM-DD HH:MM")]


class ContactEntry(Strict):
    """Whom the press may reach, and how."""

    name: Text
    title: Text
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "ContactEntry":
        if not (self.phone or self.email):
            raise PydanticCustomError("unreachable", "neither phone nor email")
        return self


def _kind(value: Any) -> str:
    return "contact" if isinstance(value, Mapping) else "key"


ContactOrKey = Annotated[
    Annotated[Key, Tag("key")] | Annotated[ContactEntry, Tag("contact")], Discriminator(_kind)
]


class Published(Strict):
    """The front matter of what is printed as one file."""

    layout: Key = Field(description="the layout's folder name, such as press-release")
    title: Text = Field(description="the headline")
    date: Date = Field(description="the day of publication, YYYY-MM-DD")
    lead: Text = Field(description="the first paragraph: what has happened, and why it matters")
    contacts: Annotated[list[ContactOrKey], list_of("a list of contacts: [presstjansten]")] = Field(
        description="keys of newsroom.toml's [contacts], or whole contacts"
    )
    language: Language | None = Field(
        None, description="a tag such as sv; the newsroom's if left out"
    )
    updated: Date | None = Field(None, description="the day of the last change, YYYY-MM-DD")
    diary_number: Text | None = Field(None, description="the registrar's number of the matter")
    keywords: Annotated[list[Text], list_of("a list of words: [pris, skola]")] = Field(
        default=[], description="words that archives and search engines find it by"
    )


class FrontMatter(Published):
    """The front matter of a press release."""

    embargo: Moment | None = Field(None, description="not to be published before, newsroom's time")
