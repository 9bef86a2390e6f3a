"""Outlooks from yearly rates: an average growth, and a change of which only rates are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import NoOutlookReason, Outlook
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, minus
from indicators.domain.outlooks.base import Estimate, bound_from, category_of, direction_of
from indicators.domain.outlooks.paths import Path
from indicators.domain.periods import Period, iter_years
from indicators.domain.quantities import compound_rate, reference_period
from indicators.domain.results import Input, Pace, TargetSpec
from indicators.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class _Progress:
    """What the first years of a window brought: a factor, and the figures it is made of."""

    factor: Fraction
    months: int
    end: date
    inputs: tuple[Input, ...]
    how: str

    @property
    def percent(self) -> Decimal:
        return exact_decimal((self.factor - 1) * 100)


def _chained(spec: TargetSpec, figures: Figures, window: Period) -> _Progress | None:
    """The yearly rates from the start of the window on, as far as every year is known."""
    if window.months is None or window.months % 12:
        return None
    factor, used = Fraction(1), []
    years, end = 0, window.start
    for year in iter_years(window):
        found: Figure | None = figures.cell("growth", year)
        found = found or figures.growth(year, spec.kind)
        if found is None:
            break
        factor *= 1 + Fraction(found.value) / 100
        used += [Input.of("growth", one) for _, one in found.observations]
        years, end = years + 1, year.end
    if not years:
        return None
    return _Progress(factor, 12 * years, end, tuple(used), "chained_growth")


def average(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """An average growth over a window: what the years so far brought, against the bound."""
    window = statement.horizon.period
    so_far = _chained(spec, figures, window)
    bound = bound_from(statement)
    if so_far is None or window.months is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    if so_far.factor <= 0 or bound <= -100:
        return Estimate.no(NoOutlookReason.NOT_DEFINED, inputs=so_far.inputs)
    a_year = 1 + Fraction(bound) / 100
    years, total = so_far.months // 12, window.months // 12
    needed, left = a_year**years, total - years
    mean = compound_rate(so_far.factor, years)
    toward = direction_of(statement, bound)
    ratio = toward * (so_far.factor - 1) / abs(needed - 1) if needed != 1 else None
    pace = Pace(
        ratio=exact_decimal(ratio) if ratio is not None else None,
        latest=mean,
        latest_period=Period(window.start, so_far.end),
        baseline=None,
        baseline_on=window.start,
        bound=bound,
        horizon_on=window.end,
        path_value=bound,
        gap=minus(mean, bound),
        required_rate=bound,
        required_from_now=compound_rate(a_year**total / so_far.factor, left) if left else None,
        projected=mean,
        percent=True,
        basis="average_growth",
    )
    satisfied = statement.satisfied_by(mean, spec.direction)
    return _graded(spec, statement, pace, ratio, satisfied, so_far)


def cumulative(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> Estimate:
    """A percent change on a fixed period, where rates are published and no levels."""
    reference = reference_period(statement, period)
    bound = bound_from(statement)
    if reference is None or reference.end >= period.end:
        return Estimate.no(NoOutlookReason.NO_BASELINE)
    window = Period(reference.end, period.end)
    so_far = _published(figures, window) or _chained(spec, figures, window)
    if so_far is None:
        known = figures.latest_level()
        if known is not None:
            return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=tuple(known.inputs()))
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    path = Path(statement, Decimal(0), window.start, bound, window.end)
    path_value = path.at(so_far.end)
    toward = direction_of(statement, bound)
    required = Fraction(path_value)
    change = so_far.factor - 1
    ratio = toward * change * 100 / abs(required) if required else None
    done = Fraction(so_far.months, 12)
    left = path.years - done
    pace = Pace(
        ratio=exact_decimal(ratio) if ratio is not None else None,
        latest=so_far.percent,
        latest_period=Period(window.start, so_far.end),
        baseline=Decimal(0),
        baseline_on=window.start,
        bound=bound,
        horizon_on=window.end,
        path_value=path_value,
        gap=minus(so_far.percent, path_value),
        required_rate=exact_decimal(Fraction(bound) / path.years),
        required_from_now=exact_decimal((Fraction(bound) - change * 100) / left) if left else None,
        projected=exact_decimal(change * 100 * path.years / done),
        percent=True,
        basis=so_far.how,
    )
    satisfied = statement.satisfied_by(so_far.percent, spec.direction)
    return _graded(spec, statement, pace, ratio, satisfied, so_far, path)


def _published(figures: Figures, window: Period) -> _Progress | None:
    """The longest published change since the start of the window, of more than a year."""
    ends = [
        one.end
        for one in figures.cells("growth")
        if one.start == window.start and one.end <= window.end and (one.months or 0) > 12
    ]
    if not ends:
        return None
    span = Period(window.start, max(ends))
    found = figures.cell("growth", span, "latest")
    if found is None or span.months is None:
        return None
    factor = 1 + Fraction(found.value) / 100
    return _Progress(factor, span.months, span.end, tuple(found.inputs()), found.how)


def _graded(
    spec: TargetSpec,
    statement: Statement,
    pace: Pace,
    ratio: Fraction | None,
    satisfied: bool,
    so_far: _Progress,
    path: Path | None = None,
) -> Estimate:
    """Category by the ratio; where standing still would satisfy, by whether it does so far."""
    if ratio is None or statement.satisfied_by(Decimal(0), spec.direction):
        outlook = Outlook.ON_TRACK if satisfied else Outlook.BEHIND
    else:
        outlook = category_of(ratio)
    points = path.points() if path is not None else ()
    return Estimate(outlook, pace=pace, path=points, inputs=so_far.inputs)
