"""``unsd_extrapolation``: where compound growth leads by the horizon, as a share of the way.

Source: United Nations Statistics Division, progress assessment of the SDG Progress Chart 2023,
technical note, as restated by EUSTAT. Strictly positive yearly levels only.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import NoOutlookReason, Outlook
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figures, minus
from indicators.domain.outlooks import compound, yearly
from indicators.domain.outlooks.base import Estimate, direction_of, one_way, years_between
from indicators.domain.outlooks.yearly import Journey
from indicators.domain.results import Pace, PathPoint, TargetSpec
from indicators.domain.statements import Statement

NAME = "unsd_extrapolation"
VERSION = 1
_SLACK = Decimal("1e-9")
# Share of the way at the horizon; yearly growth where there is no target.
OF_THE_WAY = (Decimal("0.95"), Decimal("0.1"))
OF_GROWTH = (Decimal("0.02"), Decimal("0.005"))
_ON_TRACK = "on_track_or_target_met"
_FAIR = "fair_progress_acceleration_needed"
_STAGNATION = "stagnation_or_regression"


class UnsdExtrapolation:
    """Carries compound growth on to the horizon."""

    name = NAME
    version = VERSION

    def path(self, spec: TargetSpec, figures: Figures) -> tuple[PathPoint, ...]:
        """None: the method asks for no path."""
        return ()

    def estimate(self, spec: TargetSpec, figures: Figures) -> Estimate:
        """The outlook of a pending target."""
        statement = spec.statement
        if statement is None:
            return Estimate.no(NoOutlookReason.NO_NUMBER)
        found = yearly.journey(spec, statement, figures)
        if isinstance(found, Estimate):
            return found
        years = years_between(found.base.period.end, found.latest.period.end)
        rate = compound.growth(found.latest.value, found.base.value, years)
        if rate is None:
            few = years <= 0
            reason = NoOutlookReason.TOO_FEW_POINTS if few else NoOutlookReason.NOT_DEFINED
            return Estimate.no(reason, inputs=found.inputs, notes=found.notes)
        if found.end is None:
            toward = one_way(statement)
            return _graded(found, rate, toward, toward * rate, OF_GROWTH, None)
        return _towards(statement, found, rate)


def _towards(statement: Statement, found: Journey, rate: Decimal) -> Estimate:
    assert found.end is not None
    toward = direction_of(statement, found.end, found.base.value)
    left = years_between(found.latest.period.end, found.end_on)
    ahead = compound.grown(found.latest.value, rate, left)
    way = Fraction(found.end) - Fraction(found.base.value)
    if toward * (found.latest.value - found.end) >= 0:
        reached = _graded(found, rate, toward, Decimal(1), OF_THE_WAY, ahead)
        assert reached.pace is not None
        return replace(reached, pace=replace(reached.pace, required_from_now=None))
    if way == 0:
        return Estimate.no(NoOutlookReason.NOT_DEFINED, inputs=found.inputs, notes=found.notes)
    share = exact_decimal((Fraction(ahead) - Fraction(found.base.value)) / way)
    return _graded(found, rate, toward, share, OF_THE_WAY, ahead)


def _graded(
    found: Journey,
    rate: Decimal,
    toward: int,
    progress: Decimal,
    thresholds: tuple[Decimal, Decimal],
    ahead: Decimal | None,
) -> Estimate:
    on_track, fair = (bound - _SLACK for bound in thresholds)
    if progress >= on_track:
        symbol, outlook = _ON_TRACK, Outlook.ON_TRACK
    elif progress >= fair:
        symbol, outlook = _FAIR, Outlook.BEHIND
    else:
        back = toward * rate < 0
        symbol, outlook = _STAGNATION, Outlook.WRONG_DIRECTION if back else Outlook.FAR_BEHIND
    end = found.end if found.end is not None else found.latest.value
    left = years_between(found.latest.period.end, found.end_on)
    needed = minus(end, found.latest.value)
    pace = Pace(
        ratio=progress if found.end is not None else None,
        latest=found.latest.value,
        latest_period=found.latest.period,
        baseline=found.base.value,
        baseline_on=found.base.period.end,
        bound=end,
        horizon_on=found.end_on,
        growth_rate=exact_decimal(100 * Fraction(rate)),
        required_from_now=exact_decimal(Fraction(needed) / left)
        if left > 0 and found.end is not None
        else None,
        projected=ahead,
        basis="compound",
    )
    return Estimate(outlook, symbol=symbol, pace=pace, inputs=found.inputs, notes=found.notes)
