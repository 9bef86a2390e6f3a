"""Outlooks inside a running year: a flow's bound, and a bound on the previous year.

Two special cases of ``linear_pace``. A flow starts from zero: of a floor the ratio is what came in
over the bound's share of the year, of a cap the inverse, so that above 1 is good in both. A bound
on the previous year becomes last year's figure for the same months, as known on the same day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import (
    Direction,
    HorizonKind,
    IndicatorKind,
    NoOutlookReason,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, minus, percent_change
from indicators.domain.outlooks.base import Estimate, bound_from, category_of, years_between
from indicators.domain.periods import Period
from indicators.domain.quantities import years_summed
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.series import Observation
from indicators.domain.statements import CAPS, FLOORS, Statement

# How many years ago the shares of a season are taken from, and how many years there must be.
SHARE_YEARS = (1, 2, 3)
MIN_SHARE_YEARS = 2


def applies(spec: TargetSpec, statement: Statement) -> bool:
    """Whether the statement speaks of one running year, or of a flow's sum over a window."""
    if statement.quantity is Quantity.CUMULATIVE:
        return True
    if statement.horizon.kind is not HorizonKind.IN:
        return False
    if statement.quantity is Quantity.GROWTH:
        return spec.kind is not IndicatorKind.STOCK
    if spec.kind is not IndicatorKind.FLOW:
        return False
    if statement.quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE):
        return statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    return statement.quantity is Quantity.LEVEL


def estimate(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """The outlook from what has come in so far."""
    period = statement.horizon.period
    if statement.quantity is Quantity.CUMULATIVE:
        return _window(spec, statement, figures, period)
    if statement.quantity is Quantity.LEVEL:
        return _floor_or_cap(spec, statement, figures, period)
    return _against_last_year(spec, statement, figures, period)


def _floor_or_cap(
    spec: TargetSpec, statement: Statement, figures: Figures, year: Period
) -> Estimate:
    bound = bound_from(statement)
    so_far = figures.latest_to_date(year, "latest")
    if so_far is None:
        path = (PathPoint(year.start, Decimal(0)), PathPoint(year.end, bound))
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET, path=path)
    share, inputs, notes = _share(statement, figures, year, so_far.period)
    race = _Race(so_far, exact_decimal(Fraction(bound) * share), bound, year)
    return _compare(spec, statement, race, inputs, notes)


def _window(spec: TargetSpec, statement: Statement, figures: Figures, window: Period) -> Estimate:
    """Whole years so far, and the running year to date, over the bound's share of the window."""
    bound = bound_from(statement)
    if window.months is None:
        return Estimate.no(NoOutlookReason.NO_NUMBER)
    longest_first = (
        years_summed(figures, Period.of(window.start, months=12 * years))
        for years in range(window.months // 12, 0, -1)
    )
    total = next((one for one in longest_first if one is not None), None)
    at = total.period.end if total else window.start
    running = figures.latest_to_date(Period.of(at, months=12)) if at < window.end else None
    found = [one for one in (total, running) if one is not None]
    if not found:
        path = (PathPoint(window.start, Decimal(0)), PathPoint(window.end, bound))
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET, path=path)
    span = Period(window.start, found[-1].period.end)
    so_far = Figure(
        exact_decimal(sum((Fraction(one.value) for one in found), Fraction(0))),
        "cumulative",
        tuple(("latest", one) for part in found for _, one in part.observations),
        span,
    )
    share = _share_of_time(window, span)
    race = _Race(so_far, exact_decimal(Fraction(bound) * share), bound, window)
    return _compare(spec, statement, race, [], [])


def _against_last_year(
    spec: TargetSpec, statement: Statement, figures: Figures, year: Period
) -> Estimate:
    """Same months of this year and the last, both as known on one day."""
    bound = bound_from(statement)
    so_far = same = None
    if spec.kind is IndicatorKind.FLOW:
        so_far = figures.latest_to_date(year, "latest")
    if so_far is not None:
        same = figures.to_date(so_far.period.previous_year(), "same_months")
    if so_far is None or same is None:
        return _by_published_growth(spec, statement, figures, year, bound)
    whole = figures.level(year.previous_year(), spec.kind, "previous_year")
    race = _Race(
        so_far,
        _raised(statement, same.value, bound),
        _raised(statement, whole.value, bound) if whole is not None else None,
        year,
    )
    inputs = same.inputs() + (whole.inputs() if whole is not None else [])
    notes = []
    official = figures.cell("ytd_growth", so_far.period, "official_growth")
    if official is not None:
        inputs += official.inputs()
        notes.append(
            Note(
                "official_growth",
                {"change": f"{official.value:f}", "period": str(so_far.period)},
            )
        )
    if same.value != 0:
        change = percent_change(so_far.value, same.value)
        notes.append(Note("same_months", {"change": f"{change:f}", "period": str(so_far.period)}))
    if year.end != so_far.period.end:
        notes.append(Note("year_can_turn"))
    estimate = _compare(spec, statement, race, inputs, notes)
    if estimate.pace is None or whole is None or same.value <= 0:
        return estimate
    # Last year's shape of the year, not a straight line, carries this year to its end.
    ahead = Fraction(so_far.value) * Fraction(whole.value) / Fraction(same.value)
    return replace(estimate, pace=replace(estimate.pace, projected=exact_decimal(ahead)))


def _raised(statement: Statement, base: Decimal, bound: Decimal) -> Decimal:
    """What the bound on the previous year asks for, given that year's figure."""
    if statement.quantity is Quantity.CHANGE:
        return minus(base, -bound)
    return exact_decimal(Fraction(base) + abs(Fraction(base)) * Fraction(bound) / 100)


def _by_published_growth(
    spec: TargetSpec, statement: Statement, figures: Figures, year: Period, bound: Decimal
) -> Estimate:
    ends = [
        one.end
        for one in figures.cells("ytd_growth")
        if one.start == year.start and one.end <= year.end
    ]
    if not ends or (statement.quantity is Quantity.CHANGE and bound != 0):
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    period = Period(year.start, max(ends))
    growth = figures.cell("ytd_growth", period, "latest")
    if growth is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    # Levels cancel: this year over last year is 1 + growth, and the bound asks for 1 + bound.
    now, required = 1 + Fraction(growth.value) / 100, 1 + Fraction(bound) / 100
    if required <= 0 or now <= 0:
        return Estimate.no(NoOutlookReason.NOT_DEFINED, inputs=tuple(growth.inputs()))
    ratio = now / required if _is_floor(spec, statement) else required / now
    pace = Pace(
        ratio=exact_decimal(ratio),
        latest=growth.value,
        latest_period=period,
        baseline=None,
        baseline_on=None,
        bound=bound,
        horizon_on=year.end,
        path_value=bound,
        gap=minus(growth.value, bound),
        percent=True,
        basis="ytd_growth",
    )
    notes = (Note("year_can_turn"),) if period != year else ()
    return Estimate(category_of(ratio), pace=pace, inputs=tuple(growth.inputs()), notes=notes)


def _is_floor(spec: TargetSpec, statement: Statement) -> bool:
    """Whether more is wanted; of “about” and “between” as declared, else from zero upwards."""
    if statement.comparator in (*FLOORS, *CAPS):
        return statement.comparator in FLOORS
    return spec.direction is not Direction.LOWER


@dataclass(frozen=True, slots=True)
class _Race:
    """What came in so far, what the path asks for by now, and at the end where that is known."""

    so_far: Figure
    required: Decimal
    bound: Decimal | None
    window: Period


def _compare(
    spec: TargetSpec, statement: Statement, race: _Race, inputs: list[Input], notes: list[Note]
) -> Estimate:
    so_far, window, at = race.so_far, race.window, race.so_far.period.end
    used = tuple(so_far.inputs() + inputs)
    path = [PathPoint(window.start, Decimal(0)), PathPoint(at, race.required)]
    if race.bound is not None and at < window.end:
        path.append(PathPoint(window.end, race.bound))
    value, required = Fraction(so_far.value), Fraction(race.required)
    ratio = _ratio(value, required, floor=_is_floor(spec, statement))
    if ratio is None:
        return Estimate.no(
            NoOutlookReason.NOT_DEFINED, path=tuple(path), inputs=used, notes=tuple(notes)
        )
    whole = years_between(window.start, window.end)
    left = years_between(at, window.end)
    bound = race.bound
    pace = Pace(
        ratio=exact_decimal(ratio),
        latest=so_far.value,
        latest_period=so_far.period,
        baseline=Decimal(0),
        baseline_on=window.start,
        bound=bound if bound is not None else race.required,
        horizon_on=window.end,
        path_value=race.required,
        gap=minus(so_far.value, race.required),
        required_rate=exact_decimal(Fraction(bound) / whole) if bound is not None else None,
        required_from_now=exact_decimal((Fraction(bound) - value) / left)
        if bound is not None and left > 0
        else None,
        projected=exact_decimal(value * Fraction(bound) / required)
        if bound is not None and required
        else None,
        basis=so_far.how,
    )
    return Estimate(
        category_of(ratio), pace=pace, path=tuple(path), inputs=used, notes=tuple(notes)
    )


def _ratio(value: Fraction, required: Fraction, *, floor: bool) -> Fraction | None:
    """Above 1 is good in both; ``None`` where zero or negative figures leave it undefined."""
    if floor:
        return value / required if required > 0 else None
    return required / value if value > 0 and required >= 0 else None


def _share_of_time(whole: Period, so_far: Period) -> Fraction:
    """How much of a period has passed at the end of what is known; by days inside a month."""
    return years_between(whole.start, so_far.end) / years_between(whole.start, whole.end)


def _share(
    statement: Statement, figures: Figures, year: Period, period: Period
) -> tuple[Fraction, list[Input], list[Note]]:
    """The share of the year that the same months had before, or the share of its months."""
    plain = _share_of_time(year, period)
    if statement.pacing is not Pacing.SEASONAL:
        return plain, [], []
    shares, inputs = [], []
    for back in SHARE_YEARS:
        part = figures.to_date(period.shift_years(-back))
        whole = figures.level(year.shift_years(-back), IndicatorKind.FLOW)
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
    for back in SHARE_YEARS:
        at = figures.cell("level", period.shift_years(-back))
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
