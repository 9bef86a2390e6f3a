"""From tables to what the engine judges: target specifications and their evidence, set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Q

from indicators.domain import statements
from indicators.domain.assessments import Evidence, EvidenceEntry, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Direction,
    Frequency,
    IndicatorKind,
    MilestoneState,
    Quantity,
)
from indicators.domain.periods import Period
from indicators.domain.series import Series, SeriesKey
from indicators.domain.statements import Statement
from indicators.models import IndicatorVersion, Target, Unit
from indicators.models import Series as SeriesTable
from indicators.selectors import derivations, vintages

# Bounds of these are percentages whatever the series is measured in.
PERCENT_QUANTITIES = (Quantity.PERCENT_CHANGE, Quantity.GROWTH, Quantity.AVERAGE_GROWTH)

TARGET_RELATIONS = (
    "entity", "topic", "plan", "family", "document", "passage", "superseded_by", "unit",
    "indicator_version__unit", "indicator_version__document",
    "indicator_version__indicator__topic",
)  # fmt: skip

_BASES = {one.value: one for one in Basis}
_FREQUENCIES = {one.value: one for one in Frequency}


class SeriesRow(NamedTuple):
    """A series as it is looked up: its ids, and the key that the domain knows it by."""

    pk: int
    version: int
    indicator: int
    entity: int
    key: SeriesKey


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start, end) if start is not None and end is not None else None


def _factor(unit: Unit) -> Fraction:
    return Fraction(int(unit.numerator), int(unit.denominator))


def _scale(target: Target) -> Fraction | None:
    """What leads from the unit of the bound to that of the series; ``None`` where nothing does."""
    version = target.indicator_version
    if version is None or target.unit_id is None or target.unit_id == version.unit_id:
        return None
    if target.unit is None or target.quantity in PERCENT_QUANTITIES:
        return None
    return _factor(target.unit) / _factor(version.unit)


def _scaled(value: Decimal | None, scale: Fraction | None) -> Decimal | None:
    if value is None or scale is None:
        return value
    exact = Fraction(value) * scale
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def unit_mismatch(target: Target) -> bool:
    """Whether the bound cannot be compared with the series because it measures something else."""
    version = target.indicator_version
    if version is None or target.unit_id is None or target.unit_id == version.unit_id:
        return False
    return (
        target.unit is not None
        and target.quantity not in PERCENT_QUANTITIES
        and target.unit.quantity != version.unit.quantity
    )


def statement_of(target: Target) -> Statement | None:
    """The statement of a target row; ``None`` for a milestone.

    Raises StatementError if the row contradicts itself, which its constraints should prevent.
    """
    return _statement(target, unit_mismatch(target))


def _statement(target: Target, mismatch: bool) -> Statement | None:
    if target.quantity == Quantity.MILESTONE:
        return None
    scale = None if mismatch else _scale(target)
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
        horizon_period=_period(target.horizon_start, target.horizon_end),
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
    mismatch = unit_mismatch(target)
    return TargetSpec(
        code=target.code,
        statement=_statement(target, mismatch),
        indicator=indicator.code if indicator else None,
        entity=target.entity.code,
        direction=Direction(indicator.direction) if indicator else Direction.NONE,
        kind=IndicatorKind(indicator.kind) if indicator else None,
        announced_on=target.announced_on,
        superseded_on=target.superseded_on,
        withdrawn_on=target.withdrawn_on,
        milestone=_milestone(target, on) if target.quantity == Quantity.MILESTONE else (),
        due=_period(target.horizon_start, target.horizon_end),
        unit_mismatch=mismatch,
    )


def series_rows(indicators: Collection[int], entities: Collection[int]) -> list[SeriesRow]:
    """The series of some indicators and entities, the best-ranked source first: one query."""
    found = (
        SeriesTable.objects.filter(
            indicator_version__indicator__in=indicators, entity__in=entities
        )
        .order_by("source__rank", "source__code", "frequency", "pk")
        .values_list(
            "pk", "indicator_version", "indicator_version__indicator", "entity", "code",
            "indicator_version__indicator__code", "indicator_version__number", "entity__code",
            "basis", "frequency", "source__code", "source__rank", "unit__code",
        )
    )  # fmt: skip
    return [
        SeriesRow(
            pk, version, indicator, entity,
            SeriesKey(
                code, named, number, entity_code, _BASES[basis], _FREQUENCIES[frequency], source,
                rank, unit,
            ),
        )
        for pk, version, indicator, entity, code, named, number, entity_code, basis, frequency,
            source, rank, unit in found
    ]  # fmt: skip


def _successors(versions: Collection[int], on: date) -> dict[int, int]:
    """Versions that a later definition, known on ``on``, has replaced, with that definition."""
    return dict(
        IndicatorVersion.objects.filter(predecessor__in=versions)
        .filter(Q(announced_on__isnull=True) | Q(announced_on__lte=on))
        .values_list("predecessor_id", "pk")
    )


def evidence_of(
    wanted: Sequence[tuple[IndicatorVersion, int]], *, on: date, rev: int | None = None
) -> dict[tuple[int, int], Evidence]:
    """The evidence of definitions (``indicator`` and ``unit`` loaded) and entities, as ids.

    Four queries in all, six where a definition is computed from others, however many there are.
    """
    flows = {
        version.indicator_id: (version.indicator.additions_id, version.indicator.removals_id)
        for version, _ in wanted
    }
    derived = derivations.load({version.pk: version for version, _ in wanted}.values(), on)
    indicators = set(flows) | {pk for pair in flows.values() for pk in pair if pk}
    rows = series_rows(indicators | derived.indicators, {entity for _, entity in wanted})
    loaded = vintages.load({row.pk: row.key for row in rows}, on=on, rev=rev)
    by_cell: dict[tuple[int, int, Basis], list[tuple[int, Series]]] = defaultdict(list)
    for row in rows:
        by_cell[row.indicator, row.entity, row.key.basis].append((row.version, loaded[row.pk]))
    cell = by_cell.get
    successors = _successors({version.pk for version, _ in wanted}, on)

    def of(
        indicator: int | None, entity: int, basis: Basis, version: int | None = None
    ) -> tuple[Series, ...]:
        found = cell((indicator, entity, basis)) if indicator is not None else None
        if found is None:
            return ()
        return tuple([one for pk, one in found if version is None or pk == version])

    def finder(entity: int) -> derivations.Find:
        return lambda indicator, basis, version: of(indicator, entity, basis, version)

    result = {}
    for version, entity in wanted:
        main = version.indicator_id
        additions, removals = flows[main]
        result[version.pk, entity] = Evidence(
            level=of(main, entity, Basis.LEVEL, version.pk),
            ytd=of(main, entity, Basis.YTD, version.pk),
            growth=of(main, entity, Basis.GROWTH, version.pk),
            ytd_growth=of(main, entity, Basis.YTD_GROWTH, version.pk),
            additions=of(additions, entity, Basis.LEVEL),
            additions_ytd=of(additions, entity, Basis.YTD),
            removals=of(removals, entity, Basis.LEVEL),
            successors=tuple(
                series
                for basis in (Basis.LEVEL, Basis.YTD, Basis.GROWTH)
                for series in of(main, entity, basis, successors[version.pk])
            )
            if version.pk in successors
            else (),
            derivation=derived.of(version, finder(entity)),
        )
    return result


def gather(
    targets: Sequence[Target], *, on: date, rev: int | None = None
) -> dict[int, tuple[TargetSpec, Evidence]]:
    """Specification and evidence of each target, as known on ``on``: a constant few queries."""
    wanted = [
        (target.indicator_version, target.entity_id)
        for target in targets
        if target.indicator_version is not None
    ]
    known = evidence_of(wanted, on=on, rev=rev)
    return {
        target.pk: (
            spec_of(target, on),
            known[target.indicator_version_id, target.entity_id]
            if target.indicator_version_id is not None
            else Evidence(),
        )
        for target in targets
    }
