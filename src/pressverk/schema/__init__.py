"""What may stand in front matter and in newsroom.toml, and the faults of what does."""

from pressverk.schema.articles import ContactEntry, FrontMatter
from pressverk.schema.faults import Locate, Location, Model, validate
from pressverk.schema.fields import KEY, LANGUAGE_TAG, Key, Strict, Text, give, list_of
from pressverk.schema.json_schemas import SCHEMAS, json_schema
from pressverk.schema.mail import HEADER_TEXT, UNSEEN, DkimTable, MailTable, SmtpTable
from pressverk.schema.newsroom import NewsroomFile
from pressverk.schema.reports import ChapterMatter, ReportMatter

__all__ = [
    "HEADER_TEXT",
    "KEY",
    "LANGUAGE_TAG",
    "SCHEMAS",
    "UNSEEN",
    "ChapterMatter",
    "ContactEntry",
    "DkimTable",
    "FrontMatter",
    "Key",
    "Locate",
    "Location",
    "MailTable",
    "Model",
    "NewsroomFile",
    "ReportMatter",
    "SmtpTable",
    "Strict",
    "Text",
    "give",
    "json_schema",
    "list_of",
    "validate",
]
