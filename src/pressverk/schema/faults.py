"""Values held against a schema: what they say, or all their faults."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from pressverk.model import Finding, Place
from pressverk.translation import _

PASSWORDS = {"password", "passwd", "lösenord"}
Location = tuple[str | int, ...]
Locate = Callable[[Location], Place]
Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model], values: object, place: Locate
) -> tuple[Model | None, list[Finding]]:
    """Return *values* as a *model*, or every fault in them.

    *place* tells where the value or key at a location (a path of keys and indexes) stands.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        faults = [
            _finding(model, values, fault, place) for fault in error.errors(include_url=False)
        ]
        return None, list(dict.fromkeys(faults))


def _finding(model: type[BaseModel], values: object, fault: Any, place: Locate) -> Finding:
    location = _written(fault["loc"], values)
    key = str(location[-1]) if location else ""
    if fault["type"] == "extra_forbidden":
        message, rule = _unknown_key(key, _known_keys(model, location)), "unknown-key"
    elif fault["type"] == "missing":
        message, rule = _("{key!r} is missing; add it", key=key), "missing-key"
    elif fault["type"] == "unreachable":
        message = _("a contact can't be reached; give 'phone' or 'email'")
        rule = "unreachable-contact"
    else:
        name = next((part for part in reversed(location) if isinstance(part, str)), "")
        hint = fault.get("ctx", {}).get("hint", "a table of keys and values")
        message = _(
            "{key} is {value}; give {hint}", key=name, value=_shown(fault["input"]), hint=_(hint)
        )
        rule = "wrong-value"
    return Finding(place=place(location), message=message, rule=rule)


def _written(location: Location, values: Any) -> Location:
    """Return *location* without what pydantic adds to it (tags of unions, "[key]")."""
    written: list[str | int] = []
    for part in location[:-1]:
        if isinstance(values, list) or (isinstance(values, Mapping) and part in values):
            values = values[part]  # type: ignore[index] # an int where values is a list
            written.append(part)
    added = {"key", "contact", "[key]"} if len(location) > 1 else set()
    return (*written, *(part for part in location[-1:] if part not in added))


def _unknown_key(key: str, known: list[str]) -> str:
    if key.lower() in PASSWORDS:
        command = "pressverk password"
        return _("a password doesn't belong there; keep it with: {command}", command=command)
    near = get_close_matches(key, known, n=1)
    if near:
        return _("unknown key {key!r}; did you mean {near!r}?", key=key, near=near[0])
    return _("unknown key {key!r}; known are {known}", key=key, known=", ".join(known))


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that may stand beside the one at *location*."""
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
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
