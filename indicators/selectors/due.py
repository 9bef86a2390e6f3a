"""What comes on which day: deadlines of targets, and publications of sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from indicators.domain.codelists import Frequency, Freshness
from indicators.domain.freshness import expected_by, freshness
from indicators.domain.periods import Period
from indicators.models import CalendarEntry, Release, Series, Source, Target
from indicators.selectors import freshness as lateness
from indicators.selectors import shapes
from indicators.selectors.lines import TargetLine, lines
from indicators.selectors.views import Named


@dataclass(frozen=True, slots=True)
class Scope:
    """Of one entity and some topics only, if given."""

    entity: str | None = None
    topics: frozenset[str] = frozenset()


class DueState(StrEnum):
    """What became of a publication that was due."""

    COMING = "coming"
    PUBLISHED = "published"
    LATE = "late"
    VERY_LATE = "very_late"


@dataclass(frozen=True, slots=True)
class DueRelease:
    """A publication on a day that the source announced, or that follows from its rhythm."""

    source: Named
    on: date
    announced: bool
    period: Period | None
    state: DueState
    published_on: date | None


def _targets(scope: Scope) -> Q:
    found = Q(horizon_end__isnull=False)
    if scope.entity:
        found &= Q(entity__code=scope.entity)
    if scope.topics:
        found &= Q(topic__code__in=scope.topics)
    return found


def deadlines(
    scope: Scope, *, start: date, end: date, on: date, rev: int | None = None, today: date
) -> list[TargetLine]:
    """Targets whose last day lies from ``start`` to before ``end``, the first one first."""
    # A horizon ends on the day after its last one.
    within = _targets(scope) & Q(horizon_end__gt=start, horizon_end__lte=end)
    return list(lines(within, on=on, rev=rev, today=today).values())


def years(scope: Scope, *, on: date) -> dict[int, int]:
    """How many deadlines lie in each year, in their order: one query."""
    ends = Target.objects.filter(_targets(scope), announced_on__lte=on)
    found = Counter(
        (end - timedelta(days=1)).year for end in ends.values_list("horizon_end", flat=True) if end
    )
    return dict(sorted(found.items()))


def _sources(scope: Scope) -> QuerySet[Source]:
    found = Source.objects.all()
    if scope.entity or scope.topics:
        series = Series.objects.all()
        if scope.entity:
            series = series.filter(entity__code=scope.entity)
        if scope.topics:
            series = series.filter(indicator_version__indicator__topic__code__in=scope.topics)
        found = found.filter(pk__in=series.values("source"))
    return found


def releases(scope: Scope, *, start: date, end: date, on: date) -> list[DueRelease]:
    """Publications due from ``start`` to before ``end``, in their order: three queries.

    Days of the sources' own calendars; of a source without one the day by which its next
    publication is expected, as far as ``on`` tells.
    """
    sources = {row.pk: row for row in lateness.with_dates(_sources(scope), on)}
    entries = list(
        CalendarEntry.objects.filter(source__in=sources).order_by("due_on", "period_start")
    )
    days: dict[int, list[date]] = defaultdict(list)
    for entry in entries:
        if entry.due_on not in days[entry.source_id]:
            days[entry.source_id].append(entry.due_on)
    published: dict[int, list[date]] = defaultdict(list)
    for source, day in (
        Release.objects.filter(
            number__isnull=False, source__in=days, published_on__lte=on, published_on__gte=start
        )
        .order_by("published_on")
        .values_list("source", "published_on")
        .distinct()
    ):
        published[source].append(day)
    found = [
        _announced(sources[entry.source_id], entry, days, published, on)
        for entry in entries
        if start <= entry.due_on < end
    ]
    for pk, row in sources.items():
        due = expected_by(
            newest=row.newest,  # type: ignore[attr-defined]
            frequency=Frequency(row.expected_frequency) if row.expected_frequency else None,
            lag_days=row.expected_lag_days,
        )
        if pk in days or due is None or not start <= due < end:
            continue
        state = _state(lateness.of(row, on))
        found.append(DueRelease(shapes.named(row), due, False, None, state, None))
    return sorted(found, key=lambda one: (one.on, one.source.code))


def _state(late: Freshness) -> DueState:
    return DueState.COMING if late is Freshness.ON_TIME else DueState(late.value)


def _announced(
    source: Source,
    entry: CalendarEntry,
    days: dict[int, list[date]],
    published: dict[int, list[date]],
    on: date,
) -> DueRelease:
    """A day of a calendar: what came from it until the next one answers it."""
    following = next((day for day in days[source.pk] if day > entry.due_on), date.max)
    came = next((day for day in published[source.pk] if entry.due_on <= day < following), None)
    if came is not None:
        state = DueState.PUBLISHED
    elif entry.due_on > on:
        state = DueState.COMING
    else:
        state = _state(
            freshness(
                newest=None,
                frequency=None,
                lag_days=source.expected_lag_days,
                on=on,
                announced=entry.due_on,
            )
        )
    return DueRelease(
        shapes.named(source),
        entry.due_on,
        True,
        Period(entry.period_start, entry.period_end),
        state,
        came,
    )
