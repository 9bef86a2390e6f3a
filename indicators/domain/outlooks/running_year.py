"""Outlooks inside a running year: a flow's bound, and a bound on the previous year.

Two special cases of ``linear_pace``. A flow starts from zero: of a floor the ratio is what came in
over the bound's share of the year, of a cap the inverse, so that above 1 is good in both. A bound
on the previous year becomes last year's figure for the same months, as known on the same day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import (
    Comparator,
    HorizonKind,
    IndicatorKind,
    NoOutlookReason,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.domain.figures import Figure, Figures, percent_change
from indicators.domain.outlooks.base import Estimate, category
from indicators.domain.periods import Period
from indicators.domain.quantities import years_summed
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.series import Observation
from indicators.domain.statements import FLOORS, Statement
from indicators.domain.units import exact_decimal

SHARE_YEARS = 3
MIN_SHARE_YEARS = 2


def applies(spec: TargetSpec, statement: Statement) -> bool:
    """Whether the statement speaks of one running year, or of a flow's sum over a window."""
    if statement.quantity is Quantity.CUMULATIVE:
        return True
    if spec.kind is not IndicatorKind.FLOW:
        return statement.quantity is Quantity.GROWTH and statement.horizon.kind is HorizonKind.IN
    if statement.horizon.kind is not HorizonKind.IN:
        return False
    if statement.quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE):
        return statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    return statement.quantity in (Quantity.LEVEL, Quantity.GROWTH)


def estimate(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """The outlook from what has come in so far."""
    period = statement.horizon.period
    if statement.quantity is Quantity.CUMULATIVE:
        return _window(statement, figures, period)
    if statement.quantity is Quantity.LEVEL:
        return _floor_or_cap(statement, figures, period)
    return _against_last_year(statement, figures, period)


def _floor_or_cap(statement: Statement, figures: Figures, year: Period) -> Estimate:
    so_far = figures.latest_to_date(year)
    bound = statement.bound
    if so_far is None or bound is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    period = _span(so_far)
    share, inputs, notes = _share(statement, figures, year, period)
    return _compare(
        statement, so_far, exact_decimal(Fraction(bound) * share), bound, year.end, inputs, notes
    )


def _window(statement: Statement, figures: Figures, window: Period) -> Estimate:
    """Whole years so far, and the running year to date, over the bound's share of the window."""
    bound = statement.bound
    total: Figure | None = None
    for years in range((window.months or 0) // 12, 0, -1):
        total = years_summed(figures, Period.of(window.start, months=12 * years))
        if total is not None:
            break
    running_from = total.observations[-1][1].period.end if total else window.start
    so_far = (
        figures.latest_to_date(Period.of(running_from, months=12))
        if running_from < window.end
        else None
    )
    if total is None and so_far is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    parts = (total.observations if total else ()) + (so_far.observations if so_far else ())
    value = (total.value if total else Decimal(0)) + (so_far.value if so_far else Decimal(0))
    end = max(one.period.end for _, one in parts)
    if bound is None or window.months is None:
        return Estimate.no(NoOutlookReason.NO_NUMBER)
    share = Fraction(Period(window.start, end).months or 0, window.months)
    figure = Figure(value, "cumulative", parts)
    return _compare(
        statement, figure, exact_decimal(Fraction(bound) * share), bound, window.end, [], []
    )


def _against_last_year(statement: Statement, figures: Figures, year: Period) -> Estimate:
    """Same months of this year and the last, both as known on one day."""
    so_far = figures.latest_to_date(year)
    bound = statement.bound or Decimal(0)
    if so_far is not None:
        same = figures.to_date(_span(so_far).previous_year(), "same_months")
        if same is not None and same.value > 0:
            required = same.value + bound
            if statement.quantity is not Quantity.CHANGE:
                required = exact_decimal(Fraction(same.value) * (1 + Fraction(bound) / 100))
            inputs = [Input.of("same_months", one) for _, one in same.observations]
            change = percent_change(so_far.value, same.value)
            notes = [
                Note("same_months", {"change": format(change, "f"), "period": str(_span(so_far))}),
                Note("year_can_turn"),
            ]
            return _compare(statement, so_far, required, required, year.end, inputs, notes)
    return _by_published_growth(statement, figures, year, bound)


def _by_published_growth(
    statement: Statement, figures: Figures, year: Period, bound: Decimal
) -> Estimate:
    ends = [one.end for one in figures.cells("ytd_growth") if one.start == year.start]
    if not ends or (statement.quantity is Quantity.CHANGE and bound != 0):
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    period = Period(year.start, max(ends))
    growth = figures.cell("ytd_growth", period, "latest", "published_growth")
    if growth is None or growth.value <= -100:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    # Levels cancel: this year over last year is 1 + growth, and the bound asks for 1 + bound.
    now, required = 1 + Fraction(growth.value) / 100, 1 + Fraction(bound) / 100
    if required <= 0:
        return Estimate.no(NoOutlookReason.NO_NUMBER)
    ratio = now / required if _is_floor(statement) else required / now
    pace = Pace(
        ratio=exact_decimal(ratio), latest=growth.value, latest_period=period, baseline=None,
        baseline_on=None, bound=bound, horizon_on=year.end, path_value=bound,
        gap=growth.value - bound, percent=True, basis="ytd_growth",
    )  # fmt: skip
    return Estimate(
        category(ratio),
        pace=pace,
        inputs=tuple(Input.of(role, one) for role, one in growth.observations),
        notes=(Note("year_can_turn"),),
    )


def _is_floor(statement: Statement) -> bool:
    return statement.comparator in (*FLOORS, Comparator.ABOUT, Comparator.BETWEEN)


def _compare(
    statement: Statement,
    so_far: Figure,
    required: Decimal,
    bound: Decimal,
    end: date,
    inputs: list[Input],
    notes: list[Note],
) -> Estimate:
    period = _span(so_far)
    used = [Input.of("latest", one) for _, one in so_far.observations] + inputs
    if required <= 0 or so_far.value <= 0:
        notes.append(Note("ratio_not_defined"))
        return Estimate.no(NoOutlookReason.NO_NUMBER, inputs=tuple(used), notes=tuple(notes))
    ratio = Fraction(so_far.value) / Fraction(required)
    if not _is_floor(statement):
        ratio = 1 / ratio
    left = Fraction(Period(period.end, end).months or 0, 12) if period.end < end else Fraction(0)
    pace = Pace(
        ratio=exact_decimal(ratio),
        latest=so_far.value,
        latest_period=period,
        baseline=Decimal(0),
        baseline_on=period.start,
        bound=bound,
        horizon_on=end,
        path_value=required,
        gap=so_far.value - required,
        required_from_now=exact_decimal((Fraction(bound) - Fraction(so_far.value)) / left)
        if left and statement.reference.kind is ReferenceKind.NONE
        else None,
        basis=so_far.how,
    )
    path: tuple[PathPoint, ...] = (
        PathPoint(period.start, Decimal(0)),
        PathPoint(period.end, required),
    )
    if period.end < end and statement.reference.kind is ReferenceKind.NONE:
        path += (PathPoint(end, bound),)
    return Estimate(category(ratio), pace=pace, path=path, inputs=tuple(used), notes=tuple(notes))


def _span(figure: Figure) -> Period:
    """The span that a year-to-date or summed figure covers."""
    periods = [one.period for _, one in figure.observations]
    return Period(min(one.start for one in periods), max(one.end for one in periods))


def _share(
    statement: Statement, figures: Figures, year: Period, period: Period
) -> tuple[Fraction, list[Input], list[Note]]:
    """The share of the year that the same months had before, or the share of its months."""
    plain = Fraction(period.months or 0, year.months or 12)
    if statement.pacing is not Pacing.SEASONAL:
        return plain, [], []
    shares, inputs = [], []
    for back in range(1, SHARE_YEARS + 1):
        part = figures.to_date(period.shift_years(-back), "seasonal")
        whole = figures.level(year.shift_years(-back), IndicatorKind.FLOW, "seasonal")
        if part is not None and whole is not None and whole.value > 0:
            shares.append(Fraction(part.value) / Fraction(whole.value))
            inputs += [
                Input.of("seasonal", one) for _, one in part.observations + whole.observations
            ]
    if len(shares) < MIN_SHARE_YEARS:
        return plain, [], [Note("seasonal_not_possible")]
    note = Note("seasonal_share", {"years": str(len(shares))})
    return sum(shares, Fraction(0)) / len(shares), inputs, [note]


def stock_share(figures: Figures, period: Period) -> tuple[Fraction, list[Observation], int] | None:
    """The mean share of a year's addition to a stock that the same months had before.

    ``None`` with fewer than two earlier years.
    """
    shares: list[Fraction] = []
    used: list[Observation] = []
    kind = IndicatorKind.STOCK
    for back in range(1, SHARE_YEARS + 1):
        at = figures.cell("level", period.shift_years(-back), "seasonal", "level")
        whole = Period.year_of(period.year - back)
        end, start = figures.level(whole, kind), figures.level(whole.previous_year(), kind)
        if at is None or end is None or start is None or end.value <= start.value:
            continue
        added = Fraction(at.value) - Fraction(start.value)
        shares.append(added / (Fraction(end.value) - Fraction(start.value)))
        used += [one for _, one in at.observations + end.observations + start.observations]
    if len(shares) < MIN_SHARE_YEARS:
        return None
    mean = sum(shares, Fraction(0)) / len(shares)
    return (mean, used, len(shares)) if mean > 0 else None
