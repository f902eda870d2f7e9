"""The front matter of reports and their chapters."""

from typing import Annotated, Literal

from pydantic import Field

from pressverk.content.schema import Published
from pressverk.validation import Language, Strict, Switch, Text, give, list_of

Year = Annotated[int, Field(ge=1800, le=2200), give("a year such as 2018")]
EditionName = Annotated[
    Literal["email", "print", "archive", "web"], give("'email', 'print', 'archive' or 'web'")
]
Style = Annotated[Literal["easy-read"], give("'easy-read'")]
Threshold = Annotated[int, Field(ge=3, strict=True), give("a whole number from 3")]


class ReportMatter(Published):
    """The front matter of a report."""

    chapters: Annotated[list[Text], list_of("a list of files: [kapitel/*.md]")] = Field(
        description="files below the report's folder; * stands for any name"
    )
    appendices: Annotated[list[Text], list_of("a list of files: [bilagor/*.md]")] = Field(
        default=[], description="files below the report's folder; * stands for any name"
    )
    releases: Annotated[list[Text], list_of("a list of articles: [pris-2018]")] = Field(
        default=[], description="names of articles that are reprinted; * stands for any name"
    )
    year: Year | None = Field(None, description="the year that the report is about")
    subtitle: Text | None = Field(None, description="stands below the title")
    notice: Text | None = Field(None, description="stands on the cover and with all data")
    editions: Annotated[list[EditionName], list_of("a list of editions: [email, archive]")] = Field(
        default=["email"], description="what is built when nothing else is asked for"
    )
    suppress_below: Threshold = Field(5, description="smaller counts of people are not shown")


class ChapterMatter(Strict):
    """The front matter of a report's chapter or appendix."""

    title: Text = Field(description="the chapter's heading")
    lead: Text | None = Field(None, description="what the chapter is about")
    language: Language | None = Field(None, description="the report's if left out")
    numbered: Switch = Field(default=True, description="false for a preface")
    style: Style | None = Field(None, description="easy-read: larger type, shorter lines")
