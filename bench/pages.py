"""Server time of the main pages with 5 million figures and 2,000 targets, at 1 and 20 clients.

Against twins that render the same templates from constants (``constant_pages``), on the same web
server, in the same rounds: with every page made anew, and as it runs, where a page is made once.
Last, what a question costs whose answer has not changed.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from bench.filling import SOURCE, fill
from indicators.domain.codelists import StatusCause
from indicators.models import Entity, IndicatorVersion, Target
from indicators.services import assessments
from tests import factories

ENTITIES, INDICATORS, MONTHS = 200, 100, 250  # 5 million figures
TARGETS = 2_000
ROUNDS, CLIENTS, ASKED = 3, (1, 20), 40
# How many answers a process keeps: none, or as many as by default.
WAYS = {"each made anew": 0, "as it runs": 200}
NOW = datetime.now(tz=UTC)
FIRST = date(NOW.year - 21, 1, 1)
FILL = """
INSERT INTO indicators_observation (series_id, period_start, period_end, known_on, release_number,
                                    value)
SELECT s.id, (%(first)s::date + make_interval(months => m))::date,
       (%(first)s::date + make_interval(months => m + 1))::date,
       (%(first)s::date + make_interval(months => m + 1, days => 19))::date, 1,
       1000 + (s.id %% 97) + m * ((s.id %% 13) + 1)
FROM indicators_series s, generate_series(0, %(months)s - 1) m ORDER BY s.id, m
"""


def _fill() -> None:
    factories.unit()
    for number in range(INDICATORS):
        factories.indicator(f"bench{number:03}")
    factories.source(SOURCE)
    fill(ENTITIES, FIRST)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"months": MONTHS, "first": FIRST})
    versions = list(IndicatorVersion.objects.order_by("indicator__code"))
    entities = list(Entity.objects.filter(code__startswith="E").order_by("code"))
    factories.target("shape", horizon="2025", low=Decimal(1), version=versions[0])
    shape = Target.objects.get(code="shape")
    Target.objects.bulk_create(
        Target(
            code=f"t{at:04}", name_en=f"Target {at}", name_zh=f"目标{at}",
            entity=entities[at // INDICATORS], topic=shape.topic, document=shape.document,
            bindingness="announced", announced_on=date(2016, 1, 6),
            indicator_version=versions[at % INDICATORS], unit=versions[at % INDICATORS].unit,
            quantity="level", comparator="at_least", low=Decimal(1200 + 30 * (at % 89)),
            reference_kind="period", reference_start=date(2015, 1, 1),
            reference_end=date(2016, 1, 1), horizon_kind="by",
            horizon_start=date(NOW.year - 1 + at % 4, 1, 1),
            horizon_end=date(NOW.year + at % 4, 1, 1),
        )
        for at in range(TARGETS)
    )  # fmt: skip
    Target.objects.filter(pk=shape.pk).delete()
    assessments.reassess_all(cause=StatusCause.NEW_DATA, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def addresses() -> dict[str, str]:
    """The pages that are measured, by name."""
    return {
        "overview": "/",
        "target": "/targets/t0001/",
        "indicator": "/indicators/bench001/",
        "compare": "/compare/?indicator=bench001&entity=E0001&entity=E0002&entity=E0003",
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _server(kept: int) -> Iterator[int]:
    """The web server as it runs in production, with the twins beside the pages."""
    port, database = _free_port(), connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.server_settings",
            "POLICYTRACKER_LOCAL": "1",
            "POLICYTRACKER_DATA_DIR": folder,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "bench" * 12,
            "PAGES_KEPT": str(kept),
            "DATABASE_URL": (
                f"postgresql://{quote(database['USER'], safe='')}@/{database['NAME']}"
                f"?host={quote(database['HOST'], safe='')}"
            ),
        }
        process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--workers", "2", "--blocking-threads", "4",
                "--log-level", "error", "policytracker.wsgi:application",
            ],
            env=environment, cwd=Path(settings.BASE_DIR),
        )  # fmt: skip
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("the web server ended")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            sleep(0.1)
    raise SystemExit("the web server does not answer")


def _ask(port: int, address: str, times: int) -> list[float]:
    """Seconds of each answer on one kept connection."""
    found = []
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for _ in range(times):
        start = perf_counter()
        asking.request("GET", address)
        answer = asking.getresponse()
        answer.read()
        found.append(perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
    asking.close()
    return found


def _times(port: int, address: str, clients: int) -> tuple[float, float]:
    """Half and 95 of 100 answers come within so many seconds."""
    with ThreadPoolExecutor(clients) as pool:
        each = max(ASKED // clients, 3)
        found = [
            seconds
            for one in pool.map(lambda _: _ask(port, address, each), range(clients))
            for seconds in one
        ]
    return median(found), quantiles(found, n=20, method="inclusive")[-1]


def _conditional() -> dict[str, int]:
    """Queries of a question with the tag of the answer that one has."""
    found, client = {}, Client()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for name, address in addresses().items():
            tag = client.get(address).headers["ETag"]
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address, headers={"If-None-Match": tag})
            if answer.status_code != 304:
                raise SystemExit(f"{address} answered {answer.status_code} to its own tag")
            found[name] = len(queries)
    return found


def _measure(port: int, name: str, address: str, how: str) -> None:
    twin = f"/constant{address}"
    _times(port, address, 4)
    _times(port, twin, 4)
    for clients in CLIENTS:
        pages, twins = [], []
        for _ in range(ROUNDS):
            pages.append(_times(port, address, clients))
            twins.append(_times(port, twin, clients))
        half, most = (median(one[at] for one in pages) for at in (0, 1))
        half_twin, most_twin = (median(one[at] for one in twins) for at in (0, 1))
        print(
            f"pages, {how}: {name}, {clients} clients: {half / half_twin:.1f} times its twin at "
            f"p50, {most / most_twin:.1f} at p95 ({half * 1000:.0f} and {most * 1000:.0f} "
            f"ms against {half_twin * 1000:.0f} and {most_twin * 1000:.0f} ms)",
            flush=True,
        )


def main() -> None:
    """Print the ratios of each page to its twin, and the queries of an unchanged answer."""
    _fill()
    asked = _conditional()
    for how, kept in WAYS.items():
        with _server(kept) as port:
            for name, address in addresses().items():
                _measure(port, name, address, how)
    said = ", ".join(f"{name} {count}" for name, count in asked.items())
    print(f"pages: queries of an unchanged answer: {said}")
