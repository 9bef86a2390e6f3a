"""Target statements: ``quantity(series, reference) comparator bound, at horizon``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import compress, count
from typing import NamedTuple, TypeVar

from indicators.domain import numbers
from indicators.domain.codelists import (
    Comparator,
    Direction,
    HorizonKind,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.domain.errors import DomainError, StatementError
from indicators.domain.exact import difference
from indicators.domain.periods import Period, parse_period

Code = TypeVar("Code", bound=StrEnum)

# Figures and bounds are compared with this tolerance, so that 0.3 computed as 0.1 + 0.2 is 0.3.
TOLERANCE = Decimal("1e-9")
FLOORS = (Comparator.AT_LEAST, Comparator.MORE_THAN)
CAPS = (Comparator.AT_MOST, Comparator.LESS_THAN)
WINDOWED = (Quantity.CUMULATIVE, Quantity.AVERAGE_GROWTH)
REFERENCED = (Quantity.CHANGE, Quantity.PERCENT_CHANGE)
# Bounds of these are percentages, whatever the series is measured in.
PERCENT_QUANTITIES = (Quantity.PERCENT_CHANGE, Quantity.GROWTH, Quantity.AVERAGE_GROWTH)


@dataclass(frozen=True, slots=True)
class Horizon:
    """When the statement holds. ``each`` and ``over`` speak of a window of years."""

    kind: HorizonKind
    period: Period


@dataclass(frozen=True, slots=True)
class Reference:
    """What a change is measured against; ``value`` is a baseline that the text declares."""

    kind: ReferenceKind = ReferenceKind.NONE
    period: Period | None = None
    value: Decimal | None = None


class Range(NamedTuple):
    """The values that satisfy a statement; ``strict`` says that the limits themselves do not."""

    low: Decimal | None
    high: Decimal | None
    strict: bool

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in it."""
        low, high = self.low, self.high
        if self.strict:
            return (low is None or value > low) and (high is None or value < high)
        return (low is None or value >= low) and (high is None or value <= high)

    def first(self, values: Iterable[Decimal]) -> int | None:
        """The place of the first value that lies in it."""
        return next(compress(count(), map(self._test(), values)), None)

    def _test(self) -> Callable[[Decimal], bool]:
        """As ``holds``; of a floor or a cap alone the comparison itself, for many values."""
        low, high, strict = self
        if low is not None and high is None:
            return low.__lt__ if strict else low.__le__
        if high is not None and low is None:
            return high.__gt__ if strict else high.__ge__
        return self.holds

    def moved(self, by: Decimal) -> Range:
        """The same range ``by`` higher."""
        return Range(
            None if self.low is None else difference(self.low, -by),
            None if self.high is None else difference(self.high, -by),
            self.strict,
        )


NO_VALUE = Range(Decimal("Infinity"), None, strict=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """A promise with a number, in the unit of its series (percent for growth).

    ``low`` is the bound of a floor, ``high`` of a cap; ``about`` has ``low`` and a tolerance;
    ``between`` has both. ``bound_precision`` is half a unit of the last stated digit.
    """

    quantity: Quantity
    comparator: Comparator | None
    low: Decimal | None
    high: Decimal | None
    horizon: Horizon
    reference: Reference = Reference()
    pacing: Pacing = Pacing.LINEAR
    tolerance: Decimal | None = None
    once: bool = False
    interim: tuple[tuple[Period, Decimal], ...] = ()
    bound_precision: Decimal | None = None
    # Asked for at every figure of a series, and always the same.
    _ranges: dict[Direction, Range] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for check in (_check_bound, _check_reference, _check_horizon, _check_interim):
            check(self)

    @property
    def bound(self) -> Decimal | None:
        """The one bound; of a range the lower one."""
        return self.low if self.low is not None else self.high

    def satisfied_by(self, value: Decimal, direction: Direction = Direction.NONE) -> bool:
        """Whether a figure satisfies the comparator.

        “About” is one-sided where a direction is declared: 17 satisfies “about 15” when more is
        better. Equality counts as equal within 1e-9.
        """
        return self.range(direction).holds(value)

    def range(self, direction: Direction = Direction.NONE) -> Range:
        """The values that satisfy it, with the tolerance for equality."""
        found = self._ranges.get(direction)
        if found is None:
            found = self._ranges[direction] = self._range(direction)
        return found

    def _range(self, direction: Direction) -> Range:
        low, high = self.limits(direction)
        strict = self.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
        slack = -TOLERANCE if strict else TOLERANCE
        return Range(
            None if low is None else difference(low, slack),
            None if high is None else difference(high, -slack),
            strict,
        )

    def margin(self, value: Decimal, direction: Direction = Direction.NONE) -> Decimal:
        """By how much a figure is on the right side of the bound; negative on the wrong side.

        A distance within 1e-9 counts as zero.
        """
        low, high = self.limits(direction)
        distances = []
        if low is not None:
            distances.append(value - low)
        if high is not None:
            distances.append(high - value)
        margin = min(distances)
        return Decimal(0) if abs(margin) <= TOLERANCE else margin

    def limits(
        self, direction: Direction = Direction.NONE
    ) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest value that satisfies (or touches, where strict)."""
        match self.comparator:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return self.low, None
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return None, self.high
            case Comparator.ABOUT:
                bound, tolerance = self.bound or Decimal(0), self.tolerance or Decimal(0)
                low, high = bound - tolerance, bound + tolerance
                if direction is Direction.HIGHER:
                    return low, None
                return (None, high) if direction is Direction.LOWER else (low, high)
            case _:
                return self.low, self.high


def _check_bound(statement: Statement) -> None:
    low, high, comparator = statement.low, statement.high, statement.comparator
    if statement.quantity is Quantity.MILESTONE:
        raise StatementError("A milestone has no statement; give its evidence instead.")
    if statement.quantity is Quantity.PEAK:
        return
    if comparator is None:
        raise StatementError("The comparator is missing; use at_least, at_most, about, …")
    if comparator in FLOORS and (low is None or high is not None):
        raise StatementError("“{comparator}” needs low and no high.", comparator=comparator.value)
    if comparator in CAPS and (high is None or low is not None):
        raise StatementError("“{comparator}” needs high and no low.", comparator=comparator.value)
    if comparator is Comparator.BETWEEN and (low is None or high is None or low > high):
        raise StatementError(
            "“between” needs low and high, low first; it has {low} and {high}.", low=low, high=high
        )
    if comparator is Comparator.ABOUT and (
        statement.bound is None or statement.tolerance is None or statement.tolerance < 0
    ):
        raise StatementError("“about” needs a bound and a tolerance of zero or more.")


def _check_reference(statement: Statement) -> None:
    reference, quantity = statement.reference, statement.quantity
    if quantity in REFERENCED and reference.kind is ReferenceKind.NONE:
        raise StatementError(
            "“{quantity}” needs a reference: a period or the previous year.",
            quantity=quantity.value,
        )
    if (reference.kind is ReferenceKind.PERIOD) != (reference.period is not None):
        raise StatementError(
            "The reference is of kind “{kind}”, but its period is {period}.",
            kind=reference.kind.value,
            period=reference.period or "missing",
        )


def _check_horizon(statement: Statement) -> None:
    horizon = statement.horizon
    if statement.quantity in WINDOWED and horizon.kind not in (HorizonKind.OVER, HorizonKind.IN):
        raise StatementError(
            "“{quantity}” is counted over a window; its horizon is “{kind}”.",
            quantity=statement.quantity.value,
            kind=horizon.kind.value,
        )
    if horizon.kind in (HorizonKind.EACH, HorizonKind.OVER) and (
        horizon.period.months is None or horizon.period.months % 12
    ):
        raise StatementError(
            "A window of years is needed, such as 2021-01-01/P5Y; it is {period}.",
            period=horizon.period,
        )


def _check_interim(statement: Statement) -> None:
    if statement.pacing is Pacing.INTERIM and not statement.interim:
        raise StatementError("The pacing “interim” needs points of the text.")


@cache
def _known(codes: type[Code]) -> dict[str, Code]:
    """The codes of a list by their values: a look here is three times as fast as a call."""
    return {one.value: one for one in codes}


def _code(codes: type[Code], value: str | None, part: str) -> Code:
    found: Code | None = _known(codes).get(value or "")
    if found is None:
        raise StatementError(
            "“{value}” is not a {part}; known are {known}.",
            value=value or "",
            part=part,
            known=", ".join(code.value for code in codes),
        )
    return found


def _interim(points: Sequence[Sequence[object]]) -> tuple[tuple[Period, Decimal], ...]:
    result = []
    for point in points:
        try:
            when, value = point
            period = when if isinstance(when, Period) else parse_period(str(when))
            number = value if isinstance(value, Decimal) else numbers.parse_number(str(value)).value
        except (ValueError, TypeError, DomainError) as error:
            raise StatementError(
                "“{point}” is not an interim point; write [period, number], e.g. [2023, 18].",
                point=point,
            ) from error
        if number is None:
            raise StatementError("The interim point {period} has no number.", period=period)
        result.append((period, number))
    return tuple(sorted(result))


def _precision(stated: str) -> Decimal | None:
    try:
        return numbers.stated_precision(stated)
    except DomainError:
        return None  # a wording with several numbers, or none, states no precision


def build(
    *,
    quantity: str,
    comparator: str | None,
    low: Decimal | None,
    high: Decimal | None,
    tolerance: Decimal | None = None,
    reference_kind: str = "none",
    reference_period: Period | None = None,
    reference_value: Decimal | None = None,
    horizon_kind: str | None = None,
    horizon_period: Period | None = None,
    pacing: str = "linear",
    once: bool = False,
    interim: Sequence[Sequence[object]] = (),
    stated: str = "",
) -> Statement:
    """A statement from its parts as files, forms and rows hold them.

    A bare ``high`` of “at least”, or ``low`` of “at most”, is taken as the bound. Raises
    StatementError that says which part is wrong.
    """
    if horizon_kind is None or horizon_period is None:
        raise StatementError("A statement needs a horizon: its kind and its period.")
    relation = _code(Comparator, comparator, "comparator") if comparator else None
    if relation in FLOORS and low is None:
        low, high = high, None
    if relation in CAPS and high is None:
        low, high = None, low
    return Statement(
        quantity=_code(Quantity, quantity, "quantity"),
        comparator=relation,
        low=low,
        high=high,
        horizon=Horizon(_code(HorizonKind, horizon_kind, "horizon"), horizon_period),
        reference=Reference(
            _code(ReferenceKind, reference_kind, "reference"), reference_period, reference_value
        ),
        pacing=_code(Pacing, pacing, "pacing"),
        tolerance=tolerance,
        once=once,
        interim=_interim(interim),
        bound_precision=_precision(stated) if stated else None,
    )
