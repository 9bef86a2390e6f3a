"""One figure: its value, the observations it was made of, how precise it is, and how open."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from indicators.domain.codelists import Bound
from indicators.domain.exact import difference, exact_decimal
from indicators.domain.periods import Period
from indicators.domain.results import Input
from indicators.domain.series import Observation
from indicators.domain.vintages import Cell

# Parts that enter with a minus or below the line: “more than” of these means “less than” above.
# Two of them in one role cancel: the divisor of a baseline counts like the figure itself.
_INVERSE = re.compile(r"baseline|previous_year|before_part|first_print(?!_figure)|_inverse")
# An operand of a formula that could move the result either way.
_EITHER = "_either"
# What a role says about the place in a formula; it stays when the figure takes another role.
_PLACE = re.compile(r"(_operand|_inverse|_either).*")


class Figure(NamedTuple):
    """A value with the observations it was made of, by role; ``how`` as in ``Judged``."""

    value: Decimal
    how: str
    observations: tuple[tuple[str, Observation], ...]
    period: Period
    percent: bool = False
    cell: Cell | None = None
    # Half a unit of the last stated digit, where it is not the sum over the parts.
    error: Decimal | None = None

    @property
    def precision(self) -> Decimal:
        """Half a unit of the last stated digit, in the unit of the value."""
        if self.error is not None:
            return self.error
        return sum((precision_of(one) for _, one in self.observations), Decimal(0))

    @property
    def exact(self) -> bool:
        """Whether every part was stated exactly."""
        return all(one.bound is Bound.EXACT for _, one in self.observations)

    @property
    def at_least(self) -> bool:
        """Whether the true value may be higher: a part is “more than”, or a base “nearly”."""
        return self._open(Bound.AT_LEAST, Bound.AT_MOST)

    @property
    def at_most(self) -> bool:
        """Whether the true value may be lower."""
        return self._open(Bound.AT_MOST, Bound.AT_LEAST)

    def _open(self, bound: Bound, inverse: Bound) -> bool:
        return any(
            one.bound in (bound, inverse)
            if _EITHER in role
            else one.bound is (inverse if len(_INVERSE.findall(role)) % 2 else bound)
            for role, one in self.observations
        )

    @property
    def known_on(self) -> date | None:
        """The day on which the last part of it became known."""
        return max((one.known_on for _, one in self.observations), default=None)

    def inputs(self, prefix: str = "") -> list[Input]:
        """Its observations as inputs of an answer."""
        return [Input.of(f"{prefix}{role}", one) for role, one in self.observations]


def precision_of(observation: Observation) -> Decimal:
    """The stated precision, else half a unit of the last digit of the value."""
    if observation.precision is not None:
        return observation.precision
    exponent = observation.value.as_tuple().exponent if observation.value is not None else 0
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


def relative(now: Figure | None, before: Figure | None, how: str) -> Figure | None:
    """Percent change of one figure on another; ``None`` when one is missing or the base is zero."""
    if now is None or before is None or before.value == 0:
        return None
    value = percent_change(now.value, before.value)
    base = abs(Fraction(before.value))
    # First order: an error of the base counts as often as the base fits into the figure.
    error = Fraction(now.precision) + abs(Fraction(now.value)) / base * Fraction(before.precision)
    return Figure(
        value,
        how,
        now.observations + before.observations,
        now.period,
        percent=True,
        error=exact_decimal(100 * error / base),
    )


def is_derived(figure: Figure) -> bool:
    """Whether a formula had a part in it: its observations are in units of their own."""
    return any(_PLACE.search(role) for role, _ in figure.observations)


def renamed(figure: Figure, role: str) -> Figure:
    """The same figure in another role; its operands keep their place in the formula."""
    observations = []
    for old, one in figure.observations:
        place = _PLACE.search(old) if "_" in old else None
        observations.append((role + (place[0] if place else ""), one))
    return figure._replace(observations=tuple(observations))


# The exact difference, also of more digits than the context of ``decimal`` keeps.
minus = difference


def percent_change(value: Decimal, base: Decimal) -> Decimal:
    """100 × (value / base − 1); the sign of a negative base is respected by its magnitude."""
    return exact_decimal(100 * (Fraction(value) - Fraction(base)) / abs(Fraction(base)))
