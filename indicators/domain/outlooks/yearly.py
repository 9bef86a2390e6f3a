"""What the methods that read whole years stand on: yearly values, a baseline and a level to reach.

Only whole years count (or the same months of every year, where the statement speaks of these). A
running year is not compared with whole ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import (
    HorizonKind,
    NoOutlookReason,
    Quantity,
    ReferenceKind,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, minus, renamed
from indicators.domain.outlooks.base import Estimate, bound_from
from indicators.domain.periods import Period
from indicators.domain.quantities import baseline, judged_period, measure
from indicators.domain.results import Input, Note, TargetSpec
from indicators.domain.statements import CAPS, FLOORS, Statement

_LEVELS = (
    Quantity.LEVEL, Quantity.CHANGE, Quantity.PERCENT_CHANGE, Quantity.AVERAGE_GROWTH,
)  # fmt: skip


def is_direction_only(statement: Statement) -> bool:
    """Whether the statement asks for more or less than the year before and names no amount."""
    against_last_year = (
        statement.quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE)
        and statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    )
    of_growth = statement.quantity is Quantity.GROWTH
    one_way = statement.comparator in (*FLOORS, *CAPS)  # “about last year’s” wishes for neither
    return (against_last_year or of_growth) and one_way and statement.bound == 0


def last_year(statement: Statement) -> Period:
    """The period that the horizon ends with: a window's last year, else the judged period."""
    horizon = statement.horizon
    if horizon.kind in (HorizonKind.EACH, HorizonKind.OVER):
        return Period.of(horizon.period.end, months=12).previous()
    return judged_period(statement)


def _years(figures: Figures) -> list[int]:
    return figures.years("growth")


def levels(spec: TargetSpec, statement: Statement, figures: Figures) -> list[Figure]:
    """The level of every known year, oldest first."""
    period = last_year(statement)
    found = (
        figures.level(period.shift_years(year - period.year), spec.kind, "trend")
        for year in _years(figures)
    )
    return [one for one in found if one is not None]


def quantities(spec: TargetSpec, statement: Statement, figures: Figures) -> list[Figure]:
    """The quantity of the statement in every year that it can be had for, oldest first."""
    if statement.quantity is Quantity.LEVEL:
        return levels(spec, statement, figures)
    period = last_year(statement)
    found = []
    for year in _years(figures):
        at = period.shift_years(year - period.year)
        figure = measure(spec, figures, at).figure
        if figure is not None:
            found.append(renamed(figure, "trend"))
    return found


def pairs(found: list[Figure]) -> list[tuple[date, Decimal]]:
    """Yearly figures as days and values, one a day."""
    return sorted({one.period.end: one.value for one in found}.items())


@dataclass(frozen=True, slots=True)
class Journey:
    """From a baseline to the latest year, and on to the level to be reached.

    ``end`` is ``None`` where only a direction is wanted. ``levels`` are all known years.
    """

    levels: tuple[Figure, ...]
    base: Figure
    latest: Figure
    end: Decimal | None
    end_on: date
    notes: tuple[Note, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The two figures that count."""
        return tuple(renamed(self.latest, "latest").inputs() + self.base.inputs())


def journey(spec: TargetSpec, statement: Statement, figures: Figures) -> Journey | Estimate:
    """The way from the baseline to the bound in yearly levels, or why there is none.

    Methods that compound a rate need a level to reach: statements on sums, rates of single years
    and peaks have none.
    """
    only_direction = is_direction_only(statement)
    if not only_direction and (
        statement.quantity not in _LEVELS
        or statement.horizon.kind is HorizonKind.EACH
        or statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    ):
        return Estimate.no(NoOutlookReason.NO_METHOD)
    found = levels(spec, statement, figures)
    if not found:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    base, notes = _base(spec, statement, figures, found)
    if base is None:
        inputs = tuple(renamed(found[-1], "latest").inputs())
        return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=inputs)
    period = last_year(statement)
    end = None if only_direction else _end(statement, base.value)
    return Journey(tuple(found), base, found[-1], end, period.end, notes)


def _base(
    spec: TargetSpec, statement: Statement, figures: Figures, found: list[Figure]
) -> tuple[Figure | None, tuple[Note, ...]]:
    """The stated reference, the year before the window, or the last year before the promise."""
    horizon = statement.horizon
    if statement.reference.kind is ReferenceKind.PERIOD:
        return baseline(spec, figures, judged_period(statement)), ()
    if horizon.kind in (HorizonKind.EACH, HorizonKind.OVER):
        eve = Period.of(horizon.period.start, months=12).previous()
        return figures.level(eve, spec.kind, "baseline"), ()
    until = min(spec.announced_on, judged_period(statement).start)
    earlier = [one for one in found if one.period.end <= until]
    if not earlier:
        return None, ()
    chosen = renamed(earlier[-1], "baseline")
    return chosen, (Note("baseline_chosen", {"period": str(chosen.period)}),)


def _end(statement: Statement, base: Decimal) -> Decimal:
    """The level that satisfies the statement, given the baseline."""
    if statement.quantity is Quantity.LEVEL:
        return bound_from(statement, base)
    bound = bound_from(statement)
    if statement.quantity is Quantity.CHANGE:
        return minus(base, -bound)
    factor = 1 + Fraction(bound) / 100
    if statement.quantity is Quantity.AVERAGE_GROWTH:
        factor **= (statement.horizon.period.months or 12) // 12
    return exact_decimal(Fraction(base) + abs(Fraction(base)) * (factor - 1))
