"""What single values may be, and what to write instead of others."""

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

PHONE = re.compile(r"\+?[\d\s()\-–/\xa0]{5,25}")
EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]{2,}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
KEY = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
URL = re.compile(r"https?://\S+")


class Strict(BaseModel):
    """A table that takes no keys but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def give(hint: str) -> WrapValidator:
    """Return a validator whose faults tell what to write instead: "… is 'x'; give *hint*"."""

    def check(value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
        try:
            return inner(value)
        except ValueError as error:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint}) from error

    return WrapValidator(check)


def matches(pattern: re.Pattern[str]) -> AfterValidator:
    """Return a validator of texts that are all as *pattern* says."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return AfterValidator(check)


def list_of(hint: str) -> BeforeValidator:
    """Return a validator of lists that aren't empty; its faults tell to give *hint*."""

    def check(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint})
        return value

    return BeforeValidator(check)


Trimmed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[Trimmed, give("a text")]
Language = Annotated[Trimmed, matches(LANGUAGE_TAG), give("a language tag such as sv or en")]
Phone = Annotated[Trimmed, matches(PHONE), give("a telephone number such as 08-530 610 00")]
Email = Annotated[Trimmed, matches(EMAIL), give("an email address")]
Key = Annotated[Trimmed, matches(KEY), give("small letters a–z, digits and hyphens")]
Url = Annotated[Trimmed, matches(URL), give("an address with https://")]
Count = Annotated[int, Field(ge=1, strict=True), give("a whole number from 1")]
Switch = Annotated[bool, Field(strict=True), give("true or false")]
Date = Annotated[dt.date, give("YYYY-MM-DD")]
