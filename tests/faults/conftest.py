"""Servers and processes for the fault tests, and the table of kills at the end."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.faults import brokers
from tests.faults.brokers import Broker
from tests.faults.stack import Database, Stack, database
from tests.unit.connectors.server import Server, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in item.nodeid:
            item.add_marker("faults")


def skip_or_fail(reason: str) -> None:
    """Skip with a reason; where everything must be there, as in CI, fail."""
    if os.environ.get("FAULTS_REQUIRE_ALL") == "1":
        pytest.fail(f"{reason}; with FAULTS_REQUIRE_ALL=1 nothing is skipped")
    pytest.skip(reason)


@pytest.fixture(autouse=True, scope="session")
def _on_linux() -> None:
    if sys.platform != "linux":
        skip_or_fail("the fault tests look for processes in /proc, which only Linux has")


@pytest.fixture(scope="session")
def fault_server() -> Iterator[Server]:
    """A web server on loopback that answers as badly as it is told to."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def made(fault_server: Server) -> Iterator[Database]:
    """PostgreSQL, migrated and seeded, for all tests of this process."""
    with database(f"http://127.0.0.1:{fault_server.port}") as found:
        yield found


@pytest.fixture(scope="module")
def broker(request: pytest.FixtureRequest, made: Database) -> Iterator[Broker]:
    """The broker whose kind is the parameter, the embedded one without."""
    kind = getattr(request, "param", "embedded")
    if reason := brokers.missing(kind):
        skip_or_fail(reason)
    with brokers.running(kind, made.log.say) as found:
        yield found


@pytest.fixture(scope="module")
def stack(made: Database, broker: Broker) -> Iterator[Stack]:
    """Everything, running."""
    found = Stack(made, broker)
    try:
        found.start_all()
        yield found
    finally:
        found.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was killed and what came of it."""
    kills = [
        json.loads(text)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, text in getattr(report, "user_properties", [])
        if name == "kill" and getattr(report, "when", "") == "call"
    ]
    if not kills:
        return
    write = terminalreporter.write_line
    terminalreporter.section(f"{len(kills)} kills, {datetime.now(UTC):%d %B %Y %H:%M} UTC")
    by_victim: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kill in kills:
        by_victim[kill["victim"]].append(kill)
    write(f"{'victim':36} {'kills':>5}  longest  ends · attempts · how far the run was")
    for victim, found in sorted(by_victim.items()):
        longest = max(kill["seconds"] for kill in found)
        ends = _counted(kill["state"] for kill in found)
        attempts = _counted(str(kill["attempts"]) for kill in found)
        stages = _counted(kill["stage"] for kill in found)
        write(f"{victim:36} {len(found):5} {longest:6.1f} s  {ends} · {attempts} · {stages}")


def _counted(values: Any) -> str:
    return ", ".join(f"{value} {count}" for value, count in sorted(Counter(values).items()))


@pytest.fixture(autouse=True)
def served(request: pytest.FixtureRequest) -> None:
    """What the test before killed is up again: tests come in any order."""
    if "stack" in request.fixturenames:
        stack: Stack = request.getfixturevalue("stack")
        stack.until("the pages are served", stack.serves)
