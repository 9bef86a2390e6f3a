"""One ingestion run: fetch, keep the bytes, read, and hand the figures on to be written.

Fetching and reading happen outside any transaction; everything that a reader can see is written in
one transaction under the source's lock (``writing``), so a run leaves all of its figures or none.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection

from indicators.connectors.base import Connector, ConnectorError, Fetcher, ParsedRow, Previous
from indicators.connectors.plain import Irregular
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import DateBasis, ReleaseState, RunState
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot
from indicators.services import observations, snapshots
from indicators.services.ingestion import bulk, lookup, runs, writing
from indicators.services.ingestion.heartbeat import Heartbeat
from indicators.services.ingestion.interpret import Context, figures
from indicators.services.ingestion.runs import Ended

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# After so many rows a run says how far it is.
EVERY_ROWS = 20_000
FINISHED = (RunState.DONE, RunState.UNCHANGED)


class OutOfMemory(Exception):
    """A run needs too much. Not a MemoryError: for one of those Celery ends the whole worker."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for whoever waits for it: the page of the run, or a terminal."""

    run: IngestionRun
    clock: Clock
    tell: Callable[[str, int], None]

    def __call__(self, stage: str, rows: int = 0) -> None:
        """``stage`` in a word or two; rows read so far."""
        runs.progress(self.run, stage, now=self.clock(), rows=rows or None)
        self.tell(stage, rows)


def execute(
    run_id: int,
    *,
    fetcher: Fetcher,
    clock: Clock,
    tell: Callable[[str, int], None] = lambda stage, rows: None,
) -> IngestionRun | None:
    """Carry out a run and return it; ``None`` when there was nothing to do.

    A failure of the source ends the run as ``failed`` with a sentence for people; after a
    temporary one it is ``queued`` again and says until when it waits. So it does after any other
    exception, which is raised as well; if the database cannot be told, the reaper takes over.
    ``tell`` hears of each stage.
    """
    run = runs.start(run_id, now=clock())
    if run is None:
        return None
    try:
        _carry_out(run, fetcher, Progress(run, clock, tell), clock)
    except runs.Overtaken:
        logger.warning("run %s went on in other hands; this attempt changed nothing", run.pk)
        return None
    return run


def _carry_out(run: IngestionRun, fetcher: Fetcher, progress: Progress, clock: Clock) -> None:
    """One attempt, and what becomes of the run after a failure."""
    try:
        with Heartbeat(run, clock):
            _attempt(run, fetcher, progress)
    except ConnectorError as error:
        if error.permanent or run.attempts >= runs.MAX_ATTEMPTS:
            runs.end(run, Ended(RunState.FAILED, str(error)), now=clock())
        else:
            runs.postpone(run, str(error), now=clock(), wait=error.retry_after)
    except writing.AlreadyRunning:
        message = "Another run of this source was under way"
        if run.attempts >= runs.MAX_ATTEMPTS:
            ended = Ended(RunState.FAILED, f"{message}; this one changed nothing.")
            runs.end(run, ended, now=clock())
        else:
            runs.postpone(run, f"{message}; this one waits.", now=clock())
    except DomainError as error:
        runs.end(run, Ended(RunState.FAILED, str(error)), now=clock())
    except runs.Overtaken:
        raise
    except Exception as error:
        if isinstance(error, MemoryError):
            traceback.clear_frames(error.__traceback__)  # give back what the attempt had read
        logger.exception("run %s stopped", run.pk)
        _stopped(run, _in_words(error), now=clock())
        if isinstance(error, MemoryError):
            raise OutOfMemory(_in_words(error)) from None
        raise


def _stopped(run: IngestionRun, why: str, *, now: datetime) -> None:
    """Try again later or give up, if the database is there to be told."""
    try:
        if connection.errors_occurred and not connection.in_atomic_block:
            connection.close()  # it may have been what stopped the run
        if run.attempts >= runs.MAX_ATTEMPTS:
            message = f"Given up after {run.attempts} attempts. {why}"
            runs.end(run, Ended(RunState.FAILED, message), now=now)
        else:
            runs.postpone(run, why, now=now)
    except DatabaseError as error:
        logger.warning("run %s: the database could not be told: %s", run.pk, error)


def _in_words(error: Exception) -> str:
    if isinstance(error, SoftTimeLimitExceeded):
        most = settings.CELERY_TASK_SOFT_TIME_LIMIT
        return f"It took longer than the {most} seconds that a run may take (TASK_SOFT_TIME_LIMIT)."
    if isinstance(error, MemoryError):
        most = settings.WORKER_MEMORY_LIMIT_KB // 1000
        return f"It needs more memory than a worker may use ({most} MB, WORKER_MEMORY_LIMIT_KB)."
    return f"{type(error).__name__}: {error}"[:1000]


def _attempt(run: IngestionRun, fetcher: Fetcher, progress: Progress) -> None:
    connector = connector_for(run.source.connector, run.source.parameters)
    snapshot = run.snapshot or _fetch(run, connector, fetcher, progress.clock)
    seen = "The source said that nothing has changed." if snapshot is None else _seen(run, snapshot)
    if snapshot is None or seen:
        runs.end(run, Ended(RunState.UNCHANGED, seen), now=progress.clock())
        return
    _take_in(run, connector, snapshot, progress)


def _last_success(run: IngestionRun, **which: Any) -> IngestionRun | None:
    found = IngestionRun.objects.filter(source=run.source, state__in=FINISHED, **which)
    return found.exclude(pk=run.pk).order_by("-ended_at", "-pk").first()


def _fetch(
    run: IngestionRun, connector: Connector, fetcher: Fetcher, clock: Clock
) -> RawSnapshot | None:
    """The bytes of the source; ``None`` when it says that they have not changed."""
    # An upload, or a file read again, says nothing of what the source itself said last.
    last = _last_success(run, replay_of=None, snapshot__url__gt="")
    asked = None
    if last is not None:
        asked = Previous(last.etag or None, last.last_modified or None, last.fetched_at)
    now = clock()
    fetched = connector.fetch(fetcher, asked)
    if fetched.not_modified:
        assert last is not None
        snapshot, etag, modified = last.snapshot, last.etag, last.last_modified
    else:
        snapshot = snapshots.keep(fetched, retrieved_at=now)
        etag, modified = (fetched.etag or "")[:300], (fetched.last_modified or "")[:100]
    runs.note(
        run, snapshot=snapshot, etag=etag, last_modified=modified, fetched_at=now,
        partial=fetched.partial,
    )  # fmt: skip
    return None if fetched.not_modified else snapshot


def _seen(run: IngestionRun, snapshot: RawSnapshot) -> str:
    """Why the same bytes need not be read again; empty when they have to be."""
    if run.replay_of_id is not None:
        return ""
    last = _last_success(run)
    if (
        last is not None
        and last.snapshot_id == snapshot.pk
        and last.published_on == run.published_on
        and last.rows_rejected == 0
    ):
        return "The file is the same as in the last run."
    decided = (
        IngestionRun.objects.filter(
            source=run.source, snapshot=snapshot, published_on=run.published_on,
            releases__state__in=[ReleaseState.HELD, ReleaseState.REJECTED],
        )
        .order_by("-pk")
        .first()
    )  # fmt: skip
    if decided is None:
        return ""
    return (
        f"The file is the same as in run {decided.pk}, which was held; see what was decided there."
    )


def _counted(rows: Iterable[ParsedRow], progress: Progress) -> Iterator[ParsedRow]:
    for number, row in enumerate(rows, start=1):
        if number % EVERY_ROWS == 0:
            progress("read", number)
        yield row


def _take_in(
    run: IngestionRun, connector: Connector, snapshot: RawSnapshot, progress: Progress
) -> None:
    """Read and write the file: by the database if it is large and regular, else by rows."""
    progress("read")
    with bulk.ways(connector, snapshot) as ways:
        for way in ways:
            progress("write")
            runs.note(run, columns=list(connector.headings))
            stage = partial(bulk.stage, run.source, way, _context(run, None, progress))
            try:
                written = writing.write(run, snapshot, stage, now=progress.clock())
            except Irregular as why:
                logger.info("run %s: the file is read by rows: %s", run.pk, why)
                continue
            if written >= bulk.MUCH:
                observations.tidy_up()
            return
    content = bulk.whole(snapshot)
    context = _context(run, connector.updated_on(content), progress)
    found = figures(_counted(connector.parse(content), progress), context)
    runs.note(run, columns=list(connector.headings))
    if found.rows == 0:
        raise ConnectorError(
            "The file has a header but no rows; nothing was changed.",
            code="no_rows",
            permanent=True,
        )
    progress("write", found.rows)
    stage = partial(writing.stage, run.source, found)
    writing.write(run, snapshot, stage, now=progress.clock())


def _context(run: IngestionRun, updated: date | None, progress: Progress) -> Context:
    """What the rows share; those that give no day have the run's, the source's, or today."""
    if updated != run.source_updated_on:
        runs.note(run, source_updated_on=updated)
    today = progress.clock().date()
    day = run.published_on or updated
    fetched_on = run.fetched_at.date() if run.fetched_at else today
    return Context(
        lookup=lookup.from_tables(),
        today=today,
        published_on=min(day, today) if day else fetched_on,
        published_on_basis=DateBasis.STATED if day else DateBasis.INFERRED,
    )
