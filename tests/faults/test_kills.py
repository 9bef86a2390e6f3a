"""kill -9 of everything at random moments: nothing partial, nothing twice, every row once.

FAULT_KILLS says how many, FAULT_SEED makes them the same again.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults import brokers, invariants
from tests.faults.kills import Rounds, as_rows
from tests.faults.stack import Stack, python

KILLS = int(os.environ.get("FAULT_KILLS", "10"))
SEED = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))


def share(kind: str) -> int:
    """So many of the kills are done with this broker; the embedded one gets the rest."""
    others = (KILLS - 1) // 3
    return others if kind != "embedded" else KILLS - 2 * others


@pytest.mark.parametrize("broker", brokers.KINDS, indirect=True)
def test_a_kill_at_any_moment_leaves_all_of_a_file_or_nothing(
    stack: Stack,
    record_property: Callable[[str, Any], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind = stack.broker.kind

    def report(text: str) -> None:
        with capsys.disabled():
            print(text, flush=True)

    rounds = Rounds(stack, f"uploads-{kind}", SEED, report)
    report(f"\nkills with the broker {kind}: FAULT_SEED={SEED} FAULT_KILLS={KILLS}")
    try:
        rounds.run(share(kind))
    finally:
        for row in as_rows(rounds.kills):
            record_property("kill", json.dumps({**row, "broker": kind}))
    invariants.check_everything(stack)
    python(["manage.py", "check_observations"], stack.environment)
