"""Which figures wait for a source that is late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import DateField, Max, OuterRef, Q, QuerySet, Subquery

from indicators.domain.codelists import Frequency, Freshness
from indicators.domain.freshness import expected_by, freshness
from indicators.models import CalendarEntry, Series, Source
from indicators.selectors import shapes
from indicators.selectors.views import LateView

# An indicator and an entity, as ids.
Cell = tuple[int, int]


def with_dates(found: QuerySet[Source], on: date) -> QuerySet[Source]:
    """Sources with ``newest``, their newest publication, and ``announced``, the last due one."""
    due = CalendarEntry.objects.filter(source=OuterRef("pk"), due_on__lte=on).order_by("-due_on")
    return found.annotate(
        newest=Max("release__published_on", filter=Q(release__published_on__lte=on)
                   & Q(release__number__isnull=False)),
        announced=Subquery(due.values("due_on")[:1], output_field=DateField()),
    )  # fmt: skip


def of(source: Source, on: date) -> Freshness:
    """How late a source is that ``with_dates`` gave."""
    return freshness(
        newest=source.newest,  # type: ignore[attr-defined]
        frequency=Frequency(source.expected_frequency) if source.expected_frequency else None,
        lag_days=source.expected_lag_days,
        on=on,
        announced=source.announced,  # type: ignore[attr-defined]
    )


def expected(source: Source) -> date | None:
    """The last day on which the next publication of a source that ``with_dates`` gave is on time.

    Where what its calendar announced has come, the rhythm of its publications tells no day.
    """
    newest, announced = source.newest, source.announced  # type: ignore[attr-defined]
    if announced is not None and newest is not None and newest >= announced:
        return None
    return expected_by(
        newest=newest,
        frequency=Frequency(source.expected_frequency) if source.expected_frequency else None,
        lag_days=source.expected_lag_days,
        announced=announced,
    )


def late_cells(cells: Collection[Cell], *, on: date) -> dict[Cell, LateView]:
    """Of some indicators and entities those whose figures are late, and by which source.

    The best-ranked of the sources that are expected at all decides. Two queries.
    """
    expected = with_dates(
        Source.objects.filter(~Q(expected_frequency="") | Q(calendar__isnull=False)), on
    )
    sources = {source.pk: source for source in expected}
    if not sources or not cells:
        return {}
    series = (
        Series.objects.filter(
            source__in=sources,
            indicator_version__indicator__in={indicator for indicator, _ in cells},
            entity__in={entity for _, entity in cells},
        )
        .order_by("source__rank", "source__code")
        .values_list("indicator_version__indicator", "entity", "source")
        .distinct()
    )
    decides: dict[Cell, Source] = {}
    for indicator, entity, pk in series:
        decides.setdefault((indicator, entity), sources[pk])
    found = {}
    for cell in set(cells) & decides.keys():
        source = decides[cell]
        state = of(source, on)
        if state is not Freshness.ON_TIME:
            found[cell] = LateView(state.value, shapes.named(source), source.newest)  # type: ignore[attr-defined]
    return found
