"""The life of an ingestion run: asked for, started, ended, and given up when it stalls."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from indicators.domain.codelists import RunState, RunTrigger
from indicators.models import IngestionRun, RawSnapshot, Source
from indicators.services import changes, outbox
from indicators.services.ingestion import schedules

logger = logging.getLogger(__name__)

TASK = "indicators.tasks.run_ingestion"
MAX_ATTEMPTS = 3
# A run without a sign of life for this long is taken for dead and asked for again.
STALLED_AFTER = timedelta(minutes=2)
# Held by the worker that writes figures of a source, until its transaction ends.
SOURCE_LOCK = 7_215_002
OPEN = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its state, counts and what to tell a person."""

    state: RunState
    message: str = ""
    read: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    rejected: int = 0


@transaction.atomic
def request(
    *,
    source: Source,
    trigger: RunTrigger,
    now: datetime,
    requested_by: User | None = None,
    snapshot: RawSnapshot | None = None,
    published_on: date | None = None,
    due_key: str | None = None,
    queue: bool = True,
) -> IngestionRun:
    """Record that ``source`` is to be ingested; with ``queue`` a worker will be asked to do it.

    ``snapshot`` holds an uploaded file, which is then read instead of what the connector fetches.
    """
    run = IngestionRun.objects.create(
        source=source,
        trigger=trigger,
        requested_by=requested_by,
        requested_at=now,
        snapshot=snapshot,
        published_on=published_on,
        due_key=due_key,
    )
    if queue:
        outbox.add(TASK, arguments={"run_id": run.pk}, now=now)
    return run


def has_read(source: Source, *, location: str, sha256: str) -> bool:
    """Whether the bytes of a file were the last that the source took in from there, entirely."""
    last = (
        IngestionRun.objects.filter(
            source=source,
            state__in=[RunState.DONE, RunState.UNCHANGED],
            snapshot__url=location,
            published_on__isnull=True,
        )
        .select_related("snapshot")
        .order_by("-ended_at", "-pk")
        .first()
    )
    return (
        last is not None
        and last.snapshot is not None
        and last.snapshot.sha256 == sha256
        and last.rows_rejected == 0
    )


def start(run_id: int, *, now: datetime) -> IngestionRun | None:
    """Begin an attempt, counted in a commit of its own; ``None`` if the run has ended already."""
    with transaction.atomic():
        run = (
            IngestionRun.objects.select_for_update(of=("self",))
            .select_related("source", "snapshot")
            .get(pk=run_id)
        )
        if RunState(run.state) not in OPEN:
            return None
        if run.attempts >= MAX_ATTEMPTS:
            _end(run, Ended(RunState.FAILED, _gave_up(run)), now=now)
            return None
        run.state = RunState.RUNNING
        run.attempts += 1
        run.started_at = run.started_at or now
        run.heartbeat_at = now
        run.stage = "fetch"
        run.save()
    return run


def _gave_up(run: IngestionRun) -> str:
    return (
        f"Given up after {run.attempts} attempts that stopped without an answer "
        f"while “{run.stage or 'start'}”; see the worker's log."
    )


def progress(run: IngestionRun, stage: str, *, now: datetime, rows: int | None = None) -> None:
    """A sign of life, visible at once. Never called inside the writing transaction."""
    run.stage = stage
    changed = {"stage": stage, "heartbeat_at": now}
    if rows is not None:
        run.rows_read = rows
        changed["rows_read"] = rows
    IngestionRun.objects.filter(pk=run.pk).update(**changed)


def _end(run: IngestionRun, ended: Ended, *, now: datetime) -> None:
    run.state = ended.state
    run.ended_at = now
    run.stage = ""
    run.message = ended.message[:4000]
    run.rows_read, run.rows_rejected = ended.read, ended.rejected
    run.rows_new, run.rows_revised = ended.new, ended.revised
    run.rows_unchanged = ended.unchanged
    run.save()
    changes.bump()


@transaction.atomic
def end(run: IngestionRun, ended: Ended, *, now: datetime) -> None:
    """Write how a run ended."""
    _end(run, ended, now=now)


def reap(*, now: datetime) -> list[int]:
    """Ask again for runs whose worker died, or give up after the last attempt."""
    again: list[int] = []
    with transaction.atomic():
        stalled = IngestionRun.objects.select_for_update(skip_locked=True).filter(
            state=RunState.RUNNING, heartbeat_at__lt=now - STALLED_AFTER
        )
        for run in stalled:
            if _is_writing(run):
                continue
            if run.attempts >= MAX_ATTEMPTS:
                _end(run, Ended(RunState.FAILED, _gave_up(run)), now=now)
            else:
                run.heartbeat_at = now
                run.save(update_fields=["heartbeat_at"])
                outbox.add(TASK, arguments={"run_id": run.pk}, now=now)
                again.append(run.pk)
    return again


def _is_writing(run: IngestionRun) -> bool:
    """Whether a worker holds the source's lock: it is alive, though it cannot say so meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SOURCE_LOCK, run.source_id])
        return not cursor.fetchone()[0]


def next_due(source: Source, *, after: datetime) -> datetime | None:
    """When the source's schedule asks for the next run; ``None`` without a schedule.

    Raises ScheduleError for an expression that cannot be read.
    """
    if not source.schedule:
        return None
    return schedules.next_time(source.schedule, source.time_zone, after=after)


def start_due(*, now: datetime) -> list[int]:
    """Ask for a run of every source whose time has come; two schedulers ask for it once."""
    asked: list[int] = []
    for source in Source.objects.filter(paused=False).exclude(schedule="").order_by("code"):
        try:
            run = _start_if_due(source.pk, now=now)
        except schedules.ScheduleError as error:
            # One unreadable schedule must not keep the others from starting.
            logger.error("source %s: %s", source.code, error)  # noqa: TRY400 - no traceback needed
            continue
        if run is not None:
            asked.append(run.pk)
    return asked


@transaction.atomic
def _start_if_due(source_id: int, *, now: datetime) -> IngestionRun | None:
    source = Source.objects.select_for_update(skip_locked=True).filter(pk=source_id).first()
    if source is None:
        return None
    due = source.next_due_at
    if due is None or due <= now:
        Source.objects.filter(pk=source.pk).update(next_due_at=next_due(source, after=now))
    if due is None or due > now:
        return None
    try:
        with transaction.atomic():
            return request(
                source=source,
                trigger=RunTrigger.SCHEDULE,
                now=now,
                due_key=f"{source.code}@{due.isoformat()}",
            )
    except IntegrityError:
        return None  # another scheduler asked for the same moment
