"""`manage.py quickstart` as a person uses it: one run, started, disturbed, stopped, repeated."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policytracker.embedded.layout import Layout
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.servers


class Quickstart:
    """A run in a process of its own, in an empty environment."""

    def __init__(self, data: Path, port: int, *arguments: str, empty: bool = True) -> None:
        arguments = ("--empty", *arguments) if empty else arguments
        self.data, self.port, self.lines = data, port, list[str]()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "quickstart", "--data", str(data),
             "--port", str(port), *arguments],
            cwd=ROOT, env={"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            self.lines.extend(output)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_for(self, pattern: str, seconds: float = 90) -> re.Match[str]:
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.output)):
            assert time.monotonic() < deadline, f"no {pattern!r} in:\n{self.output}"
            assert self.process.poll() is None or re.search(pattern, self.output), self.output
            time.sleep(0.05)
        return found

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 40) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


def processes_of(data: Path) -> dict[int, str]:
    """Processes whose command or environment names `data`: pid and command."""
    found = {}
    sockets = str(Layout.of(data).sockets)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if not command:
                    continue  # a zombie: has ended, waits to be counted
                text = command + (entry / "environ").read_text(errors="replace")
                if str(data) in text or sockets in text:
                    found[int(entry.name)] = command
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def none_left(data: Path, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(data) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not processes_of(data)
    return True


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with servers.scratch() as directory:
        yield directory
        for pid in processes_of(directory):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to find what is left")
def test_a_run_from_first_start_to_restart(data: Path) -> None:
    port = free_port()

    # first start: everything is made, the password is shown
    first = Quickstart(data, port)
    first.wait_for(r"is ready after")
    password = first.wait_for(r"admin / (\S+) ")[1]
    assert len(password) >= 12
    assert [status(port, path) for path in ("/livez", "/readyz", "/admin/login/")] == [200] * 3
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600

    # a second one on the same data is told who is there, and changes nothing
    second = Quickstart(data, free_port())
    assert second.process.wait(30) == 1
    second.wait_for(rf"already running .*process {first.process.pid}.*:{port}/", seconds=5)

    # a process that is killed comes back
    web = next(pid for pid, command in processes_of(data).items() if "granian" in command)
    os.kill(web, signal.SIGKILL)
    first.wait_for(r"! web ended \(signal SIGKILL\); starting it again")
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError):
            if status(port, "/readyz") == 200:
                break
        assert time.monotonic() < deadline, first.output
        time.sleep(0.1)

    # asked to stop: all end, in order, and that is a success
    assert first.end(signal.SIGINT) == 0
    first.wait_for("All processes have ended")
    assert none_left(data)

    # killed: nothing survives its supervisor
    killed = Quickstart(data, port)
    killed.wait_for(r"is ready after")
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    assert none_left(data)

    # and the data are there at the next start, without a new password
    again = Quickstart(data, port)
    again.wait_for(r"accounts and passwords as shown at the first start")
    assert " / " not in again.output
    assert again.end(signal.SIGTERM) == 0
    assert none_left(data)


def test_a_busy_port_is_named_before_anything_is_started(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Quickstart(data / "busy", port)
        assert run.process.wait(30) == 1
        run.wait_for(rf"Port {port} on 127.0.0.1 is in use", seconds=5)
    assert not (data / "busy" / "postgres").exists()
