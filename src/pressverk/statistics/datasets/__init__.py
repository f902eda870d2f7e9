"""Data beside a report: CSV files with schemas, what is asked of them, numbers in words."""

from pressverk.statistics.datasets.blocks import (
    OneOrMore,
    OrderName,
    Where,
    findings_of,
    read_block,
)
from pressverk.statistics.datasets.dataset import (
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
from pressverk.statistics.datasets.folder import data_files, read_datasets, to_csv, whole_file
from pressverk.statistics.datasets.query import (
    Fault,
    Order,
    Query,
    QueryError,
    Table,
    TableColumn,
    TableRow,
    unknown,
)
from pressverk.statistics.datasets.selection import figures, select
from pressverk.statistics.datasets.wording import write_value

__all__ = [
    "Cell",
    "Column",
    "Dataset",
    "Fault",
    "Figure",
    "Guard",
    "Kind",
    "Mark",
    "OneOrMore",
    "Order",
    "OrderName",
    "Query",
    "QueryError",
    "Status",
    "Table",
    "TableColumn",
    "TableRow",
    "Value",
    "Where",
    "Words",
    "data_files",
    "figures",
    "findings_of",
    "in_language",
    "read_block",
    "read_datasets",
    "select",
    "to_csv",
    "unknown",
    "whole_file",
    "write_value",
]
