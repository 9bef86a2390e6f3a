"""Rounds of: upload a file, kill something at a random moment, wait, and look at the tables."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import invariants
from tests.faults.ledger import File, Ledger
from tests.faults.stack import ENDED, RECOVERY, Stack, children_of

# Who is killed, and how often relative to the others.
VICTIMS = {
    "a process of the worker": 30,
    "the worker": 20,
    "the worker, its processes live on": 10,
    "the web server": 15,
    "beat": 5,
    "everything of ours": 10,
    "the database": 5,
    "the broker": 5,
}
# The moment: some time after the upload began, or soon after the run got so far.
STAGES = ("fetch", "read", "write")


@dataclass
class Kill:
    """One round: whom, how far the run was, how it ended, and how long that took."""

    number: int
    victim: str
    stage: str
    state: str = ""
    attempts: int = 0
    seconds: float = 0.0
    uploads: int = 1


@dataclass
class Rounds:
    """``rounds.run(n)`` is n kills, each followed by every check."""

    stack: Stack
    source: str
    chance: random.Random
    ledger: Ledger
    report: Callable[[str], None]
    kills: list[Kill] = field(default_factory=list)
    # Processes that outlived the worker that had started them, by id and the time of their start.
    outlived: set[tuple[int, str]] = field(default_factory=set)

    def run(self, count: int) -> list[Kill]:
        order = _victims(count, self.chance)
        try:
            for number, victim in enumerate(order, start=1):
                kill = self._round(number, victim)
                self.kills.append(kill)
                self.report(
                    f"{self.source} {number}/{count}: {kill.victim}, run {kill.stage}: "
                    f"{kill.state} after {kill.attempts} attempts, {kill.seconds:.1f} s"
                )
        finally:
            self._end_outlived()
        return self.kills

    def _round(self, number: int, victim: str) -> Kill:
        stack, file = self.stack, self.ledger.next_file()
        before = stack.newest_run()
        stack.until("the worker is ready", stack.worker_ready)
        stack.until("pages are served", stack.serves)
        answer: list[int | Exception] = []
        upload = threading.Thread(target=self._upload, args=(file, answer), daemon=True)
        upload.start()
        self._wait_for_moment(victim, before)
        stage = self._stage(before)
        killed_at = time.monotonic()
        self._kill(victim)
        kill = Kill(number, victim, stage)
        stack.until("the upload is answered", lambda: not upload.is_alive())
        self._upload_again_if_lost(file, answer, kill)
        stack.until("all runs end", lambda: self._ended(before))
        kill.seconds = time.monotonic() - killed_at
        stack.until("all work is handed out", self._outbox_is_empty)
        self._check(before, file, kill)
        return kill

    # --- the upload -------------------------------------------------------------------------
    def _upload(self, file: File, answer: list[int | Exception]) -> None:
        try:
            answer.append(self.stack.upload(self.source, file.content))
        except Exception as error:  # noqa: BLE001 - the server was killed under it: what a person sees
            answer.append(error)

    def _upload_again_if_lost(self, file: File, answer: list[int | Exception], kill: Kill) -> None:
        """A person who got no answer looks for the run, and uploads again if there is none."""
        digest = hashlib.sha256(file.content).hexdigest()
        if not isinstance(answer[0], Exception):
            return
        self.stack.log.say("test", f"the upload was answered by {answer[0]!r}")
        while not self.stack.sql(
            "SELECT r.id FROM indicators_ingestionrun r JOIN indicators_rawsnapshot s"
            " ON s.id = r.snapshot_id WHERE s.sha256 = %s AND r.source_id = %s",
            digest,
            self.stack.database.sources[self.source],
        ):
            assert kill.uploads < 5, self.stack.log.tail()
            kill.uploads += 1
            self.stack.until("pages are served", self.stack.serves)
            with suppress(OSError):  # the database may still be away
                self.stack.upload(self.source, file.content)

    # --- the kill ---------------------------------------------------------------------------
    def _wait_for_moment(self, victim: str, before: int) -> None:
        chance = self.chance
        if victim == "the web server":
            time.sleep(chance.uniform(0, 0.6))
            return
        if chance.random() < 0.3:
            time.sleep(chance.uniform(0, 2.5))
            return
        stage, pause = chance.choice(STAGES), chance.uniform(0, 0.3)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._stage(before) not in (stage, "ended"):
            time.sleep(0.005)
        time.sleep(pause)

    def _stage(self, before: int) -> str:
        rows = self.stack.sql(
            "SELECT state, stage FROM indicators_ingestionrun WHERE id > %s ORDER BY id", before
        )
        if not rows:
            return "not asked for"
        state, stage = rows[-1]
        return "ended" if state in ENDED else stage or state

    def _kill(self, victim: str) -> None:
        stack, chance = self.stack, self.chance
        self.stack.log.say("test", f"=== kill -9 of {victim}")
        main = {name: child.pid for name, child in stack.processes.items()}
        worker, web, beat = main["worker"], main["web"], main["beat"]
        assert worker and web and beat
        if victim == "a process of the worker":
            if processes := children_of(worker):
                kill_9(chance.choice(processes))
        elif victim == "the worker":
            kill_9(worker)
        elif victim == "the worker, its processes live on":
            self.outlived |= {(pid, _began(pid)) for pid in children_of(worker)}
            kill_9(worker)
            # Started again as by a supervisor that looks after the main process only.
            stack.processes["worker"].wait(10)
            stack.start("worker")
        elif victim == "the web server":
            kill_9(chance.choice([web, *children_of(web)]))
        elif victim == "beat":
            kill_9(beat)
        elif victim == "everything of ours":
            for pid in (worker, web, beat):
                os.killpg(pid, signal.SIGKILL)
        elif victim == "the database":
            stack.database.crash()
        else:
            stack.broker.kill()

    def _end_outlived(self) -> None:
        for pid, began in self.outlived:
            if began and _began(pid) == began:
                kill_9(pid)

    # --- the checks -------------------------------------------------------------------------
    def _ended(self, before: int) -> bool:
        rows = self.stack.sql("SELECT state FROM indicators_ingestionrun WHERE id > %s", before)
        return bool(rows) and all(state in ENDED for (state,) in rows)

    def _outbox_is_empty(self) -> bool:
        return not self.stack.sql("SELECT id FROM indicators_outbox WHERE sent_at IS NULL")

    def _check(self, before: int, file: File, kill: Kill) -> None:
        stack = self.stack
        rows = stack.sql("SELECT id FROM indicators_ingestionrun WHERE id > %s ORDER BY id", before)
        runs: list[dict[str, Any]] = [stack.run(number) for (number,) in rows]
        first = runs[0]
        kill.state, kill.attempts = first["state"], first["attempts"]
        # One kill leaves two attempts, so nothing but success will do.
        invariants.check_done(stack, first, file)
        # The same file once more, from somebody who had no answer, is no news.
        assert all(run["rows_new"] + run["rows_revised"] == 0 for run in runs[1:]), runs
        self.ledger.accept(file)
        invariants.check_source(stack, self.source, self.ledger)
        invariants.check_everything(stack)
        assert kill.seconds < RECOVERY


def _victims(count: int, chance: random.Random) -> list[str]:
    """By weight, but each of the first four kinds at least once where there is room."""
    sure = [
        "a process of the worker",
        "the worker",
        "the web server",
        "the worker, its processes live on",
    ]
    chosen = sure[:count]
    chosen += chance.choices(list(VICTIMS), list(VICTIMS.values()), k=count - len(chosen))
    chance.shuffle(chosen)
    return chosen


def kill_9(pid: int) -> None:
    """End a process that may have ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _began(pid: int) -> str:
    """When a process started, in ticks: tells it from a later one with the same id."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def as_rows(kills: list[Kill]) -> list[dict[str, Any]]:
    return [asdict(kill) for kill in kills]
