"""Rows for the fault tests, made in a process of the product: ``python -m tests.faults.seed``.

Prints as JSON the ids of the sources by code.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal

import django

PASSWORD = "only-for-fault-tests"
INDICATORS = ("x.one", "x.two", "x.three")
ENTITIES = ("AAA", "BBB", "CCC", "DDD")
# For sources of which a test sends a year at a time.
LOOSE = dict.fromkeys(
    (
        "shrinking_history", "growth_jump", "plausible_range", "power_of_ten", "large_revision",
        "too_many_revisions", "columns_changed",
    ),
    "off",
)  # fmt: skip
# The cell that a target is about: every file says something new of it.
JUDGED = (INDICATORS[0], ENTITIES[0], "1992-12")


def make(fault_server: str) -> dict[str, int]:
    """A small catalogue. ``fault_server`` is the address of the server that misbehaves."""
    from django.contrib.auth.models import User

    from tests import factories

    User.objects.create_superuser("admin", password=PASSWORD)
    versions = [factories.indicator(code) for code in INDICATORS]
    for code in ENTITIES:
        factories.entity(code)
    factories.target(
        "judged", version=versions[0], entity=factories.entity(ENTITIES[0]), comparator="at_least",
        low=Decimal(1), horizon=JUDGED[2],
    )  # fmt: skip
    sources = [
        *(factories.source(f"uploads-{kind}") for kind in ("embedded", "redis", "rabbitmq")),
        factories.source("uploads"),
        factories.source("held", hold=True),
        factories.source("loose", checks=LOOSE),
        *(
            factories.source(code, parameters={"url": f"{fault_server}/{code}.csv"}, checks=LOOSE)
            for code in ("good", "slow", "cut", "page", "loop", "away")
        ),
        factories.source(
            "huge", parameters={"url": f"{fault_server}/huge.csv", "max_bytes": 1_000_000}
        ),
        factories.source(
            "endless", parameters={"url": f"{fault_server}/endless.csv", "max_bytes": 1_000_000}
        ),
    ]
    return {source.code: source.pk for source in sources}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(sys.argv[1])))
