"""Work for the workers, recorded in the same transaction as what caused it."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from indicators.models import Outbox

logger = logging.getLogger(__name__)

MAX_BATCH = 100


def add(
    task: str, *, arguments: Mapping[str, Any], now: datetime, not_before: datetime | None = None
) -> Outbox:
    """Ask for ``task`` with ``arguments``; nothing is sent before the surrounding commit.

    With ``not_before`` it waits until then.
    """
    return Outbox.objects.create(
        task=task, arguments=dict(arguments), created_at=now, not_before=not_before
    )


def dispatch(*, now: datetime, send: Callable[[str, dict[str, Any]], None]) -> int:
    """Hand the work that is due to the broker by ``send(task, arguments)``; return how much.

    A row is marked as sent in the transaction that locks it. If the broker refuses, the row
    stays and is tried again by the next call; if the process dies after sending, the work is
    sent twice, which tasks allow for.
    """
    sent = 0
    while sent < MAX_BATCH:
        with transaction.atomic():
            row = (
                Outbox.objects.select_for_update(skip_locked=True)
                .filter(Q(not_before__isnull=True) | Q(not_before__lte=now), sent_at__isnull=True)
                .order_by("created_at", "pk")
                .first()
            )
            if row is None:
                return sent
            try:
                send(row.task, row.arguments)
            except Exception as error:  # noqa: BLE001 - any transport error means: try later
                Outbox.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
                logger.warning("outbox row %s waits: %s", row.pk, str(error)[:500])
                return sent
            Outbox.objects.filter(pk=row.pk).update(sent_at=now, attempts=row.attempts + 1)
        sent += 1
    return sent


def forget(*, before: datetime) -> int:
    """Take away what was sent before a moment; return how many rows that were."""
    return Outbox.objects.filter(sent_at__lt=before).delete()[0]
