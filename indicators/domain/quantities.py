"""The quantity of a statement for a period: what it is made of, and what else says the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from indicators.domain.codelists import HorizonKind, IndicatorKind, Quantity, ReferenceKind
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, minus, relative
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import TargetSpec
from indicators.domain.series import Observation
from indicators.domain.statements import CAPS, FLOORS, Statement


@dataclass(frozen=True, slots=True)
class Measured:
    """The figure of a quantity, a second one of the same thing, and whether a base is missing."""

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
            return _level(spec, figures, period)


def _level(spec: TargetSpec, figures: Figures, period: Period) -> Measured:
    """A published level decides; what a formula gives for the period stands beside it."""
    published, computed = figures.published(period, spec.kind), figures.derived(period)
    return Measured(computed) if published is None else Measured(published, computed)


def baseline(spec: TargetSpec, figures: Figures, period: Period) -> Figure | None:
    """The figure of the reference: the declared value, or the level of the reference period."""
    statement = spec.statement
    assert statement is not None
    reference = reference_period(statement, period)
    if statement.reference.value is not None:
        return Figure(statement.reference.value, "declared", (), reference or period)
    return figures.level(reference, spec.kind, "baseline") if reference else None


def _growth(spec: TargetSpec, figures: Figures, period: Period) -> Measured:
    """Published growth decides; growth computed from the levels of one day stands beside it."""
    published = figures.cell("growth", period, "figure")
    computed = figures.growth(period, spec.kind)
    return _first_of(published, computed, figures.level(period, spec.kind))


def _first_of(*candidates: Figure | None) -> Measured:
    """The first that is known decides, the next stands beside. The last is only the level.

    Where the level is known and nothing else, it is the base that is missing.
    """
    *ways, level = candidates
    found = [one for one in ways if one is not None]
    if not found:
        return Measured(None, no_baseline=level is not None)
    return Measured(found[0], found[1] if len(found) > 1 else None)


def _change(spec: TargetSpec, statement: Statement, figures: Figures, period: Period) -> Measured:
    now, base = figures.level(period, spec.kind), baseline(spec, figures, period)
    difference = None
    if now is not None and base is not None:
        parts = now.observations + base.observations
        difference = Figure(
            minus(now.value, base.value),
            "difference",
            parts,
            now.period,
            error=now.precision + base.precision,
        )
    previous_year = statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    if previous_year and statement.bound == 0 and statement.comparator in (*FLOORS, *CAPS):
        # “Below last year” is a sign, and the published rate is on the publisher's own comparable
        # base: it decides, and the growth of the levels stands beside it.
        published = figures.cell("growth", period, "figure")
        if published is not None:
            return Measured(published, figures.growth(period, spec.kind))
    flow = None
    if spec.kind is IndicatorKind.STOCK:
        flow = _published_flow(statement, figures, period)
    return _first_of(flow, difference, now)


def _published_flow(statement: Statement, figures: Figures, period: Period) -> Figure | None:
    """What was added in ``period``, if the reference is the stock on the eve of it."""
    reference = reference_period(statement, period)
    if reference is None or reference.end != period.start:
        return None
    level = figures.cell("additions", period, "figure")
    to_date = figures.cell("additions_ytd", period, "figure")
    if level is not None and not level.exact and to_date is not None and to_date.exact:
        return to_date
    return level or to_date


def _percent_change(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> Measured:
    """The published change over the whole time first, then the levels, then the chained rates."""
    if statement.reference.kind is ReferenceKind.PREVIOUS_YEAR:
        return _growth(spec, figures, period)
    now, base = figures.level(period, spec.kind), baseline(spec, figures, period)
    published = chained = None
    reference = reference_period(statement, period)
    if reference is not None and reference.end < period.end and statement.reference.value is None:
        window = Period(reference.end, period.end)
        published = figures.cell("growth", window, "figure")
        chained = figures.chained_growth(window)
    return _first_of(published, relative(now, base, "percent_change"), chained, now)


def _cumulative(figures: Figures, window: Period) -> Figure | None:
    return figures.to_date(window, "figure") or years_summed(figures, window)


def years_summed(figures: Figures, window: Period) -> Figure | None:
    """The sum of the yearly flows of a window, when every year is known."""
    if window.months is None or window.months % 12:
        return None
    parts: list[tuple[str, Observation]] = []
    total, error = Fraction(0), Decimal(0)
    for year in iter_years(window):
        one = figures.level(year, IndicatorKind.FLOW)
        if one is None:
            return None
        total += Fraction(one.value)
        error += one.precision
        parts += one.observations
    return Figure(exact_decimal(total), "cumulative", tuple(parts), window, error=error)


def _average_growth(spec: TargetSpec, figures: Figures, window: Period) -> Measured:
    """Compound average annual percent change over a window of years.

    Published yearly rates first: they are on a comparable base, levels may not be.
    """
    if window.months is None or window.months % 12:
        return Measured(None)
    years = window.months // 12
    last = Period.of(window.start, months=12).shift_years(years - 1)
    now = figures.level(last, spec.kind)
    base = figures.level(last.shift_years(-years), spec.kind, "baseline")
    chained = figures.chained_growth(window)
    # From zero or below there is no yearly rate.
    levels = relative(now, base, "average_growth") if base and base.value > 0 else None
    return _first_of(_per_year(chained, years), _per_year(levels, years), now)


def _per_year(change: Figure | None, years: int) -> Figure | None:
    """A percent change over several years as a yearly one; ``None`` where it has no root."""
    if change is None or change.value <= -100:
        return None
    return Figure(
        compound_rate(1 + Fraction(change.value) / 100, years),
        "average_growth",
        change.observations,
        change.period,
        percent=True,
        error=change.precision / years,
    )


def compound_rate(factor: Fraction, years: int) -> Decimal:
    """Yearly percent change that gives ``factor`` (above zero) in ``years``; to 28 digits."""
    with localcontext() as context:
        context.prec = 60
        change = (exact_decimal(factor) ** (Decimal(1) / Decimal(years)) - 1) * 100
        # What remains of a root that comes out even, such as 1.05 from its fifth power.
        context.prec = 28
        rounded = +change.quantize(Decimal("1e-26")) if abs(change) < 10 else +change
    return rounded.normalize() if rounded else Decimal(0)


def judged_period(statement: Statement) -> Period:
    """The period whose figure decides: the horizon, or the last year of a ``by`` horizon."""
    horizon = statement.horizon
    if horizon.kind is HorizonKind.BY and (horizon.period.months or 0) > 12:
        return Period.of(horizon.period.end, months=12).previous()
    return horizon.period
