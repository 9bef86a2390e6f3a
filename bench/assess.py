"""Assessing 10,000 targets on series of 60 points: set-based, one query a target, and the floor.

The floor fetches the same points by one query and evaluates nothing. Exact decimals and every
input are part of what is measured. Last, 100 affected targets against all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from time import perf_counter

from django.db import connection

from indicators.domain.assessments import Evidence, assess
from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series
from indicators.models import Entity, Release, Target
from indicators.models import Observation as ObservationRow
from indicators.models import Series as SeriesRow
from indicators.selectors import assessments, evidence, specs
from indicators.selectors import targets as target_rows
from tests import factories

TARGETS, MONTHS, AFFECTED, ROUNDS = 10_000, 60, 100, 5
# One query a target takes minutes for all of them: every tenth is asked, and the time multiplied.
SAMPLED = 10
ON = date(2024, 7, 1)
NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
COPY = (
    "COPY indicators_observation (series_id, period_start, period_end, known_on, release_number,"
    " value, status, bound) FROM STDIN"
)

FLOOR = (
    "SELECT series_id, period_start, period_end, value, known_on, release_number, status, bound"
    " FROM indicators_vintage WHERE series_id = ANY(%(series)s) AND known_on <= %(on)s"
)


def _fill() -> None:
    """One series an entity: a stock of 60 months, 2019 to 2023, and one target on each."""
    version, source = factories.indicator(), factories.source()
    factories.target("shape", horizon="2025", low=Decimal(1), version=version)
    shape = Target.objects.get(code="shape")
    entities = Entity.objects.bulk_create(
        Entity(code=f"E{at}", name_en=f"E{at}", name_zh=f"E{at}", kind="region")
        for at in range(TARGETS)
    )
    series = SeriesRow.objects.bulk_create(
        SeriesRow(
            code=f"s:{entity.code}:level:M:{source.code}", indicator_version=version,
            entity=entity, basis="level", frequency="M", source=source, unit=version.unit,
        )
        for entity in entities
    )  # fmt: skip
    Release.objects.create(
        number=1, source=source, state="published", published_on=date(2019, 1, 1),
        published_on_basis="stated", created_at=NOW, released_at=NOW,
    )  # fmt: skip
    months = [Period.of(date(2019, 1, 1), months=1)]
    while len(months) < MONTHS:
        months.append(months[-1].next())
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for at, one in enumerate(series):
            for index, month in enumerate(months):
                value = Decimal(1000 + at % 97) + Decimal(index * (at % 13)) / 8
                copy.write_row(
                    (one.pk, month.start, month.end, month.next().end, 1, value, "A", "exact")
                )
    Target.objects.filter(pk=shape.pk).delete()
    Target.objects.bulk_create(_target(shape, entity, at) for at, entity in enumerate(entities))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does some time after


def _target(shape: Target, entity: Entity, at: int) -> Target:
    """A third decided, the others open: levels and changes, by 2023 or by 2025."""
    year = 2023 if at % 3 == 0 else 2025
    change = at % 2 == 1
    return Target(
        code=f"t{at}", name_en=f"t{at}", name_zh=f"t{at}", entity=entity, topic=shape.topic,
        document=shape.document, bindingness="announced", announced_on=date(2020, 1, 6),
        indicator_version=shape.indicator_version, unit=shape.unit,
        quantity="change" if change else "level", comparator="at_least",
        low=Decimal(40) if change else Decimal(1040),
        reference_kind="period", reference_start=date(2019, 1, 1), reference_end=date(2020, 1, 1),
        horizon_kind="by", horizon_start=date(year, 1, 1), horizon_end=date(year + 1, 1, 1),
    )  # fmt: skip


def _floor(ids: list[int]) -> int:
    """The same points by one query, a row each, and nothing done with them."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, {"series": ids, "on": ON})
        return len(cursor.fetchall())


def _one_by_one(targets: list[Target]) -> int:
    """The same rules, with one query of Django's ORM a target."""
    inputs = 0
    indicators = {target.indicator_version.indicator_id for target in targets}
    rows = evidence.series_rows(indicators, {target.entity_id for target in targets})
    keys = {row.entity: (row.pk, row.key) for row in rows}
    for target in targets:
        series, key = keys[target.entity_id]
        found = tuple(
            Observation(
                key.code, Period(row.period_start, row.period_end), row.value, row.known_on,
                row.release_id, ObsStatus(row.status), Bound(row.bound),
            )
            for row in ObservationRow.objects.filter(
                series=series, known_on__lte=ON
            ).order_by("period_start", "period_end", "known_on", "release")
        )  # fmt: skip
        facts = Evidence(level=(Series(key, found),))
        inputs += len(assess(specs.spec_of(target, ON), facts, on=ON).inputs)
    return inputs


def _set_based(targets: list[Target]) -> int:
    return sum(len(one.inputs) for one in assessments.compute(targets, on=ON).values())


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def main() -> None:
    """Print the ratios."""
    _fill()
    targets = list(target_rows.rows(ON))
    affected = targets[:: TARGETS // AFFECTED]
    ids = list(SeriesRow.objects.values_list("pk", flat=True))
    whole, floor, one_by_one, part = [], [], [], []
    for _ in range(ROUNDS):
        seconds, points = _timed(lambda: _floor(ids))
        floor.append(seconds)
        seconds, inputs = _timed(lambda: _set_based(targets))
        whole.append(seconds)
        part.append(_timed(lambda: _set_based(affected))[0])
    sample = targets[::SAMPLED]
    inputs_of_sample = _set_based(sample)
    for _ in range(2):
        seconds, same = _timed(lambda: _one_by_one(sample))
        one_by_one.append(seconds * len(targets) / len(sample))
        if same != inputs_of_sample:
            raise SystemExit(f"{same} inputs one by one, {inputs_of_sample} set-based")
    all_, least, orm, few = (median(one) for one in (whole, floor, one_by_one, part))
    print(
        f"assess: {len(targets):,} targets on {points:,} points in {all_:.2f} s with {inputs:,} "
        f"inputs recorded; {orm / all_:.1f} times faster than one ORM query a target ({orm:.1f} s),"
        f" {all_ / least:.2f} times the floor ({least:.2f} s); {AFFECTED} affected targets "
        f"{all_ / few:.0f} times faster than all ({few * 1000:.0f} ms)"
    )
