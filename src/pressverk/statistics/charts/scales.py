"""Scales of axes with round ticks, and how the numbers of charts are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from pressverk.formats import format_number
from pressverk.i18n import words_of

TICKS = 5  # steps on an axis, about


def written(value: float, decimals: int, language: str) -> str:
    r"""Return *value* with *decimals*, a thousands separator and a minus sign (U+2212).

    >>> written(-1234.5, 1, "sv"), written(-1234.5, 1, "en")
    ('−1\xa0234,5', '−1,234.5')
    """
    return format_number(Decimal(repr(value)), language, decimals=decimals)


def with_unit(text: str, unit: str, language: str) -> str:
    r"""Return the number *text* with its unit, joined so that no line breaks between them.

    >>> with_unit("12", "%", "sv"), with_unit("12", "%", "en"), with_unit("12", "", "sv")
    ('12\xa0%', '12%', '12')
    """
    gap = "" if unit == "%" and words_of(language) == "en" else "\xa0"
    return f"{text}{gap}{unit}" if unit else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A scale from *low* to *high* with round *ticks*, and the number of decimals they need."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """Return the position of *value*: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def axis(values: Iterable[float], *, zero: bool = True, steps: int = TICKS) -> Axis:
    """Return an axis with round ends that includes all *values*, and zero if *zero* is set.

    >>> axis([3, 97]).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    """
    held = [*values, *([0.0] if zero else [])] or [0.0]
    low, high = min(held), max(held)
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
        high = high if low < high else 1.0
    step = _round_step((high - low) / steps)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step) + 1e-9))
    ticks = tuple(round(number * step, decimals) + 0.0 for number in range(first, last + 1))
    return Axis(low=ticks[0], high=ticks[-1], ticks=ticks, decimals=decimals)


def ending_at(scale: Axis, values: Iterable[float]) -> Axis:
    """Return *scale* cut to the range of *values*, for an axis whose ticks aren't shown."""
    held = [*values, 0.0]
    low, high = min(held), max(held)
    return Axis(low=low, high=high, ticks=(), decimals=0) if low < high else scale


def _round_step(step: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 … from *step* upwards."""
    power = 10.0 ** floor(log10(step))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= step * (1 - 1e-9))
