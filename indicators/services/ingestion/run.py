"""One ingestion run: fetch, keep the bytes, read, classify, publish, assess.

Fetching and reading happen outside any transaction; everything that a reader can see is written
in one transaction under the source's lock, so a run leaves all of its figures or none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from indicators.connectors.base import Connector, ConnectorError, Fetcher, Previous
from indicators.connectors.plain import Irregular
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import DateBasis, ReleaseState, RunState
from indicators.models import (
    Entity,
    IndicatorVersion,
    IngestionRun,
    RawSnapshot,
    RejectedRow,
    Release,
    Source,
)
from indicators.services import assessments, changes, observations, releases, series, snapshots
from indicators.services.ingestion import bulk, lookup, runs
from indicators.services.ingestion.bulk import Staged
from indicators.services.ingestion.interpret import (
    Context,
    Figure,
    Rejection,
    SeriesDimensions,
    figures,
)
from indicators.services.ingestion.parts import Group
from indicators.services.ingestion.runs import Ended

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SOURCE_LOCK = runs.SOURCE_LOCK


class AlreadyRunning(Exception):
    """Another worker holds the source's lock."""


@dataclass(frozen=True, slots=True)
class _Read:
    figures: list[Figure]
    rejections: list[Rejection]
    rows: int


def execute(run_id: int, *, fetcher: Fetcher, clock: Clock) -> IngestionRun | None:
    """Carry out a run and return it as it ended; ``None`` when it had ended before.

    A failure of the source ends the run as ``failed`` with a sentence for people; a temporary
    one is raised again as ConnectorError after the attempt was counted, so that the caller may
    retry. Any other exception leaves the run open for the reaper.
    """
    run = runs.start(run_id, now=clock())
    if run is None:
        return None
    try:
        connector = connector_for(run.source.connector, run.source.parameters)
        snapshot = run.snapshot or _fetch(run, connector, fetcher, clock)
        if snapshot is None or _seen_before(run, snapshot):
            runs.end(
                run,
                Ended(RunState.UNCHANGED, "The file is the same as in the last run."),
                now=clock(),
            )
            return run
        ended = _take_in(run, connector, snapshot, clock)
    except ConnectorError as error:
        if not error.permanent and run.attempts < runs.MAX_ATTEMPTS:
            runs.progress(run, "waiting to try again", now=clock())
            raise
        runs.end(run, Ended(RunState.FAILED, str(error)), now=clock())
        return run
    except AlreadyRunning:
        message = "Another run of this source was under way; this one changed nothing."
        runs.end(run, Ended(RunState.FAILED, message), now=clock())
        return run
    except (OSError, ValueError, releases.ReleaseError) as error:
        logger.exception("run %s failed", run.pk)
        runs.end(run, Ended(RunState.FAILED, f"{type(error).__name__}: {error}"), now=clock())
        return run
    runs.end(run, ended, now=clock())
    if ended.new + ended.revised >= bulk.MUCH:
        observations.tidy_up()
    return run


def _last_success(run: IngestionRun) -> IngestionRun | None:
    return (
        IngestionRun.objects.filter(
            source=run.source, state__in=[RunState.DONE, RunState.UNCHANGED]
        )
        .exclude(pk=run.pk)
        .order_by("-ended_at", "-pk")
        .first()
    )


def _fetch(
    run: IngestionRun, connector: Connector, fetcher: Fetcher, clock: Clock
) -> RawSnapshot | None:
    """The bytes of the source; ``None`` when it says that they have not changed."""
    last = _last_success(run)
    asked = Previous(last.etag or None, last.last_modified or None) if last else None
    fetched = connector.fetch(fetcher, asked)
    if fetched.not_modified:
        assert last is not None
        run.snapshot, run.etag, run.last_modified = last.snapshot, last.etag, last.last_modified
        run.save(update_fields=["snapshot", "etag", "last_modified"])
        return None
    snapshot = snapshots.keep(fetched, retrieved_at=clock())
    run.snapshot = snapshot
    run.etag = (fetched.etag or "")[:300]
    run.last_modified = (fetched.last_modified or "")[:100]
    run.save(update_fields=["snapshot", "etag", "last_modified"])
    return snapshot


def _seen_before(run: IngestionRun, snapshot: RawSnapshot) -> bool:
    """Whether the source's last finished run read the same bytes and left nothing behind."""
    last = _last_success(run)
    return (
        last is not None
        and last.snapshot_id == snapshot.pk
        and last.published_on == run.published_on
        and last.rows_rejected == 0
    )


def _take_in(run: IngestionRun, connector: Connector, snapshot: RawSnapshot, clock: Clock) -> Ended:
    """Read and write the file: by the database if it is large and regular, else by rows."""
    runs.progress(run, "read", now=clock())
    context = Context(
        lookup=lookup.from_tables(),
        today=clock().date(),
        published_on=run.published_on or clock().date(),
        published_on_basis=DateBasis.STATED if run.published_on else DateBasis.INFERRED,
    )
    with bulk.ways(connector, snapshot) as ways:
        for way in ways:
            runs.progress(run, "write", now=clock())
            stage = partial(bulk.stage, run.source, way, context)
            try:
                return _write(run, snapshot, stage, now=clock())
            except Irregular as why:
                logger.info("run %s: the file is read by rows: %s", run.pk, why)
    accepted, rejections, rows = figures(connector.parse(bulk.whole(snapshot)), context)
    if rows == 0:
        raise ConnectorError(
            "The file has a header but no rows; nothing was changed.",
            code="no_rows",
            permanent=True,
        )
    runs.progress(run, "write", now=clock(), rows=rows)
    read = _Read(accepted, rejections, rows)
    return _write(run, snapshot, lambda: _stage(run.source, read), now=clock())


def _group_of(figure: Figure) -> Group:
    document = int(figure.document) if figure.document is not None else None
    return figure.known_on, figure.known_on_basis.value, document


def _stage(source: Source, read: _Read) -> Staged:
    """Stage the figures of a file that was read by rows."""
    groups: dict[Group, int] = {}
    made: dict[SeriesDimensions, int] = {}
    versions = IndicatorVersion.objects.select_related("indicator", "unit").in_bulk()
    entities = Entity.objects.in_bulk()
    ordered = sorted(read.figures, key=lambda figure: (figure.known_on, figure.line))
    for figure in ordered:
        groups.setdefault(_group_of(figure), len(groups))
        if figure.series not in made:
            made[figure.series] = series.ensure(
                version=versions[int(figure.series.version)],
                entity=entities[int(figure.series.entity)],
                basis=figure.series.basis,
                frequency=figure.series.frequency,
                source=source,
            ).pk
    observations.stage(
        bulk.staged_figure(figure, made[figure.series], groups[_group_of(figure)])
        for figure in ordered
    )
    rejected = len(read.rejections)
    return Staged(
        groups={number: group for group, number in groups.items()},
        rejections=read.rejections[: bulk.REJECTIONS_KEPT],
        rejected=rejected,
        rows=read.rows,
        left_out=read.rows - len(ordered) - rejected,
        figures=len(ordered),
    )


@transaction.atomic
def _write(
    run: IngestionRun, snapshot: RawSnapshot, stage: Callable[[], Staged], *, now: datetime
) -> Ended:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SOURCE_LOCK, run.source_id])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
    staged = stage()
    # Rows of an earlier attempt were rolled back with it; rejections are of this attempt only.
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            line=rejection.line,
            column=rejection.column[:100],
            value=rejection.value,
            code=rejection.code[:60],
            message=rejection.message,
            row=rejection.cells,
        )
        for rejection in staged.rejections
    )
    counts = observations.staged_counts()
    taken_back = observations.staged_withdrawals()
    changed = observations.staged_groups()
    if changed:
        releases.lock_publication()
        numbers = {
            group: number for number, group in enumerate(changed, start=releases.next_number())
        }
        created = _releases(run, snapshot, staged.groups, numbers, now)
        touched = observations.append(numbers)
        assessments.reassess_series(touched, release=created[-1], now=now)
    changes.bump()
    return Ended(
        state=RunState.DONE if staged.figures or not staged.rejected else RunState.FAILED,
        message=_summary(counts, taken_back, staged.rejected, bool(staged.figures)),
        read=staged.rows,
        rejected=staged.rejected,
        **counts,
    )


def _releases(
    run: IngestionRun,
    snapshot: RawSnapshot,
    groups: dict[int, Group],
    numbers: dict[int, int],
    now: datetime,
) -> list[Release]:
    created = []
    for group, number in numbers.items():
        known_on, basis, document = groups[group]
        created.append(
            Release(
                number=number,
                source=run.source,
                state=ReleaseState.PUBLISHED,
                published_on=known_on,
                published_on_basis=basis,
                document_id=document,
                snapshot=snapshot,
                run=run,
                author=run.requested_by,
                created_at=now,
                released_at=now,
            )
        )
    return Release.objects.bulk_create(created)


def _summary(counts: dict[str, int], taken_back: int, rejected: int, any_figures: bool) -> str:
    if not any_figures:
        if rejected == 1:
            return "The only row was rejected; nothing was changed."
        return f"All {rejected} rows were rejected; nothing was changed."
    said = {**counts, "revised": counts["revised"] - taken_back}
    parts = [f"{said[name]} {name}" for name in ("new", "revised", "unchanged")]
    if taken_back:
        parts.insert(2, f"{taken_back} taken back")
    if rejected:
        parts.append(f"{rejected} rejected")
    return ", ".join(parts) + "."
