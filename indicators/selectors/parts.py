"""The parts of a target: provinces of its country with their bounds and figures, as known on a day.

A part is an entity that belongs to the target's entity (``Entity.parent``) and either has a target
of its own below this one, on the same indicator, or figures of that indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from indicators.domain import parts
from indicators.domain.codelists import Comparator, HorizonKind, IndicatorKind, Quantity
from indicators.domain.figures import Figure, Figures
from indicators.domain.parts import Amount, Balance, Part
from indicators.domain.periods import Period
from indicators.domain.quantities import judged_period
from indicators.domain.statements import CAPS, FLOORS, Statement
from indicators.models import Entity, Series, Target
from indicators.selectors import evidence, shapes, specs
from indicators.selectors.views import Named, UnitView


@dataclass(frozen=True, slots=True)
class PartView:
    """A part: its target with its bound, if it has one, and its figure, if that is known.

    ``share`` is 100 × figure / total figure. ``observations`` are the ids of what it rests on.
    """

    entity: Named
    target: Named | None
    bound: Decimal | None
    figure: Decimal | None
    share: Decimal | None
    known_on: date | None
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartsView:
    """Parts against the target's own bound and figure, in the unit of the indicator.

    ``period`` is what the figures are about; ``bounds`` is ``None`` where no part has a bound of
    the same kind.
    """

    entity: Named
    unit: UnitView
    period: Period | None
    parts: tuple[PartView, ...]
    bounds: Balance | None
    figures: Balance | None
    missing: tuple[Named, ...]


def of_target(target: Target, *, on: date, rev: int | None = None) -> PartsView | None:
    """The parts of a target (with its relations) as known on ``on``; ``None`` if none can be shown.

    A constant number of queries, however many parts there are.
    """
    if target.indicator_version is None:
        return None
    kind = IndicatorKind(target.indicator_version.indicator.kind)
    statement = specs.statement_of(target)
    quantity = target.indicator_version.unit.quantity
    additive = parts.additive(kind, quantity)
    if statement is None or not additive or specs.unit_mismatch(target):
        return None
    children = _children(target, on)
    entities = _entities(target, [one.entity_id for one in children])
    if not entities:
        return None
    found = _figures(target, entities, on, rev)
    own = found[target.entity_id]
    period = parts.common_period(
        own,
        [found[one.pk] for one in entities],
        kind,
        judged_period(statement),
        earlier=statement.horizon.kind is HorizonKind.BY,
    )
    by_entity = {one.entity_id: one for one in children}
    known = {one.pk: found[one.pk].level(period, kind) if period else None for one in entities}
    bounds = {
        pk: bound for pk, one in by_entity.items() if (bound := _bound(one, statement)) is not None
    }
    if not bounds and period is None:
        return None
    total = Amount.of(own.level(period, kind)) if period else None
    figures = parts.balance(total, [Part(one.code, Amount.of(known[one.pk])) for one in entities])
    return PartsView(
        entity=shapes.named(target.entity),
        unit=shapes.unit(target.indicator_version.unit),
        period=period,
        parts=_views(entities, by_entity, bounds, known, total),
        bounds=_bounds(statement, entities, bounds) if bounds else None,
        figures=figures if period else None,
        missing=tuple(shapes.named(one) for one in entities if period and known[one.pk] is None),
    )


def _children(target: Target, on: date) -> list[Target]:
    """Targets below this one, of part entities, on the same definition, in force on the day."""
    return list(
        Target.objects.filter(
            parent=target,
            entity__parent=target.entity_id,
            indicator_version=target.indicator_version_id,
            announced_on__lte=on,
        )
        .exclude(superseded_on__lte=on)
        .exclude(withdrawn_on__lte=on)
        .select_related("unit", "indicator_version__unit")
        # Of several on one entity the last one stands.
        .order_by("announced_on", "code")
    )


def _entities(target: Target, with_target: Sequence[int]) -> list[Entity]:
    having = Series.objects.filter(
        indicator_version=target.indicator_version_id, entity__parent=target.entity_id
    ).values("entity")
    return list(
        Entity.objects.filter(parent=target.entity_id)
        .filter(Q(pk__in=with_target) | Q(pk__in=having))
        .order_by(F("code"))
    )


def _figures(
    target: Target, entities: Sequence[Entity], on: date, rev: int | None
) -> Mapping[int, Figures]:
    version = target.indicator_version
    assert version is not None
    ids = [target.entity_id, *(one.pk for one in entities)]
    known = evidence.evidence_of([(version, pk) for pk in ids], on=on, rev=rev)
    return {pk: Figures(known[version.pk, pk], on=on, rev=rev) for pk in ids}


def _bound(child: Target, statement: Statement) -> Decimal | None:
    """The bound of a part, where it says the same thing of the part as the target of the whole."""
    if specs.unit_mismatch(child):
        return None
    own = specs.statement_of(child)
    return own.bound if own is not None and _alike(own, statement) else None


def _alike(one: Statement, other: Statement) -> bool:
    """Whether two bounds may be added up: the same quantity, side, deadline, base and window."""
    quantity = one.quantity
    return (
        quantity is other.quantity
        and quantity in parts.ADDED_BOUNDS
        and _side(one) == _side(other) != Comparator.BETWEEN
        and one.horizon.period.end == other.horizon.period.end
        and (quantity is not Quantity.CUMULATIVE or one.horizon.period == other.horizon.period)
        and (quantity is not Quantity.CHANGE or _base(one) == _base(other))
    )


def _side(statement: Statement) -> object:
    """A floor, a cap, or the comparator itself."""
    if statement.comparator in FLOORS:
        return FLOORS
    return CAPS if statement.comparator in CAPS else statement.comparator


def _base(statement: Statement) -> tuple[object, ...]:
    return statement.reference.kind, statement.reference.period


def _bounds(
    statement: Statement, entities: Sequence[Entity], bounds: Mapping[int, Decimal]
) -> Balance:
    total = Amount(statement.bound) if statement.bound is not None else None
    return parts.balance(
        total,
        [Part(one.code, Amount(bounds[one.pk]) if one.pk in bounds else None) for one in entities],
    )


def _views(
    entities: Sequence[Entity],
    targets: Mapping[int, Target],
    bounds: Mapping[int, Decimal],
    known: Mapping[int, Figure | None],
    total: Amount | None,
) -> tuple[PartView, ...]:
    views = []
    for one in entities:
        figure, child = known[one.pk], targets.get(one.pk)
        views.append(
            PartView(
                entity=shapes.named(one),
                target=shapes.named(child) if child else None,
                bound=bounds.get(one.pk),
                figure=figure.value if figure else None,
                share=parts.share(Amount.of(figure), total),
                known_on=figure.known_on if figure else None,
                observations=tuple(item.id for _, item in figure.observations) if figure else (),
            )
        )
    return tuple(views)
