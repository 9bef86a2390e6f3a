"""The figures that were read from a document, by series, as known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from indicators.domain.periods import Period
from indicators.models import Series
from indicators.selectors import shapes
from indicators.selectors.days import Neighbours
from indicators.selectors.views import SeriesView


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one series: how many figures, and the one of the latest period.

    ``replaced`` of the ``count`` are no longer the newest of their period; ``latest_replaced``
    says whether the one that is shown is among them.
    """

    series: SeriesView
    count: int
    replaced: int
    period: Period
    value: Decimal
    bound: str
    known_on: date
    latest_replaced: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """``shown`` are the first of ``series`` series, with ``figures`` figures in all."""

    shown: tuple[Reading, ...] = ()
    series: int = 0
    figures: int = 0

    @property
    def more(self) -> int:
        """How many series are not shown."""
        return self.series - len(self.shown)


# A figure's document is that of its note, else that of its release. The figures of a release are
# looked up series by series of its source, those of a note one by one: OFFSET 0 keeps the planner
# from joining the whole table instead.
READ = """
WITH releases AS MATERIALIZED (
    SELECT r.number, r.source_id FROM indicators_release r
    JOIN indicators_document d ON d.id = r.document_id
    WHERE d.code = %(code)s AND r.number IS NOT NULL
), notes AS MATERIALIZED (
    SELECT n.* FROM indicators_observationnote n
    JOIN indicators_document d ON d.id = n.document_id
    WHERE d.code = %(code)s
), found AS MATERIALIZED (
    SELECT o.*
    FROM indicators_series p
    CROSS JOIN LATERAL (
        SELECT v.* FROM indicators_vintage v
        WHERE v.series_id = p.id AND v.release_number IN (SELECT number FROM releases) OFFSET 0
    ) o
    LEFT JOIN indicators_observationnote n
           ON n.series_id = o.series_id AND n.period_start = o.period_start
          AND n.period_end = o.period_end AND n.release_id = o.release_number
    WHERE p.source_id IN (SELECT source_id FROM releases) AND n.document_id IS NULL
    UNION ALL
    SELECT o.*
    FROM notes n
    CROSS JOIN LATERAL (
        SELECT v.* FROM indicators_vintage v
        WHERE v.series_id = n.series_id AND v.period_start = n.period_start
          AND v.period_end = n.period_end AND v.release_number = n.release_id OFFSET 0
    ) o
)
"""
# With ``rev`` a figure may have been replaced by a release that is not known yet.
BY_SERIES = """
, told AS (
    SELECT o.*, o.superseded_on IS NOT NULL AND o.superseded_on <= %(on)s AND (
        %(rev)s::integer IS NULL OR EXISTS (
            SELECT FROM indicators_vintage e
            WHERE e.series_id = o.series_id AND e.period_start = o.period_start
              AND e.period_end = o.period_end AND e.known_on <= %(on)s
              AND e.release_number <= %(rev)s
              AND (e.known_on, e.release_number) > (o.known_on, o.release_number)
        )
    ) AS replaced
    FROM found o
    WHERE o.value IS NOT NULL AND o.known_on <= %(on)s
      AND (%(rev)s::integer IS NULL OR o.release_number <= %(rev)s)
), placed AS (
    SELECT *,
           count(*) OVER whole AS figures, count(*) FILTER (WHERE replaced) OVER whole AS old,
           row_number() OVER (
               PARTITION BY series_id
               ORDER BY period_end DESC, period_start DESC, known_on DESC, release_number DESC
           ) AS at
    FROM told WINDOW whole AS (PARTITION BY series_id)
)
SELECT series_id, figures, old, period_start, period_end, value, bound, known_on, replaced,
       count(*) OVER (), sum(figures) OVER ()
FROM placed WHERE at = 1 ORDER BY figures DESC, period_end DESC, series_id LIMIT %(most)s
"""
DAYS = """
SELECT max(day) FILTER (WHERE day < %(on)s),
       min(day) FILTER (WHERE day > %(on)s AND day <= %(today)s)
FROM found CROSS JOIN LATERAL (VALUES (known_on), (superseded_on)) AS v(day)
WHERE value IS NOT NULL AND (%(rev)s::integer IS NULL OR release_number <= %(rev)s)
"""


def of_document(code: str, *, on: date, rev: int | None = None, most: int = 50) -> Readings:
    """The series with figures read from a document, most figures first: two queries.

    Every figure counts that was known on ``on``, also one that another has replaced by then; a
    figure taken back is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ + BY_SERIES, {"code": code, "on": on, "rev": rev, "most": most})
        rows = cursor.fetchall()
    if not rows:
        return Readings()
    found = Series.objects.filter(pk__in=[row[0] for row in rows])
    series = {row.pk: shapes.series(row) for row in found.select_related(*shapes.SERIES_RELATIONS)}
    shown = tuple(
        Reading(series[pk], count, old, Period(start, end), value, bound, known_on, replaced)
        for pk, count, old, start, end, value, bound, known_on, replaced, _series, _all in rows
    )
    return Readings(shown, rows[0][9], int(rows[0][10]))


def days(code: str, *, on: date, today: date, rev: int | None = None) -> Neighbours:
    """When figures read from a document became known or were replaced: one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ + DAYS, {"code": code, "on": on, "today": today, "rev": rev})
        earlier, later = cursor.fetchone()
    return Neighbours(earlier, later)
