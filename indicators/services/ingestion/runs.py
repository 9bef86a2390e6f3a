"""The life of an ingestion run: asked for, started, ended, and given up when it stalls."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from indicators.domain.codelists import RunState, RunTrigger
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot, Source
from indicators.services import changes, outbox
from indicators.services.ingestion import schedules

logger = logging.getLogger(__name__)

TASK = "indicators.tasks.run_ingestion"
MAX_ATTEMPTS = 3
# A run without a sign of life for this long is taken for dead and asked for again.
STALLED_AFTER = timedelta(minutes=2)
# How long a temporary failure waits for its next attempt, unless the source says.
PAUSE = timedelta(seconds=30)
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
    left_out: int = 0
    checks: dict[str, Any] = field(default_factory=dict)


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
    replay_of: IngestionRun | None = None,
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
        replay_of=replay_of,
        fetched_at=now if snapshot else None,
    )
    if queue:
        outbox.add(TASK, arguments={"run_id": run.pk}, now=now)
    return run


def replay(
    run: IngestionRun,
    *,
    now: datetime,
    trigger_by: User | None = None,
    queue: bool = True,
) -> IngestionRun:
    """Read the kept bytes of a run again, with the settings of today and the day of then.

    Raises ReplayError when the run kept no bytes, or they were removed.
    """
    if run.snapshot is None:
        raise ReplayError("Run {run} kept no file, so there is nothing to read again.", run=run.pk)
    if run.snapshot.removed_at is not None:
        raise ReplayError(
            "The file of run {run} was removed on {day}, because no release rests on it. Fetch "
            "the source again, or upload the file.",
            run=run.pk,
            day=run.snapshot.removed_at.date(),
        )
    with transaction.atomic():
        again = request(
            source=run.source,
            trigger=RunTrigger.REPLAY,
            now=now,
            requested_by=trigger_by,
            snapshot=run.snapshot,
            published_on=run.published_on,
            queue=queue,
            replay_of=run,
        )
        again.fetched_at = run.fetched_at or run.started_at or run.requested_at
        again.partial = run.partial
        again.save(update_fields=["fetched_at", "partial"])
    return again


class ReplayError(DomainError):
    """A run cannot be read again."""

    code = "cannot_replay"


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
    """Begin an attempt, counted in a commit of its own.

    ``None`` if there is nothing to do: the run has ended, another worker shows signs of life, or
    it was handed out too often.
    """
    with transaction.atomic():
        run = (
            IngestionRun.objects.select_for_update(of=("self",))
            .select_related("source", "snapshot")
            .get(pk=run_id)
        )
        if RunState(run.state) not in OPEN or _alive(run, now=now):
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


def _alive(run: IngestionRun, *, now: datetime) -> bool:
    """Whether a worker is at it: a broker may hand the same work out twice."""
    return (
        RunState(run.state) is RunState.RUNNING
        and run.heartbeat_at is not None
        and run.heartbeat_at > now - STALLED_AFTER
    )


def _gave_up(run: IngestionRun) -> str:
    said = f" The last one said: {run.message}" if run.message else ""
    return (
        f"Given up after {run.attempts} attempts that stopped without an answer "
        f"while “{run.stage or 'start'}”; see the worker's log.{said}"
    )


@transaction.atomic
def postpone(run: IngestionRun, why: str, *, now: datetime, wait: int | None = None) -> None:
    """Let the run wait for its next attempt, ``wait`` seconds from now; it says why."""
    then = now + (PAUSE if wait is None else timedelta(seconds=wait))
    run.state = RunState.QUEUED
    run.stage = "waiting to try again"
    run.message = why[:4000]
    run.heartbeat_at = then
    run.save(update_fields=["state", "stage", "message", "heartbeat_at"])
    outbox.add(TASK, arguments={"run_id": run.pk}, now=now, not_before=then)
    changes.bump()


def interrupted(run: IngestionRun, why: str) -> None:
    """Keep what went wrong in an attempt that ended without an answer; the reaper takes over."""
    IngestionRun.objects.filter(pk=run.pk).update(message=why[:4000])


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
    run.rows_unchanged, run.rows_left_out = ended.unchanged, ended.left_out
    run.checks = ended.checks
    run.save()
    changes.bump()


class Overtaken(Exception):
    """The run was given up or is in other hands: what this attempt did must not be committed."""


@transaction.atomic
def end(run: IngestionRun, ended: Ended, *, now: datetime) -> None:
    """Write how a run ended, in the same transaction as what it did.

    Raises Overtaken if another attempt has begun meanwhile, or the run has ended.
    """
    row = IngestionRun.objects.select_for_update().only("state", "attempts").get(pk=run.pk)
    if RunState(row.state) is not RunState.RUNNING or row.attempts != run.attempts:
        raise Overtaken
    _end(run, ended, now=now)


def reap(*, now: datetime) -> list[int]:
    """Ask again for runs whose worker died or whose message was lost, or give up at last."""
    again: list[int] = []
    silent = now - STALLED_AFTER
    lost = Q(state=RunState.QUEUED) & (
        Q(heartbeat_at__lt=silent) | Q(heartbeat_at__isnull=True, requested_at__lt=silent)
    )
    dead = Q(state=RunState.RUNNING, heartbeat_at__lt=silent)
    with transaction.atomic():
        stalled = IngestionRun.objects.select_for_update(skip_locked=True).filter(dead | lost)
        for run in stalled:
            if run.attempts >= MAX_ATTEMPTS:
                _end(run, Ended(RunState.FAILED, _gave_up(run)), now=now)
            else:
                # Asked for anew, and not again before it had time to start.
                run.state, run.heartbeat_at = RunState.QUEUED, now
                run.save(update_fields=["state", "heartbeat_at"])
                outbox.add(TASK, arguments={"run_id": run.pk}, now=now)
                again.append(run.pk)
    return again


def next_due(source: Source, *, after: datetime) -> datetime | None:
    """When the source is to be looked at next; ``None`` without a schedule or a calendar.

    The cron expression, or a day of the release calendar, whichever comes first. Raises
    ScheduleError for an expression or time zone that cannot be read.
    """
    moments = []
    if source.schedule:
        moments.append(schedules.next_time(source.schedule, source.time_zone, after=after))
    if source.pk is not None:
        since = after.date() - timedelta(days=2)
        days = source.calendar.filter(due_on__gte=since).order_by("due_on")
        newest = source.release_set.filter(number__isnull=False).aggregate(
            newest=Max("published_on")
        )["newest"]
        found = schedules.next_on_calendar(
            list(days.values_list("due_on", flat=True).distinct()),
            source.calendar_time,
            source.time_zone,
            newest=newest,
            after=after,
        )
        moments += [found] if found else []
    return min(moments, default=None)


def start_due(*, now: datetime) -> list[int]:
    """Ask for a run of every source whose time has come; two schedulers ask for it once."""
    asked: list[int] = []
    scheduled = Source.objects.filter(
        ~Q(schedule="") | Q(calendar__isnull=False) | Q(next_due_at__isnull=False), paused=False
    )
    for source in scheduled.distinct().order_by("code"):
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
