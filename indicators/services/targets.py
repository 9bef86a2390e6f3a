"""Targets as editors keep them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from indicators.domain import statements
from indicators.domain.codelists import Quantity
from indicators.domain.periods import Period
from indicators.domain.statements import Statement
from indicators.models import Target
from indicators.services import catalogue_edits


def statement_of(row: Target) -> Statement | None:
    """The statement that a row makes; ``None`` for a promise without a number.

    Raises StatementError that says which part contradicts what.
    """
    if row.quantity == Quantity.MILESTONE:
        return None
    return statements.build(
        quantity=row.quantity,
        comparator=row.comparator or None,
        low=row.low,
        high=row.high,
        tolerance=row.tolerance,
        reference_kind=row.reference_kind,
        reference_period=_period(row.reference_start, row.reference_end),
        reference_value=row.reference_value,
        horizon_kind=row.horizon_kind or None,
        horizon_period=_period(row.horizon_start, row.horizon_end),
        pacing=row.pacing,
        once=row.once,
        interim=row.interim or (),
        stated=row.stated,
    )


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start, end) if start is not None and end is not None else None


@transaction.atomic
def save(row: Target, *, seen: int | None, now: datetime) -> None:
    """Check the statement and write the target; follow with ``catalogue_edits.saved``.

    Raises StatementError, or EditConflict when somebody else saved it meanwhile.
    """
    statement_of(row)
    catalogue_edits.save(row, seen=seen, now=now)
