"""Sizes of messages, as people are told of them."""

from decimal import Decimal

from pressverk.i18n import message_language
from pressverk.statistics.datasets.numbers import format_number


def megabytes(octets: int, *, decimals: int = 1) -> str:
    """Return how many millions *octets* are, in the language of messages."""
    return format_number(Decimal(octets).scaleb(-6), message_language(), decimals=decimals)
