"""What the checks are given: changes, what a series is, and one change beside its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from indicators.domain.codelists import Basis, Bound, IndicatorKind, ObsStatus
from indicators.domain.periods import Period
from indicators.domain.quality.base import SeriesId
from indicators.domain.quality.settings import Rules
from indicators.domain.quality.statistics import WIDE, Band, Known, Point, size

_GROWTH = (Basis.GROWTH, Basis.YTD_GROWTH)
_PERCENT = ("percent", "percentage_points")


class Change(NamedTuple):
    """A figure of the release that is new or revised, all values in the unit of the series.

    ``value`` ``None`` takes a figure back. ``before``, ``status_before`` and ``bound_before`` are
    of the figure of the same period that it replaces. Precisions are half a unit of the last
    stated digit, ``None`` where that is only known from the digits of the value. Values must be
    finite.
    """

    series: SeriesId
    period: Period
    value: Decimal | None
    known_on: date
    before: Decimal | None = None
    status: ObsStatus = ObsStatus.NORMAL
    status_before: ObsStatus | None = None
    bound: Bound = Bound.EXACT
    bound_before: Bound = Bound.EXACT
    precision: Decimal | None = None
    precision_before: Decimal | None = None
    group: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class SeriesFacts:
    """What a series is, and the rules that hold for it.

    ``quantity`` is that of the unit: ``percent``, ``count:stations``, ``mass``.
    """

    kind: IndicatorKind
    basis: Basis
    quantity: str
    rules: Rules

    @cached_property
    def percent(self) -> bool:
        """Whether it is in percent, so that its changes are points and not ratios."""
        return self.basis in _GROWTH or self.quantity in _PERCENT

    @cached_property
    def growth(self) -> bool:
        """Whether it is published growth."""
        return self.basis in _GROWTH

    @cached_property
    def to_date(self) -> bool:
        """Whether its figures run from 1 January: they start anew each year."""
        return self.basis in (Basis.YTD, Basis.YTD_GROWTH)

    @cached_property
    def never_negative(self) -> bool:
        """Whether it counts or measures what there is: a stock, or a number of things."""
        if self.percent:
            return False
        return self.kind is IndicatorKind.STOCK or self.quantity.startswith("count:")


def half_unit(value: Decimal, stated: Decimal | None) -> Decimal:
    """Half a unit of the last stated digit, by default that of the digits of the value."""
    if stated is not None:
        return stated
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


class Revision(StrEnum):
    """What a figure that replaces another is."""

    SAME = "same"
    FINER = "finer"
    COARSER = "coarser"
    WITHIN_BOUND = "within_bound"
    REVISED = "revised"
    TAKEN_BACK = "taken_back"


def classify(change: Change) -> Revision | None:
    """What a change does to the figure before it; ``None`` where there is none.

    ``finer`` and ``coarser``: the same number, printed more or less precisely. 1,053 and then
    1,052.7 are no revision. ``within_bound``: “more than 650,000”, and then 654,000.
    """
    old, new = change.before, change.value
    if old is None:
        return None
    if new is None:
        return Revision.TAKEN_BACK
    if old == new:
        return Revision.SAME
    if change.bound_before is Bound.AT_LEAST and new > old:
        return Revision.WITHIN_BOUND
    if change.bound_before is Bound.AT_MOST and new < old:
        return Revision.WITHIN_BOUND
    was, now = half_unit(old, change.precision_before), half_unit(new, change.precision)
    if was == now or size(WIDE.subtract(new, old)) > max(was, now):
        return Revision.REVISED
    return Revision.FINER if now < was else Revision.COARSER


# What is usual of a series, by check and measure: computed once for all of its figures.
Bands = dict[tuple[str, str], Band | None]


@dataclass(slots=True)
class Case:
    """One change with a value, and the figures beside it as they stand when it is looked at.

    ``revision`` is what it does to the figure that it replaces. ``earlier`` and ``later`` are the
    nearest known periods around it, ``last_year`` is the value of the same period a year before.
    """

    change: Change
    value: Decimal
    facts: SeriesFacts
    known: Known
    revision: Revision | None = None
    earlier: Point | None = None
    later: Point | None = None
    last_year: Decimal | None = None
    bands: Bands = field(default_factory=dict)
    # What the series suggests: its name, and the values of the nearest comparable figures.
    yardsticks: tuple[tuple[str, Decimal], ...] = field(init=False)

    def __post_init__(self) -> None:
        previous = self._previous()
        found = []
        if self.last_year is not None:
            found.append(("last_year", self.last_year))
        if previous is not None:
            found.append(("previous", previous))
        self.yardsticks = tuple(found)

    @property
    def step_base(self) -> Decimal | None:
        """The value of the period that ends where this one begins."""
        if self.earlier is None or self.earlier.period.end != self.change.period.start:
            return None
        return None if self.facts.to_date else self.earlier.value

    def _previous(self) -> Decimal | None:
        """The value of the period before, if it is near: no year is missing between the two.

        Of a year to date: that of the same year, as long as it is at least half as long.
        """
        if self.earlier is None:
            return None
        before, period = self.earlier.period, self.change.period
        if before.end == period.start and not self.facts.to_date:
            return self.earlier.value
        if self.facts.to_date:
            same_year = before.start == period.start
            near = 2 * (before.end - before.start) >= period.end - period.start
            return self.earlier.value if same_year and near else None
        # Months without January and February are still near; years with one missing are not.
        gap = (period.start - before.end).days
        longest = max((period.end - period.start).days, 92)
        return self.earlier.value if 0 <= gap < longest else None

    def small_count(self, other: Decimal, most: int) -> bool:
        """Whether both are whole numbers of things too small for ratios to mean anything."""
        if not self.facts.quantity.startswith("count:"):
            return False
        return size(self.value) < most and size(other) < most
