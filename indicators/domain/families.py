"""Restatements of one promise must agree; where they do not, the difference is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indicators.domain.codelists import DECIDED
from indicators.domain.results import Assessment
from indicators.domain.statements import Statement


class Difference(StrEnum):
    """In what two restatements differ."""

    BOUND = "bound"
    COMPARATOR = "comparator"
    DEADLINE = "deadline"
    REFERENCE = "reference"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Member:
    """A target of the family, with how it stands."""

    code: str
    statement: Statement | None
    indicator: str | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more values where one was to be expected, with the targets that say each."""

    what: Difference
    values: tuple[tuple[Any, tuple[str, ...]], ...]


def conflicts(members: Sequence[Member]) -> list[Conflict]:
    """Where the members of a family contradict each other.

    All must speak of one deadline. Those on the same quantity of the same indicator must also name
    the same bound, comparison and reference. Decided ones must have one verdict: a family that is
    met in one wording and missed in another is a conflict whatever the units are.
    """
    stated = [one for one in members if one.statement is not None]
    found = [_compare(Difference.DEADLINE, stated, lambda one: one.statement.horizon.period.end)]
    alike: dict[Any, list[Member]] = {}
    for one in stated:
        assert one.statement is not None
        alike.setdefault((one.indicator, one.statement.quantity), []).append(one)
    for group in alike.values():
        found += [
            _compare(Difference.BOUND, group, lambda one: (one.statement.low, one.statement.high)),
            _compare(Difference.COMPARATOR, group, lambda one: one.statement.comparator),
            _compare(Difference.REFERENCE, group, lambda one: one.statement.reference),
        ]
    decided = [one for one in members if one.assessment.verdict in DECIDED]
    found.append(_compare(Difference.VERDICT, decided, lambda one: one.assessment.verdict))
    return [one for one in found if one is not None]


def _compare(
    what: Difference, members: Sequence[Member], value: Callable[[Any], Any]
) -> Conflict | None:
    said: dict[Any, list[str]] = {}
    for one in members:
        said.setdefault(value(one), []).append(one.code)
    if len(said) < 2:
        return None
    return Conflict(what, tuple((given, tuple(codes)) for given, codes in said.items()))
