"""Ingestion of a large file into a large table, against a bare COPY of the same rows, in one run.

A file of 1,000,000 rows (half unchanged, a tenth revised, the rest new) comes to a table of 10
million figures. The bare COPY writes the rows, typed already, to a copy of that table with the
same indexes. ``ingest-huge`` measures the memory of a process that takes in a file of 10 million.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import override_settings

from bench.filling import SOURCE, fill
from indicators.connectors.files import LARGEST_FILE
from indicators.domain.periods import Period, parse_period
from indicators.models import Source
from indicators.services import observations
from indicators.services.ingestion import bulk, checking
from tests import factories

ENTITIES, INDICATORS, MONTHS = 1_000, 100, 100  # 10 million figures
IN_FILE, KNOWN, UNCHANGED = 10, 60, 50  # indicators of a file; of 100 months, so many are known
ROUNDS = 3
HEADER = "indicator,entity,basis,frequency,period,value,unit,published_on,published_on_basis\n"
COPY = (
    "COPY bench_copy (series_id, period_start, period_end, known_on, release_number, value, status,"
    " bound) FROM STDIN (FORMAT csv)"
)
FILL = """
INSERT INTO indicators_observation (series_id, period_start, period_end, known_on, release_number,
                                    value)
SELECT s.id, (date '2010-01-01' + make_interval(months => m))::date,
       (date '2010-01-01' + make_interval(months => m + 1))::date, '2020-01-01', 1,
       (s.id %% 977) * 1000 + m + 0.5
FROM indicators_series s, generate_series(0, %(months)s - 1) m ORDER BY s.id, m
"""


def _fill() -> dict[str, int]:
    """Make the table and its copy; return the ids of the series by code."""
    factories.unit()
    for number in range(INDICATORS):
        factories.indicator(f"bench{number:03}")
    factories.source(SOURCE, parameters={"max_bytes": LARGEST_FILE})
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'indicators_observation'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        fill(ENTITIES, date(2020, 1, 1))
        cursor.execute(FILL, {"months": MONTHS})
        cursor.execute(
            "CREATE TABLE bench_copy (LIKE indicators_observation INCLUDING DEFAULTS INCLUDING"
            " CONSTRAINTS)"
        )
        cursor.execute("INSERT INTO bench_copy SELECT * FROM indicators_observation")
        for name, definition in indexes:
            cursor.execute(definition)
            copied = definition.replace("indicators_observation", "bench_copy")
            cursor.execute(copied.replace(name, f"copy_{name}"))
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("SELECT code, id FROM indicators_series")
        return dict(cursor.fetchall())


def _months(first: str, count: int) -> list[Period]:
    found = [parse_period(first)]
    while len(found) < count:
        found.append(found[-1].next())
    return found


def _rows(ids: dict[str, int], indicators: range) -> Iterator[tuple[str, str]]:
    """Of each series a part of the file, and a part of what a bare COPY of it writes."""
    # Months 40 to 99 are known, 100 to 139 are new. The copy has them two centuries later: on
    # the same pages of the index, and without a clash.
    periods = _months("2013-05", MONTHS)
    later = _months("2213-05", MONTHS)
    for number in indicators:
        for place in range(ENTITIES):
            name, entity = f"bench{number:03}", f"E{place:04}"
            pk = ids[f"{name}:{entity}:level:M:{SOURCE}"]
            figures = [
                (pk % 977) * 1000 + MONTHS - KNOWN + at + (at >= UNCHANGED) for at in range(MONTHS)
            ]
            yield (
                "".join(
                    f"{name},{entity},level,M,{period},{figure}.5,stations,2022-02-01,stated\n"
                    for period, figure in zip(periods, figures, strict=True)
                ),
                "".join(
                    f"{pk},{period.start},{period.end},2022-02-01,1,{figure}.5,A,exact\n"
                    for period, figure in zip(later, figures, strict=True)
                ),
            )


class _Times:
    """When the database began and ended its part, when everything was committed, the checks."""

    begun = appended = committed = checks = 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        stage, append, tidy_up = bulk.stage, observations.append, observations.tidy_up
        look = checking.look

        def staged(*given: Any) -> Any:
            self.begun = perf_counter()
            return stage(*given)

        def looked(*given: Any, **named: Any) -> Any:
            start = perf_counter()
            found = look(*given, **named)
            self.checks = perf_counter() - start
            return found

        def appended(*given: Any) -> Any:
            touched = append(*given)
            self.appended = perf_counter()
            return touched

        def tidied() -> None:
            self.committed = perf_counter()
            tidy_up()

        with (
            patch.object(bulk, "stage", staged),
            patch.object(checking, "look", looked),
            patch.object(observations, "append", appended),
            patch.object(observations, "tidy_up", tidied),
        ):
            yield


def _bare(rows: bytes) -> float:
    start = perf_counter()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for at in range(0, len(rows), 1 << 16):
            copy.write(rows[at : at + (1 << 16)])
    return perf_counter() - start


@contextmanager
def _storage() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        storage = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        with override_settings(STORAGES={"raw": storage}):
            yield Path(folder)


def main() -> None:
    """Print the ratios of the database's part and of the whole path to the bare COPY."""
    ids = _fill()
    source = Source.objects.get(code=SOURCE)
    whole, part, bare = [], [], []
    for number in range(ROUNDS):
        pairs = list(zip(*_rows(ids, range(number * IN_FILE, (number + 1) * IN_FILE)), strict=True))
        content, rows = ("".join(texts).encode() for texts in pairs)
        content = HEADER.encode() + content
        times = _Times()
        with _storage(), times.taken():
            start = perf_counter()
            run = factories.ingest(content, to=source)
        if (run.rows_unchanged, run.rows_revised, run.rows_new) != (500_000, 100_000, 400_000):
            raise SystemExit(f"the run did not go through: {run.message}")
        whole.append(times.committed - start)
        part.append(times.appended - times.begun - times.checks)
        bare.append(_bare(rows))
        print(
            f"  round {number + 1}: bare COPY {bare[-1]:.1f} s, database part {part[-1]:.1f} s, "
            f"quality checks {times.checks:.1f} s, whole path {whole[-1]:.1f} s",
            flush=True,
        )
    size = len(_months("2013-05", MONTHS)) * ENTITIES * IN_FILE
    least, database, all_ = median(bare), median(part), median(whole)
    print(
        f"ingest: {size:,} rows (half unchanged, a tenth revised) into a table of 10 million: "
        f"{size / all_:,.0f} rows/s from CSV bytes to the published release, {least / all_:.2f} of "
        f"the bare COPY ({size / least:,.0f} rows/s); the database's part {least / database:.2f} "
        f"of it ({size / database:,.0f} rows/s); medians of {ROUNDS} rounds"
    )


def huge() -> None:
    """Print the memory and time that a process takes for a file of 10 million rows."""
    ids = _fill()
    with _storage() as folder:
        file = folder / "huge.csv"
        with file.open("w") as out:
            out.write(HEADER)
            for text, _ in _rows(ids, range(INDICATORS)):
                out.write(text)
        database = connection.settings_dict
        options = database["OPTIONS"]
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(file), database["NAME"], database["HOST"]],
            env={**os.environ, "BENCH_RAW": str(folder / "raw"), "PGOPTIONS": options["options"]},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        print(f"ingest-huge: {file.stat().st_size / 1e6:,.0f} MB; {child.stdout.strip()}")


CHILD = """
import resource, sys, time
from pathlib import Path
file, name, host = sys.argv[1:]
import django
from django.conf import settings
django.setup()
from django.db import connections
database = connections.settings["default"]
database.update(NAME=name, HOST=host, USER="policytracker_owner", PASSWORD="", PORT="")
import os
settings.STORAGES = {"raw": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                             "OPTIONS": {"location": os.environ["BENCH_RAW"]}}}
from indicators.models import Source
from indicators.services import snapshots
from tests import factories
from indicators.services.ingestion import run, runs
from indicators.domain.codelists import RunTrigger
start = time.perf_counter()
source = Source.objects.get(code="bench")
with Path(file).open("rb") as opened:
    kept = snapshots.store(
        opened, media_type="", url="", name="huge.csv", retrieved_at=factories.NOW
    )
asked = runs.request(
    source=source, trigger=RunTrigger.ADMIN, now=factories.NOW, snapshot=kept, queue=False
)
ended = run.execute(asked.pk, fetcher=factories.NoFetcher(), clock=factories.clock)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{ended.message} Peak memory {peak:,.0f} MB, {time.perf_counter() - start:,.0f} s")
"""
