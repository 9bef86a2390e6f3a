"""What workers do: load by id, call one service, return its summary.

Every task may run twice or be lost; the services are written so that neither does harm, and the
reaper asks again for what stalled.
"""

from __future__ import annotations

from typing import Any

from celery import current_app, shared_task
from django.db import transaction
from django.utils import timezone

from indicators.connectors.base import ConnectorError
from indicators.services import assessments, outbox
from indicators.services.ingestion import fetching, run, runs


def _send(task: str, arguments: dict[str, Any]) -> None:
    current_app.send_task(task, kwargs=arguments, retry=False)


def send_soon() -> None:
    """After this transaction commits, try to hand waiting work to the broker at once.

    If the broker is away the work stays in the outbox and goes out with the next dispatch.
    """
    transaction.on_commit(lambda: outbox.dispatch(now=timezone.now(), send=_send))


@shared_task(bind=True, max_retries=runs.MAX_ATTEMPTS, retry_backoff=True)
def run_ingestion(self: Any, *, run_id: int, **_: Any) -> str:
    """Carry out one ingestion run; a temporary failure of the source is tried again."""
    try:
        ended = run.execute(run_id, fetcher=fetching.default_fetcher(), clock=timezone.now)
    except ConnectorError as error:
        raise self.retry(exc=error, countdown=error.retry_after or 30) from error
    return f"run {run_id}: {ended.state if ended else 'had ended before'}"


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
    return len(runs.reap(now=timezone.now()))


@shared_task
def pass_deadlines(**_: Any) -> int:
    """Assess again what a new day, a deadline or a new version of a method can change."""
    return len(assessments.pass_days(now=timezone.now()))
