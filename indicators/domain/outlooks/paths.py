"""The required path between a baseline and a bound: straight, geometric, or by stated points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from indicators.domain.codelists import Pacing
from indicators.domain.exact import exact_decimal
from indicators.domain.outlooks.base import elapsed, linear, years_between
from indicators.domain.results import PathPoint
from indicators.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class Path:
    """From ``start`` on ``start_on`` to ``end`` on a later day, in the unit of the series."""

    statement: Statement
    start: Decimal
    start_on: date
    end: Decimal
    end_on: date

    @property
    def years(self) -> Fraction:
        """Years from the baseline to the horizon."""
        return years_between(self.start_on, self.end_on)

    def at(self, on: date, share: Fraction | None = None) -> Decimal:
        """The value on a day; ``share`` replaces the share of the time that has passed."""
        pacing = self.statement.pacing
        if pacing is Pacing.INTERIM:
            return self._between_points(on)
        part = share if share is not None else elapsed(self.start_on, on, self.end_on).share
        if pacing is Pacing.GEOMETRIC and self.start > 0 and self.end > 0:
            with localcontext() as context:
                context.prec = 28
                factor = exact_decimal(Fraction(self.end) / Fraction(self.start))
                return self.start * factor ** exact_decimal(part)
        return linear(self.start, self.end, part)

    def _between_points(self, on: date) -> Decimal:
        points = self._anchors()
        for (left_on, left), (right_on, right) in pairwise(points):
            if on <= right_on:
                part = years_between(left_on, on) / years_between(left_on, right_on)
                return linear(left, right, part)
        return self.end

    def _anchors(self) -> list[tuple[date, Decimal]]:
        """Both ends and, where the text gives them, the points between, one a day."""
        points = {self.start_on: self.start}
        if self.statement.pacing is Pacing.INTERIM:
            points |= {
                when.end: value
                for when, value in self.statement.interim
                if self.start_on < when.end < self.end_on
            }
        points[self.end_on] = self.end
        return sorted(points.items())

    def points(self) -> tuple[PathPoint, ...]:
        """The path at both ends and at stated points; of a curve, also at the turn of each year."""
        if self.statement.pacing is not Pacing.GEOMETRIC:
            return tuple(PathPoint(day, value) for day, value in self._anchors())
        turns = (date(year, 1, 1) for year in range(self.start_on.year + 1, self.end_on.year + 1))
        values = {day: self.at(day) for day in turns} | dict(self._anchors())
        return tuple(PathPoint(day, value) for day, value in sorted(values.items()))
