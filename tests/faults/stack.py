"""A whole tracker for a test to be cruel to: servers, processes, and a look into its tables."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from policytracker.embedded.child import Child
from policytracker.embedded.layout import OWNER_ROLE, Layout
from policytracker.embedded.postgres import SUPERUSER, Postgres
from policytracker.embedded.servers import Servers
from policytracker.embedded.steps import commands, environment
from tests.faults.brokers import Broker, free_port
from tests.faults.seed import PASSWORD
from tests.person import Person
from tests.servers import scratch

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
# Seconds within which a run must have ended after a fault. With the times of production it is the
# same number; here, where they are about a tenth, it leaves room for a busy machine.
RECOVERY = 180.0
# The times of production, shortened.
QUICK = {
    "INGEST_HEARTBEAT": "1",
    "INGEST_STALLED_AFTER": "5",
    "INGEST_REAP_EVERY": "1",
    "INGEST_RETRY_PAUSE": "1",
    "INGEST_FETCH_SECONDS": "4",
    "INGEST_ALLOW_PRIVATE": "1",
    "OUTBOX_EVERY": "0.5",
}
ENDED = ("done", "unchanged", "held", "failed")
# What must not reach our processes from the outside: they have servers of their own.
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "CACHE_URL", "RAW_DIR")


class Log:
    """The last lines of all processes, for the message of a failure."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=600)
        self.file = os.environ.get("FAULTS_LOG")

    def say(self, name: str, line: str) -> None:
        text = f"{datetime.now(UTC):%H:%M:%S.%f} {name} | {line}"
        self.lines.append(text)
        if self.file:
            with Path(self.file).open("a") as file:
                file.write(text + "\n")

    def tail(self, count: int = 60) -> str:
        return "\n".join(list(self.lines)[-count:])


@dataclass
class Database:
    """A PostgreSQL that is as durable as in production, migrated and seeded."""

    layout: Layout
    server: Postgres
    child: Child
    log: Log
    fault_server: str
    sources: dict[str, int] = field(default_factory=dict)

    def start(self, seconds: float = 60) -> None:
        self.child.start()
        deadline = time.monotonic() + seconds
        while not self.server.ready():
            assert self.child.running() and time.monotonic() < deadline, self.log.tail()
            time.sleep(0.05)

    def crash(self) -> None:
        """An immediate stop: as if the machine had gone, except that its disk stays."""
        pid = self.child.pid
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        assert self.child.wait(30), self.log.tail()


@contextmanager
def database(fault_server: str) -> Iterator[Database]:
    """Made, migrated and seeded; ended and removed afterwards."""
    log = Log()
    with scratch() as directory:
        layout = Layout.of(directory)
        server = Servers.of(layout).postgres
        server.create()
        made = Database(layout, server, server.child(log.say), log, fault_server)
        try:
            made.start()
            server.prepare()
            env = base_environment(layout) | {"BROKER_URL": "memory://"}
            python(["manage.py", "migrate", "--noinput"], env | {"POLICYTRACKER_DB_ROLE": "owner"})
            made.sources = json.loads(python(["-m", "tests.faults.seed", fault_server], env))
            yield made
        finally:
            made.child.ask_to_stop()
            made.child.wait(20)
            made.child.sweep()
            shutil.rmtree(layout.sockets, ignore_errors=True)


def base_environment(layout: Layout) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return environment(layout, given) | QUICK


def python(arguments: list[str], env: dict[str, str], seconds: float = 180) -> str:
    """Run Python as one of our processes; what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def children_of(pid: int) -> list[int]:
    """The processes that a process started and that are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # After the name, which may contain anything, come state and parent.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == pid and fields[0] != "Z":
                    found.append(int(entry.name))
    return sorted(found)


class Stack:
    """Worker, beat and web server on a database and a broker; restarted when they end."""

    def __init__(self, made: Database, broker: Broker, **settings: str) -> None:
        self.database, self.broker, self.log = made, broker, made.log
        self.port = free_port()
        self.data = made.layout.data
        self.environment = base_environment(made.layout) | {
            "BROKER_URL": broker.url,
            "CACHE_URL": broker.cache_url,
            "SECRET_KEY": PASSWORD * 3,
            "INGEST_ALLOWED_HOSTS": made.fault_server.removeprefix("http://"),
            "RAW_DIR": str(self.data / "raw"),
            "INGEST_INBOX": str(self.data / "inbox"),
            **settings,
        }
        (self.data / "inbox").mkdir(exist_ok=True)
        schedule = self.data / f"beat-{broker.kind}" / "schedule"
        schedule.parent.mkdir(exist_ok=True)
        self._commands = commands(self.port, schedule)
        self.processes: dict[str, Child] = {}
        self.restarts: list[str] = []
        self.wanted: set[str] = set()
        self._worker_ready = False
        self._connection: psycopg.Connection[Any] | None = None
        self.person = Person(self.port)

    # --- processes --------------------------------------------------------------------------
    def start(self, name: str, **settings: str) -> None:
        """Start one of ``worker``, ``beat`` and ``web``, to be kept running from now on."""
        child = Child(
            name,
            [sys.executable, *self._commands[name]],
            self._heard,
            env=self.environment | settings,
            cwd=ROOT,
        )
        self._worker_ready &= name != "worker"
        child.start()
        self.processes[name] = child
        self.wanted.add(name)

    def _heard(self, name: str, line: str) -> None:
        self._worker_ready |= name == "worker" and line.endswith(" ready.")
        self.log.say(name, line)

    def stop(self, name: str) -> None:
        """Stop one, politely, and leave it stopped."""
        self.wanted.discard(name)
        child = self.processes[name]
        child.ask_to_stop()
        child.wait(20)
        child.sweep()

    def start_all(self) -> None:
        for name in self._commands:
            self.start(name)
        self.until("the worker is ready", self.worker_ready, seconds=120)
        self.until("pages are served", self.serves, seconds=120)
        self.log_in()

    def worker_ready(self) -> bool:
        return self._worker_ready and self.processes["worker"].running()

    def serves(self) -> bool:
        with suppress(OSError, urllib.error.URLError):
            self.person.get("/readyz")
            return True
        return False

    def log_in(self) -> None:
        self.person.log_in("admin", PASSWORD)

    def tend(self) -> None:
        """Start again what has ended, with all that it had started: what a supervisor does."""
        for name in sorted(self.wanted):
            child = self.processes[name]
            if not child.running():
                self.restarts.append(name)
                self.log.say(name, f"=== ended ({child.returncode()}), started again")
                child.sweep()
                self._worker_ready &= name != "worker"
                child.start()
        if not self.database.child.running():
            self.database.child.sweep()
            self.database.start()
        if not self.broker.child.running():
            self.broker.kill()
            self.broker.start()

    def until(
        self, what: str, answer: Callable[[], T], seconds: float = RECOVERY, *, tend: bool = True
    ) -> T:
        """Wait for an answer that is true, keeping everything running; at most ``seconds``."""
        deadline = time.monotonic() + seconds
        while not (found := answer()):
            assert time.monotonic() < deadline, (
                f"not within {seconds:.0f} s: {what}\n{self.log.tail()}"
            )
            if tend:
                self.tend()
            time.sleep(0.05)
        return found

    def close(self) -> None:
        """End what was started here, and nothing else."""
        self.wanted.clear()
        for child in self.processes.values():
            child.ask_to_stop()
        for child in self.processes.values():
            child.wait(15)
            child.sweep()
        if self._connection is not None:
            self._connection.close()

    # --- tables -----------------------------------------------------------------------------
    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, as the owner of the tables; connects again after a restart."""
        deadline = time.monotonic() + 60
        while True:
            try:
                if self._connection is None or self._connection.closed:
                    url = self.database.layout.database_url(OWNER_ROLE)
                    self._connection = psycopg.connect(url, autocommit=True, connect_timeout=2)
                cursor = self._connection.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self.log.tail()
                self._connection = None
                self.tend()
                time.sleep(0.05)

    def superuser(self, query: Any) -> None:
        """A statement that the owner of the tables may not give."""
        url = self.database.layout.database_url(SUPERUSER)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(query)

    def one(self, query: str, *values: Any) -> Any:
        """The first column of the only row; None without one."""
        rows = self.sql(query, *values)
        assert len(rows) <= 1, rows
        return rows[0][0] if rows else None

    def run(self, run_id: int) -> dict[str, Any]:
        """A run as a mapping."""
        rows = self.sql("SELECT to_jsonb(r) FROM indicators_ingestionrun r WHERE id = %s", run_id)
        found: dict[str, Any] = rows[0][0]
        return found

    def newest_run(self) -> int:
        return int(self.one("SELECT coalesce(max(id), 0) FROM indicators_ingestionrun"))

    def wait_for_end(self, run_id: int, seconds: float = RECOVERY) -> dict[str, Any]:
        """The run when it has ended."""
        self.until(
            f"run {run_id} ends ({self.run(run_id)})",
            lambda: self.run(run_id)["state"] in ENDED,
            seconds,
        )
        return self.run(run_id)

    # --- what people do ---------------------------------------------------------------------
    def upload(self, source: str, content: bytes, name: str = "figures.csv") -> int:
        """Upload a file in the admin; the number of its run."""
        url = self.person.upload(self.upload_page(source), name, content)
        number_of_run = re.search(r"/runs/(\d+)/", url)
        assert number_of_run, f"no run was asked for: {url}"
        return int(number_of_run[1])

    def upload_page(self, source: str) -> str:
        return f"/admin/indicators/source/{self.database.sources[source]}/upload/"

    def run_now(self, *sources: str) -> list[int]:
        """Ask for runs in the list of sources; their numbers, in the order of their codes."""
        before = self.newest_run()
        path = "/admin/indicators/source/"
        ids = [str(self.database.sources[code]) for code in sources]
        self.person.choose(path, "run_now", ids)
        rows = self.sql("SELECT id FROM indicators_ingestionrun WHERE id > %s ORDER BY id", before)
        assert len(rows) == len(sources)
        return [number for (number,) in rows]
