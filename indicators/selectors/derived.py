"""The derived figures of an indicator, and its formula with the names of what it refers to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.domain.codelists import IndicatorKind
from indicators.domain.figures import Figure, Figures, minus
from indicators.domain.periods import Period
from indicators.models import Entity, IndicatorVersion, Series
from indicators.selectors import derivations, evidence, shapes
from indicators.selectors.views import Named


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula: an indicator that it refers to, or the signs and numbers between."""

    text: str
    indicator: Named | None = None


@dataclass(frozen=True, slots=True)
class OperandView:
    """A figure that a derived one rests on, in the unit of its own series."""

    indicator: Named
    observation: str
    period: Period
    value: Decimal
    known_on: date


@dataclass(frozen=True, slots=True)
class DerivedView:
    """A computed figure, in the unit of the indicator, beside the published one if there is one.

    ``residual`` is published minus computed; ``higher`` and ``lower`` say that the true value may
    lie there, because an operand is a bound.
    """

    period: Period
    value: Decimal
    precision: Decimal
    known_on: date | None
    higher: bool
    lower: bool
    published: Decimal | None
    residual: Decimal | None
    operands: tuple[OperandView, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """How an indicator is computed, for which entities it can be, and what that gives."""

    formula: tuple[Piece, ...]
    entities: tuple[Named, ...]
    figures: dict[str, tuple[DerivedView, ...]]


def of_indicator(
    code: str, preferred: Sequence[str] = (), *, on: date, rev: int | None = None
) -> Computed | None:
    """The formula of the newest definition and its figures for an entity, newest first.

    The entity is the first of ``preferred`` that it can be computed for, else the first of all.
    ``None`` where the indicator has no formula. A constant number of queries.
    """
    version = (
        IndicatorVersion.objects.filter(indicator__code=code)
        .select_related("indicator", "unit")
        .order_by("-number")
        .first()
    )
    formula = derivations.parsed(version.formula) if version else None
    if version is None or formula is None:
        return None
    known = derivations.load([version], on)
    names = {one: shapes.named(row.indicator) for one, row in known.versions.items()}
    pieces = tuple(
        Piece(text, names.get(text) if is_reference else None)
        for is_reference, text in formula.pieces()
    )
    entities = _entities(version, known)
    rows = {row.code: row for row in entities}
    chosen = next((rows[one] for one in (*preferred, *rows) if one in rows), None)
    figures = {}
    if chosen is not None:
        wanted = evidence.evidence_of([(version, chosen.pk)], on=on, rev=rev)
        found = Figures(wanted[version.pk, chosen.pk], on=on, rev=rev)
        figures[chosen.code] = _views(found, IndicatorKind(version.indicator.kind), names)
    return Computed(pieces, tuple(shapes.named(row) for row in entities), figures)


def _entities(version: IndicatorVersion, known: derivations.Derivations) -> list[Entity]:
    """The entities with series of everything that the formula needs."""
    having: dict[int, set[int]] = defaultdict(set)
    for entity, indicator in (
        Series.objects.filter(indicator_version__indicator__in=known.indicators)
        .values_list("entity_id", "indicator_version__indicator_id")
        .distinct()
    ):
        having[entity].add(indicator)
    covered = [pk for pk, indicators in having.items() if known.covered(version, indicators)]
    return list(Entity.objects.filter(pk__in=covered).order_by("code"))


def _views(
    figures: Figures, kind: IndicatorKind, names: dict[str, Named]
) -> tuple[DerivedView, ...]:
    """One computed figure for each day on which a period ends, of the longest such period."""
    indicators = {
        series.key.code: names[series.key.indicator]
        for series in figures.evidence.every_series()
        if series.key.indicator in names
    }
    longest: dict[date, Figure] = {}
    for period in figures.periods():
        if period.end not in longest and (figure := figures.derived(period)) is not None:
            longest[period.end] = figure
    return tuple(
        _view(longest[end], figures, kind, indicators) for end in sorted(longest, reverse=True)
    )


def _view(
    figure: Figure, figures: Figures, kind: IndicatorKind, indicators: dict[str, Named]
) -> DerivedView:
    published = figures.published(figure.period, kind)
    return DerivedView(
        period=figure.period,
        value=figure.value,
        precision=figure.precision,
        known_on=figure.known_on,
        higher=figure.at_least,
        lower=figure.at_most,
        published=published.value if published else None,
        residual=minus(published.value, figure.value) if published else None,
        operands=tuple(
            OperandView(indicators[one.series], one.id, one.period, one.value, one.known_on)
            for _, one in figure.observations
            if one.value is not None and one.series in indicators
        ),
    )
