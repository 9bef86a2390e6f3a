"""``linear_pace``: achieved progress over the progress that the required path asks for by now.

Source: SDSN and Bertelsmann Stiftung, SDG Index and Dashboards 2018, detailed methodology, 1.5.3.
Our special cases: a bound inside a running year, a bound on the previous year, and a baseline that
satisfies the bound already.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.domain.codelists import (
    HorizonKind,
    NoOutlookReason,
    Outlook,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.domain.figures import Figure, Figures
from indicators.domain.outlooks import running_year
from indicators.domain.outlooks.base import (
    Estimate,
    bound_from,
    category,
    direction_of,
    linear,
    rule_b,
    years_between,
)
from indicators.domain.periods import Period
from indicators.domain.quantities import baseline, judged_period
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.series import Observation
from indicators.domain.statements import Statement
from indicators.domain.units import exact_decimal

NAME = "linear_pace"
VERSION = 1
_NO_METHOD = (Quantity.PEAK, Quantity.MILESTONE)


class LinearPace:
    """The default method for ``by``, ``in`` and ``over`` horizons."""

    name = NAME
    version = VERSION

    def estimate(self, spec: TargetSpec, figures: Figures) -> Estimate:
        """The outlook of a pending target."""
        statement = spec.statement
        if statement is None:
            return Estimate.no(NoOutlookReason.NO_NUMBER)
        if statement.quantity in _NO_METHOD or statement.horizon.kind is HorizonKind.EACH:
            return Estimate.no(NoOutlookReason.NO_METHOD)
        if running_year.applies(spec, statement):
            return running_year.estimate(spec, statement, figures)
        return _towards_a_level(spec, statement, figures)


def _towards_a_level(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """The bound, turned into a level to be reached at the horizon, against the baseline."""
    period = judged_period(statement)
    if statement.quantity in (Quantity.GROWTH, Quantity.AVERAGE_GROWTH):
        return _average(spec, statement, figures)
    base, base_on, notes = _baseline(spec, statement, figures, period)
    latest = figures.latest_level(before=period.end)
    if latest is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    shown = (Input.of("latest", latest.observations[0][1]),)
    if base is None or base_on is None:
        return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=shown)
    end = _level_to_reach(statement, base.value)
    if end is None:
        return Estimate.no(NoOutlookReason.NO_NUMBER, inputs=shown)
    flow = _progress_by_flow(statement, figures, period, latest, base)
    return _ratio(spec, statement, figures, period, base, base_on, flow or latest, end, notes)


def _baseline(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> tuple[Figure | None, date | None, list[Note]]:
    """The stated reference; without one, the last figure before the announcement, and says so."""
    reference = statement.reference
    if reference.kind is not ReferenceKind.NONE:
        base = baseline(spec, figures, period)
        when = period.previous_year() if reference.period is None else reference.period
        return base, when.end, []
    before = figures.latest_level(before=spec.announced_on, role="baseline")
    if before is None:
        return None, None, []
    chosen = before.observations[0][1].period
    return before, chosen.end, [Note("baseline_chosen", {"period": str(chosen)})]


def _level_to_reach(statement: Statement, base: Decimal) -> Decimal | None:
    match statement.quantity:
        case Quantity.CHANGE:
            bound = bound_from(statement, Decimal(0))
            return None if bound is None else base + bound
        case Quantity.PERCENT_CHANGE:
            bound = bound_from(statement, Decimal(0))
            return (
                None
                if bound is None
                else exact_decimal(Fraction(base) + abs(Fraction(base)) * Fraction(bound) / 100)
            )
        case _:
            return bound_from(statement, base)


def _progress_by_flow(
    statement: Statement, figures: Figures, period: Period, latest: Figure, base: Figure
) -> Figure | None:
    """What was added so far this year, where that is known for a later month than the stock."""
    if statement.quantity is not Quantity.CHANGE:
        return None
    known_until = latest.observations[0][1].period.end
    best: Figure | None = None
    for one in figures.cells("additions_ytd"):
        if one.start == period.start and known_until < one.end <= period.end:
            added = figures.cell("additions_ytd", one, "latest", "published_flow")
            if added is not None:
                known_until = one.end
                best = Figure(base.value + added.value, added.how, added.observations)
    return best


def _ratio(
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    period: Period,
    base: Figure,
    base_on: date,
    latest: Figure,
    end: Decimal,
    notes: list[Note],
) -> Estimate:
    seen = latest.observations[0][1]
    inputs = [Input.of("latest", seen)]
    inputs += [Input.of("baseline", one) for _, one in base.observations]
    span = years_between(base_on, period.end)
    done = years_between(base_on, seen.period.end)
    path = tuple(_path(statement, base.value, base_on, end, period.end))
    if span <= 0:
        return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=tuple(inputs))
    if done <= 0:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET, inputs=tuple(inputs), path=path)
    toward = direction_of(statement, end, base.value)
    share = done / span
    if statement.pacing is Pacing.SEASONAL:
        seasonal = running_year.stock_share(figures, seen.period) if span == 1 else None
        if seasonal is None:
            notes.append(Note("seasonal_not_possible"))
        else:
            share = seasonal[0]
            inputs += [Input.of("seasonal", one) for one in seasonal[1]]
            notes.append(Note("seasonal_share", {"years": str(seasonal[2])}))
    path_value = _path_value(
        statement, base.value, base_on, end, period.end, seen.period.end, share
    )
    required = Fraction(path_value) - Fraction(base.value)
    achieved = Fraction(latest.value) - Fraction(base.value)
    left = span - done
    recent = _recent_rate(figures, seen)
    pace = Pace(
        ratio=exact_decimal(toward * achieved / abs(required)) if required else None,
        latest=latest.value,
        latest_period=seen.period,
        baseline=base.value,
        baseline_on=base_on,
        bound=end,
        horizon_on=period.end,
        path_value=path_value,
        gap=latest.value - path_value,
        required_rate=exact_decimal((Fraction(end) - Fraction(base.value)) / span),
        required_from_now=exact_decimal((Fraction(end) - Fraction(latest.value)) / left)
        if left > 0
        else None,
        recent_rate=recent,
        projected=exact_decimal(Fraction(base.value) + achieved * span / done),
    )
    if (toward * (Fraction(end) - Fraction(base.value))) <= 0 or not required:
        return _held(spec, statement, figures, seen, end, toward, pace, path, inputs, notes)
    return Estimate(
        category(toward * achieved / abs(required)),
        pace=pace,
        path=path,
        inputs=tuple(inputs),
        notes=tuple(notes),
    )


def _held(
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    seen: Observation,
    end: Decimal,
    toward: int,
    pace: Pace,
    path: tuple[PathPoint, ...],
    inputs: list[Input],
    notes: list[Note],
) -> Estimate:
    """The baseline satisfies the bound already: no pace is required, only that it is held."""
    notes.append(Note("baseline_satisfies"))
    points = figures.same_periods(seen)
    inputs += [Input.of("trend", one) for one in points[-6:]]
    satisfied = (pace.latest - end) * toward >= 0
    values = [one.value for one in points if one.value is not None]
    found = rule_b(values, satisfied=satisfied, toward=toward)
    if found is None:
        return Estimate.no(
            NoOutlookReason.TOO_FEW_POINTS,
            pace=pace, path=path, inputs=tuple(inputs), notes=tuple(notes),
        )  # fmt: skip
    return Estimate(
        found[0], caution=found[1], pace=pace, path=path, inputs=tuple(inputs), notes=tuple(notes)
    )


def _anchors(
    statement: Statement, start: Decimal, start_on: date, end: Decimal, end_on: date
) -> list[tuple[date, Decimal]]:
    points = [(start_on, start)]
    if statement.pacing is Pacing.INTERIM:
        points += [
            (when.end, value) for when, value in statement.interim if start_on < when.end < end_on
        ]
    return [*points, (end_on, end)]


def _path_value(
    statement: Statement,
    start: Decimal,
    start_on: date,
    end: Decimal,
    end_on: date,
    on: date,
    share: Fraction,
) -> Decimal:
    if statement.pacing is Pacing.INTERIM:
        points = _anchors(statement, start, start_on, end, end_on)
        for (left_on, left), (right_on, right) in pairwise(points):
            if on <= right_on:
                part = years_between(left_on, on) / years_between(left_on, right_on)
                return exact_decimal(linear(left, right, part))
    if statement.pacing is Pacing.GEOMETRIC and start > 0 and end > 0:
        factor = exact_decimal(Fraction(end) / Fraction(start))
        return start * factor ** exact_decimal(share)
    return exact_decimal(linear(start, end, share))


def _path(
    statement: Statement, start: Decimal, start_on: date, end: Decimal, end_on: date
) -> list[PathPoint]:
    """Points of the required path at the end of every year, and at both ends."""
    if end_on <= start_on:
        return [PathPoint(end_on, end)]
    days = [start_on]
    days += [date(year, 1, 1) for year in range(start_on.year + 1, end_on.year + 1)]
    span = years_between(start_on, end_on)
    points = {
        day: _path_value(
            statement, start, start_on, end, end_on, day, years_between(start_on, day) / span
        )
        for day in days
        if start_on <= day < end_on
    }
    points |= dict(_anchors(statement, start, start_on, end, end_on))
    return [PathPoint(day, value) for day, value in sorted(points.items())]


def _recent_rate(figures: Figures, seen: Observation) -> Decimal | None:
    """Change over the last year, or since the figure before, per year."""
    points = figures.same_periods(seen)
    before = next(
        (one for one in reversed(points) if one.period == seen.period.previous_year()), None
    )
    if before is None:
        earlier = figures.latest_level(before=seen.period.start)
        before = earlier.observations[0][1] if earlier else None
    if before is None or before.value is None or seen.value is None:
        return None
    years = years_between(before.period.end, seen.period.end)
    return (
        exact_decimal((Fraction(seen.value) - Fraction(before.value)) / years)
        if years > 0
        else None
    )


def _average(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """An average growth over a window: the mean so far against the bound."""
    window, bound = statement.horizon.period, statement.bound
    found = [
        cell.chosen
        for one, cell in figures.cells("growth").items()
        if window.contains(one) and one.months == 12 and cell.chosen.value is not None
    ]
    if not found or bound is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    product = Fraction(1)
    for one in found:
        assert one.value is not None
        product *= 1 + Fraction(one.value) / 100
    needed = (1 + Fraction(bound) / 100) ** len(found)
    latest = found[-1]
    assert latest.value is not None
    toward = direction_of(statement, bound, Decimal(0))
    ratio = None
    if needed != 1:
        ratio = toward * (product - 1) / abs(needed - 1)
    pace = Pace(
        ratio=exact_decimal(ratio) if ratio is not None else None,
        latest=exact_decimal((product - 1) * 100),
        latest_period=latest.period,
        baseline=Decimal(0),
        baseline_on=window.start,
        bound=bound,
        horizon_on=window.end,
        path_value=exact_decimal((needed - 1) * 100),
        gap=exact_decimal((product - needed) * 100),
        percent=True,
        basis="chained_growth",
    )
    inputs = tuple(Input.of("growth", one) for one in found)
    if ratio is None:
        good = toward * (product - 1) >= 0
        outlook = Outlook.ON_TRACK if good else Outlook.WRONG_DIRECTION
        return Estimate(outlook, pace=pace, inputs=inputs)
    # A cap on growth is held by growing less; the ratio of progress speaks of floors only.
    if toward < 0 and bound >= 0:
        outlook = Outlook.ON_TRACK if product <= needed else Outlook.BEHIND
        return Estimate(outlook, pace=pace, inputs=inputs)
    return Estimate(category(ratio), pace=pace, inputs=inputs)
