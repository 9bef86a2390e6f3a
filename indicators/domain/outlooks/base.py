"""What every outlook method answers, and what they share: time, direction, paths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

from indicators.domain.codelists import Comparator, Direction, NoOutlookReason, Outlook
from indicators.domain.exact import along, difference, reaches
from indicators.domain.figures import Figures
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.statements import CAPS, FLOORS, TOLERANCE, Statement

# +1 where more is better, −1 where less is: as a floor or cap says, or as a target declares.
_WANTED: dict[Comparator | None, int] = {
    **dict.fromkeys(FLOORS, 1),
    **dict.fromkeys(CAPS, -1),
}
_DECLARED = {Direction.HIGHER: 1, Direction.LOWER: -1}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer of a method: a category with its arithmetic, or why there is none.

    ``symbol`` is the method's own word for the category.
    """

    outlook: Outlook
    none_because: NoOutlookReason | None = None
    caution: bool = False
    symbol: str = ""
    pace: Pace | None = None
    path: tuple[PathPoint, ...] = ()
    inputs: tuple[Input, ...] = ()
    notes: tuple[Note, ...] = ()

    @classmethod
    def no(cls, reason: NoOutlookReason, **parts: object) -> Estimate:
        """No outlook, with the reason."""
        return cls(Outlook.NONE, reason, **parts)  # type: ignore[arg-type]


class Method(Protocol):
    """A named, versioned outlook method."""

    name: str
    version: int

    def estimate(self, spec: TargetSpec, figures: Figures) -> Estimate:
        """The outlook of a pending target from figures as known on one day. Never raises."""

    def path(self, spec: TargetSpec, figures: Figures) -> tuple[PathPoint, ...]:
        """The required path alone, for a target that is decided; empty where there is none."""


@lru_cache(maxsize=10_000)
def years_between(start: date, end: date) -> Fraction:
    """Years from one day to another: whole months count as twelfths, other days as 365.25ths."""
    if start.day == end.day == 1:
        return Fraction((end.year - start.year) * 12 + end.month - start.month, 12)
    return Fraction((end - start).days * 4, 1461)


class Elapsed(NamedTuple):
    """Years from a baseline to its horizon (``whole``), to a day (``done``), and from there on.

    ``share`` is done / whole; ``ahead`` is whole / done, zero where nothing has passed.
    """

    whole: Fraction
    done: Fraction
    left: Fraction
    share: Fraction
    ahead: Fraction


@lru_cache(maxsize=10_000)
def elapsed(start: date, on: date, end: date) -> Elapsed:
    """The time between a baseline, a day and a horizon, which must be after the baseline.

    Few days stand in thousands of targets, so each is reckoned once.
    """
    whole, done = years_between(start, end), years_between(start, on)
    return Elapsed(whole, done, whole - done, done / whole, whole / done if done else Fraction(0))


def one_way(statement: Statement) -> int:
    """+1 where the statement asks for more, −1 where for less, 0 of “about” and “between”."""
    return _WANTED.get(statement.comparator, 0)


def direction_of(statement: Statement, bound: Decimal, start: Decimal = Decimal(0)) -> int:
    """+1 where more is needed, −1 where less is; of “about” and “between” by the way to go."""
    return one_way(statement) or (1 if bound >= start else -1)


def better_way(spec: TargetSpec, statement: Statement, toward: int) -> int:
    """Which way is better: of “about” and “between” as declared, else ``toward`` the bound."""
    return one_way(statement) or _DECLARED.get(spec.direction, toward)


def bound_from(statement: Statement, start: Decimal = Decimal(0)) -> Decimal:
    """The bound to reach; of a range the one nearer to ``start``, which of a change is zero.

    Only a peak has none, and of a peak nobody asks.
    """
    low, high = statement.low, statement.high
    if statement.comparator is Comparator.BETWEEN and low is not None and high is not None:
        return low if abs(start - low) <= abs(start - high) else high
    assert statement.bound is not None
    return statement.bound


def linear(start: Decimal, end: Decimal, share: Fraction) -> Decimal:
    """The value at ``share`` of the straight way from ``start`` to ``end``."""
    return along(start, difference(end, start), share)


# From which share of the required progress a category begins; the tolerance is 1e-9.
_FROM = (
    (Outlook.ON_TRACK, Decimal(1) - TOLERANCE),
    (Outlook.BEHIND, Decimal("0.5") - TOLERANCE),
    (Outlook.FAR_BEHIND, -TOLERANCE),
)


def category(achieved: Decimal, required: Decimal) -> Outlook:
    """Category of achieved over required progress (above zero), as the SDG Index uses them.

    On track from 1, behind from 0.5 to 1, far behind from 0 to 0.5, below 0 the wrong way.
    """
    for outlook, share in _FROM:
        if reaches(achieved, required, share):
            return outlook
    return Outlook.WRONG_DIRECTION


def category_of(ratio: Fraction) -> Outlook:
    """The same of a ratio."""
    return category(Decimal(ratio.numerator), Decimal(ratio.denominator))
