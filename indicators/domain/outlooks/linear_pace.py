"""``linear_pace``: achieved progress over the progress that the required path asks for by now.

Source: SDSN and Bertelsmann Stiftung, SDG Index and Dashboards 2018, detailed methodology, 1.5.3.
Our special cases: a bound inside a running year, a bound on the previous year, and a baseline that
satisfies the bound already.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import (
    HorizonKind,
    NoOutlookReason,
    Outlook,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.domain.exact import along, per, quotient
from indicators.domain.figures import Figure, Figures, minus, percent_change, renamed
from indicators.domain.outlooks import rates, running_year, trend_rules
from indicators.domain.outlooks.base import (
    Estimate,
    better_way,
    bound_from,
    category,
    direction_of,
    elapsed,
    years_between,
)
from indicators.domain.outlooks.paths import Path
from indicators.domain.periods import Period
from indicators.domain.quantities import baseline, judged_period
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.statements import Statement

NAME = "linear_pace"
VERSION = 1
_NO_METHOD = (Quantity.PEAK, Quantity.MILESTONE)
_ON_A_BASE = (Quantity.PERCENT_CHANGE, Quantity.GROWTH)
# What the source calls our categories.
_SYMBOLS = {
    Outlook.ON_TRACK: "on_track",
    Outlook.BEHIND: "moderately_improving",
    Outlook.FAR_BEHIND: "stagnating",
    Outlook.WRONG_DIRECTION: "decreasing",
}


class LinearPace:
    """The default method for ``by``, ``in`` and ``over`` horizons."""

    name = NAME
    version = VERSION

    def estimate(self, spec: TargetSpec, figures: Figures) -> Estimate:
        """The outlook of a pending target.

        The source's own words are for a way from a baseline; inside a running year they would call
        a rise that slows down an improvement, so there it has none.
        """
        statement = spec.statement
        if statement is None:
            return Estimate.no(NoOutlookReason.NO_NUMBER)
        if statement.quantity in _NO_METHOD or statement.horizon.kind is HorizonKind.EACH:
            return Estimate.no(NoOutlookReason.NO_METHOD)
        if statement.quantity is Quantity.AVERAGE_GROWTH:
            return rates.average(spec, statement, figures)
        if running_year.applies(spec, statement):
            return running_year.estimate(spec, statement, figures)
        return _towards_a_level(spec, statement, figures)

    def path(self, spec: TargetSpec, figures: Figures) -> tuple[PathPoint, ...]:
        """The way from the baseline to the bound, or through a running year."""
        statement = spec.statement
        if statement is None or statement.horizon.kind is HorizonKind.EACH:
            return ()
        if statement.quantity in _NO_METHOD or statement.quantity is Quantity.AVERAGE_GROWTH:
            return ()
        if running_year.applies(spec, statement):
            return running_year.estimate(spec, statement, figures).path
        period = judged_period(statement)
        base, base_on, _ = _baseline(spec, statement, figures, period)
        if base is None or base_on is None:
            if statement.quantity is not Quantity.PERCENT_CHANGE:
                return ()
            return rates.cumulative(spec, statement, figures, period).path
        end = _level_to_reach(statement, base.value)
        if end is None or not figures.comparable(period, spec.kind).until(period.end):
            return ()
        path = Path(statement, base.value, base_on, end, period.end)
        return path.points() if path.end_on > path.start_on else ()


def _towards_a_level(spec: TargetSpec, statement: Statement, figures: Figures) -> Estimate:
    """The bound, turned into a level to be reached at the horizon, against the baseline."""
    period = judged_period(statement)
    base, base_on, notes = _baseline(spec, statement, figures, period)
    if base is None and statement.quantity is Quantity.PERCENT_CHANGE:
        return rates.cumulative(spec, statement, figures, period)
    newest = figures.comparable(period, spec.kind).until(period.end)
    if newest is None:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    latest = renamed(newest, "latest")
    if base is None or base_on is None:
        return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=tuple(latest.inputs()))
    end = _level_to_reach(statement, base.value)
    if end is None:
        inputs = tuple(latest.inputs() + base.inputs())
        return Estimate.no(NoOutlookReason.NOT_DEFINED, inputs=inputs)
    if statement.quantity is Quantity.CHANGE:
        latest = _with_flow(figures, latest, base, base_on, period.end)
    path = Path(statement, base.value, base_on, end, period.end)
    return _compare(spec, figures, path, latest, base, notes)


def _baseline(
    spec: TargetSpec, statement: Statement, figures: Figures, period: Period
) -> tuple[Figure | None, date | None, list[Note]]:
    """The stated reference; without one, the last figure before the announcement, and says so."""
    reference = statement.reference
    if reference.kind is not ReferenceKind.NONE:
        base = baseline(spec, figures, period)
        when = period.previous_year() if reference.period is None else reference.period
        return base, when.end, []
    if statement.quantity is Quantity.GROWTH:
        before = period.previous_year()
        return figures.level(before, spec.kind, "baseline"), before.end, []
    earlier = figures.comparable(period, spec.kind).until(min(spec.announced_on, period.start))
    if earlier is None:
        return None, None, []
    chosen = renamed(earlier, "baseline")
    return chosen, chosen.period.end, [Note("baseline_chosen", {"period": str(chosen.period)})]


def _level_to_reach(statement: Statement, base: Decimal) -> Decimal | None:
    """The level that satisfies the statement; ``None`` for a percentage of nothing."""
    if statement.quantity is Quantity.CHANGE:
        return minus(base, -bound_from(statement))
    if statement.quantity in _ON_A_BASE:
        share = Fraction(bound_from(statement)) / 100
        return along(base, base.copy_abs(), share) if base else None
    return bound_from(statement, base)


def _with_flow(figures: Figures, latest: Figure, base: Figure, base_on: date, end: date) -> Figure:
    """The stock, or what was added since the baseline where that is known for a later month."""
    best = latest
    for one in figures.cells("additions_ytd"):
        if one.start == base_on and best.period.end < one.end <= end:
            added = figures.cell("additions_ytd", one, "latest")
            if added is not None:
                best = added._replace(value=minus(base.value, -added.value))
    return best


def _compare(
    spec: TargetSpec,
    figures: Figures,
    path: Path,
    latest: Figure,
    base: Figure,
    notes: list[Note],
) -> Estimate:
    inputs = latest.inputs() + base.inputs()
    if path.end_on <= path.start_on:
        return Estimate.no(NoOutlookReason.NO_BASELINE, inputs=tuple(inputs))
    if latest.period.end <= path.start_on:
        return Estimate.no(
            NoOutlookReason.NOTHING_KNOWN_YET,
            inputs=tuple(base.inputs()),
            path=path.points(),
            notes=tuple(notes),
        )
    time = elapsed(path.start_on, latest.period.end, path.end_on)
    share = _seasonal_share(figures, path, latest, inputs, notes)
    path_value = path.at(latest.period.end, share)
    required, achieved = minus(path_value, base.value), minus(latest.value, base.value)
    span = minus(path.end, base.value)
    satisfied = _satisfies(spec, path.statement, latest.value, base.value)
    held = not span or _satisfies(spec, path.statement, base.value, base.value)
    toward = direction_of(path.statement, path.end, base.value)
    pace = Pace(
        ratio=quotient(_in_direction(toward, achieved), required.copy_abs())
        if required and not held
        else None,
        latest=latest.value,
        latest_period=latest.period,
        baseline=base.value,
        baseline_on=path.start_on,
        bound=path.end,
        horizon_on=path.end_on,
        path_value=path_value,
        gap=minus(latest.value, path_value),
        required_rate=per(span, time.whole),
        required_from_now=per(minus(path.end, latest.value), time.left)
        if latest.period.end < path.end_on and not satisfied
        else None,
        recent_rate=_recent_rate(spec, figures, latest),
        projected=along(base.value, achieved, time.ahead),
    )
    if held:
        return _held(spec, figures, path, latest, satisfied, inputs, notes, pace)
    outlook = _category(toward, achieved, required)
    return Estimate(
        outlook,
        symbol=_SYMBOLS[outlook],
        pace=pace,
        path=path.points(),
        inputs=tuple(inputs),
        notes=tuple(notes),
    )


def _seasonal_share(
    figures: Figures, path: Path, latest: Figure, inputs: list[Input], notes: list[Note]
) -> Fraction | None:
    """The share that the same months had before, where the statement asks for it."""
    if path.statement.pacing is not Pacing.SEASONAL:
        return None
    found = running_year.stock_share(figures, latest.period) if path.years == 1 else None
    if found is None:
        notes.append(Note("seasonal_not_possible"))
        return None
    share, used, years = found
    inputs += [Input.of("seasonal", one) for one in used]
    notes.append(Note("seasonal_share", {"years": str(years)}))
    return share


def _in_direction(toward: int, change: Decimal) -> Decimal:
    """A change, positive where it goes the wanted way; to all of its digits."""
    return change if toward > 0 else change.copy_negate()


def _category(toward: int, achieved: Decimal, required: Decimal) -> Outlook:
    achieved, required = _in_direction(toward, achieved), _in_direction(toward, required)
    if required > 0:
        return category(achieved, required)
    # Stated points may ask for nothing yet, or even for a step back: then the path decides.
    return Outlook.ON_TRACK if achieved >= required else Outlook.BEHIND


def _satisfies(spec: TargetSpec, statement: Statement, value: Decimal, base: Decimal) -> bool:
    """Whether a level satisfies the statement, given its baseline."""
    if statement.quantity is Quantity.CHANGE:
        value = minus(value, base)
    elif statement.quantity in _ON_A_BASE:
        value = percent_change(value, base)
    return statement.satisfied_by(value, spec.direction)


def _held(
    spec: TargetSpec,
    figures: Figures,
    path: Path,
    latest: Figure,
    satisfied: bool,
    inputs: list[Input],
    notes: list[Note],
    pace: Pace,
) -> Estimate:
    """The baseline satisfies the bound already: no pace is required, only that it is held."""
    history = figures.history(latest.period, spec.kind)
    inputs += [
        Input.of("trend", one)
        for point in history[-trend_rules.TREND_POINTS :]
        for _, one in point.observations
    ]
    notes.append(Note("baseline_satisfies"))
    trended = trend_rules.trend([(point.period.end, point.value) for point in history])
    if trended is None:
        return Estimate.no(
            NoOutlookReason.TOO_FEW_POINTS,
            pace=pace,
            path=path.points(),
            inputs=tuple(inputs),
            notes=tuple(notes),
        )
    toward = direction_of(path.statement, path.end, latest.value)
    found = trend_rules.every_year(
        trended, satisfied=satisfied, better=better_way(spec, path.statement, toward)
    )
    if found.still:
        notes.append(Note("not_moving"))
    return Estimate(
        found.outlook,
        caution=found.caution,
        symbol=_SYMBOLS[found.outlook],
        pace=pace,
        path=path.points(),
        inputs=tuple(inputs),
        notes=tuple(notes),
    )


def _recent_rate(spec: TargetSpec, figures: Figures, latest: Figure) -> Decimal | None:
    """Change over the last year, or since the figure before, per year."""
    course = figures.comparable(latest.period, spec.kind)
    base = course.at(latest.period.previous_year()) or course.before(latest.period.end)
    if base is None:
        return None
    years = years_between(base.period.end, latest.period.end)
    return per(minus(latest.value, base.value), years)
