"""One process under the supervisor: started in a session of its own, its lines prefixed."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from policytracker.embedded.account import Account

_PR_SET_PDEATHSIG = 1
_LIFELINE = [sys.executable, str(Path(__file__).with_name("lifeline.py"))]


@dataclass
class Child:
    """A program and how to run it. `stop_signal` is its polite request to end."""

    name: str
    argv: Sequence[str]
    say: Callable[[str, str], None]
    account: Account | None = None
    env: Mapping[str, str] | None = None
    cwd: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    started_at: float = 0.0
    failures: int = 0
    _process: "subprocess.Popen[str] | None" = None
    _pump: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it has one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it. Only from the main thread: the death signal is bound to the thread."""
        linux = sys.platform == "linux"
        argv = list(self.argv) if linux else [*_LIFELINE, str(self.stop_signal.value), *self.argv]
        self._process = subprocess.Popen(
            argv,
            cwd=self.cwd,
            env=self.env,
            # Elsewhere than on Linux a wrapper watches this pipe: its end is our end.
            stdin=subprocess.DEVNULL if linux else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Own session: the terminal's Ctrl-C reaches the supervisor alone, and everything the
            # child starts can be ended with it.
            start_new_session=True,
            preexec_fn=_die_with_parent(self.stop_signal) if linux else None,
            **(self.account.popen if self.account else {}),
        )
        self.started_at = time.monotonic()
        assert self._process.stdout is not None
        self._pump = threading.Thread(
            target=self._copy_lines, args=(self._process.stdout,), daemon=True
        )
        self._pump.start()

    def returncode(self) -> int | None:
        """Exit code, or None while it runs or before it was started.

        Never waits for the end of its output: a grandchild may hold that open.
        """
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the polite signal to the process itself, which tells its own children."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(seconds, 0.0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def sweep(self) -> None:
        """Kill whatever is left of its session, and take in the rest of its output."""
        if self._process is None:
            return
        # Nothing left is fine; macOS says PermissionError for a group of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._pump is not None:
            self._pump.join(timeout=1)
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None

    def _copy_lines(self, output: IO[str]) -> None:
        with output:
            for line in output:
                text = line.rstrip("\n")
                self.last_lines.append(text)
                self.say(self.name, text)


def _die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For Linux: have the kernel send `number` when the supervisor is gone, however it went."""
    libc = ctypes.CDLL(None, use_errno=True)  # loaded before the fork, not after it
    parent = os.getpid()

    def run() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number.value, 0, 0, 0)
        if os.getppid() != parent:  # it went between fork and prctl
            os._exit(1)

    return run
