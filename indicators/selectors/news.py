"""Which figures became known between two days: the new ones by release, and the revised ones.

The clock is that of knowledge: what counts is the day on which a source published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators.domain.periods import Period
from indicators.domain.taken_back import TakenBack, never_known
from indicators.models import Release, Series
from indicators.selectors import shapes
from indicators.selectors.views import DocumentView, Named, SeriesView


@dataclass(frozen=True, slots=True)
class Window:
    """After ``since`` and up to ``on``; of the given indicators and entities only, if any."""

    since: date
    on: date
    rev: int | None = None
    indicator: str | None = None
    entity: str | None = None
    topics: frozenset[str] = frozenset()

    @property
    def filtered(self) -> bool:
        """Whether it is about some series only."""
        return bool(self.indicator or self.entity or self.topics)


@dataclass(frozen=True, slots=True)
class NewInSeries:
    """What one release brought to one series: how many new figures, and the latest of them."""

    series: SeriesView
    count: int
    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class NewInRelease:
    """What one release brought; ``series`` are the first of ``series_count``."""

    number: int
    source: Named
    published_on: date
    published_on_basis: str
    document: DocumentView | None
    run: int | None
    count: int
    series_count: int
    series: tuple[NewInSeries, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that another one replaced; ``None`` is one that was taken back."""

    series: SeriesView
    period: Period
    old: Decimal | None
    new: Decimal | None
    old_known_on: date
    known_on: date
    release: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many figures of each kind there are, and of which releases the new ones are."""

    new: int = 0
    revised: int = 0
    releases: tuple[int, ...] = ()


# The figure before another one of its cell is always superseded, so it is found by the index of
# superseded figures; those of the window by that of their series.
FOUND = """
WITH found AS MATERIALIZED (
    SELECT o.series_id, o.period_start, o.period_end, o.value, o.known_on, o.release_number,
           e.value AS old, e.known_on AS old_known_on
    FROM indicators_series p
    JOIN indicators_vintage o ON o.series_id = p.id
    LEFT JOIN LATERAL (
        SELECT e.value, e.known_on FROM indicators_observation e
        WHERE e.superseded_on IS NOT NULL AND e.series_id = o.series_id
          AND e.release_number <> ALL(%(never)s)
          AND e.period_start = o.period_start AND e.period_end = o.period_end
          AND (e.known_on, e.release_number) < (o.known_on, o.release_number)
          AND (%(rev)s::integer IS NULL OR e.release_number <= %(rev)s)
        ORDER BY e.known_on DESC, e.release_number DESC LIMIT 1
    ) e ON true
    WHERE p.source_id = ANY(%(sources)s) AND o.release_number = ANY(%(releases)s)
      AND (%(series)s::bigint[] IS NULL OR p.id = ANY(%(series)s))
)
"""
TOTALS = """
SELECT release_number, count(*) FILTER (WHERE old_known_on IS NULL AND value IS NOT NULL),
       count(*) FILTER (WHERE old_known_on IS NOT NULL)
FROM found GROUP BY release_number
"""
BY_SERIES = """
SELECT * FROM (
    SELECT release_number, series_id, count(*) AS figures,
           (array_agg(period_start ORDER BY period_end DESC, period_start DESC))[1],
           (array_agg(period_end ORDER BY period_end DESC, period_start DESC))[1],
           (array_agg(value ORDER BY period_end DESC, period_start DESC))[1],
           count(*) OVER (PARTITION BY release_number),
           row_number() OVER (PARTITION BY release_number ORDER BY count(*) DESC, series_id) AS at
    FROM found WHERE old_known_on IS NULL AND value IS NOT NULL
    GROUP BY release_number, series_id
) s WHERE at <= %(most)s ORDER BY release_number, at
"""
REVISED = """
SELECT f.series_id, f.period_start, f.period_end, f.old, f.value, f.old_known_on, f.known_on,
       f.release_number
FROM found f JOIN indicators_series p ON p.id = f.series_id
WHERE f.old_known_on IS NOT NULL
ORDER BY f.known_on DESC, f.release_number DESC, p.code, f.period_start DESC, f.period_end DESC
LIMIT %(most)s OFFSET %(offset)s
"""


class News:
    """The figures of a window; asks the database for each part once, when it is wanted."""

    def __init__(self, window: Window) -> None:
        """Three queries: the releases of the window, its series, and what was taken back."""
        self.window = window
        published = Release.objects.filter(
            number__isnull=False, published_on__gt=window.since, published_on__lte=window.on
        )
        if window.rev is not None:
            published = published.filter(number__lte=window.rev)
        # What was entered by mistake was no news, and neither is that it was taken back.
        self._never = never_known(taken_back(rev=window.rev))
        self._releases = {
            row.number: row
            for row in published.select_related("source", "document").order_by(
                "-published_on", "-number"
            )
            if row.number is not None and row.number not in self._never
        }
        self._series = _series_ids(window)
        self.totals = self._totals()

    def _ask(self, sql: str, releases: Collection[int], **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                FOUND + sql,
                {
                    "sources": list({self._releases[one].source_id for one in releases}),
                    "releases": list(releases),
                    "series": self._series,
                    "rev": self.window.rev,
                    "never": list(self._never),
                    **more,
                },
            )
            return list(cursor.fetchall())

    def _totals(self) -> Totals:
        counts = {one: (new, old) for one, new, old in self._ask(TOTALS, self._releases)}
        self._counts: Mapping[int, tuple[int, int]] = counts
        return Totals(
            new=sum(new for new, _ in counts.values()),
            revised=sum(old for _, old in counts.values()),
            releases=tuple(one for one in self._releases if counts.get(one, (0, 0))[0]),
        )

    def new(self, *, limit: int, offset: int = 0, most: int = 6) -> list[NewInRelease]:
        """Releases with new figures, newest first, with ``most`` of their series: two queries."""
        shown = self.totals.releases[offset : offset + limit]
        rows = self._ask(BY_SERIES, shown, most=most)
        series = _series_views({row[1] for row in rows})
        found: dict[int, list[NewInSeries]] = defaultdict(list)
        number_of: dict[int, int] = {}
        for release, pk, count, start, end, value, several, _at in rows:
            found[release].append(NewInSeries(series[pk], count, Period(start, end), value))
            number_of[release] = several
        result = []
        for number in shown:
            row = self._releases[number]
            result.append(
                NewInRelease(
                    number=number,
                    source=shapes.named(row.source),
                    published_on=row.published_on,
                    published_on_basis=row.published_on_basis,
                    document=shapes.document(row.document) if row.document else None,
                    run=row.run_id,
                    count=self._counts[number][0],
                    series_count=number_of[number],
                    series=tuple(found[number]),
                )
            )
        return result

    def revised(self, *, limit: int, offset: int = 0) -> list[Revision]:
        """Revised figures, the newest first: two queries."""
        releases = [one for one, (_, old) in self._counts.items() if old]
        rows = self._ask(REVISED, releases, most=limit, offset=offset)
        series = _series_views({row[0] for row in rows})
        return [
            Revision(series[pk], Period(start, end), old, new, old_known_on, known_on, release)
            for pk, start, end, old, new, old_known_on, known_on, release in rows
        ]


def taken_back(*, rev: int | None = None) -> list[TakenBack]:
    """Every release that takes another one back, up to a data revision: one query."""
    found = Release.objects.filter(number__isnull=False, rolls_back__number__isnull=False)
    if rev is not None:
        found = found.filter(number__lte=rev)
    return [
        TakenBack(number, day, takes, day == day_before)
        for number, day, takes, day_before in found.order_by("number").values_list(
            "number", "published_on", "rolls_back__number", "rolls_back__published_on"
        )
        if number is not None and takes is not None
    ]


def _series_ids(window: Window) -> list[int] | None:
    found = Series.objects.all()
    if window.indicator:
        found = found.filter(indicator_version__indicator__code=window.indicator)
    if window.entity:
        found = found.filter(entity__code=window.entity)
    if window.topics:
        found = found.filter(indicator_version__indicator__topic__code__in=window.topics)
    return list(found.values_list("pk", flat=True)) if window.filtered else None


def _series_views(ids: Collection[int]) -> dict[int, SeriesView]:
    rows = Series.objects.filter(pk__in=ids).select_related(*shapes.SERIES_RELATIONS)
    return {row.pk: shapes.series(row) for row in rows}
