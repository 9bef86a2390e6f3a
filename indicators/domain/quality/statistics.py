"""What is known of a series before a release, in few numbers that SQL can deliver as well.

Medians and percentiles are those of ``percentile_disc``: always a figure of the data, so exact.
Changes are ratios, or differences in points of series in percent; a logarithm would not be exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from indicators.domain.periods import Period

# Wide enough that sums and products of stated figures are exact; no trap, so that no figure of
# whatever size raises: an overflow becomes infinite.
WIDE = Context(prec=120, Emax=999_999_999, Emin=-999_999_999, traps=[])
# Quotients are rounded to as many digits as any comparison with a limit needs.
_QUOTIENT = Context(prec=40, Emax=999_999_999, Emin=-999_999_999, traps=[])
ONE, HUNDRED = Decimal(1), Decimal(100)
# The magnitude with all of its digits; ``abs`` rounds to those of the current context.
size = Decimal.copy_abs


class Point(NamedTuple):
    """A known value of a period."""

    period: Period
    value: Decimal


class Spread(NamedTuple):
    """How values lie: how many, least and greatest, 10th and 90th percentile, median and MAD.

    The MAD is the median of the absolute deviations from the median. What is usual is wider than
    the percentiles, so that a series that jumps often enough may jump.
    """

    number: int
    low: Decimal
    high: Decimal
    tenth: Decimal
    ninetieth: Decimal
    median: Decimal
    mad: Decimal

    @classmethod
    def of(cls, values: Iterable[Decimal]) -> Spread | None:
        """The spread of values; ``None`` of none."""
        ordered = sorted(values)
        if not ordered:
            return None
        median = _percentile(ordered, 50)
        deviations = sorted(size(WIDE.subtract(one, median)) for one in ordered)
        return cls(
            len(ordered),
            ordered[0],
            ordered[-1],
            _percentile(ordered, 10),
            _percentile(ordered, 90),
            median,
            _percentile(deviations, 50),
        )

    def around(self, k: Decimal, floor: Decimal) -> Band:
        """The median ± ``k`` MAD, and the percentiles ± ``floor``: of points."""
        reach = max(WIDE.multiply(k, self.mad), floor)
        return Band(
            min(WIDE.subtract(self.median, reach), WIDE.subtract(self.tenth, floor)),
            max(WIDE.add(self.median, reach), WIDE.add(self.ninetieth, floor)),
        )

    def about(self, k: Decimal, floor_percent: Decimal) -> Band | None:
        """The same of values above zero, as far down as up: from m / (1 + a) to m × (1 + a).

        ``a`` is ``k`` MAD as a share of the median m, at least ``floor_percent``. So a fall to a
        third is as unusual as three times as much. ``None`` where the median is not above zero.
        """
        if self.median <= 0:
            return None
        share = quotient(WIDE.multiply(k, self.mad), self.median)
        least = WIDE.add(ONE, quotient(floor_percent, HUNDRED))
        factor = max(WIDE.add(ONE, share), least)
        return Band(
            min(quotient(self.median, factor), quotient(self.tenth, least)),
            max(WIDE.multiply(self.median, factor), WIDE.multiply(self.ninetieth, least)),
        )


class Band(NamedTuple):
    """A range of values that are not unusual, its ends included."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether the value is in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a series before the release.

    ``points``: its current figures, all or the newest (at least 13, so that a month finds its
    month a year before). ``levels``, ``steps`` (against the period right before) and ``years``
    (against the same period a year before) are over all figures. ``revisions`` are the absolute
    changes of past revisions: in percent of the older figure, of series in percent in points.
    What is ``None`` is not known, and the checks that need it are silent.
    """

    points: Sequence[Point] = ()
    levels: Spread | None = None
    steps: Spread | None = None
    years: Spread | None = None
    revisions: Spread | None = None

    @classmethod
    def of(
        cls,
        points: Iterable[Point],
        *,
        percent: bool = False,
        to_date: bool = False,
        revisions: Spread | None = None,
    ) -> Known:
        """From all current figures of a series, in any order."""
        ordered = sorted(points)
        values = dict(ordered)
        steps, years = [], []
        for index, (period, value) in enumerate(ordered):
            before = ordered[index - 1] if index else None
            if before is not None and not to_date and before.period.end == period.start:
                steps.append(change(value, before.value, percent))
            a_year_before = year_before(period)
            last_year = values.get(a_year_before) if a_year_before else None
            if last_year is not None:
                years.append(change(value, last_year, percent))
        return cls(
            tuple(ordered),
            Spread.of(values.values()),
            Spread.of(one for one in steps if one is not None),
            Spread.of(one for one in years if one is not None),
            revisions,
        )


NOTHING_KNOWN = Known()


@lru_cache(maxsize=20_000)
def year_before(period: Period) -> Period | None:
    """The same span a year earlier; ``None`` before the year 1."""
    return period.previous_year() if period.start.year > 1 else None


def _percentile(ordered: Sequence[Decimal], percent: int) -> Decimal:
    """The first of the ordered values that at least ``percent`` of them do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def quotient(above: Decimal, below: Decimal) -> Decimal:
    """``above / below`` to 40 digits; ``below`` is not zero."""
    return _QUOTIENT.divide(above, below)


def change(value: Decimal, base: Decimal, percent: bool) -> Decimal | None:
    """From ``base`` to ``value``: a difference in points, else a ratio.

    ``None`` where a ratio says nothing: the base is not above zero, or the value is below it.
    """
    if percent:
        return WIDE.subtract(value, base)
    if base <= 0 or value < 0:
        return None
    return quotient(value, base)


def percent_change(value: Decimal, base: Decimal) -> Decimal:
    """``100 × (value − base) / |base|``; ``base`` is not zero."""
    return quotient(WIDE.multiply(HUNDRED, WIDE.subtract(value, base)), size(base))


def rounded(value: Decimal) -> str:
    """For a sentence: to one decimal, below one to two digits."""
    if not value or not value.is_finite():
        return "0"
    places = min(value.adjusted() - 1, -1)
    short = value.quantize(Decimal(1).scaleb(places, context=WIDE), context=WIDE)
    # A number of more digits than are kept exactly has none behind the point.
    return str(short if short.is_finite() else value)
