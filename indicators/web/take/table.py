"""A table to take away: the numbers of a page with every digit, and what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.domain.periods import Period

Value = str | int | Decimal | date | Period | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``free`` says that people wrote its texts: names and notes, not codes."""

    name: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows of the same width, and notes: pairs of what and its value."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[tuple[str, str]]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} values for {len(self.columns)} columns: {row}")


def columns(*names: str) -> tuple[Column, ...]:
    """Columns by name; those with a star hold names and notes."""
    return tuple(Column(name.rstrip("*"), name.endswith("*")) for name in names)


def file_name(slug: str, revision: int, on: date, form: str) -> str:
    """``cn-5g-2021_rev41_2026-11-23.csv``: safe on every system."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", slug).strip("-.") or "table"
    return f"{safe[:100]}_rev{revision}_{on.isoformat()}.{form}"
