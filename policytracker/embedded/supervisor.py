"""Starts processes in order, restarts those that end, and stops them all. About to be asked for:
nothing is left behind, whichever way this process ends.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from policytracker.embedded.child import Child
from policytracker.embedded.errors import EmbeddedError

_COLOURS = {"postgres": 34, "valkey": 35, "web": 32, "worker": 33, "beat": 36, "migrate": 37}
_STEADY_SECONDS = 60.0  # a process that ran so long starts again at once, without back-off
_LONGEST_PAUSE = 30.0


class Console:
    """Lines on the terminal, from several threads, one at a time."""

    def __init__(self, colour: bool | None = None) -> None:
        self._lock = threading.Lock()
        self._colour = sys.stdout.isatty() if colour is None else colour
        self._broken = False

    def line(self, text: str) -> None:
        """Print `text`. When nobody reads any more (closed pipe) the run goes on silently."""
        with self._lock:
            if self._broken:
                return
            try:
                sys.stdout.write(text + "\n")
                sys.stdout.flush()
            except (BrokenPipeError, ValueError):
                self._broken = True

    def prefixed(self, name: str, text: str) -> None:
        """Print a line of the process `name`."""
        label = f"{name:<8} |"
        if self._colour:
            label = f"\x1b[{_COLOURS.get(name, 37)}m{label}\x1b[0m"
        self.line(f"{label} {text}")


class Supervisor:
    """The processes of one run. Everything but output happens on the main thread."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self.console = console
        self._clock = clock
        self._children: list[Child] = []
        self._start_again_at: dict[str, float] = {}
        self._asked_to_stop_at: float | None = None
        self._impatient = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything started inside is stopped at the end of it.

        SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt inside, so that they also interrupt a
        long step. While stopping, a second one makes it a kill.
        """
        numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        try:
            yield
        finally:
            if self._asked_to_stop_at is None:
                self._asked_to_stop_at = self._clock()
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, child: Child) -> None:
        """Start `child`, to be kept running from now on."""
        self._children.append(child)
        child.start()

    def wait(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `child` is `ready`; an error with its last lines when it does not get so."""
        deadline = self._clock() + seconds
        while not ready():
            code = child.returncode()
            if code is not None:
                raise EmbeddedError(f"{child.name} ended at once ({_ending(code)})." + _tail(child))
            if self._clock() > deadline:
                raise EmbeddedError(
                    f"{child.name} was not ready after {seconds:.0f} s." + _tail(child)
                )
            self._restart_ended(but=child)
            time.sleep(0.05)

    def run(self, child: Child) -> None:
        """Run `child` to its end; an error when it fails."""
        self._children.append(child)
        child.start()
        while not child.wait(0.1):
            self._restart_ended(but=child)
        code = child.returncode()
        child.sweep()
        self._children.remove(child)
        if code:
            raise EmbeddedError(f"{child.name} failed ({_ending(code)})." + _tail(child))

    def watch(self) -> None:
        """Keep everything running until a signal comes (KeyboardInterrupt)."""
        while True:
            self._restart_ended()
            time.sleep(0.2)

    def _restart_ended(self, but: Child | None = None) -> None:
        now = self._clock()
        for child in self._children:
            if child is but:
                continue
            code = child.returncode()
            if code is not None:
                child.sweep()  # what it started goes with it: it may still hold the port
                lasted = now - child.started_at
                child.failures = 1 if lasted > _STEADY_SECONDS else child.failures + 1
                pause = min(0.5 * 2 ** (child.failures - 1), _LONGEST_PAUSE)
                self._start_again_at[child.name] = now + pause
                self.console.line(
                    f"! {child.name} ended ({_ending(code)}); starting it again in {pause:.1f} s"
                )
            elif child.name in self._start_again_at and now >= self._start_again_at[child.name]:
                del self._start_again_at[child.name]
                child.start()

    def _stop_all(self) -> None:
        """In reverse order, in two steps: what uses the servers, then the servers."""
        self._start_again_at.clear()
        servers = [child for child in self._children if child.name in {"postgres", "valkey"}]
        users = [child for child in self._children if child not in servers]
        for group, seconds in ((users, 10.0), (servers, 20.0)):
            for child in reversed(group):
                child.ask_to_stop()
            deadline = self._clock() + seconds
            for child in reversed(group):
                while child.running() and self._clock() < deadline and not self._impatient:
                    child.wait(0.05)
                if child.running() and not self._impatient:
                    self.console.line(f"! {child.name} did not stop in {seconds:.0f} s: killed")
                child.sweep()
        self._children.clear()

    def _on_signal(self, number: int, frame: object) -> None:
        now = self._clock()
        if self._asked_to_stop_at is None:
            self._asked_to_stop_at = now
            raise KeyboardInterrupt
        # `make` passes the terminal's signal on a second time: only a later one is meant.
        if now - self._asked_to_stop_at > 1.0:
            self._impatient = True


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _tail(child: Child) -> str:
    lines = list(child.last_lines)[-8:]
    return "".join(f"\n  {line}" for line in ["Its last lines:", *lines]) if lines else ""
