"""Promises without a number: what the evidence says decides, and there is no percentage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indicators.domain.codelists import MilestoneState, NotAssessableReason, Verdict
from indicators.domain.results import TargetSpec


@dataclass(frozen=True, slots=True)
class MilestoneVerdict:
    """The verdict on a milestone, since when, and why there is none."""

    verdict: Verdict
    decided_on: date | None = None
    reason: NotAssessableReason | None = None


def judge(spec: TargetSpec, on: date) -> MilestoneVerdict:
    """Done: met, or late if that became known after the deadline. Dropped: missed.

    Neither: open until the deadline, overdue after it; without a deadline nothing could decide.
    """
    known = sorted(
        (entry for entry in spec.milestone if entry.known_on <= on), key=lambda one: one.known_on
    )
    if known and known[-1].state is MilestoneState.DROPPED:
        return MilestoneVerdict(Verdict.MISSED, known[-1].known_on)
    if known and known[-1].state is MilestoneState.DONE:
        day = next(one.known_on for one in known if one.state is MilestoneState.DONE)
        late = spec.due is not None and day >= spec.due.end
        return MilestoneVerdict(Verdict.MET_LATE if late else Verdict.MET, day)
    if spec.due is None:
        return MilestoneVerdict(Verdict.NOT_ASSESSABLE, reason=NotAssessableReason.NO_NUMBER)
    return MilestoneVerdict(Verdict.OVERDUE if on >= spec.due.end else Verdict.PENDING)
