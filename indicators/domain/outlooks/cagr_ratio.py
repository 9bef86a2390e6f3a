"""``cagr_ratio``: the compound annual growth so far over the one that the bound needs.

Compatible with Open SDG 2.4, Statistics Canada and Eurostat: the progress measure of
``open-sdg/sdg-build`` (``sdg/ProgressMeasure.py``, version 2.4). That program reads figures and
thresholds as binary numbers and compares without tolerance; so do we here, or an answer exactly at
a threshold would differ from theirs (docs/decisions/0006). Unlike it, a series with a zero or a
negative value gets no answer; no zero is replaced by 0.001.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import NoOutlookReason, Outlook
from indicators.domain.exact import exact_decimal, power
from indicators.domain.figures import Figures
from indicators.domain.outlooks import compound, yearly
from indicators.domain.outlooks.base import Estimate, direction_of, one_way, years_between
from indicators.domain.outlooks.yearly import Journey
from indicators.domain.results import Pace, PathPoint, TargetSpec
from indicators.domain.statements import Statement

NAME = "cagr_ratio"
VERSION = 1
# How fast the thresholds shrink near a natural limit, from the same source.
_LIMIT_POWER = Fraction(444, 100)
_CATEGORIES = (
    ("substantial_progress", Outlook.ON_TRACK),
    ("moderate_progress", Outlook.BEHIND),
    ("limited_progress", Outlook.FAR_BEHIND),
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which value on progress is substantial, moderate, limited; below it deteriorates."""

    high: Decimal
    med: Decimal
    low: Decimal

    def category(self, value: Decimal) -> tuple[str, Outlook]:
        """The source's name of the class, and our category of it."""
        bounds = (self.high, self.med, self.low)
        for bound, category in zip(bounds, _CATEGORIES, strict=True):
            if value >= _binary(bound):
                return category
        return "deterioration", Outlook.WRONG_DIRECTION


OF_A_RATIO = Thresholds(Decimal("0.95"), Decimal("0.6"), Decimal(0))
OF_GROWTH = Thresholds(Decimal("0.015"), Decimal("0.005"), Decimal(0))


def near_limit(base: Decimal, limit: Decimal) -> Decimal:
    """By what the thresholds of growth are multiplied near a natural limit, such as 100 %."""
    distance = abs(1 - Fraction(base) / Fraction(limit))
    return 1 - power(max(1 - distance, Fraction(0)), _LIMIT_POWER)


class CagrRatio:
    """For strictly positive yearly levels; with a target, or for a direction without one."""

    name = NAME
    version = VERSION

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self.thresholds = thresholds

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
        rate = compound.growth(_binary(found.latest.value), _binary(found.base.value), years)
        if found.end is None:
            return self._direction(spec, statement, found, rate)
        return self._target(spec, statement, found, rate)

    def _target(
        self, spec: TargetSpec, statement: Statement, found: Journey, rate: Decimal | None
    ) -> Estimate:
        assert found.end is not None
        toward = direction_of(statement, found.end, found.base.value)
        reached = toward * (found.latest.value - found.end) >= 0
        span = years_between(found.base.period.end, found.end_on)
        needed = compound.growth(_binary(found.end), _binary(found.base.value), span)
        ratio = None
        if rate is not None and needed:
            ratio = exact_decimal(toward * Fraction(rate) / abs(Fraction(needed)))
        if reached:
            pace = replace(_pace(found, rate, ratio), required_from_now=None)
            return _estimate("target_achieved", Outlook.ON_TRACK, pace, found)
        if ratio is None:
            return _nothing(found)
        symbol, outlook = (self.thresholds or OF_A_RATIO).category(ratio)
        return _estimate(symbol, outlook, _pace(found, rate, ratio), found)

    def _direction(
        self, spec: TargetSpec, statement: Statement, found: Journey, rate: Decimal | None
    ) -> Estimate:
        if rate is None:
            return _nothing(found)
        toward = one_way(statement)
        thresholds = self.thresholds or OF_GROWTH
        if spec.limit is not None:
            scale = near_limit(found.base.value, spec.limit)
            thresholds = Thresholds(thresholds.high * scale, thresholds.med * scale, thresholds.low)
        progress = toward * rate
        symbol, outlook = thresholds.category(progress)
        return _estimate(symbol, outlook, _pace(found, rate, None), found)


def _binary(value: Decimal) -> Decimal:
    """The binary floating-point number nearest to ``value``, exactly."""
    return Decimal(float(value))


def _nothing(found: Journey) -> Estimate:
    """Too few figures, or figures from which there is no rate."""
    few = found.latest.period.end <= found.base.period.end
    reason = NoOutlookReason.TOO_FEW_POINTS if few else NoOutlookReason.NOT_DEFINED
    return Estimate.no(reason, inputs=found.inputs, notes=found.notes)


def _estimate(symbol: str, outlook: Outlook, pace: Pace, found: Journey) -> Estimate:
    return Estimate(outlook, symbol=symbol, pace=pace, inputs=found.inputs, notes=found.notes)


def _pace(found: Journey, rate: Decimal | None, ratio: Decimal | None) -> Pace:
    """The arithmetic; where the rate so far leads, and what is needed a year from now on."""
    left = years_between(found.latest.period.end, found.end_on)
    end = found.end if found.end is not None else found.latest.value
    needed = Fraction(end) - Fraction(found.latest.value)
    return Pace(
        ratio=ratio,
        latest=found.latest.value,
        latest_period=found.latest.period,
        baseline=found.base.value,
        baseline_on=found.base.period.end,
        bound=end,
        horizon_on=found.end_on,
        growth_rate=None if rate is None else exact_decimal(100 * Fraction(rate)),
        required_from_now=exact_decimal(needed / left)
        if left > 0 and found.end is not None
        else None,
        projected=compound.grown(found.latest.value, rate, left)
        if rate is not None and left > 0
        else None,
        basis="compound",
    )
