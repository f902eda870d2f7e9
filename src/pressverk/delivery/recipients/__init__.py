"""Lists of recipients: CSV files in the newsroom's folder ``contacts``."""

from pressverk.delivery.recipients.lists import (
    add,
    addressees,
    begin_list,
    bounce,
    find_list,
    find_lists,
    is_at,
    left_alone,
    list_path,
    opt_out,
    read_addressees,
    read_list,
    remove,
    write_list,
)
from pressverk.delivery.recipients.reading import parse_list, recipient_of

__all__ = [
    "add",
    "addressees",
    "begin_list",
    "bounce",
    "find_list",
    "find_lists",
    "is_at",
    "left_alone",
    "list_path",
    "opt_out",
    "parse_list",
    "read_addressees",
    "read_list",
    "recipient_of",
    "remove",
    "write_list",
]
