"""Why an answer differs from the one before it, down to the figures that made the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indicators.domain.codelists import HorizonKind, NotAssessableReason, StatusCause
from indicators.domain.periods import iter_years
from indicators.domain.results import Assessment, Evidence, Input, TargetSpec
from indicators.domain.series import Observation


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure that another one of the same cell replaced. ``new`` is ``None`` if taken back."""

    old: Input
    new: Input | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause with the figures behind it: those that are new, and those that were revised."""

    code: StatusCause
    new: tuple[Input, ...] = ()
    revised: tuple[Revised, ...] = ()


def turning_days(target: TargetSpec) -> set[date]:
    """The days on which the answer can change although no figure comes in."""
    days = {day for day in (target.superseded_on, target.withdrawn_on) if day is not None}
    days |= {entry.known_on for entry in target.milestone}
    if target.statement is None:
        return days | ({target.due.end} if target.due else set())
    horizon = target.statement.horizon
    days.add(horizon.period.end)
    if horizon.kind is HorizonKind.EACH:
        days |= {year.end for year in iter_years(horizon.period)}
    return days


def observations(evidence: Evidence) -> Iterator[Observation]:
    """Every figure of an evidence, all vintages."""
    for series in evidence.every_series():
        yield from series.observations


def cause_of(
    before: Assessment | None,
    after: Assessment,
    target: TargetSpec,
    evidence: Evidence,
    *,
    otherwise: StatusCause = StatusCause.DEADLINE_PASSED,
) -> Cause:
    """Why ``after`` is not what ``before`` was; ``otherwise`` where no figure explains it.

    New figures count before revisions, both before a change of method or the passing of a day.
    """
    if before is None or not before.exists:
        return Cause(StatusCause.FIRST)
    new, revised = _figures(before, after, evidence)
    if new or revised:
        code = StatusCause.NEW_DATA if new else StatusCause.REVISION
        return Cause(code, new, revised)
    if _is_redefined(after) and not _is_redefined(before):
        return Cause(StatusCause.REDEFINITION)
    if any(before.on < day <= after.on for day in _edits(target)):
        return Cause(StatusCause.TARGET_CHANGED)
    if any(before.on < day <= after.on for day in (one.known_on for one in target.milestone)):
        return Cause(StatusCause.NEW_DATA)
    if any(before.on < day <= after.on for day in turning_days(target)):
        return Cause(StatusCause.DEADLINE_PASSED)
    if (before.method, before.method_version) != (after.method, after.method_version):
        return Cause(StatusCause.METHOD_CHANGED)
    return Cause(otherwise)


def _is_redefined(answer: Assessment) -> bool:
    return answer.reason is NotAssessableReason.DEFINITION_CHANGED


def _edits(target: TargetSpec) -> list[date]:
    return [day for day in (target.superseded_on, target.withdrawn_on) if day is not None]


def _figures(
    before: Assessment, after: Assessment, evidence: Evidence
) -> tuple[tuple[Input, ...], tuple[Revised, ...]]:
    """Inputs that were not there before, and inputs whose cell has another figure now."""
    used = {one.observation for one in before.inputs}
    by_cell = {(one.series, one.period): one for one in before.inputs}
    earlier = _earlier(evidence, after)
    new, revised = [], []
    for one in {one.observation: one for one in after.inputs}.values():
        if one.observation in used:
            continue
        cell = (one.series, one.period)
        old = by_cell.get(cell) or earlier.get(cell)
        if not _came_after(one, before):
            continue
        if old is None:
            new.append(one)
        elif old.value != one.value:
            revised.append(Revised(old, one))
    now = {(one.series, one.period) for one in after.inputs}
    back = {
        (one.series, one.period)
        for one in observations(evidence)
        if one.value is None and one.known_on <= after.on and _came_after(one, before)
    }
    revised += [
        Revised(one, None) for cell, one in by_cell.items() if cell not in now and cell in back
    ]
    return tuple(new), tuple(revised)


def _came_after(one: Input | Observation, before: Assessment) -> bool:
    """Published after the day of the answer before, or loaded after it for an earlier day."""
    return one.known_on > before.on or (before.rev is not None and one.release > before.rev)


Cell = tuple[str, object]


def _earlier(evidence: Evidence, after: Assessment) -> dict[Cell, Input]:
    """Of each cell that the answer uses, the last figure before the one it uses."""
    wanted = {(one.series, one.period): one for one in after.inputs}
    found: dict[Cell, Input] = {}
    for one in observations(evidence):
        used = wanted.get((one.series, one.period))
        if used is None or one.value is None:
            continue
        order = (one.known_on, one.release)
        last = found.get((one.series, one.period))
        if order < (used.known_on, used.release) and (
            last is None or order > (last.known_on, last.release)
        ):
            found[one.series, one.period] = Input.of("before", one)
    return found
