"""What a report's text takes from its data: tables, charts, key figures, numbers in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pressverk.markup import Scope
from pressverk.model import Resource, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Insets:
    drawings: Mapping[str, Resource] = field(default_factory=dict)
    tables: tuple[str, ...] = ()

    def scope(self, *, prefix: str, numbering: str, language: str) -> Scope:
        return Scope(prefix=prefix, numbering=numbering, joined=True)

    def data_section(self, number: str, language: str) -> Section:
        raise NotImplementedError


def read_insets(path, newsroom, manuscripts):
    return Insets(), []
