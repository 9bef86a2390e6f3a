"""How the status of a target came to be: every day on which it changed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indicators.domain.assessments import assess
from indicators.domain.causes import Cause, cause_of, observations, turning_days
from indicators.domain.codelists import DECIDED, Outlook, Status, StatusCause, Verdict
from indicators.domain.results import Assessment, Evidence, Judged, TargetSpec


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From ``on`` the status was this, because of that."""

    on: date
    status: Status
    verdict: Verdict
    outlook: Outlook
    why: Cause
    judged: Judged | None = None
    # The status of the day before; ``None`` for the first one.
    before: Status | None = None

    @property
    def cause(self) -> StatusCause:
        """The cause in one word."""
        return self.why.code


@dataclass(frozen=True, slots=True)
class History:
    """Every change, oldest first; and the first answer that was a fact, as it stood that day."""

    changes: tuple[StatusChange, ...] = ()
    first_decided: Assessment | None = None

    @property
    def flips(self) -> tuple[StatusChange, ...]:
        """Changes of a verdict that a revision made: of a fact, not of an outlook."""
        found, verdict = [], None
        for change in self.changes:
            flipped = verdict in DECIDED and change.verdict is not verdict
            if flipped and change.cause is StatusCause.REVISION:
                found.append(change)
            verdict = change.verdict
        return tuple(found)


def _days(target: TargetSpec, evidence: Evidence, rev: int | None) -> set[date]:
    """The days on which the answer can change."""
    known = {one.known_on for one in observations(evidence) if rev is None or one.release <= rev}
    return known | turning_days(target) | {target.announced_on}


def status_history(
    target: TargetSpec,
    evidence: Evidence,
    *,
    until: date,
    since: date | None = None,
    rev: int | None = None,
) -> History:
    """Every change of status from the announcement, or after ``since``, to ``until``.

    Each day is judged with what was known on it; a figure loaded later for an earlier day counts
    from its own day. With ``since`` the first decided answer is the first after that day.
    """
    changes: list[StatusChange] = []
    first: Assessment | None = None
    before: Assessment | None = None
    days = sorted(
        day
        for day in _days(target, evidence, rev)
        if target.announced_on <= day <= until and (since is None or day > since)
    )
    if days and since is not None and since >= target.announced_on:
        before = assess(target, evidence, on=since, rev=rev)
    for day in days:
        answer = assess(target, evidence, on=day, rev=rev)
        if answer.status is None or answer.verdict is None:
            continue
        if first is None and answer.verdict in DECIDED:
            first = answer
        if before is None or before.status is not answer.status or before.verdict != answer.verdict:
            why = cause_of(before, answer, target, evidence)
            changes.append(
                StatusChange(
                    day,
                    answer.status,
                    answer.verdict,
                    answer.outlook,
                    why,
                    answer.judged,
                    before.status if before is not None else None,
                )
            )
        before = answer
    return History(tuple(changes), first)
