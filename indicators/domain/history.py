"""How the status of a target came to be: every day on which it changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indicators.domain.assessments import assess
from indicators.domain.codelists import HorizonKind, Outlook, Status, StatusCause, Verdict
from indicators.domain.periods import iter_years
from indicators.domain.results import Evidence, TargetSpec
from indicators.domain.series import Observation


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From ``on`` the status was this, because of that."""

    on: date
    status: Status
    verdict: Verdict
    outlook: Outlook
    cause: StatusCause


def _observations(evidence: Evidence) -> Iterator[Observation]:
    for series in evidence.every_series():
        yield from series.observations


def _deadlines(target: TargetSpec) -> set[date]:
    if target.statement is None:
        return {target.due.end} if target.due else set()
    horizon = target.statement.horizon
    days = {horizon.period.end}
    if horizon.kind is HorizonKind.EACH:
        days |= {year.end for year in iter_years(horizon.period)}
    return days


def _causes(target: TargetSpec, evidence: Evidence, rev: int | None) -> dict[date, StatusCause]:
    """The days on which the answer can change, with what happens on them."""
    days = dict.fromkeys(_deadlines(target), StatusCause.DEADLINE_PASSED)
    seen: set[tuple[str, str]] = set()
    figures = [one for one in _observations(evidence) if rev is None or one.release <= rev]
    for one in sorted(figures, key=lambda figure: (figure.known_on, figure.release)):
        cell = (one.series, str(one.period))
        revised = cell in seen
        seen.add(cell)
        # New figures explain a change better than a revision on the same day.
        if not revised or days.get(one.known_on) in (None, StatusCause.DEADLINE_PASSED):
            days[one.known_on] = StatusCause.REVISION if revised else StatusCause.NEW_DATA
    for entry in target.milestone:
        days[entry.known_on] = StatusCause.NEW_DATA
    for day in (target.superseded_on, target.withdrawn_on):
        if day is not None:
            days[day] = StatusCause.TARGET_CHANGED
    return days


def status_history(
    target: TargetSpec, evidence: Evidence, *, until: date, rev: int | None = None
) -> list[StatusChange]:
    """Every change of status from the announcement to ``until``, oldest first.

    Each day is judged with what was known on it; a figure loaded later for an earlier day counts
    from its own day.
    """
    causes = _causes(target, evidence, rev) | {target.announced_on: StatusCause.FIRST}
    changes: list[StatusChange] = []
    for day in sorted(causes):
        if not target.announced_on <= day <= until:
            continue
        answer = assess(target, evidence, on=day, rev=rev)
        if answer.status is None or answer.verdict is None:
            continue
        if not changes or changes[-1].status is not answer.status:
            changes.append(
                StatusChange(day, answer.status, answer.verdict, answer.outlook, causes[day])
            )
    return changes
