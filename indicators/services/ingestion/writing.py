"""The writing transaction of a run: stage, classify, check, then publish or hold.

All of it happens under the source's lock and commits with the end of the run, so that a run that
is killed at any moment leaves nothing, and one that ended left everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from indicators.domain.codelists import DateBasis, ReleaseState, RunState
from indicators.domain.quality.base import Severity
from indicators.domain.quality.sentences import tell
from indicators.models import (
    Entity,
    IndicatorVersion,
    IngestionRun,
    RawSnapshot,
    RejectedRow,
    Release,
    Series,
    Source,
)
from indicators.services import assessments, changes, observations, releases, series
from indicators.services.ingestion import checking, runs
from indicators.services.ingestion.interpret import Figure, Rejection, SeriesDimensions
from indicators.services.ingestion.runs import Ended

# Day, its basis, and document of a release.
Group = tuple[date, str, int | None]
# More are counted, and stand in the kept file; nobody corrects ten thousand rows in a form.
REJECTIONS_KEPT = 10_000
SOURCE_LOCK = 7_215_002
# So many reasons stand in the message of a held run; all of them stand on its page.
SAID = 3
LOCK_WAIT = "60s"


class AlreadyRunning(Exception):
    """Another worker holds the source's lock, and went on holding it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file: figures, rejections, rows in all, rows left out as declared."""

    figures: Sequence[Figure]
    rejections: Sequence[Rejection]
    rows: int
    left_out: int


@transaction.atomic
def write(run: IngestionRun, snapshot: RawSnapshot, read: Read, *, now: datetime) -> None:
    """Write what a run brought and how it ended; see the module.

    Raises AlreadyRunning, or runs.Overtaken when this attempt was given up meanwhile.
    """
    _lock(run.source_id)
    _keep_rejections(run, read.rejections)
    known = _with_something_known(run.source, read.figures)
    groups = _stage(run.source, known)
    counts = observations.staged_counts()
    counts["unchanged"] += len(read.figures) - len(known)
    taken_back = observations.staged_withdrawals()
    changed = observations.staged_groups()
    looked = checking.look(
        run, rows=read.rows - read.left_out, figures=len(read.figures), rejections=read.rejections
    )
    reasons = ["The source asks for a person to look at every release."] if run.source.hold else []
    reasons += [tell(one, "en") for one in looked.findings.found if one.severity is Severity.HOLD]
    state, message = RunState.DONE, _summary(counts, taken_back, read)
    if not read.figures and read.rejections:
        state = RunState.FAILED
    elif changed and reasons:
        state = RunState.HELD
        message = f"{message} Held for a person to look: {' '.join(reasons[:SAID])}"
        if len(reasons) > SAID:
            message += f" And {len(reasons) - SAID} more."
        _hold(run, snapshot, groups, changed, reasons, now)
    elif changed:
        _publish(run, snapshot, groups, changed, now)
    ended = Ended(
        state=state,
        message=message,
        read=read.rows,
        rejected=len(read.rejections),
        left_out=read.left_out,
        checks=looked.to_dict(),
        new=counts["new"],
        revised=counts["revised"],
        unchanged=counts["unchanged"],
    )
    runs.end(run, ended, now=now)


def _lock(source_id: int) -> None:
    """Wait for the turn of this source; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SOURCE_LOCK, source_id])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise AlreadyRunning from error
            raise
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _keep_rejections(run: IngestionRun, rejections: Sequence[Rejection]) -> None:
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
        for rejection in rejections[:REJECTIONS_KEPT]
    )


def _group_of(figure: Figure) -> Group:
    document = int(figure.document) if figure.document is not None else None
    return figure.known_on, figure.known_on_basis.value, document


def _with_something_known(source: Source, figures: Sequence[Figure]) -> Sequence[Figure]:
    """Without the empty figures of series that have never had one: a table of blanks is no news."""
    told = {figure.series for figure in figures if figure.value is not None}
    untold = {figure.series for figure in figures} - told
    blank = {one for one in untold if not _exists(source, one)}
    return [figure for figure in figures if figure.series not in blank] if blank else figures


def _exists(source: Source, dimensions: SeriesDimensions) -> bool:
    return Series.objects.filter(
        source=source,
        indicator_version=int(dimensions.version),
        entity=int(dimensions.entity),
        basis=dimensions.basis.value,
        frequency=dimensions.frequency.value,
    ).exists()


def _stage(source: Source, figures: Sequence[Figure]) -> dict[int, Group]:
    """Stage the figures and return the day, basis and document of each group of them."""
    groups: dict[Group, int] = {}
    made: dict[SeriesDimensions, int] = {}
    versions = IndicatorVersion.objects.select_related("indicator", "unit").in_bulk()
    entities = Entity.objects.in_bulk()
    ordered = sorted(figures, key=lambda figure: (figure.known_on, figure.line))
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
        observations.StagedFigure(
            line=figure.line,
            series=made[figure.series],
            period=figure.period,
            known_on=figure.known_on,
            group=groups[_group_of(figure)],
            value=figure.value,
            status=figure.status.value,
            bound=figure.bound.value,
            document=int(figure.document) if figure.document is not None else None,
            passage=int(figure.passage) if figure.passage is not None else None,
            stated=figure.stated,
            stated_unit=figure.stated_unit,
            note=figure.note,
        )
        for figure in ordered
    )
    return {number: group for group, number in groups.items()}


def _publish(
    run: IngestionRun,
    snapshot: RawSnapshot,
    groups: Mapping[int, Group],
    changed: Sequence[int],
    now: datetime,
) -> None:
    releases.lock_publication()
    numbers = {group: number for number, group in enumerate(changed, releases.next_number())}
    created = Release.objects.bulk_create(
        _release(run, snapshot, groups[group], now, state=ReleaseState.PUBLISHED, number=number)
        for group, number in numbers.items()
    )
    touched = observations.append(numbers)
    assessments.reassess_series(touched, release=created[-1], now=now)
    changes.bump()


def _hold(
    run: IngestionRun,
    snapshot: RawSnapshot,
    groups: Mapping[int, Group],
    changed: Sequence[int],
    reasons: Sequence[str],
    now: datetime,
) -> None:
    """Keep what changed as held releases: they wait for a person, and nothing is public."""
    reason = " ".join(reasons)[:500]
    created = Release.objects.bulk_create(
        _release(run, snapshot, groups[group], now, state=ReleaseState.HELD, reason=reason)
        for group in changed
    )
    observations.keep(dict(zip(changed, (one.pk for one in created), strict=True)))


def _release(
    run: IngestionRun,
    snapshot: RawSnapshot,
    group: Group,
    now: datetime,
    *,
    state: ReleaseState,
    number: int | None = None,
    reason: str = "",
) -> Release:
    known_on, basis, document = group
    return Release(
        number=number,
        source=run.source,
        state=state,
        published_on=known_on,
        published_on_basis=DateBasis(basis),
        document_id=document,
        snapshot=snapshot,
        run=run,
        # The figures are the source's; who asked for the run stands with the run.
        reason=reason,
        created_at=now,
        released_at=now if number else None,
    )


def _summary(counts: Mapping[str, int], taken_back: int, read: Read) -> str:
    rejected = len(read.rejections)
    if not read.figures and rejected:
        if rejected == 1:
            return "The only row was rejected; nothing was changed."
        return f"All {rejected} rows were rejected; nothing was changed."
    said = {**counts, "revised": counts["revised"] - taken_back}
    parts = [f"{said[name]} {name}" for name in ("new", "revised", "unchanged")]
    if taken_back:
        parts.insert(2, f"{taken_back} taken back")
    if rejected:
        parts.append(f"{rejected} rejected")
    if read.left_out:
        parts.append(f"{read.left_out} left out as declared")
    return ", ".join(parts) + "."
