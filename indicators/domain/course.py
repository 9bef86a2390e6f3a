"""Levels in the order of time, each made into a figure only when somebody looks at it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from indicators.domain.columns import Columns
from indicators.domain.figure import Figure
from indicators.domain.periods import Period


class Course:
    """Periods with their values by the end of each, oldest first, one an end."""

    __slots__ = ("_ends", "_make", "_values", "periods")

    def __init__(
        self,
        periods: Sequence[Period],
        values: Sequence[Decimal] | Columns,
        make: Callable[[Period], Figure | None],
        ends: Sequence[date] | None = None,
    ) -> None:
        """``periods`` must be in the order of their ``ends``; ``make`` gives the figure of each."""
        self.periods, self._values, self._make = periods, values, make
        self._ends = [period.end for period in periods] if ends is None else ends

    @classmethod
    def by_column(cls, columns: Columns, make: Callable[[Period], Figure | None]) -> Course:
        """A course of plain columns, which have a value for each of ascending ends."""
        return cls(columns.calendar.periods, columns, make, columns.calendar.ends)

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> Course:
        """A course of figures that are made already."""
        made = {one.period: one for one in figures}
        return cls([one.period for one in figures], [one.value for one in figures], made.get)

    @property
    def values(self) -> Sequence[Decimal]:
        """The value of each period."""
        if isinstance(self._values, Columns):
            self._values = cast(Sequence[Decimal], self._values.values)
        return self._values

    def value_at(self, place: int) -> Decimal:
        """The value of a place."""
        found = self._values
        return Decimal(found.texts[place]) if isinstance(found, Columns) else found[place]

    def values_at(self, places: range) -> Iterator[Decimal]:
        """The values of neighbouring places, each made when it is asked for."""
        found = self._values
        if isinstance(found, Columns):
            return map(Decimal, found.texts[places.start : places.stop])
        return iter(found[places.start : places.stop])

    def __len__(self) -> int:
        return len(self.periods)

    def __iter__(self) -> Iterator[Figure]:
        return (self[place] for place in range(len(self.periods)))

    def __getitem__(self, place: int) -> Figure:
        figure = self._make(self.periods[place])
        assert figure is not None
        return figure

    def places(self, after: date | None, until: date | None = None) -> range:
        """The places of those that end after one day and not after another."""
        first = 0 if after is None else bisect_right(self._ends, after)
        last = len(self._ends) if until is None else bisect_right(self._ends, until)
        return range(first, last)

    def until(self, end: date) -> Figure | None:
        """The last one that ends on or before ``end``."""
        place = bisect_right(self._ends, end)
        return self[place - 1] if place else None

    def before(self, end: date) -> Figure | None:
        """The last one that ends before ``end``."""
        place = bisect_left(self._ends, end)
        return self[place - 1] if place else None

    def at(self, period: Period) -> Figure | None:
        """The one of exactly this period."""
        place = bisect_left(self._ends, period.end)
        if place < len(self._ends) and self.periods[place] == period:
            return self[place]
        return None
