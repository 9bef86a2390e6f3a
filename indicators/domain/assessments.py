"""The answer for a target on a day: the one entry point of the engine."""

from __future__ import annotations

from datetime import date

from indicators.domain import verdicts
from indicators.domain.codelists import NoOutlookReason, Outlook, Quantity, Status, Verdict
from indicators.domain.figures import Figures
from indicators.domain.outlooks.base import Estimate, Method
from indicators.domain.outlooks.registry import METHODS, UnknownMethod, default_for, named
from indicators.domain.results import (
    Assessment,
    Check,
    Evidence,
    EvidenceEntry,
    Input,
    Judged,
    Note,
    Pace,
    PathPoint,
    PeriodVerdict,
    TargetSpec,
)

__all__ = [
    "METHODS",
    "Assessment",
    "Check",
    "Evidence",
    "EvidenceEntry",
    "Input",
    "Judged",
    "Note",
    "Pace",
    "PathPoint",
    "PeriodVerdict",
    "TargetSpec",
    "UnknownMethod",
    "assess",
]


def status_of(verdict: Verdict, outlook: Outlook) -> Status:
    """The one word for lists: the verdict, or while it is pending the outlook."""
    if verdict is Verdict.PENDING and outlook is not Outlook.NONE:
        return Status(outlook.value)
    return Status(verdict.value)


def assess(
    target: TargetSpec,
    evidence: Evidence,
    *,
    on: date,
    rev: int | None = None,
    method: str | Method | None = None,
) -> Assessment:
    """Verdict and outlook of a target as known on ``on`` (and up to data revision ``rev``).

    Pure: the same arguments give the same answer. A target announced later does not exist yet.
    Raises UnknownMethod for an unknown method, and nothing else, whatever the figures are.
    """
    if method is None:
        chosen = default_for(target.statement)
    else:
        chosen = named(method) if isinstance(method, str) else method
    if target.announced_on > on:
        return Assessment(target.code, on, rev, exists=False)
    figures = Figures(evidence, on=on, rev=rev)
    answer = verdicts.judge(target, figures, on=on)
    estimate = _estimate(target, figures, answer.verdict, chosen)
    latest = _latest(target, figures, answer.inputs, estimate)
    return Assessment(
        target=target.code,
        on=on,
        rev=rev,
        exists=True,
        verdict=answer.verdict,
        certainty=answer.certainty,
        status=status_of(answer.verdict, estimate.outlook),
        reason=answer.reason,
        outlook=estimate.outlook,
        caution=estimate.caution,
        symbol=estimate.symbol,
        no_outlook=estimate.none_because,
        judged=answer.judged,
        periods=answer.periods,
        first_satisfied=answer.first_satisfied,
        decided_on=answer.decided_on,
        inputs=_distinct([*answer.inputs, *estimate.inputs]),
        checks=tuple(answer.checks),
        path=estimate.path,
        pace=estimate.pace,
        latest=latest,
        notes=(*answer.notes, *estimate.notes, *_lifecycle(target, on)),
        method=chosen.name,
        method_version=chosen.version,
    )


def _estimate(target: TargetSpec, figures: Figures, verdict: Verdict, method: Method) -> Estimate:
    """An outlook only while the verdict is pending; the path of a decided target is still drawn."""
    if target.statement is None:
        return Estimate.no(NoOutlookReason.NO_NUMBER)
    if verdict is Verdict.PENDING:
        return method.estimate(target, figures)
    reason = NoOutlookReason.DECIDED
    if verdict is Verdict.OVERDUE:
        reason = NoOutlookReason.HORIZON_PASSED
    elif verdict is Verdict.NOT_ASSESSABLE:
        reason = NoOutlookReason.NOT_ASSESSABLE
    if target.unit_mismatch or target.statement.quantity is Quantity.PEAK:
        return Estimate.no(reason)
    return Estimate.no(reason, path=method.path(target, figures))


def _latest(
    target: TargetSpec, figures: Figures, inputs: list[Input], estimate: Estimate
) -> Input | None:
    """The newest figure that has to do with the target, for lists.

    ``None`` where that is computed from several: no one of them is it.
    """
    for one in estimate.inputs:
        if one.role == "latest":
            return one
    if any(one.role.startswith("latest_") for one in estimate.inputs):
        return None
    for one in inputs:
        if one.role in ("figure", "met_late"):
            return one
    if target.statement is None:
        return None
    found = figures.latest_level()
    return Input.of("latest", found.observations[0][1]) if found else None


def _distinct(inputs: list[Input]) -> tuple[Input, ...]:
    return tuple(dict.fromkeys(inputs))


def _lifecycle(target: TargetSpec, on: date) -> list[Note]:
    notes = []
    if target.superseded_on is not None and target.superseded_on <= on:
        notes.append(Note("superseded", {"on": target.superseded_on.isoformat()}))
    if target.withdrawn_on is not None and target.withdrawn_on <= on:
        notes.append(Note("withdrawn", {"on": target.withdrawn_on.isoformat()}))
    return notes
