"""The quantity of a statement for a period: what it is made of, and what else says the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from indicators.domain.codelists import HorizonKind, IndicatorKind, Quantity, ReferenceKind
from indicators.domain.figures import Figure, Figures, percent_change
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import TargetSpec
from indicators.domain.series import Observation
from indicators.domain.statements import Statement
from indicators.domain.units import exact_decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """The figure of a quantity, a second figure of the same thing, and whether a base is missing."""

    figure: Figure | None
    second: Figure | None = None
    no_baseline: bool = False


def reference_period(statement: Statement, period: Period) -> Period | None:
    """The period that a change is measured against."""
    reference = statement.reference
    if reference.kind is ReferenceKind.PREVIOUS_YEAR:
        return period.previous_year()
    return reference.period


def measure(spec: TargetSpec, figures: Figures, period: Period) -> Measured:
    """The quantity of the statement of ``spec`` for ``period``."""
    statement = spec.statement
    assert statement is not None
    match statement.quantity:
        case Quantity.CHANGE:
            return _change(spec, statement, figures, period)
        case Quantity.PERCENT_CHANGE:
            return _percent_change(spec, statement, figures, period)
        case Quantity.GROWTH:
            return _growth(spec, figures, period)
        case Quantity.CUMULATIVE:
            return Measured(_cumulative(figures, period))
        case Quantity.AVERAGE_GROWTH:
            return _average_growth(spec, figures, period)
        case _:
            return Measured(figures.level(period, spec.kind))


def baseline(spec: TargetSpec, figures: Figures, period: Period) -> Figure | None:
    """The figure of the reference: the declared value, or the level of the reference period."""
    statement = spec.statement
    assert statement is not None
    if statement.reference.value is not None:
        return Figure(statement.reference.value, "declared", ())
    reference = reference_period(statement, period)
    return figures.level(reference, spec.kind, "baseline") if reference else None


def _growth(spec: TargetSpec, figures: Figures, period: Period) -> Measured:
    """Published growth decides; growth computed from the levels of one day stands beside it."""
    published = figures.cell("growth", period, "figure", "published_growth")
    computed = figures.growth(period, spec.kind)
    if published is not None:
        return Measured(published, computed)
    no_baseline = computed is None and figures.level(period, spec.kind) is not None
    return Measured(computed, no_baseline=no_baseline)


def _difference(spec: TargetSpec, figures: Figures, period: Period) -> tuple[Figure | None, bool]:
    now = figures.level(period, spec.kind)
    base = baseline(spec, figures, period)
    if now is None or base is None:
        return None, now is not None and base is None
    parts = now.observations + base.observations
    return Figure(now.value - base.value, "difference", parts), False


def _change(spec: TargetSpec, statement: Statement, figures: Figures, period: Period) -> Measured:
    bound = statement.bound
    difference, no_baseline = _difference(spec, figures, period)
    if statement.reference.kind is ReferenceKind.PREVIOUS_YEAR and bound == 0:
        # “Below last year” is a sign, and the published rate is on the publisher's own comparable
        # base: it decides, and the difference of the levels stands beside it.
        published = figures.cell("growth", period, "figure", "published_growth")
        if published is not None:
            return Measured(published, figures.growth(period, spec.kind))
    if spec.kind is IndicatorKind.STOCK:
        flow = _published_flow(statement, figures, period)
        if flow is not None:
            return Measured(flow, difference)
    return Measured(difference, no_baseline=no_baseline)


def _published_flow(statement: Statement, figures: Figures, period: Period) -> Figure | None:
    """What was added in ``period``, if the reference is the stock on the eve of it."""
    reference = reference_period(statement, period)
    if reference is None or reference.end != period.start:
        return None
    level = figures.cell("additions", period, "figure", "published_flow")
    to_date = figures.cell("additions_ytd", period, "figure", "published_flow")
    if level is not None and not level.exact and to_date is not None and to_date.exact:
        return to_date
    return level or to_date


def _percent_change(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> Measured:
    now = figures.level(period, spec.kind)
    base = baseline(spec, figures, period)
    if now is not None and base is not None and base.value != 0:
        parts = now.observations + base.observations
        value = percent_change(now.value, base.value)
        return Measured(Figure(value, "percent_change", parts, percent=True))
    reference = reference_period(statement, period)
    if reference is not None and reference.end < period.end:
        chained = figures.chained_growth(Period(reference.end, period.end))
        if chained is not None:
            return Measured(chained)
    return Measured(None, no_baseline=now is not None)


def _cumulative(figures: Figures, window: Period) -> Figure | None:
    return figures.to_date(window, "figure") or years_summed(figures, window)


def years_summed(figures: Figures, window: Period) -> Figure | None:
    """The sum of the yearly flows of a window, when every year is known."""
    if window.months is None or window.months % 12:
        return None
    parts: list[tuple[str, Observation]] = []
    total = Decimal(0)
    for year in iter_years(window):
        one = figures.level(year, IndicatorKind.FLOW)
        if one is None:
            return None
        total += one.value
        parts += one.observations
    return Figure(total, "cumulative", tuple(parts))


def _average_growth(spec: TargetSpec, figures: Figures, window: Period) -> Measured:
    """Compound average annual percent change over a window of years."""
    if window.months is None or window.months % 12:
        return Measured(None)
    years = window.months // 12
    first = Period.of(window.start, months=12).previous()
    last = Period.of(window.start, months=12).shift_years(years - 1)
    now, base = figures.level(last, spec.kind), figures.level(first, spec.kind, "baseline")
    if now is not None and base is not None and base.value > 0 and now.value > 0:
        value = compound_rate(Fraction(now.value) / Fraction(base.value), years)
        parts = now.observations + base.observations
        return Measured(Figure(value, "average_growth", parts, percent=True))
    chained = figures.chained_growth(window)
    if chained is not None and chained.value > -100:
        value = compound_rate(1 + Fraction(chained.value) / 100, years)
        return Measured(Figure(value, "average_growth", chained.observations, percent=True))
    return Measured(None, no_baseline=now is not None and base is None)


def compound_rate(factor: Fraction, years: int) -> Decimal:
    """Yearly percent change that gives ``factor`` (above zero) in ``years``; 28 digits."""
    with localcontext() as context:
        context.prec = 40
        root = exact_decimal(factor) ** (Decimal(1) / Decimal(years))
        return +((root - 1) * 100).quantize(Decimal("1e-28"))


def judged_period(statement: Statement) -> Period:
    """The period whose figure decides: the horizon, or the last year of a ``by`` horizon."""
    horizon = statement.horizon
    if horizon.kind is HorizonKind.BY and (horizon.period.months or 0) > 12:
        return Period.of(horizon.period.end, months=12).previous()
    return horizon.period
