"""What a query asks for that isn't there."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from pressverk.datasets.dataset import Dataset, Kind, columns_by_name
from pressverk.datasets.query import Fault, Query
from pressverk.datasets.rows import as_written, choices_of
from pressverk.translation import _

MOST_COMPARED = 1_000  # names that one is compared with: each comparison takes time


def query_faults(dataset: Dataset, query: Query) -> Iterator[Fault]:
    """Yield all columns and values that *query* names and *dataset* doesn't have."""
    yield from _unknown_columns(dataset, query)
    yield from _people_as_heads(dataset, query)
    yield from _unknown_values(dataset, query)


def _unknown_columns(dataset: Dataset, query: Query) -> Iterator[Fault]:
    names = [column.name for column in dataset.columns]
    asked: list[tuple[str, Iterable[str]]] = [
        ("columns", query.columns),
        ("rows", query.rows),
        ("split", query.split),
        ("where", query.where),
    ]
    for key, wanted in asked:
        for number, name in enumerate(wanted):
            if name not in names:
                location = (key, name) if key == "where" else (key, number)
                yield Fault(
                    location=location,
                    message=unknown(_("column"), name, names),
                    rule="unknown-column",
                )


def _people_as_heads(dataset: Dataset, query: Query) -> Iterator[Fault]:
    """Yield counts of people that would choose or head rows: the guard sees only what is shown."""
    people = {column.name for column in dataset.columns if column.people or column.derived_from}
    for key, names in (("rows", query.rows), ("split", query.split), ("where", query.where)):
        for name in people.intersection(names):
            message = _(
                "{name!r} counts people and can only be shown; put it in 'columns'", name=name
            )
            yield Fault(location=(key,), message=message, rule="people-as-heads")


def _unknown_values(dataset: Dataset, query: Query) -> Iterator[Fault]:
    known = columns_by_name(dataset)
    for name, wanted in query.where.items():
        if name not in known:
            continue
        place, column = known[name]
        there = list(dict.fromkeys(as_written(row[place].value) for row in dataset.rows))
        for value in wanted:
            choices = set(choices_of([value]))
            if column.kind is Kind.YEAR and len(choices) > 1 and choices & set(there):
                continue
            if value not in there:
                message = unknown(_("value of {column!r}", column=name), value, there)
                yield Fault(location=("where", name), message=message, rule="unknown-value")


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """Return the message that *name* is none of *known*."""
    near = get_close_matches(name[:80], known[:MOST_COMPARED], n=1)
    if near:
        return _(
            "unknown {what}: {name!r}; did you mean {near!r}?", what=what, name=name, near=near[0]
        )
    if not known:
        return _("unknown {what}: {name!r}; there are none", what=what, name=name)
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return _("unknown {what}: {name!r}; there are {known}", what=what, name=name, known=shown)
