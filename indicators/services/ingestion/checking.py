"""What the quality checks say of the figures that are staged: see docs/quality-checks.md.

Call it in the writing transaction, after the figures are classified and before they are appended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators.domain.codelists import Basis, Bound, IndicatorKind, ObsStatus, RunState
from indicators.domain.parts import Amount, Part, additive
from indicators.domain.periods import Period
from indicators.domain.quality import registry
from indicators.domain.quality.base import Findings, SeriesId
from indicators.domain.quality.cases import Change, SeriesFacts
from indicators.domain.quality.releases import Missing, Rejections, ReleaseFacts
from indicators.domain.quality.run import check_figures, check_release
from indicators.domain.quality.settings import Declared
from indicators.domain.quality.statistics import Known, Point
from indicators.domain.quality.totals import Total
from indicators.models import Indicator, IngestionRun
from indicators.selectors.vintages import precision_of_wording
from indicators.services.ingestion.interpret import Rejection

# Of more changes than this only whole series, taken evenly, are looked at figure by figure; the
# run says of how many. A hundred microseconds each: a file of a million rows would wait for them.
MOST_CHANGES = 20_000
_SERIES_AT_ONCE = 50
_CHANGES_AT_ONCE = 2_000
# A look into these takes a fifth of the time of calling the enumeration.
_STATUS = {one.value: one for one in ObsStatus}
_BOUND = {one.value: one for one in Bound}

SERIES = """
SELECT s.id, s.basis, u.quantity, v.indicator_id, g.figures
FROM (
    SELECT series_id, sum(figures)::bigint AS figures FROM staged_summary
    WHERE outcome <> 'unchanged' GROUP BY series_id
) g
JOIN indicators_series s ON s.id = g.series_id
JOIN indicators_unit u ON u.id = s.unit_id
JOIN indicators_indicatorversion v ON v.id = s.indicator_version_id
ORDER BY s.id
"""
# Of the type of the column, as everywhere: only so PostgreSQL looks through many ids by a hash.
# A changed figure beside the one that it replaces, with how both were worded.
CHANGES = """
SELECT g.series_id, g.period_start, g.period_end, g.value, g.known_on, g.before, g.status, g.bound,
       o.status, o.bound, g.stated, n.stated, g.release_group, g.line
FROM staging g
LEFT JOIN indicators_observation o
    ON o.series_id = g.series_id AND o.period_start = g.period_start
   AND o.period_end = g.period_end AND o.superseded_on IS NULL
   AND o.value IS NOT DISTINCT FROM g.before
LEFT JOIN indicators_observationnote n
    ON n.series_id = o.series_id AND n.period_start = o.period_start
   AND n.period_end = o.period_end AND n.release_id = o.release_number
WHERE g.outcome <> 'unchanged' AND g.series_id = ANY(%(series)s::bigint[])
ORDER BY g.series_id, g.known_on, g.period_start, g.period_end
"""
CURRENT = """
SELECT series_id, period_start, period_end, value FROM indicators_observation
WHERE series_id = ANY(%(series)s::bigint[]) AND superseded_on IS NULL AND value IS NOT NULL
ORDER BY series_id, period_start, period_end
"""
MISSING = """
SELECT o.series_id, o.period_start, o.period_end
FROM indicators_series s JOIN indicators_observation o ON o.series_id = s.id
WHERE s.source_id = %(source)s AND o.superseded_on IS NULL AND o.value IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM staging g WHERE g.series_id = o.series_id
                  AND g.period_start = o.period_start AND g.period_end = o.period_end)
LIMIT %(most)s
"""
# Totals that have parts in the same source, of which one has changes or the total itself.
TOTALS = """
SELECT DISTINCT t.id
FROM indicators_series p
JOIN indicators_entity e ON e.id = p.entity_id
JOIN indicators_series t
    ON t.entity_id = e.parent_id AND t.indicator_version_id = p.indicator_version_id
   AND t.basis = p.basis AND t.frequency = p.frequency AND t.source_id = p.source_id
WHERE p.source_id = %(source)s
  AND (p.id = ANY(%(series)s::bigint[]) OR t.id = ANY(%(series)s::bigint[]))
"""
# Such totals and their parts.
MEMBERS = """
SELECT unnest(%(totals)s::bigint[])
UNION
SELECT p.id
FROM indicators_series t
JOIN indicators_entity e ON e.parent_id = t.entity_id
JOIN indicators_series p
    ON p.entity_id = e.id AND p.indicator_version_id = t.indicator_version_id
   AND p.basis = t.basis AND p.frequency = t.frequency AND p.source_id = t.source_id
WHERE t.id = ANY(%(totals)s::bigint[])
"""
# Without it every member of a family looks through all that is staged.
CELLS = """
CREATE INDEX IF NOT EXISTS staging_cell
ON staging (series_id, period_start, period_end, known_on)
"""
# Every figure, as it will be, of a total whose own figure or a part's is staged, and of its parts.
FAMILIES = """
WITH touched AS (
    SELECT DISTINCT g.series_id, g.period_start, g.period_end FROM staging g
    WHERE g.outcome <> 'unchanged' AND g.series_id = ANY(%(series)s::bigint[])
), totals AS (
    SELECT DISTINCT t.id AS total_id, t.indicator_version_id, t.basis, t.frequency, t.source_id,
           t.entity_id, c.period_start, c.period_end
    FROM touched c JOIN indicators_series s ON s.id = c.series_id
    JOIN indicators_entity e ON e.id = s.entity_id
    JOIN indicators_series t
        ON t.indicator_version_id = s.indicator_version_id AND t.basis = s.basis
       AND t.frequency = s.frequency AND t.source_id = s.source_id
       AND t.entity_id IN (e.id, e.parent_id)
    WHERE t.id = ANY(%(totals)s::bigint[])
), members AS (
    SELECT a.total_id, a.period_start, a.period_end, a.total_id AS series_id, '' AS part
    FROM totals a
    UNION ALL
    SELECT a.total_id, a.period_start, a.period_end, p.id, e.code
    FROM totals a JOIN indicators_entity e ON e.parent_id = a.entity_id
    JOIN indicators_series p
        ON p.entity_id = e.id AND p.indicator_version_id = a.indicator_version_id
       AND p.basis = a.basis AND p.frequency = a.frequency AND p.source_id = a.source_id
)
SELECT m.total_id, m.period_start, m.period_end, m.part, coalesce(g.value, o.value),
       coalesce(g.bound, o.bound), g.release_group
FROM members m
LEFT JOIN LATERAL (
    SELECT value, bound, release_group FROM staging g
    WHERE g.series_id = m.series_id AND g.period_start = m.period_start
      AND g.period_end = m.period_end
    ORDER BY known_on DESC LIMIT 1
) g ON true
LEFT JOIN indicators_observation o
    ON o.series_id = m.series_id AND o.period_start = m.period_start
   AND o.period_end = m.period_end AND o.superseded_on IS NULL
ORDER BY m.total_id, m.period_start, m.period_end, m.part
"""


Rest = Callable[[Sequence[int] | None], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and of how many changed figures how many were looked at one by one."""

    findings: Findings
    checked: int
    changed: int

    def to_dict(self) -> dict[str, Any]:
        """As the run keeps it."""
        return {**self.findings.to_dict(), "checked": self.checked, "changed": self.changed}


def look(
    run: IngestionRun,
    *,
    rows: int,
    figures: int,
    rejections: Sequence[Rejection],
    rejected: int,
    rest: Rest | None = None,
) -> Looked:
    """Check what is staged for a run of ``rows`` rows, of which ``figures`` were taken in.

    ``rejections`` are the first of those that were ``rejected``. ``rest`` stages the unchanged
    figures, of all series or of some, if they were only counted.

    Raises QualitySettingError for settings of the source or an indicator that cannot be read.
    """
    source = registry.declared(run.source.checks or {}, f"source {run.source.code}")
    series = _series(source)
    changed = sum(count for _, count in series.values())
    chosen = _evenly(series, changed)
    facts: dict[SeriesId, SeriesFacts] = {pk: series[pk][0] for pk in chosen}
    periods = _Periods()
    history = _History(chosen, facts, periods)
    report = check_figures(_changes(chosen, periods), facts, history)
    check_release(
        _facts(run, rows, figures, changed, rejections, rejected, history.points, rest),
        registry.rules(source),
        revised=report.revisions,
        totals=_totals(run.source_id, facts, rest),
        rules_of=lambda pk: facts[pk].rules if pk in facts else registry.rules(source),
        findings=report.findings,
    )
    return Looked(report.findings, report.checked, changed)


def _series(source: Declared) -> dict[int, tuple[SeriesFacts, int]]:
    """The facts of every series that has changes, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(SERIES)
        rows = cursor.fetchall()
    indicators = Indicator.objects.in_bulk({row[3] for row in rows})
    rules = {
        pk: registry.rules(source, registry.declared(one.checks or {}, f"indicator {one.code}"))
        for pk, one in indicators.items()
    }
    return {
        pk: (
            SeriesFacts(
                IndicatorKind(indicators[indicator].kind), Basis(basis), quantity, rules[indicator]
            ),
            count,
        )
        for pk, basis, quantity, indicator, count in rows
    }


def _evenly(series: Mapping[int, tuple[SeriesFacts, int]], changed: int) -> list[int]:
    """All series, or where there are too many changes every n-th of them."""
    step = -(-changed // MOST_CHANGES) if changed else 1
    return list(series)[::step]


class _Periods(dict[tuple[date, date], Period]):
    """Periods by their days: thousands of series have the same ones."""

    def __missing__(self, days: tuple[date, date]) -> Period:
        self[days] = period = Period(*days)
        return period


def _changes(series: Sequence[int], periods: _Periods) -> Iterator[Change]:
    """The changes of some series in their order, a few thousand in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(CHANGES, {"series": list(series)})
        while rows := cursor.fetchmany(_CHANGES_AT_ONCE):
            for (
                pk, start, end, value, known_on, before, status, bound, status_before, bound_before,
                stated, stated_before, group, line,
            ) in rows:  # fmt: skip
                yield Change(
                    pk,
                    periods[start, end],
                    value,
                    known_on,
                    before,
                    _STATUS[status],
                    _STATUS[status_before] if status_before else None,
                    _BOUND[bound],
                    _BOUND[bound_before] if bound_before else Bound.EXACT,
                    precision_of_wording(stated, value) if stated else None,
                    precision_of_wording(stated_before, before) if stated_before else None,
                    group,
                    line,
                )


class _History(Mapping[SeriesId, Known]):
    """The current figures of each series, fetched some series at a time."""

    def __init__(
        self, series: Sequence[int], facts: Mapping[SeriesId, SeriesFacts], periods: _Periods
    ) -> None:
        self._series, self._facts, self._periods = series, facts, periods
        self._place = {pk: place for place, pk in enumerate(series)}
        self._at_hand: dict[int, Known] = {}
        # How many current figures were fetched so far.
        self.points = 0

    def __getitem__(self, pk: SeriesId) -> Known:
        pk = int(pk)
        if pk not in self._at_hand:
            at = self._place[pk]
            self._at_hand = self._fetch(self._series[at : at + _SERIES_AT_ONCE])
        return self._at_hand[pk]

    def _fetch(self, series: Sequence[int]) -> dict[int, Known]:
        points: dict[int, list[Point]] = {pk: [] for pk in series}
        with connection.cursor() as cursor:
            cursor.execute(CURRENT, {"series": list(series)})
            for pk, start, end, value in cursor.fetchall():
                points[pk].append(Point(self._periods[start, end], value))
            self.points += cursor.rowcount
        return {
            pk: Known.of(found, percent=self._facts[pk].percent, to_date=self._facts[pk].to_date)
            for pk, found in points.items()
        }

    def __iter__(self) -> Iterator[SeriesId]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)


def _facts(
    run: IngestionRun,
    rows: int,
    figures: int,
    changed: int,
    rejections: Sequence[Rejection],
    rejected: int,
    known: int,
    rest: Rest | None,
) -> ReleaseFacts:
    last = _last_whole(run)
    missing = Missing()
    if last is not None and rows < last.rows_read:
        if rest is not None:
            rest(None)
        missing = Missing.of(_missing(run.source_id, last.rows_read - rows))
    return ReleaseFacts(
        rows=rows,
        figures=figures,
        changed=changed,
        known=max(known, last.rows_read) if last is not None and missing.count else known,
        partial=run.partial,
        missing=missing,
        rejected=_rejections(rejections, rejected),
        columns=run.columns or None,
        columns_before=(last.columns or None) if last is not None else None,
    )


def _rejections(kept: Sequence[Rejection], rejected: int) -> Rejections:
    """What was rejected; those of a long list that were only counted have no code."""
    found = Rejections.of((one.code, one.value) for one in kept)
    if rejected <= len(kept):
        return found
    return Rejections({**found.by_code, "more": rejected - len(kept)}, found.examples)


def _last_whole(run: IngestionRun) -> IngestionRun | None:
    """The run before that fetched all of the same place: the yardstick for what has vanished.

    An upload is what a person chose to upload; it says nothing of what the source has.
    """
    if run.partial or run.snapshot is None or not run.snapshot.url:
        return None
    whole = IngestionRun.objects.filter(
        source=run.source_id, state__in=[RunState.DONE, RunState.HELD], partial=False,
        snapshot__url=run.snapshot.url, rows_read__gt=0,
    )  # fmt: skip
    return whole.exclude(pk=run.pk).order_by("-pk").first()


def _missing(source: int, most: int) -> Iterator[tuple[int, Period]]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"source": source, "most": most})
        for pk, start, end in cursor:
            yield pk, Period(start, end)


def _totals(
    source: int, facts: Mapping[SeriesId, SeriesFacts], rest: Rest | None
) -> Iterator[Total]:
    """Totals with their parts, where one of them changed: provinces against their country."""
    adding = [
        pk for pk, one in facts.items()
        if additive(one.kind, one.quantity) and one.basis in (Basis.LEVEL, Basis.YTD)
    ]  # fmt: skip
    if not adding:
        return
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, {"series": adding, "source": source})
        totals = [pk for (pk,) in cursor]
        if not totals:
            return
        if rest is not None:
            cursor.execute(MEMBERS, {"totals": totals})
            rest([pk for (pk,) in cursor])
        cursor.execute(CELLS)
        cursor.execute(FAMILIES, {"series": adding, "totals": totals})
        rows = cursor.fetchall()
    found: dict[tuple[int, date, date], list[tuple[str, Decimal | None, str, int | None]]] = {}
    for pk, start, end, part, value, bound, group in rows:
        found.setdefault((pk, start, end), []).append((part, value, bound, group))
    for (pk, start, end), members in found.items():
        total = next((one for one in members if not one[0]), None)
        parts = [one for one in members if one[0]]
        if total is None or total[1] is None or not parts:
            continue
        yield Total(
            series=pk,
            period=Period(start, end),
            total=_amount(total[1], total[2]),
            parts=[
                Part(code, None if value is None else _amount(value, bound))
                for code, value, bound, _ in parts
            ],
            group=next((one[3] for one in members if one[3] is not None), None),
        )


def _amount(value: Decimal, bound: str) -> Amount:
    exponent = int(value.as_tuple().exponent)
    return Amount(
        value,
        precision=Decimal(5).scaleb(min(exponent, 0) - 1),
        higher=bound in (Bound.AT_LEAST, Bound.APPROXIMATE),
        lower=bound in (Bound.AT_MOST, Bound.APPROXIMATE),
    )
