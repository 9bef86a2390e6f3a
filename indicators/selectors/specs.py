"""From target rows to what the engine judges: specifications, in the unit of their series."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain import statements
from indicators.domain.assessments import EvidenceEntry, TargetSpec
from indicators.domain.codelists import Direction, IndicatorKind, MilestoneState, Quantity
from indicators.domain.periods import Period
from indicators.domain.statements import PERCENT_QUANTITIES, Statement
from indicators.models import IndicatorVersion, Target, Unit

RELATIONS = (
    "entity", "topic", "plan", "family", "document", "passage", "superseded_by", "unit",
    "indicator_version__unit", "indicator_version__document",
    "indicator_version__indicator__topic",
)  # fmt: skip
_DIRECTIONS = {one.value: one for one in Direction}
_KINDS = {one.value: one for one in IndicatorKind}


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start, end) if start is not None and end is not None else None


def _factor(unit: Unit) -> Fraction:
    return Fraction(int(unit.numerator), int(unit.denominator))


def _other_unit(target: Target, version: IndicatorVersion | None) -> Unit | None:
    """The unit of the bound where it has another than the series; of a percentage none counts."""
    own = target.unit_id
    if version is None or own is None or own == version.unit_id:
        return None
    return None if target.quantity in PERCENT_QUANTITIES else target.unit


def unit_mismatch(target: Target) -> bool:
    """Whether the bound cannot be compared with the series because it measures something else."""
    return _mismatch(target, target.indicator_version)


def _mismatch(target: Target, version: IndicatorVersion | None) -> bool:
    unit = _other_unit(target, version)
    return unit is not None and version is not None and unit.quantity != version.unit.quantity


def _scaled(value: Decimal | None, scale: Fraction | None) -> Decimal | None:
    if value is None or scale is None:
        return value
    exact = Fraction(value) * scale
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def statement_of(target: Target) -> Statement | None:
    """The statement of a target row; ``None`` for a milestone.

    Raises StatementError if the row contradicts itself, which its constraints should prevent.
    """
    return _statement(target, target.indicator_version, _period_of(target))


def _period_of(target: Target) -> Period | None:
    return _period(target.horizon_start, target.horizon_end)


def _statement(
    target: Target, version: IndicatorVersion | None, horizon: Period | None
) -> Statement | None:
    if target.quantity == Quantity.MILESTONE:
        return None
    # What leads from the unit of the bound to that of the series; nothing does if they measure
    # different things.
    unit, scale = _other_unit(target, version), None
    if unit is not None and version is not None and unit.quantity == version.unit.quantity:
        scale = _factor(unit) / _factor(version.unit)
    return statements.build(
        quantity=target.quantity,
        comparator=target.comparator or None,
        low=_scaled(target.low, scale),
        high=_scaled(target.high, scale),
        tolerance=_scaled(target.tolerance, scale),
        reference_kind=target.reference_kind,
        reference_period=_period(target.reference_start, target.reference_end),
        reference_value=_scaled(target.reference_value, scale),
        horizon_kind=target.horizon_kind or None,
        horizon_period=horizon,
        pacing=target.pacing,
        once=target.once,
        interim=target.interim,
        stated=target.stated,
    )


def _milestone(target: Target, on: date) -> tuple[EvidenceEntry, ...]:
    return tuple(
        EvidenceEntry(known_on=item.known_on, state=MilestoneState(item.state))
        for milestone in target.milestones.all()
        for item in milestone.evidence.all()
        if item.known_on <= on
    )


def spec_of(target: Target, on: date) -> TargetSpec:
    """What the engine needs to know about a target."""
    version = target.indicator_version
    indicator = version.indicator if version else None
    horizon = _period_of(target)
    return TargetSpec(
        code=target.code,
        statement=_statement(target, version, horizon),
        indicator=indicator.code if indicator else None,
        entity=target.entity.code,
        direction=_DIRECTIONS[indicator.direction] if indicator else Direction.NONE,
        kind=_KINDS[indicator.kind] if indicator else None,
        announced_on=target.announced_on,
        superseded_on=target.superseded_on,
        withdrawn_on=target.withdrawn_on,
        milestone=_milestone(target, on) if target.quantity == Quantity.MILESTONE else (),
        due=horizon,
        unit_mismatch=_mismatch(target, version),
    )
