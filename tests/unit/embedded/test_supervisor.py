"""The supervisor with small processes of its own: order, restarts, stopping, nothing left."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from policytracker.embedded import child as child_module
from policytracker.embedded.child import Child
from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.supervisor import Console, Supervisor

FOREVER = "import time; print('up', flush=True); time.sleep(600)"


class Recorder(Console):
    def __init__(self) -> None:
        super().__init__(colour=False)
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)


def python(name: str, code: str, console: Console) -> Child:
    return Child(name, [sys.executable, "-c", code], console.prefixed)


def up(child: Child) -> bool:
    return "up" in child.last_lines


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def later(seconds: float, number: signal.Signals) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), number)).start()


def test_lines_carry_the_name_of_their_process() -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    with supervisor.running():
        supervisor.run(python("migrate", "print('one'); print('二')", console))
    assert console.lines == ["migrate  | one", "migrate  | 二"]


def test_a_step_that_fails_says_how_and_with_its_last_lines() -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    broken = python("migrate", "print('no such table'); raise SystemExit(3)", console)
    with (
        supervisor.running(),
        pytest.raises(EmbeddedError, match=r"(?s)migrate failed \(exit code 3\).*no such table"),
    ):
        supervisor.run(broken)


def test_what_ends_at_once_or_never_gets_ready_stops_the_start() -> None:
    console = Recorder()
    for code, message in (("raise SystemExit(1)", "ended at once"), (FOREVER, "not ready after")):
        supervisor = Supervisor(console)
        with supervisor.running(), pytest.raises(EmbeddedError, match=message):
            child = python("postgres", code, console)
            supervisor.start(child)
            supervisor.wait(child, lambda: False, seconds=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_reverse_order(number: signal.Signals) -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    said = "import signal,sys,time\nsignal.signal(15, lambda *a: (print('bye', flush=True), sys.exit()))\nprint('up', flush=True)\ntime.sleep(600)"  # noqa: E501
    children = [python(name, said, console) for name in ("valkey", "worker")]
    pids = []
    with pytest.raises(KeyboardInterrupt), supervisor.running():
        for child in children:
            supervisor.start(child)
            supervisor.wait(child, lambda child=child: up(child), 10)
            pids.append(child.pid)
        later(0.2, number)
        supervisor.watch()
    assert all(gone(pid) for pid in pids if pid)
    assert [line for line in console.lines if "bye" in line] == ["worker   | bye", "valkey   | bye"]


def test_what_ends_is_started_again_after_a_pause_that_grows() -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    with pytest.raises(KeyboardInterrupt), supervisor.running():
        supervisor.start(python("web", "raise SystemExit(7)", console))
        later(2.2, signal.SIGTERM)
        supervisor.watch()
    again = [line for line in console.lines if "again" in line]
    assert again[:2] == [
        "! web ended (exit code 7); starting it again in 0.5 s",
        "! web ended (exit code 7); starting it again in 1.0 s",
    ]


def test_grandchildren_go_with_their_parent() -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    code = (
        "import subprocess, sys;"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print(p.pid, flush=True); p.wait()"
    )
    child = python("web", code, console)
    with pytest.raises(KeyboardInterrupt), supervisor.running():
        supervisor.start(child)
        supervisor.wait(child, lambda: bool(child.last_lines), 10)
        grandchild = int(child.last_lines[0])
        later(0.2, signal.SIGTERM)
        supervisor.watch()
    assert gone(grandchild)


def test_a_second_signal_makes_it_a_kill() -> None:
    console = Recorder()
    supervisor = Supervisor(console)
    deaf = "import signal,time\nsignal.signal(15, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(600)"  # noqa: E501
    child = python("worker", deaf, console)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), supervisor.running():
        supervisor.start(child)
        supervisor.wait(child, lambda: up(child), 10)
        later(0.1, signal.SIGINT)
        later(1.5, signal.SIGINT)
        supervisor.watch()
    assert time.monotonic() - began < 6


def test_a_stop_that_takes_too_long_is_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Recorder()
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0  # every look at the clock costs a second
        return now[0]

    supervisor = Supervisor(console, clock)
    deaf = "import signal,time\nsignal.signal(15, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(600)"  # noqa: E501
    child = python("worker", deaf, console)
    with supervisor.running():
        supervisor.start(child)
        supervisor.wait(child, lambda: up(child), 10_000)
    assert "! worker did not stop in 10 s: killed" in console.lines


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
@pytest.mark.parametrize("way", ["linux", "darwin"])
def test_a_killed_supervisor_takes_its_processes_along(way: str, tmp_path: Path) -> None:
    """Both ways: the kernel's death signal, and the wrapper for systems without it."""
    program = f"""
import sys, time
from policytracker.embedded.child import Child
sys.platform = {way!r}
c = Child("x", [sys.executable, "-c", "import os,time; print(os.getpid(), flush=True); time.sleep(600)"], lambda *a: None)
c.start()
while not c.last_lines: time.sleep(0.01)
print(c.last_lines[0], flush=True)
time.sleep(600)
"""  # noqa: E501
    console = Recorder()
    root = Path(child_module.__file__).parents[2]
    parent = Child("parent", [sys.executable, "-c", program], console.prefixed, cwd=root)
    parent.start()
    deadline = time.monotonic() + 20
    while not parent.last_lines:
        assert time.monotonic() < deadline and parent.running(), list(parent.last_lines)
        time.sleep(0.02)
    pid = int(parent.last_lines[0])
    assert alive(pid)
    assert parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)
    assert gone(pid)
    parent.sweep()
