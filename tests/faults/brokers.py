"""Throw-away brokers: the embedded Valkey, and Redis and RabbitMQ as Debian packages them."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from policytracker.embedded.account import Account
from policytracker.embedded.child import Child
from policytracker.embedded.layout import Layout
from policytracker.embedded.servers import Servers
from tests.servers import scratch

KINDS = ("embedded", "redis", "rabbitmq")
Say = Callable[[str, str], None]


@dataclass
class Broker:
    """A broker that can be killed and started again, with what it had written to its disk."""

    kind: str
    url: str
    cache_url: str
    child: Child
    ready: Callable[[], bool]

    def start(self, seconds: float = 90) -> None:
        self.child.start()
        deadline = time.monotonic() + seconds
        while not self.ready():
            assert self.child.running(), "\n".join(self.child.last_lines)
            assert time.monotonic() < deadline, "\n".join(self.child.last_lines)
            time.sleep(0.05)

    def kill(self) -> None:
        self.child.sweep()


def missing(kind: str) -> str:
    """Why this broker cannot be started here; empty when it can."""
    if kind == "redis" and shutil.which("redis-server") is None:
        return "redis-server is not installed (Debian: redis-server)"
    if kind == "rabbitmq" and not _rabbitmq_programs():
        return "rabbitmq-server is not installed (Debian: rabbitmq-server)"
    return ""


@contextmanager
def running(kind: str, say: Say) -> Iterator[Broker]:
    """A broker of this kind, started, and ended afterwards."""
    make = {"embedded": _embedded, "redis": _redis, "rabbitmq": _rabbitmq}[kind]
    with scratch() as directory, make(directory, say) as broker:
        try:
            broker.start()
            yield broker
        finally:
            broker.child.ask_to_stop()
            broker.child.wait(10)
            broker.child.sweep()


@contextmanager
def _embedded(directory: Path, say: Say) -> Iterator[Broker]:
    layout = Layout.of(directory)
    server = Servers.of(layout).valkey
    try:
        yield Broker(
            "embedded", layout.broker_url, layout.cache_url, server.child(say), server.ready
        )
    finally:
        shutil.rmtree(layout.sockets, ignore_errors=True)


@contextmanager
def _redis(directory: Path, say: Say) -> Iterator[Broker]:
    account, port = Account.for_servers(), free_port()
    data = account.own(directory / "redis")
    argv = [
        "redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data),
        "--save", "", "--appendonly", "yes", "--requirepass", "faults", "--loglevel", "warning",
    ]  # fmt: skip
    url = f"redis://:faults@127.0.0.1:{port}"
    child = Child("redis", argv, say, account=account)

    def ready() -> bool:
        return _answers(port, b"PING\r\n", b"-NOAUTH")

    yield Broker("redis", f"{url}/0", f"{url}/1", child, ready)


@contextmanager
def _rabbitmq(directory: Path, say: Say) -> Iterator[Broker]:
    server, epmd = _rabbitmq_programs() or ("", "")
    account, port = Account.for_servers(), free_port()
    home = account.own(directory / "rabbitmq")
    settings = home / "rabbitmq.conf"
    settings.write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\n"
        "disk_free_limit.absolute = 1MB\nvm_memory_high_watermark.absolute = 512MB\n"
        "log.console = true\nlog.console.level = warning\nlog.file = false\n"
    )
    settings.chmod(0o644)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),  # of the cookie of Erlang
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_CONFIG_FILE": str(settings),
        "RABBITMQ_CONF_ENV_FILE": str(home / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "none"),
        "RABBITMQ_NODENAME": f"faults{os.getpid()}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        "RABBITMQ_ALLOW_INPUT": "1",  # replaces the shell: the child is the broker itself
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    # Erlang would leave a name server of its own behind; ours ends with the test.
    names = Child(
        "epmd", [epmd, "-port", environment["ERL_EPMD_PORT"], "-address", "127.0.0.1"], say,
        account=account, env=environment, cwd=home,
    )  # fmt: skip
    child = Child("rabbitmq", [server, "-noinput"], say, account=account, env=environment, cwd=home)

    def ready() -> bool:
        return _answers(port, b"AMQP\x00\x00\x09\x01", b"\x01\x00\x00")

    names.start()
    try:
        yield Broker("rabbitmq", f"amqp://guest:guest@127.0.0.1:{port}//", "", child, ready)
    finally:
        names.sweep()


def _rabbitmq_programs() -> tuple[str, str] | None:
    # Not what is in /usr/sbin: that insists on an account of its own.
    server, epmd = "/usr/lib/rabbitmq/bin/rabbitmq-server", shutil.which("epmd")
    return (server, epmd) if epmd and os.access(server, os.X_OK) else None


def _answers(port: int, said: bytes, expected: bytes) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(said)
        return connection.recv(64).startswith(expected)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
