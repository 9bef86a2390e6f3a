"""Series and their figures, as known on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from indicators.domain.periods import Period
from indicators.models import Document, Passage, Series
from indicators.selectors import shapes
from indicators.selectors.views import Named, ObservationView, SeriesView, Text

# As known on a day: of each cell the figure that became known last. The set of candidates is
# narrowed by the superseded date, but only without ``rev``: a later release may have closed a
# figure that was still the newest at that revision.
#
# Every figure of a file has a wording. Where no note says it, it is the number itself, in the unit
# of the series (services/staging.py writes no notes that repeat it).
AS_KNOWN = """
SELECT {distinct} o.series_id, o.period_start, o.period_end, o.value, o.status, o.bound,
       o.known_on, o.release_number, o.superseded_on, r.published_on_basis,
       CASE WHEN w.own THEN o.value::text ELSE coalesce(n.stated, '') END,
       CASE WHEN w.own THEN u.code ELSE coalesce(n.stated_unit, '') END, coalesce(n.note, ''),
       s.code, s.name_en, s.name_zh, coalesce(n.document_id, r.document_id), n.passage_id,
       coalesce(x.sha256, ''), r.run_id, p.code, u.code
FROM indicators_vintage o
JOIN indicators_series p ON p.id = o.series_id
JOIN indicators_release r ON r.number = o.release_number
JOIN indicators_source s ON s.id = p.source_id
JOIN indicators_unit u ON u.id = p.unit_id
LEFT JOIN indicators_rawsnapshot x ON x.id = r.snapshot_id
LEFT JOIN indicators_observationnote n
       ON n.series_id = o.series_id AND n.period_start = o.period_start
      AND n.period_end = o.period_end AND n.release_id = o.release_number
CROSS JOIN LATERAL (
    SELECT r.run_id IS NOT NULL AND o.value IS NOT NULL AND coalesce(n.stated, '') = '' AS own
) w
WHERE o.series_id = ANY(%(series)s) AND o.known_on <= %(on)s
  AND (%(rev)s::integer IS NULL OR o.release_number <= %(rev)s)
  AND (%(start)s::date IS NULL OR o.period_end > %(start)s)
  AND (%(end)s::date IS NULL OR o.period_start < %(end)s)
  AND (%(since)s::date IS NULL OR o.known_on > %(since)s)
  {narrow}
ORDER BY o.series_id, o.period_start, o.period_end, o.known_on {newest}, o.release_number {newest}
"""


def series(
    *,
    indicator: str | None = None,
    entity: str | None = None,
    basis: str | None = None,
    frequency: str | None = None,
    source: str | None = None,
    code: str | None = None,
    codes: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    entities: Collection[str] | None = None,
) -> list[SeriesView]:
    """Series by their dimensions, best-ranked source first: one query."""
    wanted: dict[str, Any] = {
        "indicator_version__indicator__code": indicator,
        "entity__code": entity,
        "basis": basis,
        "frequency": frequency,
        "source__code": source,
        "code": code,
        "code__in": codes,
        "indicator_version__indicator__code__in": indicators,
        "entity__code__in": entities,
    }
    rows = (
        Series.objects.filter(**{key: value for key, value in wanted.items() if value is not None})
        .select_related(*shapes.SERIES_RELATIONS)
        .order_by(
            "indicator_version__indicator__code", "indicator_version__number", "entity__code",
            "basis", "frequency", "source__rank", "source__code",
        )
    )  # fmt: skip
    return [shapes.series(row) for row in rows]


# The view, not the table: only so both partial indexes are used.
FILLED = """
SELECT id FROM unnest(%(series)s::bigint[]) AS id
CROSS JOIN LATERAL (
    SELECT FROM indicators_vintage o WHERE o.series_id = id AND o.known_on <= %(on)s
    AND (%(rev)s::integer IS NULL OR o.release_number <= %(rev)s)
    LIMIT 1
) any_figure
"""


def with_figures(series: Collection[int], *, on: date, rev: int | None = None) -> set[int]:
    """Those of some series, by id, of which any figure was known on a day: one query."""
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"series": list(series), "on": on, "rev": rev})
        return {pk for (pk,) in cursor.fetchall()}


# Of an indicator with hundreds of series these stand first; of each the figures are counted up to
# so many. What is longer than that is long enough.
_CANDIDATES, _COUNTED = 50, 40
SPEAKING = """
SELECT DISTINCT ON (c.indicator_id) c.code
FROM (
    SELECT p.id, p.code, v.indicator_id, b.place AS basis, s.rank,
           row_number() OVER (PARTITION BY v.indicator_id ORDER BY b.place, s.rank, p.id) AS place
    FROM indicators_series p
    JOIN indicators_indicatorversion v ON v.id = p.indicator_version_id
    JOIN indicators_source s ON s.id = p.source_id
    JOIN unnest(%(bases)s::text[]) WITH ORDINALITY AS b(basis, place) ON b.basis = p.basis
) c
CROSS JOIN LATERAL (
    SELECT count(*) AS figures FROM (
        SELECT FROM indicators_vintage o WHERE o.series_id = c.id AND o.known_on <= %(on)s
        AND (%(rev)s::integer IS NULL OR o.release_number <= %(rev)s) LIMIT %(counted)s
    ) o
) f
WHERE c.place <= %(candidates)s AND f.figures > 0
ORDER BY c.indicator_id, c.basis, c.rank, f.figures DESC, c.id
"""


def speaking(bases: Collection[str], *, on: date, rev: int | None = None) -> list[str]:
    """Of each indicator the code of the series that stands for it where there is room for one.

    That of the first of ``bases``, of the best-ranked source, with the most figures; those without
    any known on the day have none. One query, which looks at a bounded number of figures.
    """
    asked: dict[str, Any] = {
        "bases": list(bases), "on": on, "rev": rev, "candidates": _CANDIDATES, "counted": _COUNTED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SPEAKING, asked)
        return [code for (code,) in cursor.fetchall()]


def observations(
    series_codes: Collection[str],
    *,
    on: date,
    rev: int | None = None,
    vintages: bool = False,
    start: date | None = None,
    end: date | None = None,
    updated_after: date | None = None,
) -> dict[str, tuple[ObservationView, ...]]:
    """Figures of series by series code, in the order of their periods: four queries.

    Without ``vintages`` there is one figure a period, the one known on ``on``; a figure taken
    back is absent. With ``vintages`` all figures known on ``on``, in the order they became known.
    """
    ids = dict(Series.objects.filter(code__in=series_codes).values_list("pk", "code"))
    found: dict[str, list[ObservationView]] = {code: [] for code in series_codes}
    if not ids:
        return dict.fromkeys(found, ())
    narrow = "" if vintages or rev is not None else (
        "AND (o.superseded_on IS NULL OR o.superseded_on > %(on)s)"
    )  # fmt: skip
    distinct = "" if vintages else "DISTINCT ON (o.series_id, o.period_start, o.period_end)"
    sql = AS_KNOWN.format(distinct=distinct, narrow=narrow, newest="" if vintages else "DESC")
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "series": list(ids),
                "on": on,
                "rev": rev,
                "start": start,
                "end": end,
                "since": updated_after,
            },
        )
        rows = cursor.fetchall()
    documents = {
        row.pk: shapes.document(row)
        for row in Document.objects.filter(pk__in={row[16] for row in rows if row[16]})
    }
    passages = {
        row.pk: shapes.passage(row)
        for row in Passage.objects.filter(pk__in={row[17] for row in rows if row[17]})
    }
    sources: dict[str, Named] = {}
    for row in rows:
        value, code = row[3], row[20]
        if value is None and not vintages:
            continue
        period = Period(row[1], row[2])
        found[code].append(
            ObservationView(
                id=f"{code}/{period}/{row[6]}/{row[7]}",
                series=code,
                period=period,
                value=value,
                unit=row[21],
                status=row[4],
                bound=row[5],
                known_on=row[6],
                known_on_basis=row[9],
                release=row[7],
                superseded_on=row[8],
                stated=row[10],
                stated_unit=row[11],
                note=row[12],
                source=sources.get(row[13])
                or sources.setdefault(row[13], Named(row[13], Text(row[14], row[15]))),
                document=documents.get(row[16]),
                passage=passages.get(row[17]),
                snapshot=row[18],
                run=row[19],
            )
        )
    return {code: tuple(items) for code, items in found.items()}
