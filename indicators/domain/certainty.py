"""How sure a verdict is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

from indicators.domain import vintages
from indicators.domain.codelists import Bound, Certainty
from indicators.domain.columns import Columns
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, is_derived
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
# Ways of measuring whose result is in percent, of figures that are not.
_RELATIVE = ("computed_growth", "percent_change")


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
    if _first_print_differs(spec, statement, figures, figure, period, satisfied):
        return Certainty.WITHIN_REVISION_RANGE
    percent = figure.how in _RELATIVE
    if is_derived(figure):
        typical = typical_derived_revision(spec, figures, percent=percent)
    else:
        typical = typical_revision(_series_of(figure, figures), percent=percent, on=figures.on)
    if typical is not None and margin < typical:
        return Certainty.WITHIN_REVISION_RANGE
    rounding = figure.precision + (statement.bound_precision or Decimal(0))
    if _approximate(figure) or (rounding and margin <= rounding):
        return Certainty.WITHIN_ROUNDING
    return Certainty.CLEAR


def _approximate(figure: Figure) -> bool:
    return any(one.bound is Bound.APPROXIMATE for _, one in figure.observations)


def _disputed(spec: TargetSpec, statement: Statement, measured: Measured, satisfied: bool) -> bool:
    """Whether a second figure, or an exact one of a source of equal rank, says otherwise."""
    figure, second = measured.figure, measured.second
    assert figure is not None
    if (
        second is not None
        and second.exact
        and statement.satisfied_by(second.value, spec.direction) is not satisfied
    ):
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
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    figure: Figure,
    period: Period,
    satisfied: bool,
) -> bool:
    """Whether the verdict was another on the day on which there first was one."""
    day = _first_day(figure, figures)
    if day is None or day >= (figure.known_on or day):
        return False
    then = measure(spec, Figures(figures.evidence, on=day, rev=figures.rev), period).figure
    return then is not None and statement.satisfied_by(then.value, spec.direction) is not satisfied


def _first_day(figure: Figure, figures: Figures) -> date | None:
    """The day on which every part of a figure had been published once."""
    parts = {(one.series, one.period) for _, one in figure.observations}
    first = {(one.series, one.period): one.known_on for _, one in figure.observations}
    for series in _series_of(figure, figures):
        if isinstance(series.observations, Columns) and series.observations.plain:
            continue  # each was published once: on the day on which it became known
        for one in series.observations:
            key = one.series, one.period
            if key in parts and one.value is not None:
                first[key] = min(first.get(key, one.known_on), one.known_on)
    return max(first.values(), default=None)


def _series_of(figure: Figure, figures: Figures) -> list[Series]:
    codes = {one.series for _, one in figure.observations}
    every = {one.key.code: one for one in figures.evidence.every_series()}
    return [_up_to_then(one, figures) for code, one in every.items() if code in codes]


def _up_to_then(series: Series, figures: Figures) -> Series:
    known = series.observations
    if isinstance(known, Columns) and known.seen(figures.on, figures.rev):
        return series
    return Series(series.key, tuple(one for one in known if _seen(one, figures)))


def _seen(observation: Observation, figures: Figures) -> bool:
    return observation.known_on <= figures.on and (
        figures.rev is None or observation.release <= figures.rev
    )


def typical_revision(
    series: Iterable[Series], *, on: date, percent: bool = False
) -> Decimal | None:
    """Median absolute revision, in the unit of the series or, with ``percent``, of the old value.

    ``None`` below three revisions.
    """
    return _median(
        (
            (revision.old.value, revision.new.value)
            for one in series
            for revision in vintages.revisions(one.observations, on=on)
            if revision.old.value is not None and revision.new.value is not None
        ),
        percent=percent,
    )


def typical_derived_revision(
    spec: TargetSpec, figures: Figures, *, percent: bool = False
) -> Decimal | None:
    """The same of what a formula gives: how far each revision of an operand moved it."""
    moved = {
        (revision.new.known_on, revision.period)
        for one in figures.evidence.every_series()
        for revision in vintages.revisions(one.observations, on=figures.on, rev=figures.rev)
    }
    known: dict[date, Figures] = {}

    def value(on: date, period: Period) -> Decimal | None:
        then = known.setdefault(on, Figures(figures.evidence, on=on, rev=figures.rev))
        found = then.level(period, spec.kind)
        return None if found is None else found.value

    changes = ((value(on - timedelta(1), period), value(on, period)) for on, period in moved)
    return _median(
        ((old, new) for old, new in changes if old is not None and new is not None and old != new),
        percent=percent,
    )


def _median(pairs: Iterable[tuple[Decimal, Decimal]], *, percent: bool) -> Decimal | None:
    sizes: list[Fraction] = []
    for old, new in pairs:
        size = abs(Fraction(new) - Fraction(old))
        if not percent:
            sizes.append(size)
        elif old:
            sizes.append(100 * size / abs(Fraction(old)))
    return exact_decimal(median(sizes)) if len(sizes) >= MIN_REVISIONS else None
