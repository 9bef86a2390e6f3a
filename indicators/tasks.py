"""What workers do: load by id, call one service, return its summary.

Every task may run twice or be lost; the services are written so that neither does harm, and the
reaper asks again for what stalled.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.services import assessments, outbox, snapshots
from indicators.services.ingestion import fetching, run, runs


def _send(task: str, arguments: dict[str, Any]) -> None:
    current_app.send_task(task, kwargs=arguments)


def send_soon() -> None:
    """After this transaction commits, try to hand waiting work to the broker at once.

    If the broker is away the work stays in the outbox and goes out with the next dispatch.
    """
    transaction.on_commit(lambda: outbox.dispatch(now=timezone.now(), send=_send))


@shared_task
def run_ingestion(*, run_id: int, **_: Any) -> str:
    """Carry out one ingestion run; after a temporary failure it waits in the outbox."""
    found = run.execute(run_id, fetcher=fetching.default_fetcher(), clock=timezone.now)
    return f"run {run_id}: {found.state if found else 'nothing to do'}"


@shared_task
def dispatch_outbox(**_: Any) -> int:
    """Hand waiting work to the broker."""
    return outbox.dispatch(now=timezone.now(), send=_send)


@shared_task
def start_due_sources(**_: Any) -> int:
    """Ask for a run of every source whose time has come."""
    asked = runs.start_due(now=timezone.now())
    if asked:
        outbox.dispatch(now=timezone.now(), send=_send)
    return len(asked)


@shared_task
def reap_stalled_runs(**_: Any) -> int:
    """Ask again for runs whose worker died, or give them up."""
    again = runs.reap(now=timezone.now())
    if again:
        outbox.dispatch(now=timezone.now(), send=_send)
    return len(again)


@shared_task
def pass_deadlines(**_: Any) -> int:
    """Assess again what a new day, a deadline or a new version of a method can change."""
    return len(assessments.pass_days(now=timezone.now()))


@shared_task
def keep_house(**_: Any) -> str:
    """Remove raw files that nothing rests on, remains of killed writes, and sent work."""
    now = timezone.now()
    days = settings.INGEST_KEEP_RAW_DAYS
    removed = snapshots.prune(before=now - timedelta(days=days), now=now) if days else 0
    left = snapshots.sweep(before=now - timedelta(days=1))
    sent = outbox.forget(before=now - timedelta(days=7))
    return f"{removed} raw files, {left} remains of writes, {sent} rows of sent work removed"
