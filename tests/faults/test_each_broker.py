"""kill -9 of everything at random moments, a broker that is away, one that says things twice.

Nothing partial, nothing twice, every accepted row once. FAULT_KILLS says how many kills there are,
FAULT_SEED makes them the same again.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from celery import Celery

from tests.faults import brokers, invariants
from tests.faults.kills import Rounds, as_rows
from tests.faults.ledger import Ledger
from tests.faults.stack import Stack, python

KILLS = int(os.environ.get("FAULT_KILLS", "10"))
SEED = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))
pytestmark = pytest.mark.parametrize("broker", brokers.KINDS, indirect=True, scope="module")
TASK = "indicators.tasks.run_ingestion"


@pytest.fixture(scope="module")
def ledger(broker: Any) -> Ledger:
    """What this broker's source must have brought by now, test after test."""
    return Ledger(random.Random(f"{SEED} {broker.kind} files"))


def share(kind: str) -> int:
    """So many of the kills are done with this broker; the embedded one gets the rest."""
    others = (KILLS - 1) // 3
    return others if kind != "embedded" else KILLS - 2 * others


def upload_and_check(stack: Stack, ledger: Ledger, source: str) -> dict[str, Any]:
    file = ledger.next_file()
    run = stack.wait_for_end(stack.upload(source, file.content))
    invariants.check_done(stack, run, file)
    ledger.accept(file)
    invariants.check_source(stack, source, ledger)
    return run


def test_a_kill_at_any_moment_leaves_all_of_a_file_or_nothing(
    stack: Stack,
    ledger: Ledger,
    record_property: Callable[[str, Any], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = stack.broker.kind

    def report(text: str) -> None:
        with capsys.disabled():
            print(text, flush=True)

    chance = random.Random(f"{SEED} {kind}")
    rounds = Rounds(stack, f"uploads-{kind}", chance, ledger, report)
    report(f"\nkills with the broker {kind}: FAULT_SEED={SEED} FAULT_KILLS={KILLS}")
    try:
        rounds.run(share(kind))
    finally:
        for row in as_rows(rounds.kills):
            record_property("kill", json.dumps({**row, "broker": kind}))
    invariants.check_everything(stack)
    invariants.check_judged(stack, ledger)
    python(["manage.py", "check_observations"], stack.environment)


def test_while_the_broker_is_away_people_are_served_and_the_work_waits(
    stack: Stack, ledger: Ledger
) -> None:
    source, file = f"uploads-{stack.broker.kind}", ledger.next_file()
    stack.broker.kill()
    number = stack.upload(source, file.content)  # answered with the page of the run
    assert stack.run(number)["state"] == "queued"
    stack.broker.start()
    invariants.check_done(stack, stack.wait_for_end(number), file)
    ledger.accept(file)
    invariants.check_source(stack, source, ledger)
    invariants.check_everything(stack)
    # And the next one goes the usual way: everybody is connected again.
    run = upload_and_check(stack, ledger, source)
    assert run["attempts"] == 1


def test_the_same_message_five_times_has_one_effect(stack: Stack, ledger: Ledger) -> None:
    source, file = f"uploads-{stack.broker.kind}", ledger.next_file()
    stack.stop("worker")
    number = stack.upload(source, file.content)
    with Celery(broker=stack.broker.url, set_as_current=False) as sender:
        for _ in range(5):
            sender.send_task(TASK, kwargs={"run_id": number}, queue="policytracker")
    stack.start("worker")
    run = stack.wait_for_end(number)
    invariants.check_done(stack, run, file)
    assert run["attempts"] == 1
    ledger.accept(file)
    upload_and_check(stack, ledger, source)  # all five have been heard by then
    assert stack.run(number)["ended_at"] == run["ended_at"]
    invariants.check_everything(stack)
