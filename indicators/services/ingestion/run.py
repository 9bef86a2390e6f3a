"""One ingestion run: fetch, keep the bytes, read, and hand the figures on to be written.

Fetching and reading happen outside any transaction; everything that a reader can see is written in
one transaction under the source's lock (``writing``), so a run leaves all of its figures or none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from indicators.connectors.base import Connector, ConnectorError, Fetcher, ParsedRow, Previous
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import DateBasis, RunState
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot
from indicators.services import snapshots
from indicators.services.ingestion import lookup, runs, writing
from indicators.services.ingestion.heartbeat import Heartbeat
from indicators.services.ingestion.interpret import Context, figures
from indicators.services.ingestion.runs import Ended

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# After so many rows a run says how far it is.
EVERY_ROWS = 20_000
FINISHED = (RunState.DONE, RunState.UNCHANGED)


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
    temporary one it is ``queued`` again and says until when it waits. Any other exception is
    noted, raised, and leaves the run to the reaper. ``tell`` hears of each stage.
    """
    run = runs.start(run_id, now=clock())
    if run is None:
        return None
    progress = Progress(run, clock, tell)
    try:
        with Heartbeat(run.pk, clock):
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
        logger.warning("run %s went on in other hands; this attempt changed nothing", run.pk)
        return None
    except Exception as error:
        _note(run, error)
        raise
    return run


def _note(run: IngestionRun, error: Exception) -> None:
    """Leave on the run what went wrong, if the database is there to take it."""
    logger.exception("run %s stopped", run.pk)
    try:
        runs.interrupted(run, f"{type(error).__name__}: {error}"[:1000])
    except DatabaseError:
        logger.warning("run %s: the database could not be told", run.pk)


def _attempt(run: IngestionRun, fetcher: Fetcher, progress: Progress) -> None:
    connector = connector_for(run.source.connector, run.source.parameters)
    snapshot = run.snapshot or _fetch(run, connector, fetcher, progress.clock)
    seen = "The source said that nothing has changed." if snapshot is None else _seen(run, snapshot)
    if snapshot is None or seen:
        runs.end(run, Ended(RunState.UNCHANGED, seen), now=progress.clock())
        return
    read = _read(run, connector, snapshot, progress)
    progress("write", read.rows)
    writing.write(run, snapshot, read, now=progress.clock())


def _last_success(run: IngestionRun) -> IngestionRun | None:
    found = IngestionRun.objects.filter(source=run.source, state__in=FINISHED)
    return found.exclude(pk=run.pk).order_by("-ended_at", "-pk").first()


def _fetch(
    run: IngestionRun, connector: Connector, fetcher: Fetcher, clock: Clock
) -> RawSnapshot | None:
    """The bytes of the source; ``None`` when it says that they have not changed."""
    last = _last_success(run)
    asked = None
    if last is not None:
        asked = Previous(last.etag or None, last.last_modified or None, last.fetched_at)
    now = clock()
    fetched = connector.fetch(fetcher, asked)
    run.fetched_at, run.partial = now, fetched.partial
    if fetched.not_modified:
        assert last is not None
        run.snapshot, run.etag, run.last_modified = last.snapshot, last.etag, last.last_modified
    else:
        run.snapshot = snapshots.store(
            fetched.content,
            media_type=fetched.media_type,
            url=fetched.url,
            name=fetched.name,
            retrieved_at=now,
        )
        run.etag = (fetched.etag or "")[:300]
        run.last_modified = (fetched.last_modified or "")[:100]
    run.save(update_fields=["snapshot", "etag", "last_modified", "fetched_at", "partial"])
    return None if fetched.not_modified else run.snapshot


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
    held = (
        IngestionRun.objects.filter(
            source=run.source, snapshot=snapshot, state=RunState.HELD,
            published_on=run.published_on,
        )
        .exclude(pk=run.pk)
        .order_by("-pk")
        .first()
    )  # fmt: skip
    if held is None:
        return ""
    return f"The file is the same as in run {held.pk}, which is held; see what was decided there."


def _counted(rows: Iterable[ParsedRow], progress: Progress) -> Iterator[ParsedRow]:
    for number, row in enumerate(rows, start=1):
        if number % EVERY_ROWS == 0:
            progress("read", number)
        yield row


def _read(
    run: IngestionRun, connector: Connector, snapshot: RawSnapshot, progress: Progress
) -> writing.Read:
    progress("read")
    content = snapshots.read(snapshot)
    updated = connector.updated_on(content)
    if updated != run.source_updated_on:
        run.source_updated_on = updated
        run.save(update_fields=["source_updated_on"])
    now = progress.clock()
    fetched_on = (run.fetched_at or now).date()
    day = run.published_on or updated
    context = Context(
        lookup=lookup.from_tables(),
        today=now.date(),
        published_on=min(day, now.date()) if day else fetched_on,
        published_on_basis=DateBasis.STATED if day else DateBasis.INFERRED,
    )
    found = figures(_counted(connector.parse(content), progress), context)
    run.columns = list(connector.headings)
    run.save(update_fields=["columns"])
    if found.rows == 0:
        raise ConnectorError(
            "The file has a header but no rows; nothing was changed.",
            code="no_rows",
            permanent=True,
        )
    return writing.Read(found.figures, found.rejections, found.rows, found.left_out)
