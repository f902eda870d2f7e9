"""Validation by pydantic models: a model, or all faults as findings with advice."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from pressverk.formats import has_form_of_day, parse_day
from pressverk.i18n import N_, _
from pressverk.model import Edit, Finding, Place

PHONE = re.compile(r"\+?[\d\s()\-–/\xa0]{5,25}")
# Without characters that have a meaning in mailto: (RFC 6068).
EMAIL = re.compile(r"[^\s@<>\"?&%#]+@[^\s@<>\"?&%#]+\.[^\s@<>\".?&%#]{2,}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
KEY = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
URL = re.compile(r"https?://\S+")


class Strict(BaseModel):
    """A table that allows no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def give(hint: str) -> WrapValidator:
    """Return a validator whose faults say what to write instead: "… is 'x'; give *hint*"."""

    def check(value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
        try:
            return inner(value)
        except ValueError as error:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint}) from error

    return WrapValidator(check)


def matches(pattern: re.Pattern[str]) -> AfterValidator:
    """Return a validator of texts that *pattern* matches as a whole."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return AfterValidator(check)


def one_of(
    known: Iterable[str], names: Mapping[str, str] = MappingProxyType({})
) -> BeforeValidator:
    """Return a validator that takes the *known* values by their other *names* too.

    Its faults suggest the nearest name; where none is near, the validators after it list all.
    """
    allowed = {**{each: each for each in known}, **names}

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value in allowed:
            return allowed.get(value, value) if isinstance(value, str) else value
        near = get_close_matches(value.lower()[:60], allowed, n=1)
        if near:
            raise PydanticCustomError("hint", "{hint}", {"hint": near[0], "instead": near[0]})
        return value

    return BeforeValidator(check)


def list_of(hint: str) -> BeforeValidator:
    """Return a validator of non-empty lists; its faults say to give *hint*."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            context = {"hint": hint, "instead": _as_list(value)}
            raise PydanticCustomError("hint", "{hint}", context)
        if not isinstance(value, list) or not value:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint})
        return value

    return BeforeValidator(check)


def _as_list(text: str) -> str:
    """Return the names in *text* as a list in YAML.

    >>> _as_list("skola, pris")
    '[skola, pris]'
    """
    return f"[{', '.join(part.strip() for part in text.split(',') if part.strip())}]"


Trimmed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[Trimmed, give("a text")]
Headline = Annotated[Trimmed, give("a headline")]
Language = Annotated[Trimmed, matches(LANGUAGE_TAG), give("a language tag such as sv or en")]
Phone = Annotated[Trimmed, matches(PHONE), give("a telephone number such as 08-530 610 00")]
Email = Annotated[Trimmed, matches(EMAIL), give("an email address")]
Key = Annotated[Trimmed, matches(KEY), give("small letters a–z, digits and hyphens")]
Url = Annotated[Trimmed, matches(URL), give("an address with https://")]
Count = Annotated[int, Field(ge=1, strict=True), give("a whole number from 1")]
Switch = Annotated[bool, Field(strict=True), give("true or false")]


def _day(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value
    return parse_day(str(value)) or "?"


def _in_calendar(value: Any) -> Any:
    if isinstance(value, str) and has_form_of_day(value) and not parse_day(value):
        hint = N_("a day that exists, in a year from 1800 to 2200")
        raise PydanticCustomError("hint", "{hint}", {"hint": hint})
    return value


Date = Annotated[
    dt.date,
    BeforeValidator(_day),
    give("a date such as 2026-12-01"),
    BeforeValidator(_in_calendar),
]


SURE = 0.8  # how like a name is to the one that is meant, without a doubt
PASSWORDS = {"password", "passwd", "lösenord"}
Location = tuple[str | int, ...]
Locate = Callable[[Location], Place]
Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model],
    values: object,
    place: Locate,
    *,
    key_place: Locate | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Model | None, list[Finding]]:
    """Return *values* as a *model*, or every fault in them.

    *place* returns where the value or key at a location (a path of keys and indexes) stands,
    *key_place* where its key does; without that, a fault has no suggestion.
    *names* are what keys are called in messages when not by their own names, *aliases* are what
    keys may be called besides.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        faults: list[tuple[Location, str, Finding]] = []
        for fault in error.errors(include_url=False):
            location = _written(fault["loc"], values)
            known = [names.get(each, each) for each in _known_keys(model, location)]
            near = _nearest_key(location, known, _aliases_of(known, names, aliases))
            finding = _finding(known, near, fault, location=location, place=place, names=names)
            if key_place is not None:
                edits = _edits(fault, location, near, place=place, key_place=key_place)
                finding = replace(finding, edits=tuple(edits))
            meant = aliases.get(near, near) if fault["type"] == "extra_forbidden" else ""
            faults.append((location, meant, finding))
        return None, list(dict.fromkeys(_without_misspelt(faults)))


def _without_misspelt(faults: list[tuple[Location, str, Finding]]) -> Iterator[Finding]:
    """Yield the findings, but not that a key is missing where it is there, misspelt."""
    misspelt = {(*location[:-1], meant) for location, meant, _finding in faults if meant}
    for location, _meant, finding in faults:
        if finding.rule != "missing-key" or location not in misspelt:
            yield finding


def _edits(
    fault: Any, location: Location, near: str, *, place: Locate, key_place: Locate
) -> Iterator[Edit]:
    """Yield what cures *fault*, where there is one answer."""
    if fault["type"] == "extra_forbidden":
        key = str(location[-1])
        if get_close_matches(key, [near], n=1, cutoff=SURE):
            yield _edit(key_place(location), key, near)
    elif instead := fault.get("ctx", {}).get("instead"):
        yield _edit(place(location), str(fault["input"]), instead)


def _nearest_key(location: Location, known: list[str], aliases: list[str]) -> str:
    """Return the known key, or alias of one, that is most like the last of *location*."""
    key = str(location[-1]) if location else ""
    near = get_close_matches(key, [*known, *aliases], n=1, cutoff=SURE)
    near = near or get_close_matches(key, known, n=1)
    return near[0] if near and key.lower() not in PASSWORDS else ""


def _aliases_of(
    known: list[str], names: Mapping[str, str], aliases: Mapping[str, str]
) -> list[str]:
    """Return the other names of the *known* keys."""
    return [alias for alias, key in aliases.items() if names.get(key, key) in known]


def _edit(place: Place, written: str, replacement: str) -> Edit:
    line, column = place.line or 1, place.column or 1
    return Edit(line=line, column=column, written=written, replacement=replacement)


def _finding(
    known: list[str],
    near: str,
    fault: Any,
    *,
    location: Location,
    place: Locate,
    names: Mapping[str, str],
) -> Finding:
    key = str(location[-1]) if location else ""
    names = names if len(location) == 1 else {}
    key = names.get(key, key)
    if fault["type"] == "extra_forbidden":
        message, rule = _unknown_key(key, near, known), "unknown-key"
    elif fault["type"] == "missing":
        message, rule = _("{key!r} is missing; add it", key=key), "missing-key"
    elif fault["type"] == "unreachable":
        message = _("a contact can't be reached; give 'phone' or 'email'")
        rule = "unreachable-contact"
    else:
        name = next((part for part in reversed(location) if isinstance(part, str)), "")
        hint = _(fault.get("ctx", {}).get("hint", "a table of keys and values"))
        name = names.get(name, name)
        if fault["input"] is None or fault["input"] == "":
            message = _("{key} is empty; give {hint}", key=name, hint=hint)
        else:
            shown = _shown(fault["input"])
            message = _("{key} is {value}; give {hint}", key=name, value=shown, hint=hint)
        rule = "wrong-value"
    return Finding(place=place(location), message=message, rule=rule)


def _written(location: Location, values: Any) -> Location:
    """Return *location* without pydantic's additions (tags of unions, "[key]")."""
    written: list[str | int] = []
    for part in location[:-1]:
        if isinstance(values, list) or (isinstance(values, Mapping) and part in values):
            values = values[part]  # type: ignore[index] # an int where values is a list
            written.append(part)
    added = {"key", "contact", "[key]"} if len(location) > 1 else set()
    return (*written, *(part for part in location[-1:] if part not in added))


def _unknown_key(key: str, near: str, known: list[str]) -> str:
    if key.lower() in PASSWORDS:
        command = "pressverk password"
        return _("a password doesn't belong there; store it with: {command}", command=command)
    if near:
        return _("unknown key {key!r}; did you mean {near!r}?", key=key, near=near)
    return _("unknown key {key!r}; known are {known}", key=key, known=", ".join(known))


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that are allowed beside the one at *location*."""
    for part in location[:-1]:
        if part in model.model_fields:
            field = model.model_fields[str(part)]
            model = next(_models(field.annotation), model)
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else _as_written(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _as_written(value: object) -> str:
    """Return *value* about as its author wrote it in YAML.

    >>> _as_written({"one": None, "two": [True, "x"]})
    '{one, two: [true, x]}'
    """
    if isinstance(value, Mapping):
        pairs = (
            str(key) if each is None else f"{key}: {_as_written(each)}"
            for key, each in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_written, value))}]"
    return value if isinstance(value, str) else str(value).lower()
