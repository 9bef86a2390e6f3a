"""Assessing targets and keeping the answers: the newest one of each, and every change of status."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from indicators.domain.assessments import Assessment
from indicators.domain.codelists import StatusCause
from indicators.models import Assessment as AssessmentRow
from indicators.models import Release, Series, StatusEvent, Target
from indicators.selectors import assessments as selected
from indicators.selectors import derivations
from indicators.selectors import targets as target_rows
from indicators.services import changes


def affected_by(series_ids: Collection[int]) -> set[int]:
    """The targets that a change of these series can touch: by indicator, flows, or formula."""
    changed = set(
        Series.objects.filter(pk__in=series_ids).values_list(
            "indicator_version__indicator_id", "indicator_version__indicator__code", "entity_id"
        )
    )
    computed = derivations.dependents({pk: code for pk, code, _ in changed}) if changed else {}
    condition = Q(pk__in=[])
    for indicator, _, entity in changed:
        condition |= Q(entity=entity) & (
            Q(indicator_version__indicator__in={indicator, *computed[indicator]})
            | Q(indicator_version__indicator__additions=indicator)
            | Q(indicator_version__indicator__removals=indicator)
        )
    return set(Target.objects.filter(condition).values_list("pk", flat=True))


def reassess_series(
    series_ids: Collection[int], *, release: Release, now: datetime
) -> list[StatusEvent]:
    """Assess what new figures of these series can change. Part of the caller's transaction."""
    return _reassess(
        target_rows.rows(now.date()).filter(pk__in=affected_by(series_ids)),
        cause=StatusCause.NEW_DATA,
        release=release,
        now=now,
    )


@transaction.atomic
def reassess_targets(
    target_ids: Collection[int], *, cause: StatusCause, now: datetime
) -> list[StatusEvent]:
    """Assess some targets again because they, or a definition, changed."""
    events = _reassess(
        target_rows.rows(now.date()).filter(pk__in=target_ids), cause=cause, release=None, now=now
    )
    changes.bump()
    return events


@transaction.atomic
def reassess_all(*, cause: StatusCause, now: datetime) -> list[StatusEvent]:
    """Assess every target that exists today; the daily task passes deadlines with it."""
    events = _reassess(target_rows.rows(now.date()), cause=cause, release=None, now=now)
    if events:
        changes.bump()
    return events


def _reassess(
    targets: Iterable[Target], *, cause: StatusCause, release: Release | None, now: datetime
) -> list[StatusEvent]:
    found = list(targets)
    if not found:
        return []
    today = now.date()
    rev = Release.objects.aggregate(newest=Max("number"))["newest"] or 0
    before = {
        row.target_id: row
        for row in AssessmentRow.objects.select_for_update().filter(current=True, target__in=found)
    }
    fresh = selected.compute(found, on=today)
    changed = {pk: answer for pk, answer in fresh.items() if _differs(before.get(pk), answer)}
    # One row a target stays current; an answer that is the same need not be stored again.
    AssessmentRow.objects.filter(pk__in=[before[pk].pk for pk in changed if pk in before]).update(
        current=False
    )
    stored = AssessmentRow.objects.bulk_create(
        _row(pk, answer, rev=rev, now=now) for pk, answer in changed.items()
    )
    return StatusEvent.objects.bulk_create(
        StatusEvent(
            target_id=row.target_id,
            on=today,
            from_status=before[row.target_id].status if row.target_id in before else "",
            to_status=row.status,
            cause=cause if row.target_id in before else StatusCause.FIRST,
            release=release,
            assessment=row,
            recorded_at=now,
        )
        for row in stored
        if row.target_id not in before or before[row.target_id].status != row.status
    )


def _differs(row: AssessmentRow | None, answer: Assessment) -> bool:
    if row is None:
        return True
    ignored = {"on", "rev"}
    fresh = {key: value for key, value in answer.to_dict().items() if key not in ignored}
    return fresh != {key: value for key, value in row.payload.items() if key not in ignored}


def _row(target_id: int, answer: Assessment, *, rev: int, now: datetime) -> AssessmentRow:
    assert answer.verdict is not None
    assert answer.status is not None
    return AssessmentRow(
        target_id=target_id,
        as_of=answer.on,
        rev=rev,
        current=True,
        verdict=answer.verdict,
        certainty=answer.certainty or "",
        outlook=answer.outlook,
        caution=answer.caution,
        status=answer.status,
        method=answer.method or "",
        method_version=answer.method_version or 1,
        payload=answer.to_dict(),
        computed_at=now,
    )
