"""How many queries each address needs: committed numbers, so that a change is meant.

A test asks an address with little and with much data: the same number both times, and the one of
``query_counts.json``. ``UPDATE_QUERY_COUNTS=1`` writes what was measured instead.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.selectors import remembered

FILE = Path(__file__).with_suffix(".json")


@contextmanager
def counted(name: str) -> Iterator[None]:
    """Compare the number of queries of the block with the committed one."""
    remembered.forget()  # every page is asked as a process asks it that has just begun
    with CaptureQueriesContext(connection) as queries:
        yield
    statements = [item["sql"] for item in queries.captured_queries]
    known: dict[str, int] = json.loads(FILE.read_text()) if FILE.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        known[name] = len(statements)
        FILE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
        return
    assert len(statements) == known.get(name), (
        f"{name}: {len(statements)} queries, {FILE.name} says {known.get(name)}. If that is meant:"
        f" UPDATE_QUERY_COUNTS=1 make test.\n" + "\n".join(text[:200] for text in statements)
    )
