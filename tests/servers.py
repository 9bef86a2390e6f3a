"""Throw-away servers for the tests: the embedded ones, with nothing written durably."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policytracker.embedded.child import Child
from policytracker.embedded.layout import Layout
from policytracker.embedded.servers import Servers


@contextmanager
def scratch() -> Iterator[Path]:
    """A directory that also the servers' account can enter when the tests run as root."""
    directory = Path(tempfile.mkdtemp(prefix="policytracker-test-"))
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def started(child: Child, ready: Callable[[], bool], seconds: float = 60) -> Iterator[Child]:
    """`child` while it runs and answers; its last lines are the error when it does not."""
    child.start()
    try:
        deadline = time.monotonic() + seconds
        while not ready():
            assert child.running(), "\n".join(child.last_lines)
            assert time.monotonic() < deadline, "\n".join(child.last_lines)
            time.sleep(0.03)
        yield child
    finally:
        child.ask_to_stop()
        child.wait(10)
        child.sweep()


@contextmanager
def postgres() -> Iterator[Layout]:
    """A running PostgreSQL with its roles; the layout says how to reach it."""
    with scratch() as directory:
        layout = Layout.of(directory)
        servers = Servers.of(layout, durable=False)
        servers.postgres.create()
        try:
            with started(servers.postgres.child(_quiet), servers.postgres.ready):
                servers.postgres.prepare()
                yield layout
        finally:
            shutil.rmtree(layout.sockets, ignore_errors=True)


@contextmanager
def valkey() -> Iterator[Layout]:
    """A running Valkey."""
    with scratch() as directory:
        layout = Layout.of(directory)
        server = Servers.of(layout, durable=False).valkey
        try:
            with started(server.child(_quiet), server.ready):
                yield layout
        finally:
            shutil.rmtree(layout.sockets, ignore_errors=True)


def _quiet(name: str, line: str) -> None:
    """Lines are kept by the child itself, for the message of a failure."""
