"""How sure a verdict is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from statistics import median

from indicators.domain import vintages
from indicators.domain.codelists import Bound, Certainty
from indicators.domain.figures import Figure, Figures
from indicators.domain.periods import Period
from indicators.domain.quantities import Measured, measure
from indicators.domain.results import TargetSpec
from indicators.domain.series import Observation, Series
from indicators.domain.statements import Statement

# Fewer revisions than this say nothing about how large revisions usually are.
MIN_REVISIONS = 3
_ORDER = (
    Certainty.DISPUTED,
    Certainty.WITHIN_REVISION_RANGE,
    Certainty.WITHIN_ROUNDING,
    Certainty.CLEAR,
)


def worst(grades: Iterable[Certainty]) -> Certainty:
    """The least sure of several."""
    return min(grades, key=_ORDER.index, default=Certainty.CLEAR)


def of(
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    measured: Measured,
    period: Period,
) -> Certainty:
    """The certainty of a verdict that rests on ``measured``."""
    figure = measured.figure
    assert figure is not None
    satisfied = statement.satisfied_by(figure.value, spec.direction)
    if _disputed(spec, statement, measured, satisfied):
        return Certainty.DISPUTED
    margin = abs(statement.margin(figure.value, spec.direction))
    if _first_print_differs(spec, statement, figures, period, satisfied):
        return Certainty.WITHIN_REVISION_RANGE
    typical = typical_revision(_series_of(figure, figures))
    if typical is not None and 0 < margin < typical:
        return Certainty.WITHIN_REVISION_RANGE
    if margin <= figure.precision + _bound_precision(statement):
        return Certainty.WITHIN_ROUNDING
    return Certainty.CLEAR


def _bound_precision(statement: Statement) -> Decimal:
    # “Below last year” has no digits that could be rounded.
    return (
        statement.bound_precision if statement.bound and statement.bound_precision else Decimal(0)
    )


def _disputed(spec: TargetSpec, statement: Statement, measured: Measured, satisfied: bool) -> bool:
    """Whether a second figure, or an exact one of a source of equal rank, says otherwise."""
    figure, second = measured.figure, measured.second
    assert figure is not None
    if second is not None and statement.satisfied_by(second.value, spec.direction) is not satisfied:
        return True
    if figure.cell is None:
        return False
    return any(
        other.value is not None
        and other.bound is Bound.EXACT
        and statement.satisfied_by(other.value, spec.direction) is not satisfied
        for other in figure.cell.equals
    )


def _first_print_differs(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period, satisfied: bool
) -> bool:
    first = Figures(figures.evidence, on=figures.on, rev=figures.rev, first=True)
    then = measure(spec, first, period).figure
    return then is not None and statement.satisfied_by(then.value, spec.direction) is not satisfied


def _series_of(figure: Figure, figures: Figures) -> list[Series]:
    codes = {one.series for _, one in figure.observations}
    evidence = figures.evidence
    every = (*evidence.level, *evidence.ytd, *evidence.growth, *evidence.additions,
             *evidence.additions_ytd)  # fmt: skip
    return [
        Series(one.key, tuple(o for o in one.observations if _seen(o, figures)))
        for one in every
        if one.key.code in codes
    ]


def _seen(observation: Observation, figures: Figures) -> bool:
    return observation.known_on <= figures.on and (
        figures.rev is None or observation.release <= figures.rev
    )


def typical_revision(series: Iterable[Series]) -> Decimal | None:
    """Median absolute revision, in the unit of the series; ``None`` below three revisions."""
    sizes: list[Decimal] = []
    for one in series:
        for revision in vintages.revisions(one.observations, on=_last_day(one)):
            assert revision.new.value is not None
            assert revision.old.value is not None
            sizes.append(abs(revision.new.value - revision.old.value))
    return median(sizes) if len(sizes) >= MIN_REVISIONS else None


def _last_day(series: Series) -> date:
    return max((one.known_on for one in series.observations), default=date.min)
