"""An outsider with patience: tries every way that the people could be spread."""

from collections.abc import Iterator

from pressverk.statistics.disclosure.attacker import Tables, World


def worlds(tables: Tables, hidden: frozenset[int]) -> Iterator[World]:
    """Yield every set of counts that agrees with the shown figures."""
    shown = [
        (sorted(regions), sum(tables.counts[region] for region in regions))
        for number, regions in enumerate(tables.figures)
        if number not in hidden
    ]
    # What no shown figure bounds is tried as far as it takes to be in doubt.
    most = [
        min(
            (amount for regions, amount in shown if region in regions),
            default=max(count + 1, tables.threshold),
        )
        for region, count in enumerate(tables.counts)
    ]

    def spread(counts: list[int]) -> Iterator[World]:
        if len(counts) == len(tables.counts):
            yield tuple(counts)
            return
        for count in range(most[len(counts)] + 1):
            tried = [*counts, count]
            if all(_may_hold(regions, amount, tried) for regions, amount in shown):
                yield from spread(tried)

    yield from spread([])


def _may_hold(regions: list[int], amount: int, counts: list[int]) -> bool:
    known = sum(counts[region] for region in regions if region < len(counts))
    return known <= amount if regions[-1] >= len(counts) else known == amount


def cross_table(rows: list[list[int]], threshold: int = 5) -> Tables:
    """Return the table of *rows* with its totals."""
    height, width = len(rows), len(rows[0])
    cells = [frozenset({number}) for number in range(height * width)]
    across = [frozenset(range(r * width, (r + 1) * width)) for r in range(height)]
    down = [frozenset(range(c, height * width, width)) for c in range(width)]
    figures = dict.fromkeys([*cells, *across, *down, frozenset(range(height * width))])
    counts = tuple(count for row in rows for count in row)
    return Tables(counts=counts, figures=tuple(figures), threshold=threshold)
