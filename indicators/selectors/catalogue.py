"""Reading the catalogue: indicators, entities, topics, plans, documents and their claims."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from indicators.domain.periods import Period
from indicators.models import (
    Document,
    Entity,
    IndicatorVersion,
    Plan,
    ReportedFigure,
    Topic,
)
from indicators.selectors import observations, shapes
from indicators.selectors.errors import NotFound
from indicators.selectors.views import (
    DocumentView,
    IndicatorView,
    Named,
    ReportedFigureView,
    Text,
)


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity with its codes."""

    code: str
    name: Text
    kind: str
    alpha3: str
    alpha2: str
    parent: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list, with how many promises and claims it holds."""

    document: DocumentView
    targets: int
    reported: int


def _versions() -> QuerySet[IndicatorVersion]:
    return IndicatorVersion.objects.select_related("indicator__topic", "unit").order_by(
        "indicator__topic__position", "indicator__code", "number"
    )


def indicators(
    *,
    topic: str | None = None,
    search: str | None = None,
    codes: Collection[str] | None = None,
) -> list[IndicatorView]:
    """Every indicator in its newest definition: one query."""
    found = _versions()
    if codes is not None:
        found = found.filter(indicator__code__in=codes)
    if topic:
        found = found.filter(indicator__topic__code=topic)
    if search:
        found = found.filter(
            Q(indicator__code__icontains=search)
            | Q(indicator__name_en__icontains=search)
            | Q(indicator__name_zh__icontains=search)
        )
    newest = {version.indicator_id: version for version in found}
    return [shapes.indicator(version) for version in newest.values()]


def indicator_versions(code: str) -> list[IndicatorView]:
    """All definitions of an indicator, oldest first.

    Raises NotFound for an unknown code.
    """
    found = [shapes.indicator(version) for version in _versions().filter(indicator__code=code)]
    if not found:
        raise NotFound("indicator", code)
    return found


def indicator(code: str) -> IndicatorView:
    """An indicator in its newest definition. Raises NotFound for an unknown code."""
    return indicator_versions(code)[-1]


def entities() -> list[EntityView]:
    """All entities by code."""
    return [
        EntityView(
            row.code,
            Text(row.name_en, row.name_zh),
            row.kind,
            row.alpha3,
            row.alpha2,
            row.parent.code if row.parent else "",
        )
        for row in Entity.objects.select_related("parent").order_by("code")
    ]


def entity(code: str) -> EntityView:
    """One entity. Raises NotFound for an unknown code."""
    for view in entities():
        if view.code == code:
            return view
    raise NotFound("entity", code)


def topics() -> list[Named]:
    """All topics in their order."""
    return [shapes.named(row) for row in Topic.objects.order_by("position", "code")]


def plans() -> list[Named]:
    """All plans, newest first."""
    rows = Plan.objects.order_by(F("issued_on").desc(nulls_last=True), "code")
    return [shapes.named(row) for row in rows]


def plans_of(document: str) -> list[Named]:
    """The plans that a document states, by code."""
    return [
        shapes.named(row) for row in Plan.objects.filter(document__code=document).order_by("code")
    ]


def documents(*, search: str | None = None) -> list[DocumentRow]:
    """All documents, newest first, with counts of what they hold: one query."""
    found = Document.objects.annotate(
        target_count=Count("targets", distinct=True),
        reported_count=Count("reported", distinct=True),
    ).order_by(F("published_on").desc(nulls_last=True), "code")
    if search:
        found = found.filter(
            Q(code__icontains=search)
            | Q(title__icontains=search)
            | Q(title_en__icontains=search)
            | Q(title_zh__icontains=search)
            | Q(publisher__icontains=search)
        )
    return [
        DocumentRow(shapes.document(row), row.target_count, row.reported_count) for row in found
    ]


def document(code: str) -> DocumentView:
    """One document. Raises NotFound for an unknown code."""
    row = Document.objects.filter(code=code).first()
    if row is None:
        raise NotFound("document", code)
    return shapes.document(row)


def reported(
    *, document: str | None = None, indicator: str | None = None, on: date, rev: int | None = None
) -> list[ReportedFigureView]:
    """Figures that documents claim, each beside what its series says as known on ``on``.

    Claims of documents that were published later are left out.
    """
    found = (
        ReportedFigure.objects.filter(
            Q(document__published_on__isnull=True) | Q(document__published_on__lte=on)
        )
        .select_related(
            "document", "passage", "target", "series__unit", "series__indicator_version__indicator"
        )
        .order_by("code")
    )
    if document is not None:
        found = found.filter(document__code=document)
    if indicator is not None:
        found = found.filter(series__indicator_version__indicator__code=indicator)
    rows = list(found)
    known = observations.observations({row.series.code for row in rows}, on=on, rev=rev)
    views = []
    for row in rows:
        period = Period(row.period_start, row.period_end)
        figure = next((o for o in known[row.series.code] if o.period == period), None)
        views.append(
            ReportedFigureView(
                code=row.code,
                text=Text(row.text_en, row.text_zh),
                period=period,
                value=row.value,
                unit=shapes.unit(row.series.unit),
                indicator=shapes.named(row.series.indicator_version.indicator),
                passage=shapes.passage(row.passage),
                target=row.target.code if row.target else None,
                observation=figure,
                agrees=figure.value == row.value if figure is not None else None,
            )
        )
    return views
