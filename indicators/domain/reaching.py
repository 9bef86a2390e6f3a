"""When a ``by`` target was reached: before its deadline, at it, or late."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.domain.codelists import Quantity, ReferenceKind
from indicators.domain.figures import Figure, Figures
from indicators.domain.periods import Period
from indicators.domain.quantities import measure
from indicators.domain.results import TargetSpec
from indicators.domain.statements import Statement


def timeline(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> Iterator[tuple[Period, Figure]]:
    """The quantity at every period that may be held against the bound, oldest first."""
    if statement.quantity is Quantity.LEVEL:
        for level in figures.comparable(period, spec.kind):
            yield level.period, level
    elif _from_a_fixed_period(statement):
        for level in figures.comparable(period, spec.kind):
            found = measure(spec, figures, level.period).figure
            if found is not None:
                yield level.period, found


def _from_a_fixed_period(statement: Statement) -> bool:
    return (
        statement.quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE)
        and statement.reference.kind is ReferenceKind.PERIOD
    )


def first_satisfied(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> tuple[Period, Figure] | None:
    """The first period, up to the end of ``period``, that satisfied the statement."""
    after = statement.reference.period
    for when, figure in timeline(spec, statement, figures, period):
        if after is not None and when.end <= after.end:
            continue
        if when.end > period.end:
            return None
        if statement.satisfied_by(figure.value, spec.direction):
            return when, figure
    return None


def later(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> tuple[Period, Figure] | None:
    """The first period after ``period`` that satisfied it."""
    for when, figure in timeline(spec, statement, figures, period):
        if when.end > period.end and statement.satisfied_by(figure.value, spec.direction):
            return when, figure
    return None


def last(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> tuple[Period, Figure] | None:
    """The last known period up to the end of ``period``, if it satisfies the statement."""
    found = None
    for when, figure in timeline(spec, statement, figures, period):
        if when.end <= period.end:
            found = when, figure
    if found is None or not statement.satisfied_by(found[1].value, spec.direction):
        return None
    return found
