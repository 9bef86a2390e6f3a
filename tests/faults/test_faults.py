"""One fault after the other, each on its own: what it leaves, what the run says, that it heals."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.faults import invariants
from tests.faults.kills import kill_9
from tests.faults.ledger import HEADER, Ledger
from tests.faults.stack import RECOVERY, Stack, children_of
from tests.unit.connectors.server import Server, raw, redirect, reply

DAY = date(2010, 1, 4)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """What the source ``uploads`` must have brought by now, test after test."""
    return Ledger(random.Random(7))


@pytest.fixture(autouse=True)
def _nothing_broken(stack: Stack) -> Iterator[None]:
    yield
    invariants.check_everything(stack)


def csv(*rows: tuple[str, str, str], day: date = DAY, entity: str = "CCC") -> bytes:
    """A file of figures of one entity: indicator, period, value."""
    lines = [f"{code},{entity},{period},{value},{day},stated,\n" for code, period, value in rows]
    return (HEADER + "".join(lines)).encode()


def year(year: int, value: str, count: int = 12) -> list[tuple[str, str, str]]:
    """Monthly figures of one year."""
    return [("x.one", f"{year}-{month:02}", value) for month in range(1, count + 1)]


def drip(connection: socket.socket, _request: str) -> None:
    """Never says so much that it is done, never so little that it is idle."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(600):
        connection.sendall(b"indicator,")
        time.sleep(0.1)


def flood(connection: socket.socket, _request: str) -> None:
    """Says nothing of its length and does not end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def figures_of(stack: Stack, source: str) -> int:
    return int(
        stack.one(
            "SELECT count(*) FROM indicators_observation o JOIN indicators_series s"
            " ON s.id = o.series_id WHERE s.source_id = %s",
            stack.database.sources[source],
        )
    )


def wait_for_stage(stack: Stack, number: int, *stages: str) -> None:
    stack.until(
        f"run {number} is at {stages}", lambda: stack.run(number)["stage"] in stages, seconds=60
    )


class restarted:  # noqa: N801 - reads as a statement
    """The worker with other settings, inside; as before, after."""

    def __init__(self, stack: Stack, **settings: str) -> None:
        self.stack, self.settings = stack, settings

    def __enter__(self) -> None:
        self._again(**self.settings)

    def __exit__(self, *_: object) -> None:
        self._again()

    def _again(self, **settings: str) -> None:
        self.stack.stop("worker")
        self.stack.start("worker", **settings)
        self.stack.until("the worker is ready", self.stack.worker_ready, seconds=120)


# --- Sources that misbehave ------------------------------------------------------------------
def test_a_source_that_misbehaves_changes_nothing_and_says_how(
    stack: Stack, fault_server: Server
) -> None:
    good, before = csv(*year(2001, "5")), figures_of(stack, "good")
    page = b"<!doctype html><html><body>The table has moved.</body></html>"
    fault_server.scripts |= {
        "/slow.csv": drip,
        "/cut.csv": reply(good[:-40], length=len(good)),
        "/page.csv": reply(page, headers={"Content-Type": "text/html"}),
        "/loop.csv": redirect(f"http://127.0.0.1:{fault_server.port}/loop.csv"),
        "/huge.csv": reply(b"x", length=50_000_000_000),
        "/endless.csv": flood,
        "/away.csv": raw(b"HTTP/1.1 503 Away\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        "/good.csv": reply(good),
    }
    said = {
        "away": (3, "status 503"),
        "cut": (3, "broke off before the file was complete"),
        "endless": (1, "larger than 1,000,000 bytes"),
        "good": (1, "12 new"),
        "huge": (1, "larger than 1,000,000 bytes (50,000,000,000 announced)"),
        "loop": (1, "redirects more than 3 times"),
        "page": (1, ""),
        "slow": (3, "did not answer in time"),
    }
    numbers = stack.run_now(*said)
    for (code, (attempts, words)), number in zip(said.items(), numbers, strict=True):
        run = stack.wait_for_end(number)
        expected = "done" if code == "good" else "failed"
        assert (run["state"], run["attempts"]) == (expected, attempts), run
        assert words in run["message"], (code, run["message"])
        assert figures_of(stack, code) == (before + 12 if code == "good" else 0)


def test_a_source_that_recovers_is_taken_in(stack: Stack, fault_server: Server) -> None:
    before = figures_of(stack, "good")
    good = csv(*year(2002, "6"))
    fault_server.scripts["/good.csv"] = reply(good[:-40], length=len(good))
    (number,) = stack.run_now("good")
    stack.until("it has failed once", lambda: "broke off" in stack.run(number)["message"])
    fault_server.scripts["/good.csv"] = reply(good)
    run = stack.wait_for_end(number)
    assert (run["state"], run["attempts"]) == ("done", 2), run
    assert figures_of(stack, "good") - before == 12


# --- The database ------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", ["read", "write"])
def test_a_database_that_restarts_in_the_middle_of_a_run(
    stack: Stack, ledger: Ledger, stage: str
) -> None:
    file = ledger.next_file()
    number = stack.upload("uploads", file.content)
    wait_for_stage(stack, number, stage, "")
    stack.database.crash()
    stack.tend()
    run = stack.wait_for_end(number)
    invariants.check_done(stack, run, file)
    ledger.accept(file)
    invariants.check_source(stack, "uploads", ledger)


# --- Work that does harm to its worker -----------------------------------------------------------
def test_work_that_kills_its_process_each_time_is_given_up(
    stack: Stack, fault_server: Server
) -> None:
    """As when the kernel ends a process for its use of memory: nobody can say why."""
    fault_server.scripts["/slow.csv"] = drip
    (number,) = stack.run_now("slow")
    for attempt in (1, 2, 3):
        stack.until(
            f"attempt {attempt} begins",
            lambda attempt=attempt: (
                (stack.run(number)["state"], stack.run(number)["attempts"]) == ("running", attempt)
            ),
        )
        worker = stack.processes["worker"].pid
        assert worker
        for pid in children_of(worker):
            kill_9(pid)
    run = stack.wait_for_end(number)
    assert (run["state"], run["attempts"]) == ("failed", 3), run
    assert "Given up after 3 attempts that stopped without an answer" in run["message"]


def test_work_that_needs_too_much_memory_is_given_up_and_others_go_on(stack: Stack) -> None:
    with restarted(stack, WORKER_MEMORY_LIMIT_KB="300000"):
        poison = (HEADER + "x.one,AAA,1990-01,1,,," + "n" * 90_000_000).encode()
        number = stack.upload("uploads", poison, "poison.csv")
        restarts = stack.restarts.count("worker")
        other = stack.upload("loose", csv(*year(2003, "7")))
        assert stack.wait_for_end(other)["state"] == "done"
        run = stack.wait_for_end(number)
        assert (run["state"], run["attempts"]) == ("failed", 3), run
        assert "more memory than a worker may use" in run["message"]
        assert stack.restarts.count("worker") == restarts  # the worker itself lives on


def test_work_that_takes_too_long_is_given_up(stack: Stack, fault_server: Server) -> None:
    fault_server.scripts["/slow.csv"] = drip
    with restarted(stack, TASK_SOFT_TIME_LIMIT="2"):
        (number,) = stack.run_now("slow")
        run = stack.wait_for_end(number)
        assert (run["state"], run["attempts"]) == ("failed", 3), run
        assert "longer than the 2 seconds" in run["message"]


# --- More than one at once -----------------------------------------------------------------------
def test_two_runs_of_one_source_at_once_both_bring_their_figures(stack: Stack) -> None:
    before = figures_of(stack, "loose")
    numbers = [
        stack.upload("loose", csv(*year(1996, "1"), entity=entity)) for entity in ("AAA", "BBB")
    ]
    runs = [stack.wait_for_end(number) for number in numbers]
    assert [(run["state"], run["rows_new"]) for run in runs] == [("done", 12)] * 2
    assert figures_of(stack, "loose") - before == 24


def test_a_worker_that_slept_through_its_run_changes_nothing_when_it_wakes(
    stack: Stack, fault_server: Server
) -> None:
    """As on a machine that was suspended: meanwhile another worker has done the work."""
    before, good = figures_of(stack, "good"), csv(*year(2000, "4"))
    asked, woken = threading.Event(), threading.Event()

    def answer(connection: socket.socket, request: str) -> None:
        if not asked.is_set():
            asked.set()
            woken.wait(RECOVERY)
        reply(good)(connection, request)

    fault_server.scripts["/good.csv"] = answer
    (number,) = stack.run_now("good")
    stack.until("the source is asked", asked.is_set)
    sleeper = stack.processes["worker"]
    assert sleeper.pid
    os.killpg(sleeper.pid, signal.SIGSTOP)
    try:
        stack.start("worker")
        run = stack.wait_for_end(number)
        assert (run["state"], run["attempts"], run["rows_new"]) == ("done", 2, 12), run
        os.killpg(sleeper.pid, signal.SIGCONT)
        woken.set()
        stack.until(
            "it knows", lambda: f"run {number} went on in other hands" in stack.log.tail(600)
        )
        assert stack.run(number) == run
        assert figures_of(stack, "good") - before == 12
    finally:
        woken.set()
        sleeper.sweep()


def test_a_held_run_survives_the_death_of_its_worker(stack: Stack) -> None:
    file = Ledger(random.Random(8)).next_file()
    number = stack.upload("held", file.content)
    wait_for_stage(stack, number, "read", "write", "")
    worker = stack.processes["worker"].pid
    assert worker
    kill_9(worker)
    run = stack.wait_for_end(number)
    assert run["state"] == "held", run
    kept: list[tuple[Any, ...]] = stack.sql(
        "SELECT r.state, count(*) FROM indicators_release r JOIN indicators_stagedobservation s"
        " ON s.release_id = r.id WHERE r.run_id = %s GROUP BY r.id",
        number,
    )
    assert {state for state, _ in kept} == {"held"} and len(kept) == 2
    assert sum(count for _, count in kept) == file.new + file.revised
    assert figures_of(stack, "held") == 0
