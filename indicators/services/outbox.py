"""Work for the workers, recorded in the same transaction as what caused it."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from indicators.models import Outbox

logger = logging.getLogger(__name__)

MAX_BATCH = 100


def add(task: str, *, arguments: Mapping[str, Any], now: datetime) -> Outbox:
    """Ask for ``task`` with ``arguments``; nothing is sent before the surrounding commit."""
    return Outbox.objects.create(task=task, arguments=dict(arguments), created_at=now)


def dispatch(*, now: datetime, send: Callable[[str, dict[str, Any]], None]) -> int:
    """Hand waiting work to the broker by ``send(task, arguments)`` and return how much was sent.

    A row is marked as sent in the transaction that locks it. If the broker refuses, the row
    stays and is tried again by the next call; if the process dies after sending, the work is
    sent twice, which tasks allow for.
    """
    sent = 0
    while sent < MAX_BATCH:
        with transaction.atomic():
            row = (
                Outbox.objects.select_for_update(skip_locked=True)
                .filter(sent_at__isnull=True)
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
