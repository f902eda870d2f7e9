"""Data beside a report: CSV files with schemas, what is asked of them, numbers in words."""

from pressverk.datasets.dataset import (
    Cell,
    Column,
    Dataset,
    Figure,
    Guard,
    Kind,
    Mark,
    Status,
    Value,
    Words,
    in_language,
)
from pressverk.datasets.query import (
    Fault,
    Order,
    Query,
    QueryError,
    Table,
    TableColumn,
    TableRow,
)
from pressverk.datasets.selection import figures, select

__all__ = [
    "Cell",
    "Column",
    "Dataset",
    "Fault",
    "Figure",
    "Guard",
    "Kind",
    "Mark",
    "Order",
    "Query",
    "QueryError",
    "Status",
    "Table",
    "TableColumn",
    "TableRow",
    "Value",
    "Words",
    "figures",
    "in_language",
    "select",
]
