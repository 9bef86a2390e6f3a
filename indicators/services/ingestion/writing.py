"""The writing transaction of a run: stage, classify, check, then publish or hold.

All of it happens under the source's lock and commits with the end of the run, so that a run that
is killed at any moment leaves nothing, and one that ended left everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from indicators.domain.codelists import DateBasis, ReleaseState, RunState
from indicators.domain.quality.base import Severity
from indicators.domain.quality.sentences import tell
from indicators.domain.words import HELD_FOR
from indicators.models import (
    IngestionRun,
    RawSnapshot,
    RejectedRow,
    Release,
    Source,
)
from indicators.services import assessments, changes, observations, releases, settling
from indicators.services.ingestion import checking, runs
from indicators.services.ingestion.bulk import REJECTIONS_KEPT, Staged, staged_figure
from indicators.services.ingestion.interpret import (
    Figure,
    Interpreted,
    Rejection,
)
from indicators.services.ingestion.parts import Group
from indicators.services.ingestion.runs import Ended
from indicators.services.ingestion.series_ids import SeriesIds

SOURCE_LOCK = 7_215_002
# So many reasons stand in the message of a held run; all of them stand on its page.
SAID = 3
LOCK_WAIT = "60s"


class AlreadyRunning(Exception):
    """Another worker holds the source's lock, and went on holding it."""


@transaction.atomic
def write(
    run: IngestionRun, snapshot: RawSnapshot, stage: Callable[[], Staged], *, now: datetime
) -> int:
    """Write what a run brought and how it ended; return how many figures are new or revised.

    ``stage`` stages them, in this transaction. Raises AlreadyRunning, or runs.Overtaken when this
    attempt was given up meanwhile, and what ``stage`` raises.
    """
    _lock(run.source_id)
    staged = stage()
    _keep_rejections(run, staged.rejections)
    counts = observations.staged_counts()
    taken_back = observations.staged_withdrawals()
    changed = observations.staged_groups()
    looked = checking.look(
        run,
        rows=staged.rows - staged.left_out,
        figures=staged.figures,
        rejections=staged.rejections,
        rejected=staged.rejected,
        rest=staged.rest,
    )
    reasons = ["The source asks for a person to look at every release."] if run.source.hold else []
    reasons += [tell(one, "en") for one in looked.findings.found if one.severity is Severity.HOLD]
    state, message = RunState.DONE, _summary(counts, taken_back, staged)
    if not staged.figures and staged.rejected:
        state = RunState.FAILED
    elif changed and reasons:
        state = RunState.HELD
        message = f"{message} {HELD_FOR}: {' '.join(reasons[:SAID])}"
        if len(reasons) > SAID:
            message += f" And {len(reasons) - SAID} more."
        _hold(run, snapshot, staged.groups, changed, reasons, now)
    elif changed:
        _publish(run, snapshot, staged.groups, changed, now)
    ended = Ended(
        state=state,
        message=message,
        read=staged.rows,
        rejected=staged.rejected,
        left_out=staged.left_out,
        checks=looked.to_dict(),
        new=counts["new"],
        revised=counts["revised"],
        unchanged=counts["unchanged"],
    )
    runs.end(run, ended, now=now)
    if state is RunState.DONE:
        settling.close_older(run)
    return counts["new"] + counts["revised"] if state is RunState.DONE else 0


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
        for rejection in rejections
    )


def _group_of(figure: Figure) -> Group:
    document = int(figure.document) if figure.document is not None else None
    return figure.known_on, figure.known_on_basis.value, document


def stage(source: Source, read: Interpreted) -> Staged:
    """Stage the figures of a file that was read by rows, and classify them."""
    groups: dict[Group, int] = {}
    ids = SeriesIds(source)
    ordered = sorted(read.figures, key=lambda figure: (figure.known_on, figure.line))
    ids.know({figure.series for figure in ordered})
    for figure in ordered:
        groups.setdefault(_group_of(figure), len(groups))
    observations.stage(
        staged_figure(figure, ids.of(figure.series), groups[_group_of(figure)])
        for figure in ordered
    )
    ids.make_used()
    return Staged(
        groups={number: group for group, number in groups.items()},
        rejections=read.rejections[:REJECTIONS_KEPT],
        rejected=len(read.rejections),
        rows=read.rows,
        left_out=read.left_out,
        figures=len(read.figures),
    )


def _publish(
    run: IngestionRun,
    snapshot: RawSnapshot,
    groups: Mapping[int, Group],
    changed: Sequence[int],
    now: datetime,
) -> None:
    releases.lock_publication()
    numbers = {group: number for number, group in enumerate(changed, releases.next_number())}
    figures = observations.staged_figures()
    created = Release.objects.bulk_create(
        _release(
            run, snapshot, groups[group], now, state=ReleaseState.PUBLISHED, number=number,
            figures=figures[group],
        )
        for group, number in numbers.items()
    )  # fmt: skip
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
    figures: int = 0,
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
        figures=figures,
        created_at=now,
        released_at=now if number else None,
    )


def _summary(counts: Mapping[str, int], taken_back: int, staged: Staged) -> str:
    rejected = staged.rejected
    if not staged.figures and rejected:
        if rejected == 1:
            return "The only row was rejected; nothing was changed."
        return f"All {rejected} rows were rejected; nothing was changed."
    said = {**counts, "revised": counts["revised"] - taken_back}
    parts = [f"{said[name]} {name}" for name in ("new", "revised", "unchanged")]
    if taken_back:
        parts.insert(2, f"{taken_back} taken back")
    if rejected:
        parts.append(f"{rejected} rejected")
    if staged.left_out:
        parts.append(f"{staged.left_out} left out as declared")
    return ", ".join(parts) + "."
