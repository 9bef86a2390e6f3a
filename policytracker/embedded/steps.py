"""The steps of `quickstart`, in order: servers, migrations, people, catalogue, processes."""

import http.client
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from policytracker.embedded.child import Child
from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.layout import Layout
from policytracker.embedded.servers import Servers
from policytracker.embedded.supervisor import Console, Supervisor

HOST = "127.0.0.1"


@dataclass
class Steps:
    """Progress on the terminal: which step of how many, and how long it took."""

    console: Console
    total: int
    _number: int = 0
    _began: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce `title`, run the block, print how long it took."""
        self._number += 1
        self.console.line(f"[{self._number}/{self.total}] {title} ...")
        began = time.monotonic()
        yield
        self.console.line(f"      done in {time.monotonic() - began:.1f} s")

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began


@dataclass(frozen=True)
class Run:
    """What one run is made of. `environment` is what every process of ours gets."""

    layout: Layout
    port: int
    supervisor: Supervisor
    steps: Steps
    base: Path
    environment: dict[str, str]

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}/"

    def start_postgres(self, servers: Servers) -> None:
        """Start the embedded PostgreSQL; makes it the first time."""
        postgres = servers.postgres
        with self.steps.step("Database: embedded PostgreSQL"):
            if postgres.end_leftover():
                self._note("stopped a server that an earlier run had left behind")
            if postgres.create():
                self._note(f"first start: made {postgres.data}")
            child = postgres.child(self.supervisor.console.prefixed)
            self.supervisor.start(child)
            self.supervisor.wait(child, postgres.ready, seconds=60)
            self._note(f"PostgreSQL {postgres.prepare()} is ready")

    def start_valkey(self, servers: Servers) -> None:
        """Start the embedded Valkey."""
        with self.steps.step("Broker and cache: embedded Valkey"):
            servers.valkey.end_leftover()
            child = servers.valkey.child(self.supervisor.console.prefixed)
            self.supervisor.start(child)
            self.supervisor.wait(child, servers.valkey.ready, seconds=30)
            self._note(f"Valkey {servers.valkey.version()} is ready")

    def migrate(self) -> None:
        """Bring the tables up to date, as the owner of the database."""
        with self.steps.step("Tables: migrations"):
            self.supervisor.run(
                self._ours(
                    "migrate", ["manage.py", "migrate", "--noinput"], POLICYTRACKER_DB_ROLE="owner"
                )
            )

    def start_processes(self) -> None:
        """Start worker, beat and web server; returns when pages are served."""
        with self.steps.step("Processes: web server, worker and beat"):
            schedule = self.layout.data / "beat" / "schedule"
            schedule.parent.mkdir(parents=True, exist_ok=True)
            worker, beat, web = (
                self._ours(name, arguments)
                for name, arguments in commands(self.port, schedule).items()
            )
            for child in (worker, beat, web):
                self.supervisor.start(child)
            self.supervisor.wait(
                worker, lambda: any(line.endswith(" ready.") for line in worker.last_lines), 60
            )
            self.supervisor.wait(web, lambda: self._serves(web), seconds=60)

    def _ours(self, name: str, arguments: list[str], **more: str) -> Child:
        return Child(
            name,
            [sys.executable, *arguments],
            self.supervisor.console.prefixed,
            env={**self.environment, **more},
            cwd=self.base,
        )

    def _serves(self, web: Child) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            if answer.status != 200:
                # Into its last lines: they are the message when it never gets ready.
                text = answer.read(300).decode(errors="replace")
                web.last_lines.append(f"/readyz answers {answer.status}: {text}")
            return answer.status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _note(self, text: str) -> None:
        self.supervisor.console.line(f"      {text}")


def commands(port: int, schedule: Path) -> dict[str, list[str]]:
    """Arguments of Python for each of our processes: the web server on `port`, worker and beat.

    `schedule` is the file in which beat keeps when it did what.
    """
    celery = ["-m", "celery", "--quiet", "-A", "policytracker"]
    return {
        # Only root gets this warning, for whom there is no other account here.
        "worker": [
            "-W", "ignore:You're running the worker with superuser privileges",
            *celery, "worker", "--concurrency", "2", "--loglevel", "INFO",
            "--without-gossip", "--without-mingle",
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(schedule)],
        "web": [
            "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
            "--workers", "1", "--blocking-threads", "8", "--log-level", "error",
            "policytracker.wsgi:application",
        ],
    }  # fmt: skip


def environment(layout: Layout, given: dict[str, str]) -> dict[str, str]:
    """The environment of our processes: what was given, and how this run differs."""
    hosts = [host for host in given.get("ALLOWED_HOSTS", "").split(",") if host]
    return {
        **given,
        "DJANGO_SETTINGS_MODULE": "policytracker.settings",
        "POLICYTRACKER_LOCAL": "1",
        "POLICYTRACKER_DATA_DIR": str(layout.data),
        "ALLOWED_HOSTS": ",".join([*hosts, "localhost", HOST, "[::1]"]),
        "PYTHONUNBUFFERED": "1",
    }


def refuse_busy_port(port: int) -> None:
    """An error when something listens on `port` already, with what to do."""
    if not 1 <= port <= 65535:
        raise EmbeddedError(f"--port {port} is not a port; right is 1024 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the web server does, so that a port of a run that has just ended is not busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise EmbeddedError(
                f"Port {port} may not be used by an ordinary user; choose one above 1023 with "
                "--port."
            ) from None
        except OSError as error:
            raise EmbeddedError(
                f"Port {port} on {HOST} is in use by another program ({error.strerror}). Choose "
                f"another: manage.py quickstart --port {port + 1 if port < 65535 else 8000} "
                f"(with make: make run PORT={port + 1 if port < 65535 else 8000})."
            ) from None


def ensure_secret_key(
    path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)
) -> str:
    """The SECRET_KEY of this data directory, made the first time; readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = make()
    with os.fdopen(file, "w") as out:
        out.write(key + "\n")
    return key
