"""Assessing targets and keeping the answers: the newest one of each, and every change of status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from indicators.domain.assessments import Assessment, Evidence, TargetSpec, assess
from indicators.domain.causes import Cause, cause_of, turning_days
from indicators.domain.codelists import StatusCause
from indicators.models import Assessment as AssessmentRow
from indicators.models import Indicator, Release, Series, StatusEvent, Target
from indicators.selectors import assessments as selected
from indicators.selectors import derivations, evidence
from indicators.selectors import targets as target_rows
from indicators.services import changes


def affected_by(series_ids: Collection[int]) -> set[int]:
    """The targets that a change of these series can touch: by indicator, flows, or formula."""
    changed = set(
        Series.objects.filter(pk__in=series_ids)
        .values_list(
            "indicator_version__indicator_id", "indicator_version__indicator__code", "entity_id"
        )
        .distinct()
    )
    if not changed:
        return set()
    entities: dict[int, set[int]] = {}
    for indicator, _, entity in changed:
        entities.setdefault(indicator, set()).add(entity)
    # Whose targets an indicator touches: its own, those computed from it, those it flows into.
    touches = {
        indicator: {indicator, *found}
        for indicator, found in derivations.dependents(
            {pk: code for pk, code, _ in changed}
        ).items()
    }
    flows = Indicator.objects.filter(Q(additions__in=entities) | Q(removals__in=entities))
    for stock, *parts in flows.values_list("pk", "additions", "removals"):
        for flow in set(parts) & entities.keys():
            assert flow is not None
            touches[flow].add(stock)
    touched: dict[int, set[int]] = {}
    for indicator, others in touches.items():
        for other in others:
            touched.setdefault(other, set()).update(entities[indicator])
    targets = Target.objects.filter(indicator_version__indicator__in=touched).values_list(
        "pk", "indicator_version__indicator_id", "entity_id"
    )
    return {pk for pk, indicator, entity in targets if entity in touched[indicator]}


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
    """Assess every target that exists today."""
    events = _reassess(target_rows.rows(now.date()), cause=cause, release=None, now=now)
    if events:
        changes.bump()
    return events


@transaction.atomic
def pass_days(*, now: datetime) -> list[StatusEvent]:
    """Assess the targets whose stored answer no longer holds because a day has passed.

    The first assessment of a target announced for today, and new versions of the methods, come
    with it.
    """
    due = selected.turned(on=now.date())
    if not due:
        return []
    events = _reassess(
        target_rows.rows(now.date()).filter(pk__in=due),
        cause=StatusCause.DEADLINE_PASSED,
        release=None,
        now=now,
    )
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
    with selected.without_collection():
        known = evidence.gather(found, on=today)
        fresh = {pk: assess(spec, facts, on=today) for pk, (spec, facts) in known.items()}
    changed = {pk: answer for pk, answer in fresh.items() if _differs(before.get(pk), answer)}
    _hold_on([before[pk] for pk in fresh if pk not in changed], known, today)
    # One row a target stays current; an answer that is the same need not be stored again.
    AssessmentRow.objects.filter(pk__in=[before[pk].pk for pk in changed if pk in before]).update(
        current=False
    )
    stored = AssessmentRow.objects.bulk_create(
        _row(pk, answer, known[pk][0], rev=rev, now=now) for pk, answer in changed.items()
    )
    events = []
    for row in stored:
        old = before.get(row.target_id)
        if old is not None and old.status == row.status:
            continue
        why = _why(old, fresh[row.target_id], *known[row.target_id], cause)
        events.append(
            StatusEvent(
                target_id=row.target_id,
                on=today,
                from_status=old.status if old is not None else "",
                to_status=row.status,
                cause=why.code,
                figures=_figures(why),
                release=release,
                assessment=row,
                recorded_at=now,
            )
        )
    return StatusEvent.objects.bulk_create(events)


# What an editor did explains a change, whatever figures it brought into play.
_EDITS = (StatusCause.TARGET_CHANGED, StatusCause.REDEFINITION, StatusCause.METHOD_CHANGED)


def _why(
    old: AssessmentRow | None,
    answer: Assessment,
    spec: TargetSpec,
    facts: Evidence,
    cause: StatusCause,
) -> Cause:
    """The one place where the cause of a change of status is found."""
    if old is not None and cause in _EDITS:
        return Cause(cause)
    before = None
    if old is not None:
        before = replace(Assessment.from_dict(old.payload), rev=old.rev)
    return cause_of(before, answer, spec, facts, otherwise=cause)


def _figures(why: Cause) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if why.new:
        found["new"] = [one.observation for one in why.new]
    if why.revised:
        found["revised"] = [
            [one.old.observation, one.new.observation if one.new else None] for one in why.revised
        ]
    return found


def _hold_on(
    rows: Sequence[AssessmentRow], known: Mapping[int, tuple[TargetSpec, Evidence]], today: date
) -> None:
    """An answer that is the same again holds until the next day that may change it."""
    moved = []
    for row in rows:
        until = _valid_until(known[row.target_id][0], today)
        if row.valid_until != until:
            row.valid_until = until
            moved.append(row)
    AssessmentRow.objects.bulk_update(moved, ["valid_until"])


def _valid_until(spec: TargetSpec, on: date) -> date | None:
    return min((day for day in turning_days(spec) if day > on), default=None)


def _differs(row: AssessmentRow | None, answer: Assessment) -> bool:
    if row is None:
        return True
    ignored = {"on", "rev"}
    fresh = {key: value for key, value in answer.to_dict().items() if key not in ignored}
    return fresh != {key: value for key, value in row.payload.items() if key not in ignored}


def _row(
    target_id: int, answer: Assessment, spec: TargetSpec, *, rev: int, now: datetime
) -> AssessmentRow:
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
        valid_until=_valid_until(spec, answer.on),
        known_on=answer.known_on,
    )
