"""Ingestion against a bare COPY of the same rows into the same indexed table, in one run."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.test import override_settings

from tests import factories

ROWS = 20_000
ROUNDS = 3
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COPY = (
    "COPY indicators_observation (series_id, period_start, period_end, known_on, release_number,"
    " value) FROM STDIN"
)


def _rows(round_: int) -> list[str]:
    """Months of many years, each round known on another day with half of the values changed."""
    day = f"2150-{round_ + 1:02}-01"
    return [
        f"cn.5g.base_stations,E{index // 1200},level,M,{1900 + index % 1200 // 12}-"
        f"{index % 12 + 1:02},{index + round_ * (index % 2)},,{day},stated"
        for index in range(ROWS)
    ]


def _bare(round_: int) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        start = perf_counter()
        with cursor.copy(COPY) as copy:
            for index in range(ROWS):
                year, month = 1900 + index % 1200 // 12, index % 12 + 1
                copy.write_row(
                    (-1 - round_ * 100 - index // 1200, date(year, month, 1),
                     date(year, month, 28), date(2150, 1, 1), 1, index)
                )  # fmt: skip
        spent = perf_counter() - start
        transaction.set_rollback(True)
    return spent


def main() -> None:
    """Print the ratio of the whole path from CSV bytes to the bare COPY."""
    factories.indicator()
    for number in range(ROWS // 1200 + 1):
        factories.entity(f"E{number}")
    late = datetime(2151, 1, 1, tzinfo=UTC)
    whole, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        storage = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        with override_settings(STORAGES={"raw": storage}):
            factories.NOW = late
            for round_ in range(ROUNDS):
                content = factories.csv(*_rows(round_))
                start = perf_counter()
                run = factories.ingest(content)
                whole.append(perf_counter() - start)
                if run.state != "done" or run.rows_rejected:
                    raise SystemExit(f"the run did not go through: {run.message}")
                bare.append(_bare(round_))
    ratio = median(bare) / median(whole)
    print(
        f"ingest: {ROWS / median(whole):,.0f} rows/s from CSV bytes to published releases, "
        f"{ROWS / median(bare):,.0f} rows/s bare COPY; ratio {ratio:.2f} "
        f"(medians of {ROUNDS} rounds of {ROWS:,} rows)"
    )
